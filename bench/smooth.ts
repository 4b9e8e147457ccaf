/**
 * How free the page's own thread stays: its longest tasks while three runs train beside the drawn points and somebody moves the pointer,
 * against those of the same page idle, in one run. Measured by the thread's clock, so that other programs on the machine do not count.
 *
 *   npm run bench:smooth -- [--seconds 60] [--backend wasm]
 */
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { chromiumFlags, ensureChromium } from '../tools/chromium.mjs';
import { tasksDuring } from './smooth/mainThread';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, backend: { type: 'string', default: 'wasm' } } });
const seconds = Number(values.seconds);
const backend = (['webgpu', 'wasm', 'cpu'] as const).find((name) => name === values.backend);
if (!(seconds > 0) || !backend) {
  console.error('--seconds takes a positive number, --backend one of webgpu, wasm, cpu');
  process.exit(2);
}

const outDir = 'node_modules/.cache/bench-smooth';
await build({ logLevel: 'silent', build: { outDir, emptyOutDir: true } });
const server = await preview({ logLevel: 'silent', build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
const address = server.httpServer.address();
if (!address || typeof address === 'string') throw new Error('The server has no address');
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(0);
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(`http://127.0.0.1:${address.port}/`);
  await page.evaluate(() => window.lab.ready);
  await page.evaluate((choice) => window.lab.useBackend(choice), backend);
  const idle = await tasksDuring(page, () => page.waitForTimeout(seconds * 1000));
  await page.evaluate(() =>
    window.lab.configure({
      steps: 100_000,
      evaluation: { every: 2, seconds: 0 },
      batch: { classes: 16 },
      model: { image: 32, patch: 8, width: 32, depth: 1, heads: 2, mlpRatio: 2, embedding: 64, pooling: 'concatenate' },
    }),
  );
  const training = await tasksDuring(page, async () => {
    await page.evaluate(() => window.lab.train());
    await work(page, seconds);
    await page.evaluate(() => window.lab.pause());
  });
  const summary = (tasks: readonly number[]) => ({
    longest: tasks.slice(0, 5).map((milliseconds) => Number(milliseconds.toFixed(1))),
    above50: tasks.filter((milliseconds) => milliseconds > 50).length,
    tasks: tasks.length,
  });
  const steps = await page.evaluate(() => window.lab.status().step);
  console.log(JSON.stringify({ backend, seconds, steps, milliseconds: { idle: summary(idle), training: summary(training) } }, null, 2));
} finally {
  await browser.close();
  await server.close();
}

/** Drags over a disk and walks through the anchors. */
async function work(page: Page, seconds: number): Promise<void> {
  const plot = page.getByRole('region', { name: 'Poincaré disk – hyperbolic', exact: true }).getByRole('application');
  const box = (await plot.boundingBox())!;
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    await page.mouse.move(...at(0.4, 0.4));
    await page.mouse.down();
    await page.mouse.move(...at(0.6, 0.5), { steps: 8 });
    await page.mouse.up();
    await page.mouse.move(...at(0.5, 0.45), { steps: 4 });
    await page.keyboard.press(']');
    await page.waitForTimeout(1000);
  }
}
