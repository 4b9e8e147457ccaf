import react from '@vitejs/plugin-react';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { playwright } from '@vitest/browser-playwright';
import { build, type LogLevel, type Plugin } from 'vite';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumFlags, findChromium } from './tools/chromium.mjs';

// Threads in the wasm backend need SharedArrayBuffer, which browsers give only to cross-origin isolated pages.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const executablePath = findChromium();

const TARGET = 'es2023';

/**
 * The threaded wasm backend sends the source text of its factory to its threads. Minified, that text refers to a variable
 * of the bundle (`_scriptDir`), which the threads do not have: they know their address without it.
 */
const selfContainedWasmThreads = (): Plugin => ({
  name: 'self-contained-wasm-threads',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('tfjs-backend-wasm-threaded-simd.js')) return null;
    return { code: code.replace('typeof _scriptDir !== "undefined" && _scriptDir', 'false').replaceAll('||_scriptDir', ''), map: null };
  },
});

/** A control out of `src/controls/native` in the place of the one of its name over Base UI, which would be a quarter of the script. */
const nativeControls = (): Plugin => ({
  name: 'native-controls',
  enforce: 'pre',
  async resolveId(source, importer) {
    const found = source.startsWith('.') ? await this.resolve(source, importer, { skipSelf: true }) : null;
    const native = found?.id.replace(/(\/src\/controls)\/(\w+\.tsx)$/, '$1/native/$2');
    return native !== undefined && native !== found?.id && existsSync(native) ? native : null;
  },
});

/**
 * The page that only shows an experiment, built by itself: it shares no script with the laboratory, so that none is in it which only that
 * needs, and it has the controls that weigh nothing.
 */
const viewPage = (): Plugin => {
  let built: { root: string; outDir: string; logLevel: LogLevel | undefined };
  return {
    name: 'view-page',
    apply: 'build',
    configResolved: ({ root, build: { outDir }, logLevel }) => void (built = { root, outDir, logLevel }),
    async closeBundle() {
      const { root, outDir, logLevel } = built;
      await build({
        ...{ configFile: false, root, base: './', publicDir: false, plugins: [nativeControls(), react()], worker: { format: 'es' } },
        ...(logLevel ? { logLevel } : {}),
        build: { target: TARGET, outDir, emptyOutDir: false, chunkSizeWarningLimit: 1000, rollupOptions: { input: 'view.html' } },
      });
    },
  };
};

/** What of the core runs on the GPU: about half of what the WebGPU tests compile. */
const CORE = ['src/core/!(backend)/**/*.webgpu.test.ts'];

/**
 * A project of WebGPU tests, one file after the other in a browser of its own. SwiftShader compiles on one core and a browser has one
 * GPU process: the two projects, run by two processes at once as `npm test` does, take two cores, where more pages would take one.
 */
const webgpuTests = (name: string, include: string[], exclude: string[]): TestProjectInlineConfiguration => ({
  extends: true,
  // What a worker or a page imports is otherwise found when it is first loaded, and bundled in the midst of a test, which then runs anew.
  optimizeDeps: { entries: ['src/**/*.{ts,tsx}', '!src/**/*.test.{ts,tsx}', 'src/**/*.webgpu.test.ts'] },
  test: {
    name,
    include,
    exclude,
    testTimeout: 300_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { args: chromiumFlags(), ...(executablePath ? { executablePath } : {}) },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

export default defineConfig({
  base: './',
  plugins: [react(), viewPage()],
  worker: { format: 'es', plugins: () => [selfContainedWasmThreads()] },
  build: {
    target: TARGET,
    chunkSizeWarningLimit: 2500,
    // The laboratory, and the benchmark for visitors: two pages, so that neither loads what only the other needs.
    rollupOptions: { input: { index: 'index.html', bench: 'bench.html' } },
  },
  server: { headers: isolation },
  preview: { headers: isolation },
  test: {
    // Vitest leaves one core to itself, which of two is half: its own work is little.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['src/**/*.webgpu.test.ts', 'src/**/*.dom.test.{ts,tsx}'],
          testTimeout: 180_000,
          // Files share what they import: loading it anew for each took three fifths of the processor time of the light ones.
          isolate: false,
        },
      },
      {
        // Components and what reads the document, in a light stand-in for a browser.
        extends: true,
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: ['src/**/*.dom.test.{ts,tsx}'],
          setupFiles: ['test/dom.ts'],
          testTimeout: 180_000,
        },
      },
      webgpuTests('webgpu', ['src/**/*.webgpu.test.ts'], CORE),
      webgpuTests('webgpu core', CORE, []),
    ],
  },
});
