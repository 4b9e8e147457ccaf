import { expect, test } from './fixtures';
import type { LabPage } from './pages/labPage';
import { micro } from './pages/micro';

/** Recall@1 of unseen classes of every run after its last evaluation, and the untrained model's: the first evaluation. */
const recall = (lab: LabPage) =>
  lab.page.evaluate(() =>
    Object.entries(window.lab.metrics()).map(([name, { evaluations }]) => ({
      name,
      untrained: evaluations[0]?.recallAt[1] ?? NaN,
      step: evaluations.at(-1)?.step,
      now: evaluations.at(-1)?.recallAt[1] ?? NaN,
    })),
  );

// The longest of all: whichever worker is free takes the next.
test.describe.configure({ mode: 'parallel' });

for (const { backend, steps, runs, minutes } of [
  { backend: 'webgpu', steps: 60, runs: [{ name: 'hyperbolic', geometry: 'hyperbolic' }], minutes: 9 },
  {
    backend: 'wasm',
    steps: 60,
    runs: [
      { name: 'spherical', geometry: 'spherical' },
      { name: 'hyperbolic', geometry: 'hyperbolic' },
      { name: 'fused', geometry: 'fused' },
    ],
    minutes: 6,
  },
] as const)
  test(`${backend}: training the bundled set through the page's buttons lifts the recall of unseen classes`, async ({
    page,
    lab,
    recorded,
  }) => {
    test.setTimeout(minutes * 60_000);
    await lab.open();
    if (backend === 'webgpu')
      expect(await page.evaluate(async () => (await navigator.gpu.requestAdapter())?.info.vendor), 'an adapter is there').toBeTruthy();
    await lab.select('Backend').selectOption(backend);
    await expect.poll(() => page.evaluate(() => window.lab.status().backend), { timeout: 120_000 }).toBe(backend);
    await page.evaluate(
      ({ model, steps, runs }) =>
        window.lab.configure({
          model,
          steps,
          batch: { classes: 32 },
          optimizer: { learningRate: 2e-3 },
          evaluation: { every: steps, seconds: 0 },
          runs: runs.map((run) => ({ ...run })),
        }),
      { model: micro, steps, runs },
    );

    await lab.button('Step').click();
    await lab.reachStep(1, 180_000);
    await lab.button('Train').click();
    await expect(lab.button('Pause')).toBeVisible();
    await lab.reachStep(3, 120_000);
    await lab.button('Pause').click();
    await lab.reachState('paused', 120_000);
    const paused = await page.evaluate(() => window.lab.status().step);
    await page.waitForTimeout(1500);
    expect(await page.evaluate(() => window.lab.status().step), 'nothing is trained while paused').toBe(paused);
    await lab.button('Train').click();
    await lab.reachState('finished', minutes * 50_000);

    await expect.poll(async () => (await recall(lab)).map(({ step }) => step), { timeout: 120_000 }).toEqual(runs.map(() => steps));
    for (const { name, untrained, now } of await recall(lab))
      expect(now, `Recall@1 of ${name}, untrained ${untrained}`).toBeGreaterThan(untrained + 0.01);
    await expect(lab.status).toContainText(`step ${steps}`);
    await expect(page.getByText(/^recorded, step/)).toHaveCount(0);
    const { backend: used, gpuBytes } = await page.evaluate(() => window.lab.status());
    expect(used).toBe(backend);
    expect(gpuBytes).toBeGreaterThan(0);

    const snapshot = await page.evaluate(async (run) => {
      const { step, part, features, embedding, labels, paths } = await window.lab.snapshot(run);
      return {
        step,
        part,
        features: features.shape,
        embedding: embedding.shape,
        finite: embedding.data.every(Number.isFinite),
        labels: labels.shape,
        path: paths[0],
      };
    }, runs[0].name);
    const images = recorded.imagesOf('validation');
    expect(snapshot).toEqual({
      step: steps,
      part: 'validation',
      features: [images, 32],
      embedding: [images, 32],
      finite: true,
      labels: [images],
      path: expect.stringMatching(/\//),
    });

    // The one look at the test classes, which nothing was chosen by.
    await lab.button('final test').click();
    const question = page.getByRole('alertdialog', { name: 'Look at the test classes?' });
    await expect(question).toContainText(`step ${steps}`);
    await question.getByRole('button', { name: 'Look at them' }).click();
    const tests = page.getByRole('list', { name: 'Final tests' });
    await expect(tests).toContainText(`test, step ${steps}`, { timeout: 120_000 });
    const [found] = await page.evaluate(() => window.lab.finalTests());
    expect(found).toMatchObject({ part: 'test', step: steps, times: 1, images: recorded.imagesOf('test') });
    for (const [name, { retrieval }] of Object.entries(found!.runs))
      await expect(tests).toContainText(`${name} ${(100 * retrieval.recallAt[1]).toFixed(1)}`);
    expect(
      (await recall(lab)).map(({ step }) => step),
      'the curves have none of it',
    ).toEqual(runs.map(() => steps));

    const losses = () => page.evaluate(() => Object.values(window.lab.metrics()).map(({ steps }) => steps.map(({ loss }) => loss)));
    const taken = await losses();
    await lab.button('Reset').click();
    await expect.poll(() => page.evaluate(() => window.lab.status().step), { timeout: 60_000 }).toBe(0);
    await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => page.evaluate(() => window.lab.status().step), { timeout: 60_000 }).toBe(steps);
    // The curves are filled again when the weights are back.
    await expect.poll(losses, { timeout: 20_000 }).toEqual(taken);
  });

test('runs of one experiment share weights, batches and augmentation; one seed gives the same losses twice', async ({ page, lab }) => {
  await lab.open();
  await page.evaluate(
    ({ model }) =>
      window.lab.configure({
        backend: 'wasm',
        model,
        imageSet: 'fashion-mnist',
        batch: { classes: 4, samplesPerClass: 2 },
        evaluation: { every: 1000 },
        runs: [
          { name: 'a', geometry: 'fused' },
          { name: 'b', geometry: 'fused' },
          { name: 'other seed', geometry: 'fused', seed: 7 },
          { name: 'spherical', geometry: 'spherical' },
        ],
      }),
    { model: micro },
  );
  const untrained = await page.evaluate(() =>
    Promise.all(
      ['a', 'spherical', 'other seed'].map(async (run) => Array.from((await window.lab.snapshot(run)).features.data.slice(0, 64))),
    ),
  );
  expect(untrained[0], 'one initial model, whatever the geometry').toEqual(untrained[1]);
  expect(untrained[0]).not.toEqual(untrained[2]);

  const losses = () =>
    page.evaluate(async () => {
      await window.lab.step(4);
      return Object.fromEntries(Object.entries(window.lab.metrics()).map(([name, { steps }]) => [name, steps.map(({ loss }) => loss)]));
    });
  const first = await losses();
  expect(first.a).toHaveLength(4);
  expect(first.a).toEqual(first.b);
  expect(first.a).not.toEqual(first['other seed']);
  await page.evaluate(() => window.lab.reset());
  expect(await losses()).toEqual(first);
});
