import { type Locator, type Page } from '@playwright/test';
import { counted, expect, readingTest } from './fixtures';
import type { LabPage } from './pages/labPage';

const PLOTS = ['Sphere – spherical', 'Poincaré disk – hyperbolic', 'Poincaré disk – fused'] as const;
const [SPHERE, HYPERBOLIC, FUSED] = PLOTS;

/** The plot itself, which takes pointer and keys. */
const plotOf = (lab: LabPage, name: string): Locator => lab.region(name).getByRole('application');
const selection = (page: Page) => page.getByRole('status', { name: 'Selection' });

/** Draws a closed line around the whole plot, or the share of it around its middle. */
async function lassoAround(page: Page, plot: Locator, share = 0.98): Promise<void> {
  const box = (await plot.boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const [w, h] = [(box.width / 2) * share, (box.height / 2) * share];
  // In the corners stand buttons.
  await page.mouse.move(x - w, y);
  await page.mouse.down();
  for (const [dx, dy] of [
    [-w, -h],
    [w, -h],
    [w, h],
    [-w, h],
  ] as const)
    await page.mouse.move(x + dx, y + dy, { steps: 4 });
  await page.mouse.up();
}

async function shiftLasso(page: Page, plot: Locator, share?: number): Promise<void> {
  await page.keyboard.down('Shift');
  await lassoAround(page, plot, share);
  await page.keyboard.up('Shift');
}

readingTest('an anchor chosen on a disk, with keys or by pointer, is the anchor in every panel', async ({ page, lab, recorded }) => {
  const before = await page.evaluate(() => window.lab.anchor());
  const label = (await plotOf(lab, HYPERBOLIC).getAttribute('aria-label'))!;
  await plotOf(lab, HYPERBOLIC).focus();
  // Its neighbour may be of its own class, and reads the same: on to one that does not.
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(plotOf(lab, HYPERBOLIC)).not.toHaveAttribute('aria-label', label, { timeout: 2000 });
  }).toPass();
  const anchor = await page.evaluate(() => window.lab.anchor());
  expect(anchor).not.toBe(before);
  const words = (await plotOf(lab, HYPERBOLIC).getAttribute('aria-label'))!.match(/Anchor: (.*), with/)![1]!;
  for (const name of PLOTS) await expect(plotOf(lab, name)).toHaveAttribute('aria-label', new RegExp(`Anchor: ${words}, with`));
  await expect(lab.region('Hard negatives')).toContainText(`${(anchor + 1).toLocaleString('en')} of ${counted(recorded.images)}`);
  for (const run of ['spherical', 'hyperbolic', 'fused']) await expect(lab.region(`Hard negatives – ${run}`)).toContainText(words);

  // The middle of the disk is crowded: whatever is there is taken, and everywhere.
  const box = (await plotOf(lab, FUSED).boundingBox())!;
  await page.mouse.click(box.x + box.width / 2 + 3, box.y + box.height / 2 - 9);
  await expect.poll(() => page.evaluate(() => window.lab.anchor())).not.toBe(anchor);
  const clicked = await page.evaluate(() => window.lab.anchor());
  await expect(lab.region('Hard negatives')).toContainText(`${(clicked + 1).toLocaleString('en')} of ${counted(recorded.images)}`);
  await page.evaluate((index) => window.lab.anchor(index), before);
});

readingTest('a lasso selects the same images everywhere, until Escape', async ({ page, lab, recorded }) => {
  await shiftLasso(page, plotOf(lab, HYPERBOLIC));
  expect(await page.evaluate(() => window.lab.selected().length)).toBe(recorded.images);
  await expect(selection(page)).toContainText(`${counted(recorded.images)} images, ${recorded.classes} classes`);
  await expect(lab.region('Hard negatives – spherical').getByRole('button', { name: /, selected$/ })).toHaveCount(6);

  await plotOf(lab, FUSED).focus();
  await page.keyboard.press('Escape');
  await expect(selection(page)).toBeEmpty();
  expect(await page.evaluate(() => window.lab.selected())).toEqual([]);

  // On the sphere only what faces the reader; with the button a plain drag does it.
  await lab.button('Lasso').click();
  await lassoAround(page, plotOf(lab, SPHERE));
  const facing = await page.evaluate(() => window.lab.selected().length);
  expect(facing).toBeGreaterThan(0);
  expect(facing).toBeLessThan(recorded.images);
  await lassoAround(page, plotOf(lab, HYPERBOLIC), 0.25);
  const inner = await page.evaluate(() => window.lab.selected().length);
  expect(inner).toBeGreaterThan(0);
  expect(inner).toBeLessThan(recorded.images);
  await lab.button('Clear the selection').click();
  await expect(selection(page)).toBeEmpty();

  // Without a pointer: the anchor's class.
  await lab.button('Anchor’s class').click();
  await expect(selection(page)).toContainText(`${recorded.anchor.images} images, 1 class`);
  expect(await page.evaluate(() => window.lab.selected().includes(window.lab.anchor()))).toBe(true);
  await lab.button('Lasso').click();
  await lab.button('Clear the selection').click();
});

readingTest('the legend hides, isolates and selects groups in every plot', async ({ page, lab, recorded }) => {
  const lassoed = async (plot: string) => {
    await shiftLasso(page, plotOf(lab, plot));
    return page.evaluate(() => window.lab.selected().length);
  };
  const legend = page.getByRole('button', { name: /^Legend/ });
  const withLegend = async (act: () => Promise<void>) => {
    await legend.click();
    await act();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('list', { name: 'Groups of images' })).toHaveCount(0);
  };
  const counts: Record<string, number> = {};
  await withLegend(async () => {
    for (const entry of await page.getByRole('list', { name: 'Groups of images' }).getByRole('listitem').all()) {
      const [, name, count] = /^(\D+?)([\d,]+)only/.exec((await entry.textContent())!)!;
      counts[name!] = Number(count!.replaceAll(',', ''));
    }
  });
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(recorded.images);

  await withLegend(() => page.getByRole('checkbox', { name: 'Show food drink' }).uncheck());
  expect(await lassoed(HYPERBOLIC), 'hidden points are not caught').toBe(recorded.images - counts['food drink']!);
  await withLegend(async () => {
    await lab.button('Show all').click();
    await lab.button('Only animals nature').click();
    await lab.button('Only activities').click();
  });
  for (const plot of [HYPERBOLIC, FUSED]) expect(await lassoed(plot)).toBe(counts['animals nature']! + counts.activities!);
  await lab.button('Clear the selection').click();

  // With keys alone: open, show all, select a group, close.
  await legend.focus();
  await page.keyboard.press('Enter');
  await lab.button('Show all').press('Enter');
  await lab.button('Select objects').press('Enter');
  await expect(selection(page)).toContainText(`${counts.objects} images`);
  await expect(lab.button('Select objects')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await expect(legend).toBeFocused();
  await lab.button('Clear the selection').click();
});

readingTest(
  'points are coloured by any level and by measures of the anchor; of hundreds of classes the legend finds one',
  async ({ page, lab, recorded }) => {
    const colours = lab.select('Colour by');
    expect(await colours.locator('option').allTextContents()).toEqual(['group', 'subgroup', 'class', 'weight p(x⁻)', 'rank', 'norm']);
    for (const [measure, words] of [
      ['weight p(x⁻)', /p\(x⁻\), % of the gradient, from 10⁻⁴ to 10¹ and above/],
      ['rank', new RegExp(`rank among the negatives, from ${counted(recorded.images)} to 1, logarithmic`)],
      ['norm', /norm of the feature, from \d\.\d\d to \d\.\d\d/],
    ] as const) {
      await colours.selectOption({ label: measure });
      await expect(page.getByRole('img', { name: words })).toBeVisible();
    }
    await colours.selectOption({ label: 'class' });
    await page.getByRole('button', { name: /^Legend/ }).click();
    const entries = page.getByRole('list', { name: 'Groups of images' }).getByRole('listitem');
    await expect(entries).toHaveCount(60);
    await page.getByRole('searchbox', { name: 'Search the legend' }).fill(recorded.anchor.name);
    await expect(entries).toHaveCount(recorded.classesNamed(recorded.anchor.name));
    await lab.button(`Select ${recorded.anchor.name}`).click();
    await expect(selection(page)).toContainText(`${recorded.anchor.images} images, 1 class`);
    await page.keyboard.press('Escape');
    await lab.button('Clear the selection').click();
    await colours.selectOption({ label: 'group' });
  },
);

readingTest('a plot centres on the anchor and comes home; centroids and hierarchy lie over every plot', async ({ page, lab }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const plot = plotOf(lab, HYPERBOLIC);
  /** Where the geodesics begin: at the anchor. */
  const anchorAt = async () => {
    const path = (await plot.locator('.arc-positive').first().getAttribute('d'))!;
    return /^M([\d.]+),([\d.]+)/.exec(path)!.slice(1).map(Number);
  };
  const box = (await plot.boundingBox())!;
  const home = await anchorAt();
  await lab.region(HYPERBOLIC).getByRole('button', { name: 'Centre on anchor' }).click();
  await expect.poll(anchorAt).toEqual([expect.closeTo(box.width / 2, 0), expect.closeTo(box.height / 2, 0)]);
  expect(await plot.locator('.arc-positive').first().getAttribute('d'), 'through the middle geodesics are straight').toMatch(/L/);
  await plot.focus();
  await page.keyboard.press('Home');
  await expect.poll(anchorAt).toEqual(home);
  expect(await plot.locator('.arc-positive').first().getAttribute('d')).toMatch(/A/);

  await lab.button('Centroids').click();
  await lab.button('Hierarchy').click();
  for (const name of PLOTS) await expect.poll(() => plotOf(lab, name).locator('path.branch').count()).toBeGreaterThanOrEqual(14);
  await lab.button('Hierarchy').click();
  for (const name of PLOTS) await expect.poll(() => plotOf(lab, name).locator('path.branch').count()).toBe(0);
});
