// npm run test:handover: what is handed over to PyTorch, tried there. Makes exports with the page's own code, runs handover/tests in a
// virtual environment of its own, and reads the results back as the page does. The last line counts: `N passed, N failed`.
// Nothing is skipped: without Python, or where its packages cannot be installed, the stage fails and says so.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, root } from '../install.mjs';

const cache = join(root, '.cache', 'handover');
const fixtures = join(cache, 'fixtures');
const results = join(cache, 'results');
const counts = join(cache, 'counts.json');
const environment = join(cache, 'venv');
const python = process.platform === 'win32' ? join(environment, 'Scripts', 'python.exe') : join(environment, 'bin', 'python');
const wanted = join(root, 'handover', 'tests', 'requirements.txt');

const count = { passed: 0, failed: 0 };

class StageError extends Error {}

function run(program, args, options = {}) {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  return { ok: status === 0, reason: error?.message ?? `exit status ${status}` };
}

function must(what, program, args, options) {
  const began = Date.now();
  const { ok, reason } = run(program, args, options);
  console.log(`── ${what}: ${ok ? 'ok' : `FAILED (${reason})`} in ${Math.round((Date.now() - began) / 1000)} s`);
  if (!ok) throw new StageError(what);
}

/** The first Python of 3.10 or newer that there is. */
function findPython() {
  const tried = [process.env.PYTHON, 'python3', 'python'].filter(Boolean);
  for (const name of tried) {
    const { status, stdout } = spawnSync(name, ['-c', 'import sys; print(sys.version_info >= (3, 10))'], { encoding: 'utf8' });
    if (status === 0 && stdout.trim() === 'True') return name;
  }
  throw new StageError(`Python 3.10 or newer is needed; tried ${tried.join(', ')}. Install it, or name it in PYTHON.`);
}

/** Made anew when what is wanted has changed, or was not finished. */
function ensureEnvironment() {
  const stamp = join(environment, 'complete');
  const mark = createHash('sha256').update(readFileSync(wanted)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === mark) return;
  rmSync(environment, { recursive: true, force: true });
  must('virtual environment', findPython(), ['-m', 'venv', environment]);
  // Without byte code: most of it is never imported, and what is compiles then.
  const args = ['-m', 'pip', 'install', '-qq', '--disable-pip-version-check', '--no-compile', '--retries', '1', '-r', wanted];
  must('Python packages', python, args);
  writeFileSync(stamp, mark);
}

function main() {
  ensurePackages();
  mkdirSync(cache, { recursive: true });
  for (const path of [fixtures, results, counts]) rmSync(path, { recursive: true, force: true });
  mkdirSync(results);
  ensureEnvironment();
  const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
  must('exports to be handed over', process.execPath, [tsx, 'tools/handover/fixtures.ts', fixtures]);
  const env = { ...process.env, HANDOVER_FIXTURES: fixtures, HANDOVER_RESULTS: results, PYTHONDONTWRITEBYTECODE: '' };
  for (const [what, program, args] of [
    ['tests in Python', python, [join('handover', 'tests', 'run.py'), counts]],
    ['results read back', process.execPath, [tsx, 'tools/handover/readBack.ts', fixtures, results, counts]],
  ]) {
    rmSync(counts, { force: true });
    const began = Date.now();
    const { ok, reason } = run(program, args, { env });
    const { passed, failed } = existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : { passed: 0, failed: 0 };
    count.passed += passed;
    count.failed += failed || (ok && passed > 0 ? 0 : 1);
    console.log(`── ${what}: ${ok ? 'ok' : `FAILED (${reason})`} in ${Math.round((Date.now() - began) / 1000)} s`);
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof StageError)) console.error(error);
  else console.error(error.message);
  count.failed += 1;
}
console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed === 0 && count.passed > 0 ? 0 : 1;
