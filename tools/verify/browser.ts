/** Verification in a real browser: a Vite server for the project's own code and the golden files, and Chromium on it. */
import { chromium, type Browser } from '@playwright/test';
import { createServer, type Plugin, type ViteDevServer } from 'vite';
import { chromiumFlags, ensureChromium } from '../chromium.mjs';
import type { KernelVariant } from '../../src/core/configuration/schema';
import { readGoldenFile, type Backend } from './arguments';
import type { BackendReport } from './report';

/** Serves the list of golden files at /golden/ and each of them below it; nothing else of the folder. */
function goldenPlugin(folder: string, names: string[]): Plugin {
  return {
    name: 'golden-values',
    configureServer(server) {
      server.middlewares.use('/golden', (request, response, next) => {
        const name = decodeURIComponent((request.url ?? '/').slice(1));
        if (name === '') {
          response.setHeader('Content-Type', 'application/json');
          response.end(JSON.stringify(names));
        } else if (names.includes(name)) {
          response.setHeader('Content-Type', 'application/octet-stream');
          response.end(readGoldenFile(folder, name));
        } else next();
      });
    },
  };
}

async function startServer(folder: string, names: string[]): Promise<{ server: ViteDevServer; url: string }> {
  const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
  const server = await createServer({
    configFile: false,
    root: process.cwd(),
    logLevel: 'silent',
    // A cache of its own: a development server may be running on the same checkout.
    cacheDir: 'node_modules/.vite-verify',
    appType: 'mpa',
    server: { host: '127.0.0.1', port: 0, headers: isolation, hmr: false, watch: null },
    optimizeDeps: { entries: ['tools/verify/page.html'] },
    plugins: [goldenPlugin(folder, names)],
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (!address || typeof address === 'string') throw new Error('The verification server has no address');
  return { server, url: `http://127.0.0.1:${address.port}/tools/verify/page.html` };
}

async function verifyIn(browser: Browser, url: string, backend: Backend, kernels: KernelVariant | undefined): Promise<BackendReport> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('crash', () => complaints.push('The page crashed'));
  try {
    await page.goto(url);
    await page.waitForFunction(() => typeof window.verify === 'function', undefined, { timeout: 120_000 });
    return await page.evaluate(([name, kernels]) => window.verify(name, kernels), [backend, kernels] as const);
  } catch (error) {
    const message = [...complaints, (error as Error).message].join('; ');
    return { backend, adapter: '', pass: false, milliseconds: 0, files: [], errors: [message] };
  } finally {
    await page.close().catch(() => undefined);
  }
}

/** One report a backend, each from a fresh page. `onStart` is told before each. */
export async function verifyInBrowser(
  folder: string,
  names: string[],
  backends: Backend[],
  kernels: KernelVariant | undefined,
  onStart: (backend: Backend) => void,
): Promise<BackendReport[]> {
  const { server, url } = await startServer(folder, names);
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: ensureChromium(), args: chromiumFlags() });
    const reports: BackendReport[] = [];
    for (const backend of backends) {
      onStart(backend);
      reports.push(await verifyIn(browser, url, backend, kernels));
    }
    return reports;
  } finally {
    await browser?.close();
    await server.close();
  }
}
