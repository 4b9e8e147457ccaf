import type { Locator, Page } from '@playwright/test';
import { expect, readingTest } from './fixtures';

/** What no screen may cut or lay over something else; `least`: diameter of a disk, pixels. */
const SIZES = [
  { width: 1280, height: 720, least: 160 },
  { width: 1366, height: 768, least: 190 },
  { width: 1440, height: 900, least: 225 },
] as const;

const boxOf = (locator: Locator) => locator.evaluate((element) => element.getBoundingClientRect().toJSON() as DOMRect);

/** Words of the page, outside what scrolls, that its elements cut or that lie beyond the window. */
const cut = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.app-header, .app-banner, .disk-bar, .negatives-head, .app-views-foot')]
      .filter((element) => element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
      .map(({ className }) => className),
  );

readingTest(
  'on small screens every row is seen whole with its class and p, and the disk takes its panel’s height',
  async ({ page, lab }) => {
    // Without a GPU there is a proposal: the line under the header stands in any case.
    await expect(page.locator('.app-banner')).toBeVisible();
    for (const { width, height, least } of SIZES) {
      const size = `${width}×${height}`;
      await page.setViewportSize({ width, height });
      const main = page.locator('.negatives-main');
      await expect.poll(async () => (await boxOf(main)).bottom, size).toBeLessThan(height);
      await expect(page.locator('.negatives-more'), `${size}: all rows at once`).toHaveCount(0);
      const room = await boxOf(main);
      let below = 0;
      for (const run of ['spherical', 'hyperbolic', 'fused']) {
        const row = lab.region(`Hard negatives – ${run}`);
        const tiles = await row.locator('.negatives-tile').evaluateAll((all) =>
          all.map((tile) => ({
            box: tile.getBoundingClientRect().toJSON() as DOMRect,
            named: tile.querySelector('.negatives-tile-name') !== null,
            share: tile.querySelector('.negatives-tile-share') !== null,
          })),
        );
        expect(tiles.length, size).toBeGreaterThanOrEqual(6);
        for (const { box, named, share } of tiles) {
          expect([named, share], `${size}, ${run}: class and p`).toEqual([true, true]);
          expect(box.bottom, `${size}, ${run}`).toBeLessThanOrEqual(room.bottom + 0.5);
          expect(box.right, `${size}, ${run}`).toBeLessThanOrEqual(room.right + 8);
        }
        below = (await boxOf(row)).bottom;
      }
      const overlap = page.locator('.negatives-overlap');
      const end = (await overlap.count()) > 0 ? (await boxOf(overlap)).bottom : below;
      expect(room.bottom - end, `${size}: nothing is left blank under the rows`).toBeLessThan(12);

      const disk = lab.region('Poincaré disk – hyperbolic');
      expect(2 * Number(await disk.locator('.ball-reach').getAttribute('r')), size).toBeGreaterThanOrEqual(least);
      expect(await cut(page), size).toEqual([]);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  },
);

readingTest('a maximised disk has the room of all, and what is said of a hovered image covers nothing of it', async ({ page, lab }) => {
  const disk = lab.region('Poincaré disk – hyperbolic');
  const title = disk.getByRole('heading');
  const before = await boxOf(disk);
  await lab
    .region('Hard negatives – hyperbolic')
    .getByRole('button', { name: /2nd negative/ })
    .hover();
  const card = await boxOf(disk.locator('.disk-readout-card > .thumbnail'));
  const circle = await boxOf(disk.locator('.ball-reach'));
  const [x, y] = [circle.left + circle.width / 2, circle.top + circle.height / 2];
  expect(Math.hypot(x - card.right, y - card.top)).toBeGreaterThan(circle.width / 2 - 2);

  await title.dblclick();
  await expect(lab.region('Hard negatives')).toBeHidden();
  expect((await boxOf(disk)).height).toBeGreaterThan(2 * before.height);
  await expect(disk.locator('path.branch').first()).toBeAttached();
  await page.keyboard.press('Escape');
  await expect(lab.region('Hard negatives')).toBeVisible();
  expect(await boxOf(disk)).toEqual(before);
});
