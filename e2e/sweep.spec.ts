import { expect, test } from './fixtures';
import { micro } from './pages/micro';

test('a sweep is run, paused and gone on with by its buttons, drawn as its cells end, and there after a reload', async ({ page, lab }) => {
  test.setTimeout(5 * 60_000);
  await lab.open();
  await page.evaluate(async (model) => {
    await window.lab.useBackend('wasm');
    await window.lab.configure({ model, batch: { classes: 8, samplesPerClass: 2 }, evaluation: { images: 100 } });
  }, micro);
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Sweep' }).click();
  const fill = (name: string, text: string) => page.getByRole('textbox', { name, exact: true }).fill(text);
  await lab.button('hyperbolic').click();
  await lab.button('Do not sweep temperature τ hyperbolic').click();
  await fill('Values of temperature τ spherical', '0.1, 0.2, nothing');
  await expect(page.getByRole('alert')).toContainText('“nothing” is not a number');
  await expect(lab.button('Run sweep')).toBeDisabled();
  await fill('Values of temperature τ spherical', '0.1, 0.2');
  await fill('Values of seed', '1…2');
  await fill('Budget of a cell', '40');
  await expect(page.getByText('4 cells')).toBeVisible();

  await lab.button('Run sweep').click();
  const cells = page.getByRole('table', { name: 'Cells' });
  await expect(cells.getByRole('row')).toHaveCount(5);
  await expect(page.getByRole('progressbar', { name: 'Sweep' })).toBeVisible();
  await lab.button('Pause sweep').click();
  await expect(lab.button('Resume')).toBeVisible();
  await lab.button('Resume').click();
  const figure = page.getByRole('figure', { name: 'Recall@1 against temperature τ', exact: true });
  await expect(figure).toBeVisible();
  await expect(cells.getByText('done', { exact: true })).toHaveCount(4, { timeout: 120_000 });
  const table = async () => (await cells.getByRole('row').allTextContents()).map((row) => row.replace(/[\d.]+\s*s/, ''));
  const before = await table();

  await page.reload();
  await page.evaluate(() => window.lab.ready);
  await expect(figure).toBeVisible();
  await expect.poll(table).toEqual(before);
  await cells
    .getByRole('button', { name: /^Open / })
    .first()
    .click();
  await expect(page.getByRole('link', { name: 'Train' })).toHaveAttribute('aria-current', 'page');
  await expect(lab.region('Runs').getByRole('listitem')).toHaveCount(1);
});
