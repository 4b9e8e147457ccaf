import { defineConfig } from '@playwright/test';
import { findChromium, testingFlags } from './tools/chromium.mjs';

// The built site, served from a sub-path: what works here works on any static host.
const port = 4950;
const executablePath = findChromium();

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results/browser',
  // Two files side by side: opening a page keeps little more than one core busy.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: {
    baseURL: `http://localhost:${port}/lab/`,
    viewport: { width: 1440, height: 900 },
    // What the page was at each action, without a film of it: taking pictures all the time costs more than many a test.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true },
    launchOptions: { args: testingFlags(), ...(executablePath ? { executablePath } : {}) },
  },
  webServer: {
    command: `node tools/preview.mjs --port ${port} --base /lab/`,
    url: `http://localhost:${port}/lab/`,
    reuseExistingServer: false,
    timeout: 120_000,
  },
});
