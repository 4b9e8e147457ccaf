import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { type Locator, type Page } from '@playwright/test';
import { expect, test } from './fixtures';
import { micro } from './pages/micro';
import { watchWorkers } from './pages/workers';
import { PictureFolder, hierarchy } from './pages/pictures';

const folders: PictureFolder[] = [];
const folderNamed = async (name: string): Promise<PictureFolder> => {
  const folder = await PictureFolder.create(name);
  folders.push(folder);
  return folder;
};
test.afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => folder.remove()));
});

/** Draws in another page of the same browser, closed afterwards. */
async function drawn(page: Page, folder: PictureFolder, pictures: ReturnType<typeof hierarchy>): Promise<void> {
  const other = await page.context().newPage();
  await folder.draw(other, pictures);
  await other.close();
}

async function choose(page: Page, button: Locator, paths: string | string[]): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()]);
  await chooser.setFiles(paths);
}

/** Drops files or folders of the disk on the page, as a person does: with the browser's own drag events. */
async function dropPaths(page: Page, paths: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver'] as const) await session.send('Input.dispatchDragEvent', { type, x: 700, y: 400, data });
  await expect(page.getByText('Drop images here')).toBeVisible();
  await session.send('Input.dispatchDragEvent', { type: 'drop', x: 700, y: 400, data });
  await session.detach();
}

const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true });

/** Drops the folder, looks at the preview, has the images read and waits for the report. */
async function readShapes(page: Page, folder: PictureFolder): Promise<void> {
  await dropPaths(page, [folder.path]);
  const preview = dialog(page, 'Add image set');
  await expect(preview.getByRole('listbox', { name: 'Classes' })).toBeVisible({ timeout: 60_000 });
  await expect(preview.getByRole('option', { name: 'group 0/family 0/class 0, 25 images' })).toBeVisible();
  await expect(preview.getByRole('button', { name: 'Classes 84' })).toBeVisible();
  await expect(preview.getByRole('combobox', { name: 'Labels from' })).toHaveValue('folders');
  await preview.getByRole('combobox', { name: 'Working size' }).selectOption('48');
  await preview.getByRole('button', { name: 'Add image set' }).click();
  await expect(page.getByRole('progressbar', { name: 'Reading images' })).toBeVisible();
  await expect(preview).toBeHidden();
  await expect(dialog(page, 'Image set report')).toBeVisible({ timeout: 180_000 });
}

test('a dropped folder of two thousand images is read without work for the page, trained on, found after a reload and deleted', async ({
  page,
  lab,
}) => {
  test.setTimeout(420_000);
  const read = await watchWorkers(page);
  await lab.open();
  const folder = await folderNamed('shapes');
  const pictures = hierarchy(3, 4, 7, 25);
  expect(pictures.length).toBeGreaterThanOrEqual(2000);
  await drawn(page, folder, pictures);
  await folder.write('group 0/family 0/class 0/empty.jpg', '');

  const report = dialog(page, 'Image set report');
  await read();
  await readShapes(page, folder);
  // What keeps the page responsive: nothing is decoded on it, files go in parts, and it is told how far it is no oftener than a chunk is read.
  const { messages, decoded } = await read();
  expect(decoded).toBe(0);
  expect(messages['ingest files']).toBeGreaterThanOrEqual(Math.ceil(pictures.length / 256));
  expect(messages['ingest progress']).toBeGreaterThan(1);
  expect(messages['ingest progress']).toBeLessThan(pictures.length);
  await expect(report).toContainText('84 classes · 2,100 images');
  await expect(report.getByRole('list', { name: 'Files left out' })).toContainText('empty.jpg');
  await report.getByRole('combobox', { name: 'Normalise by' }).selectOption('this set’s training images');
  await report.getByRole('button', { name: 'Close' }).click();
  expect(await page.evaluate(() => window.lab.config().augmentation.normalisation)).toBe('image set');

  await expect(lab.select('Image set').locator('option:checked')).toHaveText('shapes');
  await expect(lab.region('Image set')).toContainText('84 classes · 2,100 images');
  await page.evaluate(
    (model) =>
      window.lab.configure({
        backend: 'wasm',
        model,
        steps: 5,
        batch: { classes: 8, samplesPerClass: 2 },
        evaluation: { every: 5 },
        runs: [{ name: 'hyperbolic', geometry: 'hyperbolic' }],
      }),
    micro,
  );
  await lab.button('Train').click();
  await lab.reachState('finished', 180_000);
  expect(await page.evaluate(() => window.lab.metrics().hyperbolic!.steps.every(({ loss }) => Number.isFinite(loss)))).toBe(true);

  // It lies in the browser: opening it again takes no network.
  const own = await page.evaluate(() => window.lab.config().imageSet);
  await page.evaluate(() => window.lab.images.use('emoji'));
  await page.waitForLoadState('networkidle');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.context().setOffline(true);
  await page.evaluate((id) => window.lab.images.use(id), own);
  expect(await page.evaluate(() => window.lab.step(1))).toMatchObject({ hyperbolic: { step: 1 } });
  expect(asked.filter((url) => !url.startsWith('blob:') && !url.endsWith('favicon.svg'))).toEqual([]);
  await page.context().setOffline(false);
  // The browser’s own word on the icon it asked for.
  lab.expectError(/ERR_INTERNET_DISCONNECTED/);

  await page.reload();
  await page.evaluate(() => window.lab.ready);
  await expect(lab.select('Image set').locator('option:checked')).toHaveText('shapes');
  await expect(lab.region('Image set')).toContainText('84 classes · 2,100 images');
  await lab.button('All image sets').click();
  const sets = page.getByRole('list', { name: 'Image sets' });
  await expect(sets.getByRole('listitem').filter({ hasText: 'shapes' })).toContainText('2,100 images');
  await page.getByRole('button', { name: 'Delete shapes' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(sets.getByRole('listitem').filter({ hasText: 'shapes' })).toHaveCount(0);
  await dialog(page, 'Image sets').getByRole('button', { name: 'Close' }).click();
  expect(await page.evaluate(() => window.lab.config().imageSet)).toBe('emoji');
  expect(await page.evaluate(async () => (await window.lab.images.list()).map(({ title }) => title))).not.toContain('shapes');
});

test('what cannot be read is named in the report, which can be saved; names are text', async ({ page, lab }) => {
  await lab.open();
  const folder = await folderNamed('mixture');
  await drawn(page, folder, hierarchy(1, 1, 4, 5));
  await folder.write('notes.docx', 'PK\u0003\u0004 no document');
  await folder.write('group 0/family 0/class 1/<img src=x onerror=alert(1)>.png', 'plain text with the name of an image');
  await folder.write('group 0/family 0/class 2/cut short.jpg', Buffer.from('ffd8ffe000104a46494600010100', 'hex'));
  await folder.write('group 0/family 0/class 3/nothing.webp', '');

  await choose(page, lab.region('Image set').getByRole('button', { name: 'Choose folder' }), folder.path);
  await dialog(page, 'Add image set').getByRole('button', { name: 'Add image set' }).click();
  const report = dialog(page, 'Image set report');
  await expect(report).toContainText('4 classes · 20 images', { timeout: 60_000 });
  const list = report.getByRole('list', { name: 'Files left out' });
  for (const name of ['notes.docx', '<img src=x onerror=alert(1)>.png', 'cut short.jpg', 'nothing.webp'])
    await expect(list).toContainText(name);
  await expect(page.locator('img[src="x"]'), 'a name is no markup').toHaveCount(0);
  const [download] = await Promise.all([page.waitForEvent('download'), report.getByRole('button', { name: 'Save list as CSV' }).click()]);
  expect(await readFile(await download.path(), 'utf8')).toContain('nothing.webp,it is empty');
  const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
});

test('files of which none is an image leave everything as it was', async ({ page, lab }) => {
  await lab.open();
  const before = await page.evaluate(() => window.lab.config());
  const folder = await folderNamed('nothing');
  await folder.write('a.txt', 'text');
  await folder.write('b.jpg', '');
  await choose(page, lab.region('Image set').getByRole('button', { name: 'Choose files' }), [
    `${folder.path}/a.txt`,
    `${folder.path}/b.jpg`,
  ]);
  const report = dialog(page, 'Image set report');
  await expect(report.getByRole('alert')).toContainText('no image set');
  await expect(report.getByRole('list', { name: 'Files left out' })).toContainText('b.jpg');
  await report.getByRole('button', { name: 'Close' }).click();
  expect(await page.evaluate(() => window.lab.config())).toEqual(before);
  expect(await page.evaluate(async () => (await window.lab.images.list()).every(({ removable }) => !removable))).toBe(true);
});

test('classes are changed before they are read, with the keyboard alone; Escape asks before work is lost', async ({ page, lab }) => {
  await lab.open();
  const folder = await folderNamed('changes');
  await drawn(page, folder, hierarchy(1, 2, 3, 4));
  await choose(page, lab.region('Image set').getByRole('button', { name: 'Choose folder' }), folder.path);
  const preview = dialog(page, 'Add image set');
  const classes = preview.getByRole('listbox', { name: 'Classes' });
  await expect(classes.getByRole('option')).toHaveCount(6);

  // The first and the second become one.
  await classes.focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Shift+ArrowDown');
  await preview.getByRole('button', { name: 'Merge' }).press('Enter');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('group 0/both');
  await page.keyboard.press('Enter');
  await expect(classes.getByRole('option', { name: /group 0\/both, 8 images/ })).toBeVisible();

  // Images of another class lose their label and get a new one.
  await classes.getByRole('option', { name: /class 5, 4 images/ }).dblclick();
  const images = preview.getByRole('listbox', { name: /Images of/ });
  await expect(images.getByRole('option')).toHaveCount(4);
  await images.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await preview.getByRole('button', { name: 'Take label away' }).click();
  await preview.getByRole('button', { name: 'Without label 4' }).click();
  const free = preview.getByRole('listbox', { name: 'Images without label' });
  await free.getByRole('option').first().click();
  await free
    .getByRole('option')
    .last()
    .click({ modifiers: ['Shift'] });
  await preview.getByRole('combobox', { name: 'Label', exact: true }).fill('group 0/anew');
  await page.keyboard.press('Enter');
  await expect(preview.getByRole('button', { name: 'Without label 0' })).toBeVisible();

  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toContainText('would be lost');
  // A second Escape answers the question, not the dialog under it.
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toBeHidden();
  await expect(preview.getByRole('button', { name: 'Without label 0' })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
  await preview.getByRole('button', { name: 'Add image set' }).click();
  await expect(dialog(page, 'Image set report')).toContainText('5 classes · 24 images', { timeout: 60_000 });
});

test('dropped files are shown to be welcome; what is pasted or captured is gathered by class', async ({ page, lab }) => {
  await lab.open();
  const send = (type: 'dragenter' | 'drop', names: string[]) =>
    page.evaluate(
      async ({ type, names }) => {
        const data = new DataTransfer();
        for (const [i, name] of names.entries()) {
          const canvas = new OffscreenCanvas(40, 40);
          const context = canvas.getContext('2d')!;
          context.fillStyle = `hsl(${i * 40} 70% 50%)`;
          context.fillRect(i, i, 20, 20);
          data.items.add(new File([await canvas.convertToBlob()], name, { type: 'image/png' }));
        }
        document.querySelector('main')!.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
      },
      { type, names },
    );
  await send('dragenter', ['cat_1.png']);
  await expect(page.getByText('Drop images here')).toBeVisible();
  await send('drop', ['cat_1.png', 'cat_2.png', 'dog_1.png', 'dog_2.png']);
  await expect(page.getByText('Drop images here')).toBeHidden();
  const preview = dialog(page, 'Add image set');
  await expect(preview.getByRole('listbox', { name: 'Classes' }).getByRole('option')).toHaveCount(2);
  await expect(preview.getByRole('combobox', { name: 'Labels from' })).toHaveValue('names');
  await preview.getByRole('button', { name: 'Cancel' }).click();
  await expect(preview).toBeHidden();

  await page.evaluate(async () => {
    const data = new DataTransfer();
    const canvas = new OffscreenCanvas(8, 8);
    canvas.getContext('2d')!.fillRect(2, 2, 4, 4);
    data.items.add(new File([await canvas.convertToBlob()], 'image.png', { type: 'image/png' }));
    document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
  });
  const collect = dialog(page, 'Capture by class');
  await expect(collect.getByRole('list', { name: 'Captured classes' })).toContainText('class 1');
  await collect.getByRole('button', { name: 'Go on to preview' }).click();
  await expect(preview).toBeVisible();
  await expect(preview).toContainText('1 image');
});
