/**
 * npm run record [-- --backend wasm|webgpu|cpu --steps N --every N --anchor CLASS --control GEOMETRY|none --newest float32|float16
 *                    --out DIR --no-keep]
 *
 * Trains the default experiment in the real page, in a real browser, and keeps what came out:
 *   public/samples/stored/emoji.zip   the record that the page opens with (unless --no-keep), and those of earlier steps beside it
 *   DIR/training-run.json             the measured curves, with backend, adapter and seconds
 *   DIR/before.png, during.png, after.png, after-dark.png, curves.png
 * A further run of one geometry with another seed is recorded as a control: what differs between geometries is judged by what differs
 * between seeds. It is judged on the validation part, and tested once, at its last step. Where anything fails, what was there stays.
 *
 * The page is served by Vite's development server, because there the page's own modules can be imported by name.
 */
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { createServer } from 'vite';
import { chromiumFlags, ensureChromium } from './chromium.mjs';
import type * as InPage from './record/inPage';
import { progressOf } from './record/progress';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const IN_PAGE = '/tools/record/inPage.ts';
const CONTROL = 'control: other seed';

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
  const found = known.find((choice) => choice === value);
  if (!found) throw new Error(`--${name} ${value}: choose one of ${known.join(', ')}.`);
  return found;
}

function wholeNumber(name: string, value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} ${value} is not a whole number from 1 on.`);
  return number;
}

function options() {
  const { values } = parseArgs({
    options: {
      backend: { type: 'string', default: 'wasm' },
      steps: { type: 'string', default: '300' },
      every: { type: 'string', default: '50' },
      /** Class of the evaluated part whose first image is the anchor that the page opens with. */
      anchor: { type: 'string', default: 'panda' },
      control: { type: 'string', default: 'hyperbolic' },
      newest: { type: 'string', default: 'float32' },
      out: { type: 'string', default: join(root, 'docs') },
      keep: { type: 'boolean', default: true },
    },
    allowNegative: true,
  });
  return {
    backend: oneOf('backend', values.backend, ['wasm', 'webgpu', 'cpu']),
    steps: wholeNumber('steps', values.steps),
    every: wholeNumber('every', values.every),
    anchor: values.anchor,
    control: oneOf('control', values.control, ['hyperbolic', 'spherical', 'fused', 'none']),
    newest: oneOf('newest', values.newest, ['float32', 'float16']),
    out: values.out,
    keep: values.keep,
  };
}

const packageOf = (path: string) => JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')) as { version: string };

const wanted = options();
const server = await createServer({ root, server: { port: 0, hmr: false, watch: null }, logLevel: 'warn' });
await server.listen();
const address = server.resolvedUrls?.local[0];
if (!address) throw new Error('The development server gave no address.');

const browser = await chromium.launch({ args: chromiumFlags(), executablePath: ensureChromium() });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.on('pageerror', (error) => console.error(`\npage: ${error}`));
page.on('crash', () => {
  console.error('\nThe page has crashed; nothing was kept.');
  process.exit(1);
});

const picture = (name: string) => page.screenshot({ path: join(wanted.out, `${name}.png`) });

const training = progressOf('Training', 'step');

/** Waits until the page has reached a step, saying how far it is. */
async function reach(page: Page, step: number): Promise<void> {
  for (;;) {
    const status = await page.evaluate(() => window.lab.status());
    if (status.state === 'failed') {
      const notices = await page.getByRole('alert').allInnerTexts();
      throw new Error(`Training failed at step ${status.step}. ${notices.join(' ')}`);
    }
    training.report(status.step, wanted.steps, `${status.stepsPerSecond.toFixed(3)} steps/s`);
    if (status.step >= step && (status.state !== 'training' || step < wanted.steps)) return;
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

/** Writes the files beside those that are there, and takes their place once all are whole. */
async function keep(about: InPage.RecordWith): Promise<void> {
  const samples = join(root, 'public/samples');
  const folder = await mkdtemp(join(samples, '.stored-'));
  try {
    const write = async (file: string, text: string): Promise<number> => {
      const bytes = Buffer.from(text, 'base64');
      await writeFile(join(folder, file), bytes);
      console.log(`${file}: ${(bytes.length / 1e6).toFixed(2)} MB`);
      return bytes.length;
    };
    const steps = await page.evaluate(async (path) => ((await import(/* @vite-ignore */ path)) as typeof InPage).recordedSteps(), IN_PAGE);
    const elsewhere = [];
    for (const step of steps.slice(0, -1)) {
      const file = `emoji-step-${step}.zip`;
      const text = await page.evaluate(
        async ([path, about, step, file]) => ((await import(/* @vite-ignore */ path)) as typeof InPage).encodeEarlier(about, step, file),
        [IN_PAGE, about, step, file] as const,
      );
      elsewhere.push({ step, file, bytes: await write(file, text) });
    }
    const text = await page.evaluate(
      async ([path, about, elsewhere]) =>
        ((await import(/* @vite-ignore */ path)) as typeof InPage).encodeNewest(about, elsewhere, 'emoji.zip'),
      [IN_PAGE, about, elsewhere] as const,
    );
    await write('emoji.zip', text);
    // A folder made for the time being is its maker's alone.
    await chmod(folder, 0o755);
    await rm(join(samples, 'stored'), { recursive: true, force: true });
    await rename(folder, join(samples, 'stored'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  await mkdir(wanted.out, { recursive: true });
  await page.goto(address);
  await page.evaluate(() => window.lab.ready);
  const defaults = await page.evaluate(() => window.lab.config());
  await picture('before');
  const control = { name: CONTROL, geometry: wanted.control as 'hyperbolic', seed: defaults.seed + 1 };
  const runs = wanted.control === 'none' ? defaults.runs : [...defaults.runs, control];
  await page.evaluate(
    ({ backend, steps, every, runs }) => window.lab.configure({ backend, steps, evaluation: { every, seconds: 0 }, runs }),
    {
      backend: wanted.backend,
      steps: wanted.steps,
      every: wanted.every,
      runs,
    },
  );
  await page.evaluate(async (path) => ((await import(/* @vite-ignore */ path)) as typeof InPage).follow(), IN_PAGE);

  const began = Date.now();
  await page.evaluate(() => window.lab.train());
  await reach(page, Math.min(wanted.steps, Math.ceil(wanted.steps / 3)));
  await picture('during');
  await reach(page, wanted.steps);
  const seconds = (Date.now() - began) / 1000;
  training.end();
  console.log('Final test …');
  const test = await page.evaluate(() => window.lab.finalTest());
  if (test.step !== wanted.steps) throw new Error(`The final test is of step ${test.step}, not of the last, ${wanted.steps}.`);
  await page.evaluate(
    async ([run, name]) => {
      const { paths } = await window.lab.snapshot(run);
      const index = paths.findIndex((path) => path.split('/').at(-1) === name);
      if (index < 0) throw new Error(`--anchor ${name}: no evaluated image is of a class of this name.`);
      window.lab.anchor(index);
    },
    [defaults.runs[0]?.name ?? '', wanted.anchor] as const,
  );

  const drawing = progressOf('Layouts by neighbours', 'picture');
  await page.exposeFunction('drawn', (done: number, all: number) => drawing.report(done, all));
  await page.evaluate(async (path) => {
    const { drawLayouts } = (await import(/* @vite-ignore */ path)) as typeof InPage;
    await drawLayouts((window as unknown as { drawn: (done: number, all: number) => void }).drawn);
  }, IN_PAGE);
  drawing.end();

  if (wanted.keep) {
    const today = new Date().toISOString();
    await keep({
      id: `recording-emoji-${today}`,
      title: 'Recorded run on the bundled images',
      date: today,
      versions: {
        app: packageOf('.').version,
        tfjs: packageOf('node_modules/@tensorflow/tfjs').version,
        browser: `Chromium ${browser.version()}, headless`,
      },
      newest: wanted.newest,
      backend: defaults.backend,
    });
  }

  // The pictures that keep the most neighbours, drawn by the page itself; PCA while it trains, which takes nothing from it.
  for (const { name, geometry } of runs) {
    const method = geometry === 'spherical' ? 'spherical neighbours' : 'hyperbolic neighbours';
    await page.evaluate(([run, method]) => window.lab.projection(run, { method }), [name, method] as const);
    await page.getByRole('combobox', { name: `Projection of ${name}`, exact: true }).selectOption(method);
  }
  await page.waitForTimeout(3000);
  await picture('after');
  await page.getByRole('region', { name: 'Curves', exact: true }).screenshot({ path: join(wanted.out, 'curves.png') });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForTimeout(500);
  await picture('after-dark');

  const { metrics, status } = await page.evaluate(() => ({ metrics: window.lab.metrics(), status: window.lab.status() }));
  const { part, ...baselines } = await page.evaluate(
    async (path) => ((await import(/* @vite-ignore */ path)) as typeof InPage).summary(),
    IN_PAGE,
  );
  const summary = {
    backend: status.backend,
    adapter: status.adapter,
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    seconds: Math.round(seconds),
    steps: wanted.steps,
    part,
    baselines,
    runs: metrics,
    finalTest: test,
  };
  await writeFile(join(wanted.out, 'training-run.json'), `${JSON.stringify(summary)}\n`);
  console.log(
    `\n${summary.steps} steps of ${Object.keys(metrics).length} runs in ${summary.seconds} s on ${summary.backend} (${summary.adapter})`,
  );
  const percent = (share: number | undefined) => `${(100 * (share ?? NaN)).toFixed(1)} %`;
  console.log(`Recall@1, ${part}:`);
  for (const [name, { evaluations }] of Object.entries(metrics))
    console.log(name.padEnd(20), evaluations.map(({ step, recallAt }) => `${step}: ${percent(recallAt[1])}`).join('   '));
  console.log('untrained'.padEnd(20), percent(baselines.untrained?.[1]), ' raw pixels', percent(baselines.rawPixels?.[1]));
  console.log(`Recall@1, test, step ${test.step}: ${test.images} images of ${test.classes} classes`);
  for (const [name, { retrieval }] of Object.entries(test.runs)) console.log(name.padEnd(20), percent(retrieval.recallAt[1]));
} finally {
  await browser.close();
  await server.close();
}
