/**
 * The first walk of a new user, on WebAssembly: the page opens, sixty pictures of one's own come in, a short model trains on them, and the first
 * red box says what it is. What is asserted is what there is to see; how long each stage took is printed, for whoever looks after it.
 */
import { expect, test } from './fixtures';
import { micro } from './pages/micro';
import { PictureFolder, type Picture } from './pages/pictures';

const CLASSES = ['apple', 'bicycle', 'cup', 'dog', 'elephant', 'flower', 'guitar', 'house', 'island', 'jacket'];
const EACH = 6;
const STEPS = 30;

const pictures = CLASSES.flatMap((name, kind): Picture[] =>
  Array.from({ length: EACH }, (_, variant) => ({ path: `${name}/IMG_${1000 + EACH * kind + variant}.jpg`, kind, variant })),
);

test('from the first sight of the page to a red box explained, with sixty pictures of one’s own', async ({ page, lab }) => {
  test.setTimeout(300_000);
  const folder = await PictureFolder.create('my photographs');
  const other = await page.context().newPage();
  await folder.draw(other, pictures);
  await other.close();

  const stages: [string, number][] = [];
  let from = performance.now();
  const stage = (name: string) => {
    stages.push([name, (performance.now() - from) / 1000]);
    from = performance.now();
  };
  try {
    await lab.open();
    await expect(page.locator('.negatives-tile').first()).toBeVisible();
    stage('opened, a recorded run to look at');

    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      lab.region('Image set').getByRole('button', { name: 'Choose folder' }).click(),
    ]);
    await chooser.setFiles(folder.path);
    const preview = page.getByRole('dialog', { name: 'Add image set', exact: true });
    await expect(preview.getByRole('listbox', { name: 'Classes' }).getByRole('option')).toHaveCount(CLASSES.length);
    await expect(preview).toContainText(`${pictures.length} images of ${CLASSES.length} classes`);
    stage('preview: classes are right');

    await preview.getByRole('button', { name: 'Add image set' }).click();
    const report = page.getByRole('dialog', { name: 'Image set report', exact: true });
    await expect(report).toContainText(`${CLASSES.length} classes · ${pictures.length} images`, { timeout: 60_000 });
    await report.getByRole('button', { name: 'Close' }).click();
    await expect(lab.region('Image set')).toContainText(`${CLASSES.length} classes · ${pictures.length} images`);
    stage('read, stored and taken');

    // What a person without a GPU is offered, and fewer steps: three runs, as the page has them.
    await page.evaluate(
      ({ model, steps }) => window.lab.configure({ backend: 'wasm', model, steps, batch: { classes: 4, samplesPerClass: 2 } }),
      { model: micro, steps: STEPS },
    );
    stage('a short model chosen');

    await lab.button('Train').click();
    await lab.reachStep(1, 120_000);
    stage('press of Train to the first step');
    await lab.reachState('finished', 180_000);
    await expect(lab.region('Hard negatives – hyperbolic')).toBeVisible();
    await expect
      .poll(() => page.evaluate(() => Object.values(window.lab.metrics()).map(({ evaluations }) => evaluations.at(-1)?.step)))
      .toEqual([STEPS, STEPS, STEPS]);
    stage(`${STEPS} steps of three runs, evaluated`);

    // Anchors that the runs disagree about come first: there is a red box, where there is one at all.
    await page.getByRole('combobox', { name: 'Order of the anchors' }).selectOption({ label: 'most disagreement' });
    const red = page.locator('.negatives-tile[data-absent]').first();
    await expect(red).toBeVisible();
    await expect(red).toHaveAccessibleName(
      /^(apple|bicycle|cup|dog|elephant|flower|guitar|house|island|jacket), .*, absent from .*'s top \d+/,
    );
    await red.hover();
    const run = /absent from (.*)'s top/.exec((await red.getAttribute('aria-label'))!)![1]!;
    await expect(lab.region(`Hard negatives – ${run}`), 'its rank where it is missing').toContainText(/rank\s\d+/);
    stage('the first red box, and what it says');
  } finally {
    await folder.remove();
    const all = stages.reduce((sum, [, seconds]) => sum + seconds, 0);
    console.log(
      [...stages, ['all together', all] as const].map(([name, seconds]) => `${seconds.toFixed(1).padStart(6)} s  ${name}`).join('\n'),
    );
  }
});
