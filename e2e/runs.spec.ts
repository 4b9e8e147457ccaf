import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';

/** Trains a small experiment of one geometry to its last step; it is kept by itself. */
async function trainOnce(page: Page, seed: number, tauSpherical: number): Promise<void> {
  await page.evaluate(
    ([seed, tauSpherical]) =>
      window.lab.configure({
        backend: 'wasm',
        imageSet: 'fashion-mnist',
        seed,
        head: { tauSpherical },
        model: { width: 16, depth: 1, heads: 2, mlpRatio: 2, embedding: 16 },
        batch: { classes: 4, samplesPerClass: 2 },
        steps: 3,
        evaluation: { every: 3, seconds: 0, images: 120 },
        runs: [{ name: 'spherical', geometry: 'spherical' }],
      }),
    [seed, tauSpherical] as const,
  );
  await page.evaluate(() => window.lab.reset());
  await page.evaluate(() => window.lab.step(3));
  await page.evaluate(() => window.lab.evaluate());
  const newest = () => page.evaluate(async () => (await window.lab.runs.list())[0]);
  await expect
    .poll(newest, { timeout: 30_000 })
    .toMatchObject({ state: 'complete', configuration: { seed }, runs: [{ evaluated: { step: 3 } }] });
}

test('runs are kept, found, named, compared, opened, deleted and brought back', async ({ page, lab }) => {
  await lab.open();
  await trainOnce(page, 1, 0.1);
  await trainOnce(page, 2, 0.1);
  await trainOnce(page, 1, 0.4);

  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Runs' }).click();
  const table = page.getByRole('table', { name: 'Runs' });
  const rows = table.getByRole('row');
  await expect(rows).toHaveCount(4);
  // What tells them apart stands first.
  await expect(table.getByRole('columnheader').nth(4)).toHaveText('τ_s');
  await expect(table.getByRole('columnheader').nth(5)).toHaveText('seed');

  // Named, tagged and noted without a mouse.
  await table.focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('warm');
  await page.keyboard.press('Tab');
  await page.keyboard.type('τ study');
  await page.keyboard.press('Tab');
  await page.keyboard.type('for the figure');
  await page.keyboard.press('Enter');
  await expect(rows.nth(1)).toContainText('warm');
  await expect(rows.nth(1)).toContainText('τ study');

  await page.getByRole('searchbox', { name: 'Search runs' }).fill('τ_s 0.4');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText('warm');
  await page.getByRole('searchbox', { name: 'Search runs' }).fill('');
  await expect(rows).toHaveCount(4);

  const listed = await new AxeBuilder({ page }).include('#runs').analyze();
  expect(listed.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);

  // All three side by side: the first two differ in the seed alone.
  await table.focus();
  await page.keyboard.press('Control+a');
  await lab.button('Compare').click();
  await expect(lab.region('Configurations')).toContainText('seed');
  const overlap = lab.region('Overlap of hard negatives');
  await expect(overlap).toContainText('mean over');
  await expect(overlap.locator('td[data-control]')).toHaveCount(2);
  await expect(page.getByRole('img', { name: /^Recall@1 against step/ })).toBeVisible();
  const negatives = lab.region('Hard negatives of one anchor');
  await expect(negatives.getByRole('region', { name: /^Hard negatives of/ })).toHaveCount(3);
  await negatives.getByRole('button', { name: 'Next anchor' }).click();
  const sides = await new AxeBuilder({ page }).include('#runs').analyze();
  expect(sides.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([]);
  await lab.button('‹ All runs').click();

  // Two deleted at once, and brought back.
  await table.focus();
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowUp');
  await page.keyboard.press('Delete');
  await expect(rows).toHaveCount(2);
  await lab.button('Undo').click();
  await expect(rows).toHaveCount(4);

  // Opened in all the views of Train.
  await page.keyboard.press('Escape');
  await table.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^kept run, step 3/)).toBeVisible();
  expect(await page.evaluate(() => window.lab.view())).toBe('train');
  expect(await page.evaluate(() => window.lab.config().seed)).toBe(1);

  // A preset, and back.
  await lab.button('Presets').click();
  await page.getByRole('dialog', { name: 'Presets' }).getByRole('button', { name: 'Take: Triplet weights p(x⁻) (Figure 3)' }).click();
  await expect.poll(() => page.evaluate(() => window.lab.config().runs.length)).toBe(3);
  await lab.button('Undo').click();
  await expect.poll(() => page.evaluate(() => window.lab.config().runs.length)).toBe(1);
});
