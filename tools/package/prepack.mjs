// What goes into the packed tarball besides its sources: the page, built anew, and the command in one file, so that nothing but the driver of
// the browser has to be installed with it. Run by `npm pack`.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { ensurePackages, root } from '../install.mjs';

ensurePackages();
await build({ root, logLevel: 'warn' });
await build({
  root,
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  // All of it: what is installed with the package has no packages of its own.
  ssr: { noExternal: true, external: ['playwright-core', 'vite'] },
  build: {
    ssr: 'tools/lab.ts',
    target: 'node20',
    outDir: 'build',
    emptyOutDir: true,
    rollupOptions: { output: { entryFileNames: 'lab.mjs', chunkFileNames: '[name].mjs', banner: '#!/usr/bin/env node' } },
  },
});
chmodSync(join(root, 'build', 'lab.mjs'), 0o755);
