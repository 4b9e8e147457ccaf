import { defineConfig } from '@playwright/test';
import { findChromium, testingFlags } from './tools/chromium.mjs';

// The built site, served from a sub-path: what works here works on any static host.
const port = 4319;
const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/browser',
  // One page at a time: the software WebGPU adapter and the training take every core there is.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: `http://localhost:${port}/lab/`,
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: { args: testingFlags(), ...(executablePath ? { executablePath } : {}) },
  },
  webServer: {
    command: `node tools/preview.mjs --port ${port} --base /lab/`,
    url: `http://localhost:${port}/lab/`,
    reuseExistingServer: false,
    timeout: 120_000,
  },
});
