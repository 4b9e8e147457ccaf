/**
 * Images read a second: the page's pool of workers, which also compares and stores them, against a loop of `createImageBitmap` on the main
 * thread, one at a time and storing nothing. Both in one browser in one run, in turn; the ratio is that of all rounds together.
 *
 *   npm run bench:ingest -- [--images 1000] [--width 500] [--height 375] [--size 64] [--rounds 4]
 */
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';
import { chromiumFlags, ensureChromium } from '../tools/chromium.mjs';
import { WORKING_SIZES, type WorkingSize } from '../src/core/data/workingSizes';
import type { Task, Timing } from './ingest/page';

type Measured = Timing & { cpuSeconds: number };

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: '1000' },
    width: { type: 'string', default: '500' },
    height: { type: 'string', default: '375' },
    size: { type: 'string', default: '64' },
    rounds: { type: 'string', default: '4' },
  },
});

function whole(name: keyof typeof values): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= 1) return value;
  console.error(`--${name} takes a whole number of at least 1, not ${values[name]}`);
  process.exit(2);
}

const size = whole('size') as WorkingSize;
if (!WORKING_SIZES.includes(size)) {
  console.error(`--size takes one of ${WORKING_SIZES.join(', ')}`);
  process.exit(2);
}
const task: Task = { images: whole('images'), width: whole('width'), height: whole('height'), size };

// Built as the page is: a development server would hand every worker its modules one by one, and that would be timed.
const outDir = resolve('node_modules/.cache/bench-ingest');
await build({
  configFile: false,
  root: process.cwd(),
  base: './',
  logLevel: 'silent',
  publicDir: false,
  worker: { format: 'es' },
  build: { outDir, emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 2500, rollupOptions: { input: 'bench/ingest/page.html' } },
});
const server = await preview({
  configFile: false,
  root: process.cwd(),
  logLevel: 'silent',
  build: { outDir },
  preview: { host: '127.0.0.1', port: 0 },
});
const address = server.httpServer.address();
if (!address || typeof address === 'string') throw new Error('The server has no address');
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
try {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(`http://127.0.0.1:${address.port}/bench/ingest/page.html`);
  await page.waitForFunction(() => typeof window.prepare === 'function', undefined, { timeout: 120_000 });
  const bytes = await page.evaluate((task) => window.prepare(task), task);
  const plain: Measured[] = [];
  const pool: Measured[] = [];
  const session = await browser.newBrowserCDPSession();
  /** Of all the browser's processes: what other programs on the machine take does not count. */
  const cpuSeconds = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const measured = async (work: () => Promise<Timing>): Promise<Measured> => {
    const before = await cpuSeconds();
    const timing = await work();
    return { ...timing, cpuSeconds: (await cpuSeconds()) - before };
  };
  for (let round = 0; round < whole('rounds'); round++) {
    plain.push(await measured(() => page.evaluate(() => window.plain())));
    pool.push(await measured(() => page.evaluate(() => window.pool())));
    console.error(`round ${round + 1}: one at a time ${inWords(plain.at(-1)!)}; pool ${inWords(pool.at(-1)!)}`);
  }
  const seconds = (timings: Measured[]) => timings.reduce((sum, timing) => sum + timing.seconds, 0);
  const summary = (timings: Measured[]) => ({
    perSecond: Math.round((timings.length * task.images) / seconds(timings)),
    cpuMsAnImage: Number(
      ((1000 * timings.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0)) / (timings.length * task.images)).toFixed(2),
    ),
    longestTask: Math.max(...timings.map(({ longestTask }) => longestTask)),
  });
  console.log(
    JSON.stringify(
      {
        ...{ task, bytesAnImage: Math.round(bytes / task.images), cores: availableParallelism(), rounds: plain.length },
        ...{ plain: summary(plain), pool: summary(pool), ratio: Math.round((100 * seconds(plain)) / seconds(pool)) / 100 },
      },
      null,
      2,
    ),
  );
} finally {
  await browser.close();
  await server.close();
}

function inWords({ perSecond, longestTask, cpuSeconds }: Measured): string {
  return `${Math.round(perSecond)} images/s, ${((1000 * cpuSeconds) / task.images).toFixed(2)} ms of CPU an image (longest task of the main thread ${longestTask} ms)`;
}
