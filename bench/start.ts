/**
 * How soon there is something to see: from the press of Train on a fresh page to the first step, to the first picture of a model that
 * has learnt something, and the longest wait between two such pictures. Another built site is measured in turn with this one, in one run.
 *
 *   npm run bench:start -- [--backend wasm] [--seconds 60] [--rounds 2] [--against DIR]
 *
 * `--against` is the `dist` folder of another commit. Compiling is part of the time on WebGPU; the backend is open before the press.
 */
import { parseArgs } from 'node:util';
import { chromium, type Browser } from '@playwright/test';
import { build, preview } from 'vite';
import { chromiumFlags, ensureChromium } from '../tools/chromium.mjs';

const { values } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    seconds: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '2' },
    against: { type: 'string' },
  },
});
const [seconds, rounds] = [Number(values.seconds), Number(values.rounds)];
const backend = (['webgpu', 'wasm', 'cpu'] as const).find((name) => name === values.backend);
if (!(seconds > 0) || !Number.isInteger(rounds) || rounds < 1 || !backend) {
  console.error('--seconds takes a positive number, --rounds a whole one from 1 on, --backend one of webgpu, wasm, cpu');
  process.exit(2);
}

interface Waits {
  /** Seconds from the press; null where it has not come. */
  firstStep: number | null;
  firstPicture: number | null;
  longestBetweenPictures: number | null;
  /** Of all evaluated images rather than of the subset that is looked at first. */
  firstOfAllImages: number | null;
  /** What a step of all runs took by then: the measure of how busy the machine was. */
  step: number | null;
  steps: number;
}

async function measure(browser: Browser, address: string): Promise<Waits> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    page.setDefaultTimeout(0);
    await page.goto(address);
    await page.evaluate(() => window.lab.ready);
    await page.evaluate((choice) => window.lab.useBackend(choice), backend!);
    return await page.evaluate(async (milliseconds) => {
      const pictures: number[] = [];
      let ofAll: number | undefined;
      let firstStep: number | undefined;
      const pressed = performance.now();
      window.lab.on('metrics', () => (firstStep ??= (performance.now() - pressed) / 1000));
      // Of several runs the last: only then can they be compared.
      const seen = new Map<string, number>();
      const runs = window.lab.config().runs.length;
      window.lab.on('snapshot', ({ step, images, of }) => {
        const picture = `${step} ${images}`;
        seen.set(picture, (seen.get(picture) ?? 0) + 1);
        if (step === 0 || seen.get(picture) !== runs) return;
        pictures.push((performance.now() - pressed) / 1000);
        if (images === of) ofAll ??= pictures.at(-1);
      });
      void window.lab.train();
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      const { step, stepsPerSecond } = window.lab.status();
      const between = [...pictures, (performance.now() - pressed) / 1000].map((at, i) => at - (pictures[i - 1] ?? 0)).slice(1);
      return {
        firstStep: firstStep ?? null,
        firstPicture: pictures[0] ?? null,
        longestBetweenPictures: pictures.length > 0 ? Math.max(...between) : null,
        firstOfAllImages: ofAll ?? null,
        step: stepsPerSecond > 0 ? 1 / stepsPerSecond : null,
        steps: step,
      };
    }, seconds * 1000);
  } finally {
    await page.close();
  }
}

const outDir = 'node_modules/.cache/bench-start';
await build({ logLevel: 'silent', build: { outDir, emptyOutDir: true } });
const sites = [
  { name: 'this', folder: outDir },
  ...(values.against === undefined ? [] : [{ name: values.against, folder: values.against }]),
];
const browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
try {
  const all: Record<string, Waits[]> = {};
  for (let round = 0; round < rounds; round++)
    for (const { name, folder } of sites) {
      const server = await preview({ logLevel: 'silent', build: { outDir: folder }, preview: { host: '127.0.0.1', port: 0 } });
      const address = server.httpServer.address();
      if (!address || typeof address === 'string') throw new Error('The server has no address');
      (all[name] ??= []).push(await measure(browser, `http://127.0.0.1:${address.port}/`));
      await server.close();
    }
  const median = (of: keyof Waits, list: readonly Waits[]) => {
    const known = list.flatMap((waits) => waits[of] ?? []).sort((a, b) => a - b);
    return known.length === list.length ? Number(known[Math.floor((known.length - 1) / 2)]!.toFixed(2)) : `not within ${seconds} s`;
  };
  for (const [name, list] of Object.entries(all))
    console.log(
      JSON.stringify({
        site: name,
        backend,
        secondsToFirstStep: median('firstStep', list),
        secondsToFirstPicture: median('firstPicture', list),
        longestBetweenPictures: median('longestBetweenPictures', list),
        secondsToAllImages: median('firstOfAllImages', list),
        secondsAStep: median('step', list),
        steps: median('steps', list),
      }),
    );
} finally {
  await browser.close();
}
