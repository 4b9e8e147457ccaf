import { describe, expect, it } from 'vitest';
import { rejectedBy, type Rejected } from '../rejection';
import { fromBlob } from '../source';
import { cifar, idx, mat } from '../testing/arrays';
import { bytesOf } from '../testing/images';
import { isCifar, readCifar } from './cifar';
import { readIdxFiles } from './idx';
import { readMat } from './mat';

const read = async (files: Record<string, Uint8Array<ArrayBuffer>>) => {
  const rejected: Rejected[] = [];
  const sources = Object.entries(files).map(([path, bytes]) => fromBlob(new Blob([bytes]), path));
  const found = await readIdxFiles(sources, (path, error) => rejected.push(rejectedBy(path, error)));
  return { found, rejected };
};

describe('IDX', () => {
  const pixels = Uint8Array.from({ length: 3 * 20 }, (_, i) => i);

  it('pairs images and labels by name', async () => {
    const { found, rejected } = await read({
      'm/t10k-labels-idx1-ubyte': idx([2], Uint8Array.of(7, 8)),
      'm/train-images-idx3-ubyte': idx([3, 4, 5], pixels),
      'm/train-labels-idx1-ubyte': idx([3], Uint8Array.of(5, 0, 4)),
      'm/t10k-images-idx3-ubyte': idx([2, 4, 5], pixels.subarray(0, 40)),
    });
    expect(rejected).toEqual([]);
    expect(found.map(({ n, split, labels }) => [n, split, Array.from(labels!)])).toEqual([
      [3, 'train', [5, 0, 4]],
      [2, 'test', [7, 8]],
    ]);
    expect(found[0]!.pixels(2)).toEqual(pixels.subarray(40, 60));
  });

  it('pairs one of each whatever the names, and takes images alone', async () => {
    expect((await read({ a: idx([3, 4, 5], pixels), b: idx([3], Uint8Array.of(1, 2, 3)) })).found[0]!.labels).toEqual(
      Int32Array.of(1, 2, 3),
    );
    expect((await read({ a: idx([3, 4, 5], pixels) })).found[0]!.labels).toBeNull();
  });

  it('names the file that is cut short, has no partner or does not fit', async () => {
    const { found, rejected } = await read({
      'a-images': idx([3, 4, 5], pixels).subarray(0, 50),
      'b-labels': idx([3], Uint8Array.of(1, 2, 3)),
      'c-images': idx([3, 4, 5], pixels),
      'c-labels': idx([2], Uint8Array.of(1, 2)),
    });
    expect(found).toEqual([]);
    expect(rejected.map(({ name, reason }) => [name, reason.slice(0, 22)])).toEqual([
      ['a-images', 'it is cut short: [3, 4'],
      ['c-images', 'it has 3 images, c-lab'],
      ['b-labels', 'it holds labels, and t'],
    ]);
  });
});

describe('CIFAR', () => {
  it('reads CIFAR-10 with its own names or those of its files', () => {
    const bytes = cifar([[3], [9]]);
    expect(isCifar('x/data_batch_1.bin', bytes.length)).toBe(true);
    const set = readCifar(bytes, 'x/data_batch_1.bin', {});
    expect([set.n, set.split, set.classNames!.get(9)]).toEqual([2, 'train', 'truck']);
    expect(Array.from(set.pixels(1).subarray(0, 6))).toEqual([90, 91, 92, 90, 91, 92]);
    expect(readCifar(bytes, 'test_batch.bin', { fine: ['a', 'b', 'c', 'd'] })).toMatchObject({ split: 'test' });
  });

  it('reads CIFAR-100 with its hierarchy', () => {
    const set = readCifar(
      cifar([
        [4, 0],
        [1, 17],
        [4, 0],
      ]),
      'train.bin',
      { fine: ['apple'], coarse: ['mammals', 'fish', '', '', 'fruit'] },
    );
    expect(Array.from(set.labels!)).toEqual([0, 17, 0]);
    expect([...set.classNames!]).toEqual([
      [0, 'fruit/apple'],
      [17, 'fish/17'],
    ]);
  });

  it('refuses other data of the same size', () => {
    expect(() => readCifar(cifar([[30]]), 'test.bin', {})).toThrow(/^test\.bin: record 0 has the label 30, but CIFAR-10 has 10 classes/);
    expect(isCifar('data_batch_1.bin', 3072)).toBe(false);
  });
});

describe('MATLAB level 5', () => {
  const variables = {
    annotations: { records: Array.from({ length: 40 }, (_, i) => ({ relative_im_path: `car_ims/${i}.jpg`, class: i * 9, test: i % 2 })) },
    class_names: ['AM General Hummer SUV 2000', 'Acura RL', 'é'],
  };

  it.each([true, false])('reads structs, cells, text and numbers, packed: %s', async (packed) => {
    const { annotations, class_names: names } = await readMat(mat(variables, { packed }), 'a.mat');
    if (annotations?.kind !== 'structs' || names?.kind !== 'cells') throw new Error('wrong kinds');
    expect(annotations.fields).toEqual(['relative_im_path', 'class', 'test']);
    expect(annotations.records[39]).toMatchObject({
      relative_im_path: { text: 'car_ims/39.jpg' },
      class: { values: [351] },
      test: { values: [1] },
    });
    expect(names.cells.map((cell) => cell.kind === 'text' && cell.text)).toEqual(variables.class_names);
  });

  /** A variable whose dimensions are these, with the data of one element. */
  const claiming = (arrayClass: number, dims: readonly number[]) =>
    bytesOf(
      new Uint8Array(124),
      [0, 1],
      'IM',
      [14, 0, 0, 0, 64, 0, 0, 0],
      [6, 0, 0, 0, 8, 0, 0, 0, arrayClass, 0, 0, 0, 0, 0, 0, 0],
      [5, 0, 0, 0, 8, 0, 0, 0],
      new Uint8Array(Int32Array.from(dims).buffer),
      [1, 0, 0, 0, 0, 0, 0, 0],
      [5, 0, 4, 0, 32, 0, 0, 0],
      [1, 0, 0, 0, 0, 0, 0, 0],
      new Uint8Array(8),
    );

  it.each([
    ['cells', 1, [1_000_000_000, 1]],
    ['cells by their product', 1, [60_000, 60_000]],
    ['records without fields', 2, [1_000_000_000, 1]],
    ['a negative side', 1, [-1, 1]],
    ['numbers', 6, [1_000_000_000, 1]],
  ])('does not make room for what is not there: %s', async (_, arrayClass, dims) => {
    await expect(readMat(claiming(arrayClass, dims), 'a.mat')).rejects.toThrow(/^a\.mat: it is damaged or cut short/);
  });

  it('refuses what is damaged, cut short or of another version', async () => {
    const whole = mat(variables);
    await expect(readMat(whole.slice(0, -40), 'a.mat')).rejects.toThrow(/^a\.mat: it is damaged or cut short/);
    await expect(readMat(whole.slice(0, 60), 'a.mat')).rejects.toThrow(/cut short/);
    const broken = whole.slice();
    broken.fill(0, 150, 170);
    await expect(readMat(broken, 'a.mat')).rejects.toThrow(/damaged/);
    await expect(readMat(bytesOf('MATLAB 7.3 MAT-file', new Uint8Array(600)), 'b.mat')).rejects.toThrow(/-v7/);
  });
});
