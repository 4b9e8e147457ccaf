/** The benchmark's page, built and served, and a browser on it: a page for every contender. */
import { resolve } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import { build, preview } from 'vite';
import { messageOf } from '../../src/core/errors';
import { chromiumFlags, ensureChromium } from '../../tools/chromium.mjs';
import type { Ask, Asked, Kind, Opening, Sample, Session } from './protocol';

export interface Bench {
  /** A contender in a page, so a process and a device, of its own; its samples tell the browser's CPU time. */
  start(opening: Opening): Promise<{ session: Session; opened: Asked['open']['get'] }>;
  close(): Promise<void>;
}

const PAGE = 'bench/step/page.html';

export async function openBench(): Promise<Bench> {
  // Built as the site is: a development server would hand out modules one by one, and that would be timed.
  const outDir = resolve('node_modules/.cache/bench-step');
  await build({ logLevel: 'silent', publicDir: false, build: { outDir, emptyOutDir: true, rollupOptions: { input: PAGE } } });
  const server = await preview({ logLevel: 'silent', build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  const address = server.httpServer.address();
  if (!address || typeof address === 'string') throw new Error('The server has no address');
  const url = `http://127.0.0.1:${address.port}/${PAGE}`;
  let browser: Browser | undefined;

  async function start(opening: Opening) {
    // Another one where a contender has brought the whole browser down.
    if (!browser?.isConnected()) browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
    const current = browser;
    const page = await current.newPage();
    page.setDefaultTimeout(0);
    let crashed = false;
    page.on('crash', () => (crashed = true));
    const devtools = await current.newBrowserCDPSession();
    /** Of all the browser's processes, ms: what other programs on the machine take does not count. */
    const cpu = async () => {
      const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
      return 1000 * processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
    };
    const ask = (async (kind: Kind, give: Asked[Kind]['give']) => {
      try {
        const before = kind === 'step' ? await cpu() : 0;
        const get = await page.evaluate(([kind, give]) => window.ask(kind, give), [kind, give] as const);
        if (kind !== 'step') return get;
        const used = (await cpu()) - before;
        // A process that has ended takes its time with it.
        return { ...(get as Sample), cpu: used > 0 ? used : null };
      } catch (error) {
        if (crashed || page.isClosed()) throw new Error('its page crashed, perhaps for want of memory', { cause: error });
        const message = messageOf(error);
        throw new Error(message.replace(/^page\.evaluate: (Error: )?/, '').split('\n')[0], { cause: error });
      }
    }) as Ask;
    const close = () => page.close().catch(() => undefined);
    try {
      await page.goto(url);
      await page.waitForFunction(() => typeof window.ask === 'function', undefined, { timeout: 120_000 });
      return { session: { ask, close }, opened: await ask('open', opening) };
    } catch (error) {
      await close();
      throw error;
    }
  }

  return {
    start,
    async close() {
      await browser?.close();
      await server.close();
    },
  };
}
