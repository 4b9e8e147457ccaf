/**
 * What it brings that runs compute in workers of their own: the time of a step of three runs side by side against that of the three
 * trained one at a time, in turn, in one page.
 *
 *   npm run bench:workers -- [--backend wasm] [--steps 10] [--rounds 3]
 */
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build, preview } from 'vite';
import { chromiumFlags, ensureChromium } from '../tools/chromium.mjs';

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    steps: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
  },
});
const [steps, rounds] = [Number(values.steps), Number(values.rounds)];
const backend = (['wasm', 'cpu'] as const).find((name) => name === values.backend);
if (!Number.isInteger(steps) || steps < 1 || !Number.isInteger(rounds) || rounds < 1 || !backend) {
  console.error('--steps and --rounds take whole numbers from 1 on, --backend one of wasm, cpu');
  process.exit(2);
}

const outDir = 'node_modules/.cache/bench-workers';
await build({ logLevel: 'silent', build: { outDir, emptyOutDir: true } });
const server = await preview({ logLevel: 'silent', build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
try {
  const address = server.httpServer.address();
  if (!address || typeof address === 'string') throw new Error('The server has no address');
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(`http://127.0.0.1:${address.port}/`);
  const measured = await page.evaluate(
    async ([choice, count, times]) => {
      const { lab } = window;
      await lab.ready;
      await lab.useBackend(choice);
      const all = lab.config().runs;
      const sums: { together: number[]; oneAtATime: number[] } = { together: [], oneAtATime: [] };
      for (let round = 0; round < times; round++) {
        let alone = 0;
        for (const runs of [all, ...all.map((run) => [run])]) {
          await lab.configure({ runs, steps: 100_000, evaluation: { every: 100_000, seconds: 0, images: 64 } });
          await lab.reset();
          // What there is to see before the first step comes first, and is not counted.
          await lab.step(1);
          await lab.evaluate();
          const began = performance.now();
          await lab.step(count);
          const each = (performance.now() - began) / count;
          if (runs.length > 1) sums.together.push(each);
          else alone += each;
        }
        sums.oneAtATime.push(alone);
      }
      return { ...sums, cores: navigator.hardwareConcurrency, adapter: lab.status().adapter };
    },
    [backend, steps, rounds] as const,
  );
  const median = (list: number[]) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;
  const [together, oneAtATime] = [median(measured.together), median(measured.oneAtATime)];
  console.log(
    JSON.stringify({
      backend,
      adapter: measured.adapter,
      cores: measured.cores,
      millisecondsOneAtATime: Math.round(oneAtATime),
      millisecondsTogether: Math.round(together),
      ratio: Number((oneAtATime / together).toFixed(2)),
    }),
  );
} finally {
  await browser.close();
  await server.close();
}
