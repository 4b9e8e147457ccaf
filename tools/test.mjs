// npm test: installs what is missing (packages, browser), then type check, lint, build and golden values, unit tests, WebGPU tests,
// browser tests.
// Stages that keep one core busy each run side by side; what they print is kept whole and comes in the order written here.
// Every stage runs even when an earlier one failed; the last line counts tests and stages: `N passed, N failed`.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePackages, root } from './install.mjs';

ensurePackages();
const { ensureChromium } = await import('./chromium.mjs');
const chromium = ensureChromium();
const env = { ...process.env, CHROMIUM_PATH: chromium, FORCE_COLOR: '0' };

const reports = join(root, 'test-results', 'reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

const count = { passed: 0, failed: 0 };

/** Runs one program of node_modules. @returns whether it exited with 0, in how many seconds, and what it printed unless it printed at once */
function run(program, args, atOnce) {
  const began = Date.now();
  return new Promise((resolve) => {
    const printed = [];
    const child = spawn(process.execPath, [join(root, 'node_modules', program), ...args], {
      cwd: root,
      stdio: atOnce ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env,
    });
    child.stdout?.on('data', (part) => printed.push(part));
    child.stderr?.on('data', (part) => printed.push(part));
    const end = (ok) => resolve({ ok, seconds: Math.round((Date.now() - began) / 1000), printed: Buffer.concat(printed) });
    child.on('error', (error) => {
      printed.push(Buffer.from(`${error}\n`));
      end(false);
    });
    child.on('close', (status) => end(status === 0));
  });
}

/** A stage without tests of its own counts as one. */
const stage = (name, program, args) => ({ name, program, args });

/** A stage of tests: counts what its report says; a stage that failed without a failed test (or ran none) counts as one failure. */
const tests = (name, program, args, report, read) => ({ name, program, args, report, read });

function countStage({ report, read }, ok) {
  if (!report) {
    count[ok ? 'passed' : 'failed'] += 1;
    return;
  }
  const file = join(reports, report);
  const { passed, failed } = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 };
  count.passed += passed;
  count.failed += failed || (ok && passed > 0 ? 0 : 1);
}

/** Runs lines of stages side by side, those of a line one after the other: the first stage of the first line prints as it goes. */
async function sideBySide(...lines) {
  const [first] = lines[0];
  console.log(`\n── ${first.name}`);
  const begun = lines.map((line) => {
    let before = Promise.resolve();
    return line.map((stage) => (before = before.then(() => run(stage.program, stage.args, stage === first))));
  });
  for (const [i, line] of lines.entries())
    for (const [j, stage] of line.entries()) {
      const { ok, seconds, printed } = await begun[i][j];
      if (stage !== first) {
        console.log(`\n── ${stage.name}`);
        process.stdout.write(printed);
      }
      console.log(`── ${stage.name}: ${ok ? 'ok' : 'FAILED'} in ${seconds} s`);
      countStage(stage, ok);
    }
}

const vitestCounts = (report) => ({ passed: report.numPassedTests, failed: report.numTotalTests - report.numPassedTests });
const playwrightCounts = ({ stats }) => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped });
const vitest = (name, projects, report) =>
  tests(
    name,
    'vitest/vitest.mjs',
    [
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(reports, report)}`,
    ],
    report,
    vitestCounts,
  );

// What needs no browser beside what leaves a core to spare: the golden values go through their backends one after the other.
await sideBySide(
  [
    stage('type check', 'typescript/bin/tsc', ['--noEmit']),
    stage('lint', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
    stage('circles of imports', 'dependency-cruiser/bin/dependency-cruise.mjs', [
      'src',
      'bench',
      'tools',
      'e2e',
      '--config',
      '.dependency-cruiser.mjs',
    ]),
    stage('build', 'vite/bin/vite.js', ['build', '--logLevel', 'warn']),
  ],
  [stage('golden values on three backends', 'tsx/dist/cli.mjs', ['tools/verify.ts', '--golden', 'test/golden'])],
);
await sideBySide([vitest('unit tests', ['node', 'dom'], 'unit.json')]);
// SwiftShader compiles on one core, and Vitest goes through the browsers of one process one after the other.
await sideBySide(
  [vitest('WebGPU tests of the core', ['webgpu core'], 'webgpu-core.json')],
  [vitest('WebGPU tests of backends and the page', ['webgpu'], 'webgpu.json')],
);
env.PLAYWRIGHT_JSON_OUTPUT_FILE = join(reports, 'browser.json');
await sideBySide([tests('browser tests', '@playwright/test/cli.js', ['test', '--reporter=list,json'], 'browser.json', playwrightCounts)]);

console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed === 0 ? 0 : 1;
