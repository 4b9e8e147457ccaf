import { describe, expect, it } from 'vitest';
import { planIngest, UNLABELLED } from '../plan';
import { fromBlob } from '../source';
import { splitName, splitOf } from '../splits/splits';

const image = new Blob(['x']);

async function read(paths: string[], texts: Record<string, string> = {}) {
  const plan = await planIngest([
    ...paths.map((path) => fromBlob(image, path)),
    ...Object.entries(texts).map(([path, text]) => fromBlob(new Blob([text]), path)),
  ]);
  const of = new Map(
    plan.entries.map(({ name, classIndex, split }) => [name, [classIndex === UNLABELLED ? null : plan.classes[classIndex]!.path, split]]),
  );
  return { plan, rows: paths.map((path) => of.get(path)) };
}

describe('words for parts of a set', () => {
  it.each([
    ...['train', 'Training', 'training_set', 'seg_train', 'train2017', 'TrainSet', 'train-images', 'trainval'].map(
      (word) => [word, 'train'] as const,
    ),
    ...['val', 'valid', 'Validation', 'dev', 'val2017', 'validation_set'].map((word) => [word, 'validation'] as const),
    ...['test', 'Testing', 'test1', 'test_set', 'seg_test', 'testset'].map((word) => [word, 'test'] as const),
  ])('%s', (word, split) => {
    expect(splitOf(word)).toBe(split);
  });

  it.each(['trains', 'contest', 'train station', 'valley', 'attest', 'trainer', 'train_test'])('not %s', (word) => {
    expect(splitOf(word)).toBeUndefined();
  });

  it('keeps what else a name says', () => {
    expect(splitName('cars_train')).toEqual({ split: 'train', word: 'train', rest: 'cars' });
  });
});

describe('folders of parts of a set', () => {
  it.each([
    ['plain', 'd/train/cat/1.png', 'd/test/cat/1.png'],
    ['doubled', 'd/seg_train/seg_train/cat/1.png', 'd/seg_test/seg_test/cat/1.png'],
    ['below another', 'd/images/train/cat/1.png', 'd/images/test/cat/1.png'],
    ['within each class', 'd/cat/train/1.png', 'd/cat/test/1.png'],
    ['with the name of the set', 'd/fruits_Training/cat/1.png', 'd/fruits_Test/cat/1.png'],
    ['with years', 'd/train2017/cat/1.png', 'd/test2017/cat/1.png'],
    ['in folders of their own', 'd/a/train/cat/1.png', 'd/b/test/cat/1.png'],
    ['with a folder within each', 'd/train/images/cat/1.png', 'd/test/images/cat/1.png'],
    ['with a folder within each class', 'd/train/cat/images/1.png', 'd/test/cat/images/1.png'],
    ['in archives', 'x_train.zip/cat/1.png', 'x_test.zip/cat/1.png'],
  ])('are no classes: %s', async (_, train, test) => {
    const dogs = [train, test].map((path) => path.replace('cat', 'dog'));
    const { rows, plan } = await read([train, test, ...dogs, 'd/preview.png', 'd/docs/logo/1.png']);
    expect(rows.slice(0, 4)).toEqual([
      ['cat', 'train'],
      ['cat', 'test'],
      ['dog', 'train'],
      ['dog', 'test'],
    ]);
    expect(rows.slice(4)).toEqual([
      [null, undefined],
      [null, undefined],
    ]);
    expect(plan.notes).toContain('2 images lie beside the split’s folders, which gives no label.');
  });

  it('are classes where there is one of them', async () => {
    expect((await read(['d/train/1.png', 'd/plane/2.png'])).rows).toEqual([
      ['train', undefined],
      ['plane', undefined],
    ]);
  });

  it('may have no labels in one part', async () => {
    const { rows } = await read(['d/train/cat/1.png', 'd/train/dog/2.png', 'd/test/unknown/3.png', 'd/test/unknown/4.png']);
    expect(rows).toEqual([
      ['cat', 'train'],
      ['dog', 'train'],
      [null, 'test'],
      [null, 'test'],
    ]);
  });

  it('go with the table that is in them or named after them, and with no other', async () => {
    const paths = ['train', 'val'].flatMap((part) => [1, 2, 3, 4].map((i) => `d/${part}/${i}.png`));
    const table = (labels: string) => `file,label\n${[...labels].map((label, i) => `${i + 1}.png,${label}`).join('\n')}`;
    const own = await read(paths, { 'd/train.csv': table('abab'), 'd/val.csv': table('bbaa') });
    expect(own.rows.map((row) => row![0]).join('')).toBe('ababbbaa');
    const one = await read(paths, { 'd/train.csv': table('abab') });
    expect(one.rows.map((row) => row![0] ?? '-').join('')).toBe('abab----');
    const neither = await read(paths, { 'd/labels.csv': table('abab') });
    expect(neither.plan.question?.about).toBe('labels');
    expect(neither.plan.rejected[0]!.reason).toMatch(/in several folders/);
  });

  it('of one folder are not labelled by the table of another', async () => {
    const { rows } = await read(['d/a/1.png', 'd/a/2.png', 'd/b/3.png', 'd/b/4.png'], {
      'd/a/labels.csv': 'file,label\n1.png,x\n2.png,x\n3.png,y\n4.png,y\n',
    });
    expect(rows.slice(2).map((row) => row![0])).not.toContain('y');
  });
});

describe('levels of folders', () => {
  it('are asked about where they cross', async () => {
    const paths = ['amazon', 'dslr', 'webcam'].flatMap((domain) =>
      ['mug', 'desk'].map((thing) => `office/${domain}/images/${thing}/1.png`),
    );
    const { plan } = await read(paths);
    expect(plan.question?.about).toBe('hierarchy levels');
    expect(plan.question!.choices.map(({ option }) => option.labelsFrom)).toEqual(['last folder', 'first folder', 'folders']);
    expect(plan.entries.every(({ classIndex }) => classIndex === UNLABELLED)).toBe(true);
  });

  it('below a class that hold its images are none, and a folder that begins with a dot may be one', async () => {
    const { rows } = await read(['d/.NET/images/1.png', 'd/Java/images/2.png', 'd/Java/images/3.png']);
    expect(rows.map((row) => row![0])).toEqual(['.NET', 'Java', 'Java']);
  });
});
