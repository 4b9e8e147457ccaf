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
/** Names of what failed, said once more at the end: what a stage printed stands far above. */
const failures = [];

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

function countStage({ name, report, read }, ok) {
  const file = report && join(reports, report);
  const none = { passed: report ? 0 : Number(ok), failed: [] };
  const { passed, failed } = file && existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : none;
  count.passed += passed;
  const names = failed.length > 0 || (ok && passed > 0) ? failed : ['did not end well'];
  count.failed += names.length;
  failures.push(...names.map((failure) => `${name}: ${failure}`));
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

const vitestCounts = ({ numPassedTests, testResults }) => ({
  passed: numPassedTests,
  failed: testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status !== 'passed').map((test) => `${test.fullName} (${test.status})`);
    return failed.length > 0 || status === 'passed' ? failed : [`${name} (${status})`];
  }),
});

/** Everything that is not as expected, tests that were not run included. */
const playwrightCounts = ({ stats, suites, errors }) => {
  const specsIn = ({ specs = [], suites = [] }) => [...specs, ...suites.flatMap(specsIn)];
  const failed = suites
    .flatMap(specsIn)
    .flatMap(({ title, file, tests }) =>
      tests.filter(({ status }) => status !== 'expected').map(({ status }) => `${file}: ${title} (${status})`),
    );
  return { passed: stats.expected, failed: [...failed, ...errors.map(({ message }) => message ?? 'an error outside the tests')] };
};
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

if (failures.length > 0) console.log(`\nFailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed === 0 ? 0 : 1;
