import { expect, test } from './fixtures';

test('the way past the header leads to the views and leaves the address and the configuration alone', async ({ page, lab }) => {
  await lab.open('#v1&model=micro&head.c=0.5');
  const before = page.url();
  await page.locator('body').press('Tab');
  const skip = page.getByRole('button', { name: 'Skip to the views' });
  await expect(skip).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#views')).toBeFocused();
  expect(page.url()).toBe(before);
  // Later than any change of the address is answered.
  await page.evaluate(() => window.lab.configure({ head: { lambda: 2 } }));
  await expect.poll(() => page.url()).toContain('head.lambda=2');
  expect(page.url()).toContain('head.c=0.5');
  expect((await page.evaluate(() => window.lab.config())).head.c).toBe(0.5);
  await expect(page.getByText(/address holds settings/)).toHaveCount(0);
});
