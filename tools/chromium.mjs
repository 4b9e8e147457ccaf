// Finds a browser that can run WebGPU, and says with which flags: one place for tests, verification, recording and benchmarks.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const INSTALLED = ['google-chrome-stable', 'google-chrome', 'chromium', 'chromium-browser'];
const KNOWN_PLACES = [
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Flags under which a headless Chromium without a GPU still offers WebGPU (SwiftShader); harmless with a GPU unless `software`. */
export const SOFTWARE_WEBGPU_FLAGS = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--use-angle=swiftshader',
];

/**
 * The page drawn by plain software, not by a Vulkan that is software itself: half the processor time of opening it, and no less of WebGPU.
 * For tests, which do not ask how smoothly it is drawn.
 */
const SOFTWARE_DRAWING_FLAGS = ['--disable-gpu-compositing', '--disable-accelerated-2d-canvas'];

const QUIET_FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** All launch flags for automated runs: software WebGPU unless NEGATIVE_SPACE_GPU=1 asks for the machine's own adapter. */
export function chromiumFlags() {
  const gpu = process.env.NEGATIVE_SPACE_GPU === '1';
  return [...(gpu ? ['--enable-unsafe-webgpu', '--enable-features=Vulkan'] : SOFTWARE_WEBGPU_FLAGS), ...QUIET_FLAGS];
}

/** Launch flags for tests of the page: those of all automated runs, and without a GPU the cheapest way of drawing. */
export function testingFlags() {
  return [...chromiumFlags(), ...(process.env.NEGATIVE_SPACE_GPU === '1' ? [] : SOFTWARE_DRAWING_FLAGS)];
}

function onPath(name) {
  const found = spawnSync(process.platform === 'win32' ? 'where' : 'which', [name], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.split('\n')[0].trim() : undefined;
}

/** Path of an installed Chrome or Chromium, or of Playwright's own build, or undefined. CHROMIUM_PATH overrides. */
export function findChromium() {
  const wanted = process.env.CHROMIUM_PATH;
  if (wanted) {
    if (!existsSync(wanted))
      throw new Error(`CHROMIUM_PATH names ${wanted}, which does not exist: set it to a Chrome or Chromium program.`);
    return wanted;
  }
  for (const name of INSTALLED) {
    const path = onPath(name);
    if (path) return path;
  }
  const known = KNOWN_PLACES.find((path) => existsSync(path));
  if (known) return known;
  try {
    const own = require('playwright-core').chromium.executablePath();
    return existsSync(own) ? own : undefined;
  } catch {
    return undefined;
  }
}

/** As findChromium, but installs one where there is none: Playwright's own build, else Debian's package. Throws when neither works. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  console.log('No Chrome or Chromium found; installing one …');
  const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx';
  if (spawnSync(npx, ['playwright', 'install', '--with-deps', 'chromium'], { stdio: 'inherit' }).status !== 0) {
    const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
    const apt = (...args) => execFileSync([...sudo, 'apt-get', ...args][0], [...sudo, 'apt-get', ...args].slice(1), { stdio: 'inherit' });
    try {
      apt('update', '-qq');
      apt('install', '-y', '-qq', 'chromium');
    } catch {
      throw new Error('No browser could be installed. Install Chrome or Chromium, or set CHROMIUM_PATH to one, and run this again.');
    }
  }
  const path = findChromium();
  if (!path) throw new Error('A browser was installed but cannot be found. Set CHROMIUM_PATH to it and run this again.');
  return path;
}
