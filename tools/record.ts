/**
 * npm run record [-- --backend wasm|webgpu|cpu --steps N --every N --anchor CLASS --out DIR --no-keep]
 *
 * Trains the default experiment in the real page, in a real browser, and keeps what came out:
 *   public/samples/stored/emoji.nssn   the stored snapshot that the page opens with (unless --no-keep), and those of earlier steps beside it
 *   DIR/training-run.json              the measured curves, with backend, adapter and seconds
 *   DIR/before.png, during.png, after.png, after-dark.png, curves.png
 *
 * The page is served by Vite's development server, because there the page's own store can be imported by name.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { createServer } from 'vite';
import type * as StoreModule from '../src/state/labStore';
import type * as ViewsModule from '../src/state/metricViews';
import type * as HistoryModule from '../src/state/snapshotHistory';
import type * as CodecModule from '../src/state/storedSnapshot';
import { earlierPath, STORED_PATH } from '../src/state/stored';
import { chromiumFlags, ensureChromium } from './chromium.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const backends = ['webgpu', 'wasm', 'cpu'];

function options() {
  const { values } = parseArgs({
    options: {
      backend: { type: 'string', default: 'wasm' },
      steps: { type: 'string', default: '300' },
      every: { type: 'string', default: '50' },
      /** Class whose first image is the anchor that the page opens with. */
      anchor: { type: 'string', default: 'frog' },
      out: { type: 'string', default: join(root, 'docs') },
      keep: { type: 'boolean', default: true },
    },
    allowNegative: true,
  });
  const steps = Number(values.steps);
  const every = Number(values.every);
  if (!backends.includes(values.backend)) throw new Error(`--backend ${values.backend}: choose one of ${backends.join(', ')}.`);
  if (!Number.isInteger(steps) || steps < 1) throw new Error(`--steps ${values.steps} is not a whole number of steps.`);
  if (!Number.isInteger(every) || every < 1) throw new Error(`--every ${values.every} is not a whole number of steps.`);
  return { ...values, steps, every };
}

const wanted = options();
const server = await createServer({ root, server: { port: 0, hmr: false, watch: null }, logLevel: 'warn' });
await server.listen();
const address = server.resolvedUrls?.local[0];
if (!address) throw new Error('The development server gave no address.');

const browser = await chromium.launch({ args: chromiumFlags(), executablePath: ensureChromium() });
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
page.on('pageerror', (error) => console.error(`page: ${error}`));

const picture = (name: string) => page.screenshot({ path: join(wanted.out, `${name}.png`) });

/** Waits until the page has reached a step, printing as it goes. */
async function reach(page: Page, step: number): Promise<void> {
  for (;;) {
    const status = await page.evaluate(() => window.lab.status());
    if (status.state === 'failed') throw new Error('Training failed; the page says why.');
    if (status.step >= step && status.state !== 'training') return;
    if (status.step >= step && step < wanted.steps) return;
    process.stdout.write(`\rstep ${status.step} of ${wanted.steps}, ${status.stepsPerSecond.toFixed(3)} steps/s   `);
    await new Promise((resolve) => setTimeout(resolve, 2000));
  }
}

/**
 * The stored snapshot of what the page now holds, as base64: the bridge to the page carries text.
 * @param earlier the step to encode instead of the newest, without curves
 */
const encodeInPage = (recordedOn: string, earlier?: number) =>
  page.evaluate(
    async ([store, codec, recordedOn, earlier, kept, views]) => {
      const { labStore } = (await import(/* @vite-ignore */ store)) as typeof StoreModule;
      const { encodeStored } = (await import(/* @vite-ignore */ codec)) as typeof CodecModule;
      const { keptSteps } = (await import(/* @vite-ignore */ kept)) as typeof HistoryModule;
      const { metricRows } = (await import(/* @vite-ignore */ views)) as typeof ViewsModule;
      const { config, experiment, evaluation, runs, backend, status, anchor } = labStore.getState();
      if (!experiment || !evaluation || !backend) throw new Error('Nothing has been trained.');
      const bytes = encodeStored({
        step: earlier ?? status.step,
        backend: `${backend.backend} (${backend.adapter})`,
        recordedOn,
        config,
        experiment,
        labels: evaluation.labels,
        runs: runs.map(({ name, latest, history, metrics, evaluations }) => {
          const snapshot = earlier === undefined ? latest : history.find(({ step }) => step === earlier)?.open();
          if (!snapshot) throw new Error(`Run “${name}” has no snapshot of step ${earlier ?? status.step}.`);
          return earlier === undefined
            ? { snapshot, metrics: metricRows(metrics), evaluations }
            : { snapshot, metrics: [], evaluations: [] };
        }),
        anchor,
        ...(earlier === undefined ? { earlierSteps: keptSteps(runs).filter((step) => step < status.step) } : {}),
      });
      let text = '';
      for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      return btoa(text);
    },
    [
      '/src/state/labStore.ts',
      '/src/state/storedSnapshot.ts',
      recordedOn,
      earlier,
      '/src/state/snapshotHistory.ts',
      '/src/state/metricViews.ts',
    ] as const,
  );

/** Steps before the newest of which the page holds snapshots. */
const earlierSteps = () =>
  page.evaluate(
    async ([store, history]) => {
      const { labStore } = (await import(/* @vite-ignore */ store)) as typeof StoreModule;
      const { keptSteps } = (await import(/* @vite-ignore */ history)) as typeof HistoryModule;
      return keptSteps(labStore.getState().runs).slice(0, -1);
    },
    ['/src/state/labStore.ts', '/src/state/snapshotHistory.ts'] as const,
  );

try {
  await mkdir(wanted.out, { recursive: true });
  await page.goto(address);
  await page.evaluate(() => window.lab.ready);
  const defaults = await page.evaluate(() => window.lab.config());
  await page.evaluate(({ backend, steps, every }) => window.lab.configure({ backend, steps, evaluation: { every } }), {
    backend: wanted.backend as 'wasm',
    steps: wanted.steps,
    every: wanted.every,
  });
  await page.waitForTimeout(2000);
  await picture('before');

  const began = Date.now();
  await page.evaluate(() => window.lab.train());
  await reach(page, Math.min(wanted.steps, Math.ceil(wanted.steps / 3)));
  await picture('during');
  await reach(page, wanted.steps);
  const seconds = (Date.now() - began) / 1000;
  await page.evaluate(
    async ([run, name]) => {
      const { paths } = await window.lab.snapshot(run);
      const index = paths.findIndex((path) => path.split('/').at(-1) === name);
      if (index >= 0) window.lab.anchor(index);
    },
    [defaults.runs[0]?.name ?? '', wanted.anchor] as const,
  );
  // The pictures that keep the most neighbours; PCA while it trains, which takes nothing from it.
  for (const { name, geometry } of defaults.runs) {
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
  const baselines = await page.evaluate(async (store) => {
    const { labStore } = (await import(/* @vite-ignore */ store)) as typeof StoreModule;
    return labStore.getState().experiment?.baselines;
  }, '/src/state/labStore.ts');
  const summary = {
    backend: status.backend,
    adapter: status.adapter,
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    seconds: Math.round(seconds),
    steps: wanted.steps,
    baselines: { rawPixels: baselines?.rawPixels.recallAt, untrained: baselines?.untrained.recallAt },
    runs: metrics,
  };
  await writeFile(join(wanted.out, 'training-run.json'), `${JSON.stringify(summary)}\n`);
  if (wanted.keep) {
    // The page opens with its own default settings: what is recorded for it must be those, with only the backend as it was.
    await page.evaluate((backend) => window.lab.configure({ backend }), defaults.backend).catch(() => undefined);
    const today = new Date().toISOString().slice(0, 10);
    const folder = join(root, 'public/samples/stored');
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const write = async (path: string, text: string) => {
      const stored = Buffer.from(text, 'base64');
      await writeFile(join(root, 'public', path), stored);
      console.log(`\n${path}: ${(stored.length / 1e6).toFixed(2)} MB`);
    };
    await write(STORED_PATH, await encodeInPage(today));
    for (const step of await earlierSteps()) await write(earlierPath(step), await encodeInPage(today, step));
  }
  console.log(
    `\n${summary.steps} steps of ${Object.keys(metrics).length} runs in ${summary.seconds} s on ${summary.backend} (${summary.adapter})`,
  );
  for (const [name, { evaluations }] of Object.entries(metrics))
    console.log(name.padEnd(14), evaluations.map(({ step, recallAt }) => `${step}: ${(100 * recallAt[1]).toFixed(1)} %`).join('   '));
  console.log(
    'untrained'.padEnd(14),
    `${(100 * (baselines?.untrained.recallAt[1] ?? NaN)).toFixed(1)} %`,
    ' raw pixels',
    `${(100 * (baselines?.rawPixels.recallAt[1] ?? NaN)).toFixed(1)} %`,
  );
} finally {
  await browser.close();
  await server.close();
}
