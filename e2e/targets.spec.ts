import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';
import type { LabPage } from './pages/labPage';

/** CSS pixels a side that can be pressed of every target (WCAG 2.5.8, without its exception for targets that stand apart). */
const LEAST = 24;

interface Target {
  name: string;
  width: number;
  height: number;
}

/**
 * What can be pressed of every control now on the screen and uncovered, where that is less: of the uppermost dialog while one is open.
 * It is the hit area that counts, not what is drawn. A box to tick counts with the label around it, and is there when its label is; a
 * link in a line of text does not count.
 */
const small = (page: Page): Promise<Target[]> =>
  page.evaluate((least) => {
    const shown = (element: Element) => {
      const { visibility, pointerEvents } = getComputedStyle(element);
      return visibility !== 'hidden' && pointerEvents !== 'none' && element.getClientRects().length > 0;
    };
    const open = [...document.querySelectorAll('[role="dialog"], [role="alertdialog"]')].filter(shown).at(-1);
    const controls = (open ?? document).querySelectorAll<HTMLElement>(
      'button, input, select, textarea, a[href], summary, [role="button"], [role="option"]',
    );
    return [...controls].flatMap((control) => {
      if (control.closest('.visually-hidden, .app-skip-link, [inert]') || getComputedStyle(control).display === 'inline') return [];
      const label = control.matches('[type="checkbox"], [type="radio"]') ? (control as HTMLInputElement).labels?.[0] : undefined;
      const target = label ?? control;
      if (!shown(target)) return [];
      const measured = () => {
        const box = target.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const reaches = (right: number, down: number) => {
          const hit = document.elementFromPoint(x + right, y + down);
          return hit !== null && (target.contains(hit) || control.contains(hit));
        };
        // Scrolled away, off the screen or covered: not to be pressed now.
        if (!reaches(0, 0)) return { width: least, height: least };
        const side = least / 2 - 0.5;
        return {
          width: box.width < least && reaches(-side, 0) && reaches(side, 0) ? least : box.width,
          height: box.height < least && reaches(0, -side) && reaches(0, side) ? least : box.height,
        };
      };
      const enough = ({ width, height }: { width: number; height: number }) => Math.min(width, height) > least - 0.01;
      if (enough(measured())) return [];
      // It may be cut by the edge of what it scrolls in.
      target.scrollIntoView({ block: 'center' });
      const { width, height } = measured();
      if (enough({ width, height })) return [];
      const words = control.getAttribute('aria-label') || control.title || target.textContent?.trim() || '';
      return [{ name: `${control.tagName.toLowerCase()}.${control.className} “${words.slice(0, 30)}”`, width, height }];
    });
  }, LEAST);

/** What opens over the page, and how; each is closed again with Escape. */
const LAYERS: readonly [string, (lab: LabPage) => Promise<void>][] = [
  [
    'a run',
    async ({ page }) =>
      page
        .getByRole('button', { name: /^Change run/ })
        .first()
        .click(),
  ],
  ['the model', async (lab) => lab.button('Change model and training').click()],
  ['image sets', async (lab) => lab.button('All image sets').click()],
  ['pinned anchors', async ({ page }) => page.getByRole('button', { name: 'over time' }).click()],
  [
    'exports',
    async ({ page }) =>
      page
        .getByRole('button', { name: /^Export/ })
        .first()
        .click(),
  ],
];

test(`no target is under ${LEAST} px`, async ({ lab, page }) => {
  await lab.open();
  const found: Record<string, Target[]> = {};
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 1280, height: 720 },
  ]) {
    await page.setViewportSize(viewport);
    const measure = async (where: string) => {
      const targets = await small(page);
      if (targets.length > 0) found[`${where}, ${viewport.width} × ${viewport.height}`] = targets;
    };
    await measure('page');
    await page.getByRole('button', { name: /^Legend/ }).click();
    await measure('legend');
    await page.keyboard.press('Escape');
    for (const [name, show] of LAYERS) {
      await show(lab);
      await expect(page.getByRole('dialog').last()).toBeVisible();
      await measure(name);
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toHaveCount(0);
    }
  }
  expect(found).toEqual({});
});

test('at 1280 × 720 nothing in the time bar is squeezed, covered or hangs over', async ({ lab, page }) => {
  await page.setViewportSize({ width: 1280, height: 720 });
  await lab.open();
  const views = await page.locator('.app-views').boundingBox();
  const bar = page.getByRole('group', { name: 'Time', exact: true });
  const mark = await page.locator('.app-stored-mark > .badge').boundingBox();
  const boxes = await bar
    .locator(':scope > :not(.visually-hidden)')
    .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().toJSON() as DOMRect));
  // Half a pixel is rounding.
  expect(boxes[0]!.left).toBeGreaterThan(mark!.x + mark!.width);
  boxes.slice(1).forEach((box, i) => expect(box.left).toBeGreaterThan(boxes[i]!.right - 0.5));
  expect(boxes.at(-1)!.right).toBeLessThan(views!.x + views!.width + 0.5);
  const { width, height } = (await bar.getByRole('button', { name: 'Play the steps' }).boundingBox())!;
  expect(width).toBe(height);
});
