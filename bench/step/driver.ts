/** A server for the project's own code and a browser on it, with contenders run one after the other. */
import { chromium, type Browser, type Page } from '@playwright/test';
import { createServer } from 'vite';
import { chromiumFlags, ensureChromium } from '../../tools/chromium.mjs';
import type { KernelVariant } from '../../src/core/ops/runtime/variant';
import type { Outcome, Request } from './page';
import { gpuProcessSeconds } from './processTime';

export interface Bench {
  run(request: Request): Promise<Outcome>;
  /** GFLOP/s of a large matrix product alone. */
  limit(variant: KernelVariant): Promise<number>;
  close(): Promise<void>;
}

const HEADERS = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** All contenders share one browser; each has a page, and so a GPU device, of its own. */
export async function openBench(): Promise<Bench> {
  const server = await createServer({
    configFile: false,
    root: process.cwd(),
    logLevel: 'silent',
    cacheDir: 'node_modules/.vite-bench',
    appType: 'mpa',
    server: { host: '127.0.0.1', port: 0, headers: HEADERS, hmr: false, watch: null },
    optimizeDeps: { entries: ['bench/step/page.html'], include: ['@jax-js/jax'] },
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (!address || typeof address === 'string') throw new Error('The server has no address');
  const url = `http://127.0.0.1:${address.port}/bench/step/page.html`;
  let browser: Browser | undefined;
  const withPage = async <T>(work: (page: Page) => Promise<T>): Promise<T> => {
    browser ??= await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    try {
      await page.exposeFunction('cpuSeconds', gpuProcessSeconds);
      await page.goto(url);
      await page.waitForFunction(() => typeof window.bench === 'function', undefined, { timeout: 120_000 });
      return await work(page);
    } catch (error) {
      throw new Error([...complaints, (error as Error).message].join('; '), { cause: error });
    } finally {
      await page.close().catch(() => undefined);
    }
  };
  return {
    run: (request) => withPage((page) => page.evaluate((request) => window.bench(request), request)),
    limit: (variant) => withPage((page) => page.evaluate((variant) => window.productLimit(variant), variant)),
    async close() {
      await browser?.close();
      await server.close();
    },
  };
}
