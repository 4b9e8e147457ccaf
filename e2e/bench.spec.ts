import AxeBuilder from '@axe-core/playwright';
import { type Page } from '@playwright/test';
import { expect, test } from './fixtures';

/** The benchmark's page on the cheapest task: what is measured takes a second or two. */
async function open(page: Page): Promise<void> {
  await page.goto('./bench.html');
  await page.getByRole('combobox', { name: 'Backend' }).selectOption({ label: 'WebAssembly' });
  await page.getByRole('combobox', { name: 'Model' }).selectOption('micro');
  await page.getByRole('textbox', { name: 'Batch' }).fill('8');
  await page.getByRole('textbox', { name: 'Timed steps' }).fill('3');
}

test('a visitor measures ours against plain tfjs, and takes the table along', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page);
  await page.getByRole('button', { name: 'Run comparison' }).click();
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeVisible();
  const results = page.getByRole('region', { name: /WebAssembly on SIMD, .* model micro, batch 8/ });
  await expect(results.getByText(/plain tfjs takes \d+\.\d+ times as long as ours/)).toBeVisible({ timeout: 60_000 });
  await expect(results.getByText(/Losses of all agree to/)).toBeVisible();
  await expect(results.getByText(/A large matrix product alone: .* GFLOP\/s/)).toBeVisible();
  await expect(results.getByText(/failed|grows:/)).toHaveCount(0);
  await expect(results.getByRole('rowheader')).toHaveText(['ours', 'plain tfjs']);
  for (const title of ['step ms', '± ms', 'forward ms', 'backward ms', 'MB', 'grows', 'GFLOP/s', 'of limit'])
    await expect(results.getByRole('columnheader', { name: title, exact: true })).toBeVisible();

  await results.getByRole('button', { name: 'Copy as Markdown' }).click();
  await expect(results.getByRole('status')).toHaveText('Markdown copied');
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toMatch(/^WebAssembly on SIMD/);
  expect(text).toMatch(/\| contender +\| +step ms \|/);
  await results.getByRole('button', { name: 'Copy as JSON' }).click();
  await expect(results.getByRole('status')).toHaveText('JSON copied');
  const { reports } = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as {
    reports: { rows: { contender: string; step: number }[]; disagreement: number }[];
  };
  expect(reports[0]!.rows.map(({ contender }) => contender)).toEqual(['ours', 'plain']);
  expect(reports[0]!.disagreement).toBeLessThan(2e-3);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
});

test('the sweep draws step time against work, and a measurement can be cancelled', async ({ page }) => {
  await open(page);
  await page.getByRole('button', { name: 'Run scaling sweep' }).click();
  const scaling = page.getByRole('region', { name: 'Where the cost of a step stops being overhead' });
  await expect(scaling.getByText(/the arithmetic runs at .* GFLOP\/s/)).toBeVisible({ timeout: 60_000 });
  await expect(scaling.getByRole('img', { name: /around model micro, batch 8/ })).toContainText('limit:');

  await page.getByRole('textbox', { name: 'Timed steps' }).fill('1000');
  await page.getByRole('button', { name: 'Run comparison' }).click();
  await expect(page.getByRole('button', { name: 'Run comparison' })).toBeDisabled();
  await expect(page.getByRole('rowheader')).toHaveText(['ours', 'plain tfjs']);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Run comparison' })).toBeEnabled();
  await expect(page.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
  // What had been measured by then stays to be read.
  await expect(page.getByRole('rowheader')).toHaveText(['ours', 'plain tfjs']);
});

test('numbers that cannot be are refused where they are typed', async ({ page }) => {
  await open(page);
  await page.getByRole('textbox', { name: 'Batch' }).fill('7');
  await expect(page.getByText('An even number from 4 to 4,096')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run comparison' })).toBeDisabled();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`the benchmark’s page has no accessibility violations in the ${colorScheme} theme`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
  });
