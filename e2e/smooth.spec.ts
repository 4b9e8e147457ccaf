import { expect, test } from './fixtures';
import { tasksDuring } from './pages/mainThread';

/** Longest task of the page's own thread, milliseconds of work: beyond it the pointer is felt to stick. */
const LONGEST = 50;
/** Evaluations of each run to be drawn. */
const EVALUATIONS = 4;

test('three runs train beside 2,000 points, and the page keeps answering: no task of its thread above 50 ms', async ({ page, lab }) => {
  test.setTimeout(420_000);
  await lab.open();
  await page.evaluate(() => window.lab.useBackend('wasm'));
  const plot = lab.region('Poincaré disk – hyperbolic').getByRole('application');
  await expect(plot).toHaveAttribute('aria-label', /^2,167 images/);

  const tasks = await tasksDuring(page, async () => {
    await page.evaluate(() =>
      window.lab.configure({
        model: { image: 32, patch: 8, width: 32, depth: 1, heads: 2, mlpRatio: 2, embedding: 64, pooling: 'concatenate' },
        batch: { classes: 16 },
        steps: 400,
        evaluation: { every: 2 },
        runs: [
          { name: 'spherical', geometry: 'spherical' },
          { name: 'hyperbolic', geometry: 'hyperbolic' },
          { name: 'fused', geometry: 'fused' },
        ],
      }),
    );
    await page.evaluate(() => window.lab.train());
    // Meanwhile somebody works with the page.
    const box = (await plot.boundingBox())!;
    const evaluations = () =>
      page.evaluate(() => Math.min(...Object.values(window.lab.metrics()).map(({ evaluations: points }) => points.length)));
    await expect
      .poll(
        async () => {
          await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.4);
          await page.mouse.down();
          await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.5, { steps: 8 });
          await page.mouse.up();
          await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.45, { steps: 4 });
          await page.keyboard.press(']');
          return evaluations();
        },
        { timeout: 300_000, intervals: [1000] },
      )
      .toBeGreaterThanOrEqual(EVALUATIONS);
    await page.evaluate(() => window.lab.pause());
  });
  expect(tasks.filter((work) => work > LONGEST).map(Math.round), 'milliseconds of work in a task').toEqual([]);
});
