import { type Page } from '@playwright/test';
import { expect, readingTest, test } from './fixtures';
import type { LabPage } from './pages/labPage';

const SMALL = '#v1&model=micro&backend=wasm&batch.classes=8&evaluation.every=1000';

const panelOf = (lab: LabPage) => lab.region('Triplet weights');
/** `…: 184 effective negatives` */
const effectiveIn = (text: string) => Number(/([\d,.]+) effective/.exec(text)?.[1]?.replace(',', ''));
const config = (page: Page) => page.evaluate(() => window.lab.config());
/** The typed value of a setting of the head. */
const settingOf = (page: Page, name: string) => page.getByRole('textbox', { name: `${name}, value`, exact: true });

test('a what-if slider moves the dashed curve and not the training; applied, it marks the event on the curves', async ({ page, lab }) => {
  await lab.open(SMALL);
  await page.evaluate(() => window.lab.step(1));
  const before = await config(page);
  const dashed = panelOf(lab).locator('path[stroke-dasharray="2 3"]');
  await expect(dashed).toHaveCount(0);

  await lab.slider('Temperature τ hyperbolic').focus();
  await page.keyboard.press('ArrowLeft');
  // The hyperbolic and the fused run feel it, the spherical one does not.
  await expect(dashed).toHaveCount(2);
  const first = await dashed.first().getAttribute('d');
  for (let k = 0; k < 5; k++) await page.keyboard.press('ArrowLeft');
  await expect(dashed.first()).not.toHaveAttribute('d', first ?? '');
  await expect(panelOf(lab).getByText(/^hyperbolic, what if τ 0\.\d+$/)).toBeVisible();
  await expect(panelOf(lab).getByRole('row', { name: /^fused what if/ })).toBeVisible();
  expect(await config(page), 'asking changes nothing').toEqual(before);
  expect(await page.evaluate(() => window.lab.status().step)).toBe(1);

  await lab.button('Apply to training').click();
  await expect.poll(async () => (await config(page)).head.tauHyperbolic).toBeLessThan(before.head.tauHyperbolic);
  await expect(
    lab
      .region('Curves')
      .getByRole('img', { name: /Events: .*τ/ })
      .first(),
  ).toBeVisible();
  await expect(lab.region('Curves').locator('.event-mark').first()).toBeVisible();
  await expect(panelOf(lab).getByRole('row', { name: /what if/ })).toHaveCount(0);
  const next = await page.evaluate(() => window.lab.step(1));
  expect(next.hyperbolic?.step, 'the next step is taken under it, nothing is thrown away').toBe(2);
});

readingTest('a part of the ranks is shown alone by dragging and by keys, and all again', async ({ page, lab }) => {
  const reset = panelOf(lab).getByRole('button', { name: /^Show all again: .*rank 1 to rank \d+/ });
  const plot = panelOf(lab).locator('.line-plot');
  await expect(plot.getByRole('img', { name: /^Triplet weight against rank\. For the anchor/ })).toBeVisible();
  const box = await plot.boundingBox();
  if (!box) throw new Error('The plot is not on the screen');

  // From left of the axis to the middle of it: the first n ranks.
  await page.mouse.move(box.x + 36, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 40 + (box.width - 52) / 2, box.y + 70, { steps: 5 });
  await expect(plot.locator('.brush-mark')).toBeVisible();
  await page.mouse.up();
  await expect(reset).toBeVisible();
  const last = Number(/to rank (\d+)/.exec((await reset.getAttribute('aria-label')) ?? '')?.[1]);
  expect(last).toBeGreaterThan(20);
  expect(last).toBeLessThan(120);
  await page.keyboard.press('Escape');
  await expect(reset).toHaveCount(0);

  await panelOf(lab).getByRole('slider', { name: 'Read values: Triplet weight against rank' }).focus();
  for (let k = 0; k < 4; k++) await page.keyboard.press('Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  const part = panelOf(lab).getByRole('button', { name: /^Show all again: / });
  await expect(part).toBeVisible();
  await expect(part).not.toHaveAccessibleName(/now rank 1 to/);
  await part.click();
  await expect(part).toHaveCount(0);

  // From rank 1 on: Home reads it, Shift and the arrows mark up to the fourth.
  await panelOf(lab).getByRole('slider', { name: 'Read values: Triplet weight against rank' }).focus();
  await page.keyboard.press('Home');
  for (let k = 0; k < 3; k++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(part).toHaveAccessibleName(/now rank 1 to rank 4$/);
  await page.keyboard.press('Home');
  await expect(part).toHaveCount(0);

  await plot.dblclick({ position: { x: 150, y: 60 } });
  await expect(plot).toHaveAttribute('data-brush', 'all');
});

readingTest('lab.negatives and lab.weights tell what the table shows', async ({ page, lab }) => {
  const found = await page.evaluate(() => {
    const { effective, weights } = window.lab.weights('hyperbolic');
    const negatives = window.lab.negatives('hyperbolic', { k: 6 });
    return { effective, first: weights[0], negatives };
  });
  expect(found.negatives).toHaveLength(6);
  expect(found.negatives[0]?.weight).toBe(found.first);
  const row = panelOf(lab).getByRole('row', { name: /^hyperbolic / });
  await expect(row.getByRole('cell').nth(0)).toHaveText(found.effective.toFixed(found.effective < 100 ? 1 : 0));
  await expect(row.getByRole('cell').nth(1)).toHaveText(((found.first ?? 0) * 100).toFixed(1));
  const boxes = found.negatives.filter(({ absentInOther }) => absentInOther).length;
  const other = await page.evaluate(() => window.lab.negatives('spherical', { k: 6 }).map(({ index }) => index));
  expect(boxes).toBe(found.negatives.filter(({ index }) => !other.includes(index)).length);
  await expect(page.evaluate(() => window.lab.weights('nothing'))).rejects.toThrow(/There is no run “nothing”/);
});

readingTest(
  'the point on the map moves with the keys and the pointer and sets the what-if values; the spherical τ can be taken',
  async ({ page, lab }) => {
    await lab.button('map').click();
    const point = panelOf(lab).getByRole('slider', { name: /^Temperature τ/ });
    const said = async () => (await point.getAttribute('aria-valuetext')) ?? '';
    await expect(point).toHaveAttribute('aria-valuetext', /^τ 0\.2, c 0\.1: [\d,.]+ effective negatives$/);
    const start = await said();

    await point.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    await expect(point).toHaveAttribute('aria-valuetext', /^τ 0\.18, c 0\.11: /);
    await expect(settingOf(page, 'Temperature τ hyperbolic')).toHaveValue('0.18');
    await expect(settingOf(page, 'Curvature c')).toHaveValue('0.11');
    expect(await said()).not.toBe(start);

    const box = await panelOf(lab).locator('.heat-map').boundingBox();
    if (!box) throw new Error('The map is not on the screen');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    // Low in temperature, but not where hardly more than one negative counts: no spherical τ gives so few.
    await page.mouse.move(box.x + 130, box.y + 60, { steps: 4 });
    await page.mouse.up();
    await expect.poll(async () => Number(await settingOf(page, 'Temperature τ hyperbolic').inputValue())).toBeLessThan(0.1);
    await expect.poll(async () => Number(await settingOf(page, 'Curvature c').inputValue())).toBeGreaterThan(0.5);

    const take = panelOf(lab).getByRole('button', { name: /^take spherical τ [\d.]+ as what-if value$/ });
    await expect(take).toBeVisible();
    const tau = /τ ([\d.]+)/.exec((await take.textContent()) ?? '')?.[1] ?? '';
    await take.click();
    await expect(settingOf(page, 'Temperature τ spherical')).toHaveValue(tau);

    // As many effective negatives as the hyperbolic run has at the point.
    // While numbers are being computed the map is read between its grid points; then both say the same.
    const noted = async () => effectiveIn((await panelOf(lab).locator('.weights-map-note').innerText()).replace(/\s+/g, ' '));
    await expect.poll(async () => effectiveIn(await said()) - (await noted())).toBe(0);
    const effective = effectiveIn(await said());
    await panelOf(lab).getByRole('combobox', { name: 'Map of run' }).selectOption('spherical');
    await expect.poll(async () => Math.abs(effectiveIn(await said()) / effective - 1)).toBeLessThan(0.1);
  },
);
