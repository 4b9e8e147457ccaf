// npm test: installs what is missing (packages, browser), then type check, lint, unit tests, WebGPU tests,
// golden values, build, browser tests.
// Every stage runs even when an earlier one failed; the last line counts tests and stages: `N passed, N failed`.
import { spawnSync } from 'node:child_process';
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

/** Runs one program of node_modules; returns whether it exited with 0. */
function run(name, program, args) {
  const began = Date.now();
  console.log(`\n── ${name}`);
  const result = spawnSync(process.execPath, [join(root, 'node_modules', program), ...args], { cwd: root, stdio: 'inherit', env });
  console.log(`── ${name}: ${result.status === 0 ? 'ok' : 'FAILED'} in ${Math.round((Date.now() - began) / 1000)} s`);
  return result.status === 0;
}

/** A stage without tests of its own counts as one. */
function stage(name, program, args) {
  count[run(name, program, args) ? 'passed' : 'failed'] += 1;
}

/** A stage of tests: counts what its report says; a stage that failed without a failed test (or ran none) counts as one failure. */
function tests(name, program, args, report, read) {
  const ok = run(name, program, args);
  const file = join(reports, report);
  const { passed, failed } = existsSync(file) ? read(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 };
  count.passed += passed;
  count.failed += failed || (ok && passed > 0 ? 0 : 1);
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

stage('type check', 'typescript/bin/tsc', ['--noEmit']);
stage('lint', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0']);
stage('circles of imports', 'dependency-cruiser/bin/dependency-cruise.mjs', [
  'src',
  'bench',
  'tools',
  'e2e',
  '--config',
  '.dependency-cruiser.mjs',
]);
vitest('unit tests', ['node', 'dom'], 'unit.json');
vitest('WebGPU tests', ['webgpu'], 'webgpu.json');
stage('golden values on three backends', 'tsx/dist/cli.mjs', ['tools/verify.ts', '--golden', 'test/golden']);
stage('build', 'vite/bin/vite.js', ['build', '--logLevel', 'warn']);
env.PLAYWRIGHT_JSON_OUTPUT_FILE = join(reports, 'browser.json');
tests('browser tests', '@playwright/test/cli.js', ['test', '--reporter=list,json'], 'browser.json', playwrightCounts);

console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed === 0 ? 0 : 1;
