/** The built page, served to the browser of this machine alone: from a checkout, or from the installed package. */
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAME = 'negative-space';

/** Folder of the package that this file belongs to, bundled or not. */
function packageRoot(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === NAME) return folder;
    if (folder === dirname(folder)) throw new Error('The package of this command cannot be found: install it again.');
  }
}

export const root = packageRoot();
const dist = join(root, 'dist');

/** Folder of the bundled image sets. */
export const samples = existsSync(join(root, 'public', 'samples')) ? join(root, 'public', 'samples') : join(dist, 'samples');

/** Builds the page where it has not been built; the installed package brings it along. */
export async function builtPage(): Promise<void> {
  if (existsSync(join(dist, 'index.html'))) return;
  console.error('Building the page …');
  // Of a checkout alone: the package has no sources.
  const { build } = await import('vite');
  await build({ root, logLevel: 'error' });
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.zip': 'application/zip',
};

/** The file that an address names; undefined where it is none of the page's. */
export function fileOf(address: string, folder = dist): string | undefined {
  const { pathname } = new URL(address, 'http://localhost/');
  let path: string;
  try {
    path = normalize(join(folder, decodeURIComponent(pathname)));
  } catch {
    return undefined;
  }
  if (path !== folder && !path.startsWith(folder + sep)) return undefined;
  return pathname.endsWith('/') ? join(path, 'index.html') : path;
}

export interface Served {
  address: string;
  close(): Promise<void>;
}

/** On any free port, to this machine only, with the headers under which browsers give threads to wasm. */
export async function served(folder = dist): Promise<Served> {
  const server = createServer((request, response) => {
    void (async () => {
      const path = fileOf(request.url ?? '/', folder);
      const found = path === undefined ? undefined : await stat(path).catch(() => undefined);
      if (path === undefined || !found?.isFile()) {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('There is no such file.');
        return;
      }
      response.writeHead(200, {
        'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
        'content-length': found.size,
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-embedder-policy': 'require-corp',
      });
      createReadStream(path).pipe(response);
    })();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://localhost:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
