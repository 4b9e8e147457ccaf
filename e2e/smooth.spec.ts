/** What keeps the page answering while three runs train; how well it does is measured by `npm run bench:smooth`. */
import { expect, test } from './fixtures';
import { watchWorkers } from './pages/workers';

/** Evaluations of each run to be drawn. */
const EVALUATIONS = 3;
const RUNS = ['spherical', 'hyperbolic', 'fused'] as const;

test('three runs train beside 2,000 points, and the page answers: what is large is computed in workers and comes once', async ({
  page,
  lab,
}) => {
  test.setTimeout(420_000);
  const read = await watchWorkers(page);
  await lab.open();
  await page.evaluate(() => window.lab.useBackend('wasm'));
  const plot = lab.region('Poincaré disk – hyperbolic').getByRole('application');
  await expect(plot).toHaveAttribute('aria-label', /^[\d,]+ \w+ images at step/);

  await page.evaluate(
    (names) =>
      window.lab.configure({
        model: { image: 32, patch: 8, width: 32, depth: 1, heads: 2, mlpRatio: 2, embedding: 64, pooling: 'concatenate' },
        batch: { classes: 16 },
        steps: 400,
        // Of all that can be evaluated, and by steps alone: how many there are must not depend on the machine's speed.
        evaluation: { every: 2, seconds: 0, split: 'test' },
        runs: names.map((name) => ({ name, geometry: name })),
      }),
    RUNS,
  );
  await page.evaluate(() => window.lab.train());
  await read();
  // Meanwhile somebody works with the page, and is answered each time.
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
  const trained = await read();
  const { step } = await page.evaluate(() => window.lab.status());

  // One message of snapshots for all runs together an evaluation (with the one of step 0 and that of pausing), and as much of metrics.
  expect(trained.messages['training snapshots']).toBeGreaterThanOrEqual(EVALUATIONS);
  expect(trained.messages['training snapshots']).toBeLessThanOrEqual(Math.floor(step / 2) + 2);
  expect(trained.messages['training metrics']).toBeLessThanOrEqual(step);
  // Nothing goes to the training while it trains but words, and nothing is decoded here.
  for (const [key, bytes] of Object.entries(trained.copied)) if (key.startsWith('training ')) expect(bytes, key).toBe(0);
  expect(trained.decoded).toBe(0);

  // All anchors against all images: asked of the analysis worker, to which every embedding goes once, by transfer.
  await lab.select('Order of the anchors').selectOption('disagreement');
  await expect.poll(async () => (await read()).messages['analysis done'] ?? 0, { timeout: 120_000 }).toBeGreaterThan(0);
  await lab.select('Order of the anchors').selectOption('weight');
  const asked = await read();
  expect(asked.messages['analysis keep'] ?? 0).toBe(0);
  for (const [key, bytes] of Object.entries(asked.copied)) if (key.startsWith('analysis ')) expect(bytes, key).toBe(0);
});
