import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';

const losses = (page: Page) =>
  page.evaluate(() =>
    Object.fromEntries(Object.entries(window.lab.metrics()).map(([run, { steps }]) => [run, steps.map(({ loss }) => loss)])),
  );

test('a page that was left goes on where it was, with the losses of one that was not, and shows runs that are kept', async ({
  page,
  lab,
}) => {
  await lab.open();
  await page.evaluate(() =>
    window.lab.configure({
      backend: 'wasm',
      imageSet: 'fashion-mnist',
      model: { width: 16, depth: 1, heads: 2, mlpRatio: 2, embedding: 16 },
      batch: { classes: 4, samplesPerClass: 2 },
      steps: 12,
      evaluation: { every: 4, seconds: 0, images: 120 },
      runs: [
        { name: 'hyperbolic', geometry: 'hyperbolic' },
        { name: 'spherical', geometry: 'spherical' },
      ],
    }),
  );
  // Nobody leaves: what is to be repeated.
  await page.evaluate(() => window.lab.step(8));
  const undisturbed = await losses(page);
  await page.evaluate(() => window.lab.reset());
  await page.evaluate(() => window.lab.step(6));
  await page.evaluate(() => window.lab.anchor(3));
  await page.evaluate(() => window.lab.evaluate());
  await page.getByRole('group', { name: 'Pinned anchors' }).getByRole('button', { name: 'pin', exact: true }).click();
  const pinned = await page.evaluate(() => localStorage.getItem('negative-space pins'));
  expect(pinned).toMatch(/\[\d+\]/);

  const newest = () => page.evaluate(async () => (await window.lab.runs.list())[0]);
  await expect.poll(newest, { timeout: 30_000 }).toMatchObject({ step: 6, state: 'under way', checkpointStep: 6 });

  await page.reload();
  await page.evaluate(() => window.lab.ready);
  const banner = lab.region('Unfinished run');
  await expect(banner).toContainText('step 6 of 12');
  // Never by itself.
  expect((await page.evaluate(() => window.lab.status())).step).toBe(0);
  await banner.getByRole('button', { name: 'Resume', exact: true }).click();
  await expect(banner).toBeHidden();
  await lab.reachStep(6, 30_000);
  expect((await losses(page)).hyperbolic).toEqual(undisturbed.hyperbolic!.slice(0, 6));
  expect(await page.evaluate(() => window.lab.snapshots('hyperbolic'))).toEqual([0, 4, 6]);
  expect(await page.evaluate(() => window.lab.anchor())).toBe(3);
  expect(await page.evaluate(() => localStorage.getItem('negative-space pins'))).toBe(pinned);
  await page.evaluate(() => window.lab.step(2));
  expect(await losses(page)).toEqual(undisturbed);

  // The one before it is kept, too, and is shown when asked for.
  const kept = await page.evaluate(() => window.lab.runs.list());
  expect(kept).toHaveLength(2);
  await page.evaluate((id) => window.lab.runs.open(id), kept[1]!.id);
  await expect(page.getByText(/^kept run, step 8/)).toBeVisible();
  await page.evaluate((id) => window.lab.runs.tag(id, ['undisturbed']), kept[1]!.id);
  await page.evaluate((id) => window.lab.runs.remove(id), kept[0]!.id);
  expect(await page.evaluate(() => window.lab.runs.list())).toMatchObject([{ id: kept[1]!.id, tags: ['undisturbed'] }]);
});
