import { expect, test } from './fixtures';
import { micro } from './pages/micro';

test('the projection is chosen under the picture, forms, prints its fidelity, and is kept', async ({ page, lab }) => {
  await lab.open();
  const disk = lab.region('Poincaré disk – hyperbolic');
  const kept = async () => Number(/neighbours kept ([\d.]+)\s*%/.exec((await disk.textContent()) ?? '')?.[1]);
  // The recording brings its layouts: they are there on any machine, at once and at every step.
  await expect(lab.select('Projection of hyperbolic')).toHaveValue('hyperbolic neighbours');
  await expect(lab.select('Projection of spherical')).toHaveValue('spherical neighbours');
  await expect(disk.getByRole('progressbar', { name: /Projection of hyperbolic/ })).toHaveCount(0);
  const byRecorded = await kept();

  for (const run of ['hyperbolic', 'spherical']) await lab.select(`Projection of ${run}`).selectOption('PCA');
  await expect(disk.getByRole('progressbar', { name: /Projection of hyperbolic/ })).toHaveCount(0);
  await expect(disk).toContainText(/neighbours kept \d+\s*%/);
  await expect(disk).toContainText(/distances ±\d+\s*%/);
  expect(byRecorded).toBeGreaterThan(3 * (await kept()));

  await lab.select('Projection of hyperbolic').selectOption('neighbours');
  await expect(lab.select('Projection of fused'), 'one choice for all disks').toHaveValue('hyperbolic neighbours');
  await expect(lab.select('Projection of spherical')).toHaveValue('sphere PCA');
  expect(await kept()).toBe(byRecorded);

  // What this session measures is laid out here, as one looks on.
  // Of all images from the first picture on: fewer keep more of their neighbours.
  await page.evaluate((model) => window.lab.configure({ model, evaluation: { seconds: 0 } }), micro);
  await page.evaluate(() => window.lab.step(1));
  await expect.poll(() => page.evaluate(() => window.lab.snapshots('hyperbolic'))).toContain(0);
  await lab.select('Projection of hyperbolic').selectOption('PCA');
  await expect(disk.getByRole('progressbar', { name: /Projection of hyperbolic/ })).toHaveCount(0);
  const byPca = await kept();
  await lab.select('Projection of hyperbolic').selectOption('neighbours');
  await expect(disk.getByRole('progressbar', { name: /Projection of hyperbolic/ })).toBeVisible();
  await expect(disk.getByRole('progressbar', { name: /Projection of hyperbolic/ })).toHaveCount(0, { timeout: 120_000 });
  expect(await kept()).toBeGreaterThan(byPca);

  const shown = await page.evaluate(async () => {
    const { points, neighboursKept, method } = await window.lab.projection('hyperbolic');
    return { shape: points.shape, numbers: points.data.length, neighboursKept, method };
  });
  expect(shown.method).toBe('hyperbolic neighbours');
  expect(shown.shape[1]).toBe(2);
  expect(shown.numbers).toBe(shown.shape[0]! * 2);
  expect(Math.round(100 * shown.neighboursKept)).toBe(await kept());

  await page.reload();
  await expect(lab.select('Projection of hyperbolic')).toHaveValue('hyperbolic neighbours');
  await lab.select('Projection of hyperbolic').selectOption('PCA');
  await expect(disk.getByRole('progressbar', { name: /Projection of hyperbolic/ })).toHaveCount(0);
});
