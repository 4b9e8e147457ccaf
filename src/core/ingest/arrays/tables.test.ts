/** Arrays with what lies beside them: labels in other arrays, and in tables. */
import { describe, expect, it } from 'vitest';
import { planIngest } from '../plan';
import { fromBlob } from '../source';
import { zip } from '../testing/archives';
import { npy, unicode } from '../testing/arrays';

const images = (n: number) =>
  npy(
    '|u1',
    [n, 5, 6, 3],
    Uint8Array.from({ length: n * 90 }, (_, i) => i % 251),
  );

async function read(files: Record<string, string | Uint8Array<ArrayBuffer>>, options = {}) {
  const plan = await planIngest(
    Object.entries(files).map(([path, content]) => fromBlob(new Blob([content]), path)),
    options,
  );
  const rows = plan.entries.map(({ classIndex, split }) => [plan.classes[classIndex]?.path ?? null, split]);
  return { plan, rows, labels: rows.map(([label]) => label) };
}

describe('an array with a table', () => {
  it.each([
    ['labels alone', 'label\ncat\ndog\ncat\nemu\n'],
    ['a row’s number', ',label\n1,dog\n0,cat\n3,emu\n2,cat\n'],
    ['numbers from 1 on', 'id,label\n1,cat\n2,dog\n3,cat\n4,emu\n'],
    ['other columns beside', 'width,height,label\n5,6,cat\n5,6,dog\n5,6,cat\n5,6,emu\n'],
  ])('takes its rows in order: %s', async (_, text) => {
    const { labels, plan } = await read({ 's/images.npy': images(4), 's/labels.csv': text });
    expect(labels).toEqual(['cat', 'dog', 'cat', 'emu']);
    expect(plan.notes.join(' ')).toMatch(/labels\.csv/);
    expect(plan.rejected).toEqual([]);
  });

  it('takes a list without a heading', async () => {
    const { labels } = await read({ 's/images.npy': images(4), 's/labels.txt': 'cat\ndog\ncat\ndog\n' });
    expect(labels).toEqual(['cat', 'dog', 'cat', 'dog']);
  });

  it('belongs to the array of its part of the split', async () => {
    const { rows } = await read({
      's/X_train.npy': images(4),
      's/train.csv': 'label\ncat\ndog\ncat\ndog\n',
      's/X_test.npy': images(4),
      's/test.csv': 'label\ndog\ndog\ncat\ncat\n',
    });
    expect(rows).toEqual([
      ['dog', 'test'],
      ['dog', 'test'],
      ['cat', 'test'],
      ['cat', 'test'],
      ['cat', 'train'],
      ['dog', 'train'],
      ['cat', 'train'],
      ['dog', 'train'],
    ]);
  });

  it('of another length is not taken, and said', async () => {
    const { labels, plan } = await read({ 's/images.npy': images(4), 's/labels.csv': 'label\ncat\ndog\ncat\n' });
    expect(labels).toEqual([null, null, null, null]);
    expect(plan.rejected).toMatchObject([{ name: 's/labels.csv', reason: expect.stringMatching(/3 rows.*4 images/) as string }]);
  });

  it('with several columns that could be the label is asked about', async () => {
    const text = 'colour,kind\nred,cat\nred,dog\nblue,cat\nblue,dog\n';
    const { plan } = await read({ 's/images.npy': images(4), 's/labels.csv': text });
    expect(plan.question).toMatchObject({ about: 'label column' });
    expect(plan.question!.choices.map(({ option }) => option.labelColumn)).toContain('kind');
    const { labels } = await read({ 's/images.npy': images(4), 's/labels.csv': text }, { labelColumn: 'kind' });
    expect(labels).toEqual(['cat', 'dog', 'cat', 'dog']);
  });
});

describe('arrays in files of their own', () => {
  it('go together by the part of the split that their names say', async () => {
    const { rows } = await read({
      's/X_train.npy': images(3),
      's/y_train.npy': npy('|u1', [3], Uint8Array.of(0, 1, 1)),
      's/X_test.npy': images(3),
      's/y_test.npy': npy('|u1', [3], Uint8Array.of(1, 1, 0)),
    });
    expect(rows).toEqual([
      ['1', 'test'],
      ['1', 'test'],
      ['0', 'test'],
      ['0', 'train'],
      ['1', 'train'],
      ['1', 'train'],
    ]);
  });

  it('may be one-hot, and lie beside ids', async () => {
    const { labels } = await read({
      's/images.npy': images(3),
      's/labels.npy': npy('<f4', [3, 2], Float32Array.of(1, 0, 0, 1, 1, 0)),
      's/ids.npy': npy('<i4', [3], Int32Array.of(7, 8, 9)),
    });
    expect(labels).toEqual(['0', '1', '0']);
  });

  it('of Python objects are refused with what to do, and nothing is stored in their stead', async () => {
    const { plan } = await read({ 's/images.npy': images(3), 's/labels.npy': npy('|O', [3], new Uint8Array(24)) });
    expect(plan.entries).toEqual([]);
    expect(plan.rejected.map(({ reason }) => reason).join(' ')).toMatch(/Python objects.*labels\.astype\(str\)/);
    const packed = zip([{ name: 'images.npy', data: npy('|O', [3], new Uint8Array(24)) }]);
    const object = await read({ 's/set.npz': packed });
    expect(object.plan.rejected[0]!.reason).toMatch(/images holds Python objects/);
  });

  it('say so where the names of classes are objects', async () => {
    const data = { images: images(3), labels: npy('|u1', [3], Uint8Array.of(0, 1, 1)), class_names: npy('|O', [2], new Uint8Array(16)) };
    const { plan, labels } = await read({
      's/set.npz': zip(Object.entries(data).map(([name, own]) => ({ name: `${name}.npy`, data: own }))),
    });
    expect(labels).toEqual(['0', '1', '1']);
    expect(plan.notes.join(' ')).toMatch(/class_names holds Python objects.*numbers/);
  });

  it('take names from a list beside them', async () => {
    const { labels } = await read({
      's/images.npy': images(3),
      's/labels.npy': npy('|u1', [3], Uint8Array.of(0, 1, 1)),
      's/label_names.npy': npy('<U3', [2], unicode(['cat', 'dog'], 3)),
    });
    expect(labels).toEqual(['cat', 'dog', 'dog']);
  });
});
