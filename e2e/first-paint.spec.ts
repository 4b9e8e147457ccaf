import AxeBuilder from '@axe-core/playwright';
import { counted, expect, readingTest, test } from './fixtures';

test('the first visit shows the stored snapshot, marked as such, in every view', async ({ page, lab, recorded }) => {
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== 'localhost') elsewhere.push(request.url());
  });
  await lab.open();

  await expect(page.getByText(`recorded, step ${recorded.step}, ${recorded.part} classes`)).toBeVisible();
  for (const name of [
    'Sphere – spherical',
    'Poincaré disk – hyperbolic',
    'Poincaré disk – fused',
    'Hard negatives – spherical',
    'Hard negatives – hyperbolic',
    'Hard negatives – fused',
    'Triplet weights',
    'Curves',
  ])
    await expect(lab.region(name)).toHaveCount(1);
  await expect(lab.region('Hard negatives – hyperbolic').getByRole('button').first()).toBeVisible();
  await expect(lab.region('Runs'), 'the part that was measured').toContainText(`Recall@1 %, ${recorded.part} classes`);
  const tested = lab.region('Runs').getByRole('list', { name: 'Final tests' }).getByRole('listitem');
  await expect(tested).toHaveCount(recorded.record.finalTests.length);
  await expect(lab.region('Curves')).toContainText('raw pixels');
  await expect(lab.region('Curves')).toContainText('untrained');
  await expect(lab.region('Poincaré disk – hyperbolic')).toContainText(/clipped/);
  await expect(lab.status, 'the header speaks of what is on show').toContainText(
    `Recorded run · step ${recorded.step} of ${recorded.steps}`,
  );
  await expect(lab.button('live'), 'a recording is not live').toHaveCount(0);
  await expect(lab.select('Backend')).toBeVisible();
  await expect(lab.select('Image set')).toBeVisible();
  for (const name of ['Train', 'Step', 'Reset']) await expect(lab.button(name)).toBeVisible();
  for (const name of ['Temperature τ spherical', 'Temperature τ hyperbolic', 'Curvature c', 'Fusion weight λ', 'Clip radius'])
    await expect(lab.slider(name)).toBeVisible();

  expect(elsewhere, 'nothing is fetched from anywhere else').toEqual([]);
});

readingTest('everything is on one screen at 1440×900 and at 1920×1080', async ({ page }) => {
  for (const size of [
    { width: 1920, height: 1080 },
    { width: 1440, height: 900 },
  ]) {
    await page.setViewportSize(size);
    const overflow = await page.evaluate(() => ({
      x: document.documentElement.scrollWidth - innerWidth,
      y: document.documentElement.scrollHeight - innerHeight,
    }));
    expect(overflow, `${size.width}×${size.height}`).toEqual({ x: 0, y: 0 });
    for (const region of await page.getByRole('region').all()) {
      const box = await region.boundingBox();
      if (!box) continue;
      expect(box.x + box.width).toBeLessThanOrEqual(size.width);
      expect(box.y + box.height).toBeLessThanOrEqual(size.height);
    }
  }
});

for (const [colorScheme, width, height] of [
  ['light', 1440, 900],
  ['dark', 1440, 900],
  ['light', 390, 844],
] as const)
  readingTest(`no accessibility violations in the ${colorScheme} theme at ${width}×${height}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height });
    const { violations } = await new AxeBuilder({ page }).analyze();
    await page.setViewportSize({ width: 1440, height: 900 });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
  });

readingTest('an anchor chosen in a row of hard negatives is the anchor everywhere', async ({ page, lab, recorded }) => {
  const before = await page.evaluate(() => window.lab.anchor());
  const negatives = lab.region('Hard negatives – hyperbolic').getByRole('button');
  await negatives.last().click();
  await expect.poll(() => page.evaluate(() => window.lab.anchor())).not.toBe(before);
  // And one chosen from the console.
  await page.evaluate(() => window.lab.anchor(5));
  await expect(page.getByText(`6 of ${counted(recorded.images)}`)).toBeVisible();
  await page.getByRole('button', { name: 'Next anchor' }).click();
  await expect.poll(() => page.evaluate(() => window.lab.anchor())).toBe(6);
});
