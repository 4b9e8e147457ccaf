// Serves the built site from a sub-path, for browser tests and recordings: node tools/preview.mjs --port N --base /lab/ [--build]
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, preview } from 'vite';
import { root } from './install.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4319' },
    base: { type: 'string', default: '/' },
    build: { type: 'boolean', default: false },
  },
});
if (values.build || !existsSync(join(root, 'dist', 'index.html'))) await build({ root, logLevel: 'warn' });
const server = await preview({ root, base: values.base, preview: { port: Number(values.port), strictPort: true } });
console.log(server.resolvedUrls?.local[0]);
