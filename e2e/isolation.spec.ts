/** The built site on a host that sends no isolation headers, and on one that does. */
import { createServer, type Server } from 'node:http';
import { createReadStream, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { type Page, type Request } from '@playwright/test';
import { expect, test } from './fixtures';

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** A plain static host: files below /site/, their types, and nothing else. */
function serveWithoutHeaders(folder: string): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(decodeURIComponent(pathname)).replace(/^\/site\//, '');
    const file = join(folder, path === '' ? 'index.html' : path);
    const found = pathname.startsWith('/site/') && file.startsWith(folder) ? statSync(file, { throwIfNoEntry: false }) : undefined;
    if (!found?.isFile()) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Length': found.size });
    if (request.method === 'HEAD') return response.end();
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) =>
    server.listen(0, 'localhost', () => {
      const address = server.address();
      resolve({ server, url: `http://localhost:${typeof address === 'object' ? address?.port : address}/site/` });
    }),
  );
}

/** Documents that the page's own frame has gone through, by their requests: a reload may come before a document is complete. */
function loadsOf(page: Page): string[] & { complete(count: number): Promise<void> } {
  const loads: string[] = [];
  let complete = 0;
  const isDocument = (request: Request) => request.isNavigationRequest() && request.frame() === page.mainFrame();
  page.on('request', (request) => {
    if (isDocument(request)) loads.push(request.url());
  });
  page.on('domcontentloaded', () => (complete = loads.length));
  return Object.assign(loads, {
    // Not by asking the page: what a test evaluates counts as the visitor's doing, whom the reload would not interrupt.
    complete: async (count: number) => {
      await expect.poll(() => loads.length).toBe(count);
      await expect.poll(() => complete).toBe(count);
    },
  });
}

const isolated = (page: Page) => page.evaluate(() => crossOriginIsolated);

const registrations = (page: Page) => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);

// A trace looks into the page, and that counts as the visitor's doing.
test.use({ trace: 'off' });

test.describe('a host without headers', () => {
  let host: { server: Server; url: string };
  test.beforeAll(async () => {
    host = await serveWithoutHeaders(join(process.cwd(), 'dist'));
  });
  test.afterAll(() => void host.server.close());

  test('the page is isolated after one reload, and WebAssembly has threads', async ({ page }) => {
    const loads = loadsOf(page);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(host.url);
    await loads.complete(2);
    expect(await isolated(page)).toBe(true);
    await page.evaluate(() => window.lab.ready);
    await page.evaluate(() => window.lab.useBackend('wasm'));
    // How many threads it starts depends on the machine's cores.
    expect(await page.evaluate(() => window.lab.status().adapter)).toMatch(/^SIMD, \d+ threads?$/);
    expect(asked.some((path) => path.includes('threaded-simd'))).toBe(true);
    expect(loads).toHaveLength(2);

    // From now on at once, in another tab too, and a hard reload, which goes past the service worker, does not start a loop.
    await page.reload();
    expect(await isolated(page)).toBe(true);
    const other = await page.context().newPage();
    const otherLoads = loadsOf(other);
    await other.goto(host.url);
    await other.evaluate(() => window.lab.ready);
    expect(await isolated(other)).toBe(true);
    expect(otherLoads).toHaveLength(1);
    await other.close();
  });

  test('where the reload does not help there is no second one', async ({ page, context }) => {
    const loads = loadsOf(page);
    // As after a hard reload: the browser asks the host itself, past the worker.
    await context.addInitScript(() => Object.defineProperty(globalThis, 'crossOriginIsolated', { value: false }));
    await page.goto(host.url);
    await loads.complete(2);
    await page.evaluate(() => window.lab.ready);
    await page.waitForLoadState('networkidle');
    expect(loads).toHaveLength(2);
  });

  test('whoever has begun to work is not interrupted', async ({ page }) => {
    const loads = loadsOf(page);
    await page.goto(host.url, { waitUntil: 'commit' });
    await page.evaluate(() => window.name);
    await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state)).toBe('activated');
    await page.evaluate(() => window.lab.ready);
    expect(loads).toHaveLength(1);
    expect(await isolated(page)).toBe(false);
    await page.goto(host.url);
    expect(await isolated(page)).toBe(true);
  });

  test('it can be done without, and taken back', async ({ page }) => {
    const loads = loadsOf(page);
    await page.goto(host.url);
    await loads.complete(2);
    expect(await isolated(page)).toBe(true);
    await page.goto(`${host.url}?isolation=off`);
    await expect.poll(() => registrations(page)).toBe(0);
    await page.goto(host.url);
    await page.evaluate(() => window.lab.ready);
    expect(await isolated(page)).toBe(false);
    expect(await registrations(page)).toBe(0);
  });
});

test('with the headers no service worker is registered', async ({ page }) => {
  const loads = loadsOf(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto('./');
  await page.evaluate(() => window.lab.ready);
  expect(await isolated(page)).toBe(true);
  expect(await registrations(page)).toBe(0);
  expect(asked.filter((path) => path.endsWith('isolation.js'))).toEqual([]);
  expect(loads).toHaveLength(1);
});
