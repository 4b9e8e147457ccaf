import { type Page } from '@playwright/test';
import { counted, expect, readingTest, test } from './fixtures';
import type { ConfigPatch } from '../src/core/configuration/schema';
import type { LabPage } from './pages/labPage';

/** Takes well under a second a step on WebAssembly. */
const tiny: ConfigPatch = {
  backend: 'wasm',
  imageSet: 'fashion-mnist',
  model: { width: 16, depth: 1, heads: 2, mlpRatio: 2, embedding: 16 },
  batch: { classes: 4, samplesPerClass: 2 },
  steps: 20,
  // By steps alone: which steps are kept must not depend on the machine's speed.
  evaluation: { every: 2, seconds: 0 },
};

/** What a row of the panel shows, nearest first. */
const rowOf = (lab: LabPage, run: string) =>
  lab
    .region(`Hard negatives – ${run}`)
    .locator('.negatives-tile')
    .evaluateAll((tiles) =>
      tiles.map((tile) => ({
        index: Number(tile.getAttribute('data-index')),
        marked: tile.querySelector('.negatives-tile-mark') !== null,
        box: getComputedStyle(tile.querySelector('.negatives-tile-image')!).outlineColor,
        label: tile.getAttribute('aria-label') ?? '',
      })),
    );

const anchorOf = (page: Page) => page.evaluate(() => window.lab.anchor());
const stepsKept = (page: Page, run: string) => page.evaluate((name) => window.lab.snapshots(name), run);

readingTest('a red box is on exactly the negatives that the compared run does not list, and says so', async ({ page, lab }) => {
  const compare = lab.select('Compare fused with');
  for (const other of ['spherical', 'hyperbolic']) {
    await compare.selectOption(other);
    const [own, theirs] = [await rowOf(lab, 'fused'), await rowOf(lab, other)];
    expect(own).toHaveLength(6);
    const listed = new Set(theirs.map(({ index }) => index));
    const absent = own.filter(({ index }) => !listed.has(index));
    expect(own.filter(({ marked }) => marked).map(({ index }) => index)).toEqual(absent.map(({ index }) => index));
    for (const { marked, label, box } of own) {
      expect(label.includes(`absent from ${other}'s top 6`)).toBe(marked);
      expect(box === 'rgb(211, 0, 63)').toBe(marked);
      expect(label).toMatch(/, \d+(st|nd|rd|th) negative, score [−\d.]+, p /);
    }
    await expect(lab.region('Hard negatives – fused')).toContainText(`shares ${6 - absent.length} of 6`);
  }
  for (const k of [24, 6]) {
    await page.getByRole('spinbutton', { name: 'Hard negatives per row, k' }).fill(String(k));
    await expect(lab.region('Hard negatives – fused').locator('.negatives-tile')).toHaveCount(k);
  }
});

readingTest('hovering a negative lights it up in every row and tells its rank in each run', async ({ lab }) => {
  const first = lab.region('Hard negatives – spherical').locator('.negatives-tile').first();
  await first.hover();
  const index = (await rowOf(lab, 'spherical'))[0]!.index;
  for (const run of ['spherical', 'hyperbolic', 'fused']) {
    const row = await rowOf(lab, run);
    const rank = row.findIndex((tile) => tile.index === index) + 1;
    const told = lab.region(`Hard negatives – ${run}`).locator('.negatives-row-rank');
    await expect(told).toContainText(rank > 0 ? `rank ${rank} ·` : /rank [\d,]+ ·/);
    await expect(lab.region(`Hard negatives – ${run}`).locator('.negatives-tile[data-lit]')).toHaveCount(rank > 0 ? 1 : 0);
  }
});

readingTest('anchors are gone through in the order chosen, by button and by key', async ({ page, lab, recorded }) => {
  await page.evaluate(() =>
    window.lab.configure({
      runs: [
        { name: 'spherical', geometry: 'spherical' },
        { name: 'hyperbolic', geometry: 'hyperbolic' },
      ],
    }),
  );
  const panel = lab.region('Hard negatives');
  const all = counted(recorded.images);
  const order = lab.select('Order of the anchors');
  const shared = async () => Number(/shares (\d+) of 6/.exec(await lab.region('Hard negatives – spherical').innerText())?.[1]);

  await order.selectOption('most disagreement');
  await expect(panel.getByRole('progressbar', { name: 'Anchors ranked' })).toHaveCount(0, { timeout: 60_000 });
  await expect(panel.locator('.negatives-chooser-place')).toHaveText(`1 of ${all}`);
  // The rows follow the anchor in slices: what they say is waited for.
  await expect.poll(shared, 'the first agrees the least').toBe(0);
  await order.press('Escape');
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  const first = await anchorOf(page);
  await page.keyboard.press(']');
  await expect(panel.locator('.negatives-chooser-place')).toHaveText(`2 of ${all}`);
  expect(await anchorOf(page)).not.toBe(first);
  await page.keyboard.press('[');
  await page.keyboard.press('[');
  await expect(panel.locator('.negatives-chooser-place')).toHaveText(`${all} of ${all}`);
  await expect.poll(shared, 'the last agrees the most').toBeGreaterThan(3);

  await order.selectOption('wrong neighbour');
  const place = panel.locator('.negatives-chooser-place');
  await expect(place).toHaveText(/^1 of [\d,]+$/);
  await expect(place, 'not all are wrong').not.toHaveText(`1 of ${all}`);
  const wrong = /of (.*)$/.exec(await place.innerText())![1];
  await lab.button('Next anchor').click();
  await expect(panel.locator('.negatives-chooser-place')).toHaveText(`2 of ${wrong}`);
  await order.selectOption('in order');
  const at = await anchorOf(page);
  await lab.button('Next anchor').click();
  expect(await anchorOf(page)).toBe((at + 1) % recorded.images);

  const { name } = recorded.anchor;
  await page.evaluate((index) => window.lab.anchor(index), at);
  await lab.select('Find a class').fill(name);
  await page.keyboard.press('Enter');
  await expect(lab.region('Hard negatives – spherical').getByRole('button', { name: `anchor: ${name}`, exact: true })).toBeVisible();
});

test('steps kept are shown in every view while training goes on, played, and left for the newest', async ({ page, lab }) => {
  test.setTimeout(240_000);
  await lab.open();
  await page.evaluate((patch) => window.lab.configure(patch), {
    ...tiny,
    runs: [
      { name: 'spherical', geometry: 'spherical' as const },
      { name: 'hyperbolic', geometry: 'hyperbolic' as const },
    ],
  });
  await page.evaluate(() => window.lab.step(6));
  for (const run of ['spherical', 'hyperbolic']) await expect.poll(() => stepsKept(page, run), { timeout: 60_000 }).toEqual([0, 2, 4, 6]);

  const slider = lab.slider('Step shown');
  const time = page.getByRole('group', { name: 'Time' });
  const plot = (name: string) => lab.region(name).getByRole('application');
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 6 of 20');
  await slider.focus();
  await slider.press('ArrowLeft');
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 4 of 20');
  await expect(time).toContainText('showing step 4, live is 6');
  await slider.press('Home');
  for (const name of ['Sphere – spherical', 'Poincaré disk – hyperbolic'])
    await expect(plot(name)).toHaveAttribute('aria-label', /at step 0,/);
  const before = await rowOf(lab, 'hyperbolic');

  await page.evaluate(() => window.lab.step(2));
  await expect.poll(() => stepsKept(page, 'hyperbolic'), { timeout: 60_000 }).toEqual([0, 2, 4, 6, 8]);
  await expect(time).toContainText('showing step 0, live is 8');
  await expect(plot('Poincaré disk – hyperbolic')).toHaveAttribute('aria-label', /at step 0,/);
  expect(await rowOf(lab, 'hyperbolic')).toEqual(before);

  await slider.press('End');
  await expect(plot('Poincaré disk – hyperbolic')).toHaveAttribute('aria-label', /at step 8,/);
  await expect(lab.button('live')).toHaveAttribute('aria-pressed', 'true');
  expect(await page.evaluate(() => window.lab.showStep(3))).toBe(2);
  await lab.button('live').click();
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 8 of 20');

  await lab.select('Speed of playing, steps kept a second').selectOption('1');
  await lab.button('Play the steps').click();
  await expect(lab.button('Stop playing the steps')).toBeVisible();
  await expect(lab.button('Play the steps')).toBeVisible({ timeout: 20_000 });
  await expect(slider).toHaveAttribute('aria-valuetext', 'step 8 of 20');

  // Pinned: what became of the negatives of an anchor.
  await page.evaluate(() => window.lab.anchor(5));
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press('p');
  await expect(lab.button('pin')).toHaveAttribute('aria-pressed', 'true');
  await page.evaluate(() => window.lab.anchor(9));
  await page.getByRole('button', { name: 'over time' }).click();
  const dialog = page.getByRole('dialog', { name: /Hard negatives over time/ });
  await dialog.getByRole('button', { name: /, pinned$/ }).click();
  expect(await anchorOf(page)).toBe(5);
  await dialog.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'hyperbolic' }).click();
  const grid = dialog.getByRole('grid');
  await expect(grid.getByRole('columnheader')).toHaveText(['rank at step', '0', '2', '4', '6', '8']);
  await expect(grid.getByRole('button')).toHaveCount(5 * 6);
  await expect(grid.getByRole('button', { name: /^step 8: .*not in the last top 6/ })).toHaveCount(0);
  const column = await grid.getByRole('button', { name: /^step 8: / }).evaluateAll((cells) => cells.map((cell) => cell.ariaLabel ?? ''));
  await grid.getByRole('button', { name: /^step 0: .* 1st negative/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(grid.locator('button:focus')).toHaveAttribute('aria-label', /^step 2: .* 2nd negative/);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  // The row under the dialog, which is out of reach while that is open.
  const last = (await rowOf(lab, 'hyperbolic')).map(({ label }) => label.split(',')[0]);
  expect(column.map((label) => /^step 8: ([^,]*),/.exec(label)?.[1])).toEqual(last);

  await page.evaluate(() => window.lab.reset());
  expect(await stepsKept(page, 'hyperbolic')).not.toContain(8);
});

test('one run alone is compared with the other distance, and the page says why both give one order', async ({ page, lab }) => {
  test.setTimeout(180_000);
  await lab.open();
  await page.evaluate((patch) => window.lab.configure(patch), {
    ...tiny,
    head: { hyperbolicInput: 'normalized' as const },
    runs: [{ name: 'hyperbolic', geometry: 'hyperbolic' as const }],
  });
  await page.evaluate(() => window.lab.step(1));
  await expect(lab.region('Hard negatives')).toContainText('same order: normalised head', { timeout: 60_000 });
  const [own, other] = [await rowOf(lab, 'hyperbolic'), await rowOf(lab, 'hyperbolic, spherical distance')];
  expect(own.map(({ index }) => index)).toEqual(other.map(({ index }) => index));
  expect([...own, ...other].filter(({ marked }) => marked)).toEqual([]);
});

test('controls are added with one click, and named as such', async ({ page, lab }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await lab.open();
  await lab.button('Add a control run: other seed').click();
  await lab.button('Add a control run: other τ').click();
  const { runs, seed } = await page.evaluate(() => window.lab.config());
  expect(runs.slice(3)).toEqual([
    { id: `spherical, seed ${seed + 1}`, name: 'control: other seed', geometry: 'spherical', seed: seed + 1 },
    { id: 'spherical, τ 0.2', name: 'control: other τ', geometry: 'spherical', head: { tauSpherical: 0.2 } },
  ]);
  for (const name of ['control: other seed', 'control: other τ']) await expect(lab.region('Runs')).toContainText(name);
});
