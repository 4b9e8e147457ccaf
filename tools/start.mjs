// npm start [-- --open] [--port N] [--host]: installs what is missing, builds when the sources are newer than the build, serves, prints the address.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages, root } from './install.mjs';

let options;
try {
  options = parseArgs({
    options: {
      open: { type: 'boolean', default: false },
      port: { type: 'string', default: '5173' },
      host: { type: 'boolean', default: false },
    },
  }).values;
} catch (error) {
  console.error(`${error.message}\nUsage: npm start -- [--open] [--port NUMBER] [--host]`);
  process.exit(2);
}
// `npm start --open` without the `--` reaches npm, which passes it on in the environment.
if (process.env.npm_config_open === 'true') options.open = true;
const port = Number(options.port);
if (!Number.isInteger(port) || port < 1 || port > 65535) {
  console.error(`--port ${options.port} is not a port number between 1 and 65535.`);
  process.exit(2);
}

ensurePackages();
const { build, preview } = await import('vite');

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const sources = ['src', 'bench', 'public', 'index.html', 'view.html', 'bench.html', 'vite.config.ts', 'package-lock.json'].map((name) =>
  newest(join(root, name)),
);
const built = join(root, 'dist', 'index.html');
if (!existsSync(built) || statSync(built).mtimeMs < Math.max(...sources)) {
  console.log('Building …');
  await build({ root, logLevel: 'warn' });
}

// Next free port where the wanted one is taken: two checkouts can be served side by side.
const server = await preview({ root, preview: { port, open: options.open, ...(options.host ? { host: true } : {}) } });
console.log(`\n  Negative Space is at ${server.resolvedUrls?.local[0]}`);
for (const address of server.resolvedUrls?.network ?? [])
  console.log(`  on this network at   ${address} (WebGPU and threads need https there)`);
console.log('  Stop with Ctrl+C.\n');
