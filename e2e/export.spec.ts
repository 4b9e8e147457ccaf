import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { type Locator, type Page } from '@playwright/test';
import { expect, readingTest, test } from './fixtures';
import type { LabPage } from './pages/labPage';
import type { Recorded } from './pages/recording';

interface Exported {
  name: string;
  content: Buffer;
}

/** Opens the menu of a panel, presses one of its buttons and reads what comes. */
async function exported(lab: LabPage, panel: string, plot: string | RegExp, kind: 'SVG' | 'PNG' | 'CSV'): Promise<Exported> {
  const { page } = lab;
  const menu = page.getByRole('dialog', { name: `Export ${panel}`, exact: true });
  if (!(await menu.isVisible())) await lab.button(`Export ${panel}`).click();
  const button = menu.getByRole('group', { name: plot, exact: typeof plot === 'string' }).getByRole('button', { name: kind });
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  await expect(menu, 'the menu closes').toBeHidden();
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

/** What a browser makes of a drawing that stands alone. */
const readSvg = (page: Page, text: string) =>
  page.evaluate((source) => {
    const read = new DOMParser().parseFromString(source, 'image/svg+xml');
    return {
      broken: read.querySelector('parsererror') !== null,
      words: [...read.querySelectorAll('text')].map((element) => element.textContent ?? ''),
      width: Number(read.documentElement.getAttribute('width')),
      images: read.querySelectorAll('image').length,
      circles: read.querySelectorAll('circle').length,
    };
  }, text);

const records = ({ content }: Exported): string[] => content.toString('utf8').trimEnd().split('\r\n');

interface Expectation {
  panel: string;
  plot: string | RegExp;
  /** Words that the drawing holds. */
  says: string[];
  columns: string;
  rows: (count: number) => boolean;
}

const plotsOf = ({ images, part, rawPixels, record }: Recorded): Expectation[] => [
  ...(['Sphere – spherical', 'Poincaré disk – hyperbolic', 'Poincaré disk – fused'] as const).map((panel) => ({
    panel,
    plot: panel.split(' – ')[0] ?? '',
    says: ['anchor', 'positive', 'food drink'],
    columns: panel.startsWith('Sphere') ? 'index,image,class,x,y,z,role' : 'index,image,class,x,y,role',
    rows: (count: number) => count === images,
  })),
  {
    panel: 'Poincaré disk – hyperbolic',
    plot: 'Norms',
    says: ['norm', 'clip'],
    columns: 'norm from,norm to,count',
    rows: (count) => count > 9,
  },
  {
    panel: 'Hard negatives',
    plot: 'Hard negatives',
    says: ['spherical', 'hyperbolic', 'fused', 'anchor'],
    columns: 'run,role,rank,index,image,class path,distance,p(x⁻) %',
    // Three runs: the anchor, at least one positive and six negatives each.
    rows: (count) => count >= 3 * 8,
  },
  {
    panel: 'Triplet weights',
    plot: 'Triplet weight against rank',
    says: ['rank of the negative by distance', 'spherical'],
    columns: 'series,rank,p(x⁻) %,distance,index,image,class path',
    // All negatives of the anchor in three runs: whatever its class, few images are none.
    rows: (count) => count > 3 * 0.9 * images,
  },
  {
    panel: 'Curves',
    plot: /Recall@1/,
    says: ['step', `raw pixels ${rawPixels}`, 'hyperbolic'],
    columns: `series,step,"Recall@1 of ${part} classes, %"`,
    rows: (count) => count >= 3 * record.runs[0]!.evaluations.length,
  },
  {
    panel: 'Curves',
    plot: /loss/i,
    says: ['step', 'fused'],
    columns: 'series,step,',
    rows: (count) => count >= Math.min(3 * 50, 3 * record.step),
  },
];

readingTest('every plot is exported as SVG, PNG and CSV, each complete in itself', async ({ page, lab, recorded }) => {
  for (const { panel, plot, says, columns, rows } of plotsOf(recorded)) {
    const what = `${panel}, ${String(plot)}`;
    const svg = await exported(lab, panel, plot, 'SVG');
    expect(svg.name, what).toMatch(/^negative-space_[^/\\ ]+\.svg$/);
    const text = svg.content.toString('utf8');
    expect(text, what).not.toMatch(/var\(--|color-mix|class=|oklab/);
    const drawing = await readSvg(page, text);
    expect(drawing.broken, what).toBe(false);
    for (const word of says) expect(drawing.words.join('\n'), what).toContain(word);

    const png = await exported(lab, panel, plot, 'PNG');
    expect(png.name, what).toMatch(/\.png$/);
    expect([...png.content.subarray(0, 8)], what).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    // 88 or 180 mm at 600 dpi.
    expect([2079, 4252], `${what}: as wide as a column in print, or two`).toContain(png.content.readUInt32BE(16));
    expect(png.content.toString('utf8'), what).toContain('Negative Space');
    expect(text, `${what}: its fonts are in it`).toContain('@font-face');
    expect(drawing.words.join(' '), `${what}: a caption`).toMatch(/τ[ₛₕ]? 0\.\d+.*seed \d+.*Negative Space \d/);

    const csv = await exported(lab, panel, plot, 'CSV');
    const [header = '', ...lines] = records(csv);
    expect(header.startsWith(columns), `${what}: ${header}`).toBe(true);
    expect(rows(lines.length), `${what}: ${lines.length} rows`).toBe(true);
  }
});

readingTest(
  'the drawing of the hard negatives carries its images, that of a disk every point, and names say run and step',
  async ({ page, lab, recorded }) => {
    const negatives = await exported(lab, 'Hard negatives', 'Hard negatives', 'SVG');
    expect(negatives.name).toBe(`negative-space_hard-negatives_${recorded.part}_step${recorded.step}.svg`);
    const text = negatives.content.toString('utf8');
    expect((await readSvg(page, text)).images).toBeGreaterThanOrEqual(3 * 8);
    expect(text.match(/href="(?!data:image\/png)/g), 'nothing is left outside the file').toBeNull();

    const disk = await exported(lab, 'Poincaré disk – hyperbolic', 'Poincaré disk', 'SVG');
    expect(disk.name).toBe(`negative-space_poincare-disk_hyperbolic_${recorded.part}_step${recorded.step}.svg`);
    const { circles, images } = await readSvg(page, disk.content.toString('utf8'));
    expect(circles + images).toBeGreaterThan(recorded.images - 10);
  },
);

readingTest('help and export are reached and left with the keyboard', async ({ page, lab }) => {
  const about = lab.button('About Triplet weights');
  await about.focus();
  await page.keyboard.press('Enter');
  const help = page.getByRole('dialog', { name: 'About Triplet weights' });
  await expect(help).toBeVisible();
  await expect(help.getByRole('paragraph').nth(2)).toBeVisible();
  await expect(help.locator('math')).toBeVisible();
  await expect(help).toContainText('Figure 3');
  const { violations } = await new AxeBuilder({ page }).include('.help-panel').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
  await expect(about).toBeFocused();

  const open = lab.button('Export Curves');
  await open.focus();
  await page.keyboard.press('Enter');
  const menu = page.getByRole('dialog', { name: 'Export Curves' });
  await expect(menu.getByRole('button', { name: 'SVG' }).first()).toBeFocused();
  const axe = await new AxeBuilder({ page }).include('.export-plots').analyze();
  expect(axe.violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(download.suggestedFilename()).toMatch(/^negative-space_recall.*\.csv$/);
  await expect(open).toBeFocused();
});

readingTest('every panel explains itself in three sentences', async ({ page }) => {
  const panels = page.locator('section.panel:has(button[aria-label^="About "])');
  const count = await panels.count();
  expect(count).toBeGreaterThanOrEqual(10);
  for (let i = 0; i < count; i++) {
    const panel = panels.nth(i);
    const about = panel.getByRole('button', { name: /^About / }).first();
    const name = (await panel.locator('.panel-title, h2').first().textContent()) ?? '';
    await expect(about, name).toBeVisible();
    await about.click();
    const help = page.getByRole('dialog', { name: (await about.getAttribute('aria-label')) ?? '', exact: true });
    const sentences = help.locator('.help-panel > p:not(.panel-note)');
    await expect(sentences, name).toHaveCount(3);
    for (const sentence of await sentences.allTextContents()) expect(sentence, name).toMatch(/^\p{Lu}.*\.$/u);
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();
  }
});

/** The card lies whole on the screen and beside the ring around what it speaks of. */
async function standsBeside(card: Locator, ring: Locator): Promise<void> {
  await expect(async () => {
    const [a, b] = await Promise.all([card.boundingBox(), ring.boundingBox()]);
    if (!a || !b) throw new Error('the card or the ring is not on the page');
    const size = card.page().viewportSize()!;
    expect(a.x >= 0 && a.y >= 0 && a.x + a.width <= size.width && a.y + a.height <= size.height, 'on the screen').toBe(true);
    expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y, 'beside the ring').toBe(true);
  }).toPass();
}

for (const size of [
  { width: 1440, height: 900 },
  { width: 820, height: 1000 },
  { width: 390, height: 844 },
])
  test(`the tour is offered once, walked by keys and never over what it points at, at ${size.width}×${size.height}`, async ({
    page,
    lab,
  }) => {
    await page.setViewportSize(size);
    await lab.open();
    const offer = lab.region('First visit');
    await expect(offer).toBeVisible();
    await offer.getByRole('button', { name: 'Take the tour' }).press('Enter');
    const card = page.getByRole('dialog', { name: 'Tour', exact: true });
    const ring = page.locator('.tour-ring');
    await expect(card).toContainText('1 of 8');
    await expect(card.getByRole('button', { name: 'Next' })).toBeFocused();
    await expect(offer).toBeHidden();
    const { violations } = await new AxeBuilder({ page }).include('.tour-card').analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);

    for (let step = 1; step <= 8; step++) {
      await expect(card).toContainText(`${step} of 8`);
      await standsBeside(card, ring);
      // The page goes on meanwhile.
      if (step === 2) expect(await page.evaluate(() => window.lab.anchor(3))).toBe(3);
      if (step < 8) await page.keyboard.press('Enter');
    }
    await card.getByRole('button', { name: 'Back' }).click();
    await expect(card).toContainText('7 of 8');
    await page.keyboard.press('Escape');
    await expect(card).toBeHidden();

    // What is remembered of it does not depend on the size.
    if (size.width !== 1440) return;
    await page.reload();
    await page.evaluate(() => window.lab.ready);
    await expect(lab.button('Train')).toBeVisible();
    await expect(offer, 'it is not offered again').toHaveCount(0);
    // Called again, by its key and from the help.
    await page.keyboard.press('g');
    await expect(card).toContainText('1 of 8');
    await card.getByRole('button', { name: 'Skip' }).click();
    await expect(card).toBeHidden();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Negative Space' }).getByRole('button', { name: 'Take the tour' }).click();
    await expect(card.getByRole('button', { name: 'Next' })).toBeFocused();
  });

test('the tour can be declined, and blocks nothing while it is offered', async ({ page, lab }) => {
  await lab.open();
  const offer = lab.region('First visit');
  await lab.region('Hard negatives – hyperbolic').getByRole('button').last().click();
  await offer.getByRole('button', { name: 'Skip the tour' }).click();
  await expect(offer).toBeHidden();
  await page.reload();
  await page.evaluate(() => window.lab.ready);
  await expect(offer).toHaveCount(0);
});
