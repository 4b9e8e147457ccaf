import { expect, test } from './fixtures';

test('a lost WebGPU device is replaced, and training goes on from the last checkpoint', async ({ page, lab, browser }) => {
  test.setTimeout(300_000);
  await lab.open();
  await page.evaluate(() =>
    window.lab.configure({
      backend: 'webgpu',
      imageSet: 'fashion-mnist',
      model: { width: 16, depth: 1, heads: 2, mlpRatio: 2, embedding: 16 },
      batch: { classes: 4, samplesPerClass: 2 },
      steps: 100_000,
      // None but the first and that of pausing.
      evaluation: { every: 100_000, seconds: 0 },
      runs: [{ name: 'hyperbolic', geometry: 'hyperbolic' }],
    }),
  );
  await page.evaluate(() => window.lab.step(3));
  expect(await page.evaluate(() => window.lab.status().backend)).toBe('webgpu');
  // Pausing leaves a checkpoint: the step from which the page must go on.
  await page.evaluate(() => window.lab.pause());
  const { step } = await page.evaluate(() => window.lab.status());
  const before = await page.evaluate(() => window.lab.metrics().hyperbolic?.steps.map(({ loss }) => loss));
  await page.evaluate(() => window.lab.train());
  await lab.reachStep(step + 1, 60_000);

  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess');

  await expect(page.getByText(/lost|recovered|went on|goes on/i).first()).toBeVisible({ timeout: 60_000 });
  await lab.reachStep(step + 3, 180_000);
  const after = await page.evaluate(() => window.lab.metrics().hyperbolic?.steps ?? []);
  expect(
    after.slice(0, 3).map(({ loss }) => loss),
    'what was trained before is kept',
  ).toEqual(before);
  expect(
    after.map((metrics) => metrics.step),
    'no step is missing or doubled',
  ).toEqual(after.map((_, i) => i + 1));
  expect(after.every(({ loss }) => Number.isFinite(loss))).toBe(true);
});
