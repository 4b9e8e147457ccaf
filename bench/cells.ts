/**
 * What a cell of a sweep costs the page beside its training, and what a long sweep leaves behind on the page's heap. Cells of the first part
 * have the default model and evaluation, one at a time; those of the second are as small as cells can be.
 *
 *   npm run bench:cells -- [--backend wasm] [--cells 4] [--steps 40] [--many 100]
 */
import { parseArgs } from 'node:util';
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { chromiumFlags, ensureChromium } from '../tools/chromium.mjs';
import { costsOf, ownShare, type Crossing } from './cells/costs';

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    cells: { type: 'string', default: '4' },
    steps: { type: 'string', default: '40' },
    many: { type: 'string', default: '100' },
  },
});
const [cells, steps, many] = [Number(values.cells), Number(values.steps), Number(values.many)];
const backend = (['webgpu', 'wasm', 'cpu'] as const).find((name) => name === values.backend);
if (!Number.isInteger(cells) || cells < 2 || !Number.isInteger(steps) || steps < 4 || !Number.isInteger(many) || many < 0 || !backend) {
  console.error('--cells takes a whole number from 2 on, --steps one from 4 on, --many one from 0 on, --backend one of webgpu, wasm, cpu');
  process.exit(2);
}

const outDir = 'node_modules/.cache/bench-cells';
await build({ logLevel: 'silent', build: { outDir, emptyOutDir: true } });
const server = await preview({ logLevel: 'silent', build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
const address = server.httpServer.address();
if (!address || typeof address === 'string') throw new Error('The server has no address');
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(0);
  page.on('pageerror', (error) => console.error(error.message));
  await watchTraining(page);
  await page.goto(`http://127.0.0.1:${address.port}/`);
  await page.evaluate(() => window.lab.ready);
  await page.evaluate((choice) => window.lab.useBackend(choice), backend);
  const costs = await costOfCells(page);
  const heap = many > 0 ? await heapOfMany(page) : undefined;
  const { adapter } = await page.evaluate(() => window.lab.status());
  console.log(
    JSON.stringify(
      {
        ...{ backend, adapter, steps },
        seconds: costs.map((cost) =>
          Object.fromEntries(Object.entries(cost).map(([part, value]) => [part, Number((value as number).toFixed(2))])),
        ),
        ownOfTraining: `${(100 * ownShare(costs)).toFixed(1)} %`,
        ...(heap ? { cells: many, megabytes: heap } : {}),
      },
      null,
      2,
    ),
  );
} finally {
  await browser.close();
  await server.close();
}

/** Notes what crosses between the page and its training workers. To be called before the page is opened. */
async function watchTraining(page: Page): Promise<void> {
  // Functions that are sent from here are named by a helper that the page does not have.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.addInitScript(() => {
    const crossings: Crossing[] = [];
    interface Message {
      type?: string;
      id?: number;
      metrics?: Record<string, unknown[]>;
    }
    const note = (to: Crossing['to'], { type = '', id, metrics }: Message) =>
      crossings.push({
        ...{ at: performance.now(), to, type },
        ...(id === undefined ? {} : { id }),
        ...(type === 'metrics' && metrics ? { steps: Object.values(metrics)[0]?.length ?? 0 } : {}),
      });
    globalThis.Worker = class extends Worker {
      readonly #watched: boolean;
      constructor(url: string | URL, options?: WorkerOptions) {
        super(url, options);
        this.#watched = options?.name === 'training';
        if (this.#watched) this.addEventListener('message', ({ data }: MessageEvent<Message>) => note('page', data));
      }
      override postMessage(message: unknown, transfer?: unknown): void {
        if (this.#watched) note('worker', message as Message);
        super.postMessage(message, transfer as Transferable[]);
      }
    };
    Object.assign(globalThis, { takeCrossings: () => crossings.splice(0) });
  });
}

/** Cells of two seeds: the line of the untrained model is found for each, and shared. */
async function costOfCells(page: Page) {
  const measured = await page.evaluate(
    async ([count, each]) => {
      const { lab } = window;
      const take = () => (globalThis as unknown as { takeCrossings(): Crossing[] }).takeCrossings();
      take();
      const began = performance.now();
      await lab.sweep({
        grid: {
          'runs.geometry': ['spherical'],
          'head.tauSpherical': Array.from({ length: Math.ceil(count / 2) }, (_, i) => 0.1 * 1.25 ** i),
          seed: [1, 2],
        },
        steps: each,
        jobs: 1,
      });
      return { began, ended: performance.now(), crossings: take() };
    },
    [cells, steps] as const,
  );
  // As often as a sweep has cells of so many steps evaluated.
  return costsOf(measured.crossings, { ...measured, steps, evaluations: 2 });
}

/** Megabytes of the page's own heap before and after, with what nobody holds any more collected. */
async function heapOfMany(page: Page) {
  const session = await page.context().newCDPSession(page);
  await page.evaluate(() => window.lab.view('sweep'));
  await page.evaluate(() =>
    window.lab.configure({
      imageSet: 'fashion-mnist',
      model: { width: 16, depth: 1, heads: 2, mlpRatio: 2, embedding: 16 },
      batch: { classes: 4, samplesPerClass: 2 },
      evaluation: { images: 60 },
    }),
  );
  await page.waitForTimeout(2000);
  const before = await heap(session);
  await page.evaluate(
    (count) =>
      window.lab.sweep({
        grid: { 'runs.geometry': ['hyperbolic'], 'head.tauHyperbolic': [0.1, 0.2], seed: Array.from({ length: count / 2 }, (_, i) => i) },
        steps: 2,
      }),
    many,
  );
  await page.waitForTimeout(2000);
  const after = await heap(session);
  return { before, after, left: Number((after - before).toFixed(1)) };
}

/** Objects, and the buffers that they hold. */
async function heap(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const usage = (await session.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
    embedderHeapUsedSize?: number;
  };
  return Number(((usage.usedSize + (usage.backingStorageSize ?? 0) + (usage.embedderHeapUsedSize ?? 0)) / 1e6).toFixed(1));
}
