import { describe, expect, it } from 'vitest';
import { zip } from '../testing/archives';
import { npy, unicode } from '../testing/arrays';
import { bytesOf } from '../testing/images';
import { DEFAULT_LIMITS } from '../limits';
import { fromBlob } from '../source';
import { readNpyImages, readNpz } from './npz';

const single = (bytes: Uint8Array<ArrayBuffer>, path = 'images.npy') => readNpyImages(fromBlob(new Blob([bytes]), path));
const packed = (arrays: Record<string, Uint8Array>) =>
  readNpz(fromBlob(new Blob([zip(Object.entries(arrays).map(([name, data]) => ({ name: `${name}.npy`, data })))]), 'set.npz'));
const count = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
const ramp = (shape: number[]) => Uint8Array.from({ length: count(shape) }, (_, i) => i % 251);
const images = (n: number) => npy('|u1', [n, 5, 6, 3], ramp([n, 5, 6, 3]));

describe('npy', () => {
  it('reads every order of the axes to the same pixels', async () => {
    const [n, h, w, c] = [3, 5, 6, 3];
    const value = (i: number, y: number, x: number, k: number) => (i * 90 + y * 18 + x * 3 + k) % 256;
    const fill = (axes: number[], fortran: boolean) => {
      const sides = axes.map((axis) => [n, h, w, c][axis]!);
      const data = new Uint8Array(n * h * w * c);
      for (let flat = 0; flat < data.length; flat++) {
        const index = [0, 0, 0, 0];
        let rest = flat;
        const order = fortran ? [0, 1, 2, 3] : [3, 2, 1, 0];
        for (const place of order) {
          index[axes[place]!] = rest % sides[place]!;
          rest = Math.floor(rest / sides[place]!);
        }
        data[flat] = value(index[0]!, index[1]!, index[2]!, index[3]!);
      }
      return npy('|u1', sides, data, { fortran });
    };
    const expected = Uint8Array.from({ length: h * w * c }, (_, i) => value(2, Math.floor(i / 18), Math.floor(i / 3) % 6, i % 3));
    for (const axes of [
      [0, 1, 2, 3],
      [0, 3, 1, 2],
    ])
      for (const fortran of [false, true]) {
        const read = await single(fill(axes, fortran));
        expect([read.n, read.height, read.width, read.channels]).toEqual([3, 5, 6, 3]);
        expect(Array.from(read.pixels(2))).toEqual(Array.from(expected));
      }
  });

  it('reads grey stacks, one colour picture and version 2', async () => {
    expect(await single(npy('|u1', [7, 8, 9], ramp([7, 8, 9]), { version: 2 }))).toMatchObject({ n: 7, height: 8, width: 9, channels: 1 });
    expect(await single(npy('|u1', [20, 10, 3], ramp([20, 10, 3])))).toMatchObject({ n: 1, height: 20, width: 10, channels: 3 });
  });

  it('converts floats and larger integers that are plainly pixels, and says so', async () => {
    const one = async (type: string, data: ArrayBufferView) => {
      const read = await single(npy(type, [1, 2, 2], data));
      return [Array.from(read.pixels(0)), read.notes[0]];
    };
    expect(await one('<f4', Float32Array.of(0, 0.5, 1, 0.2))).toEqual([
      [0, 128, 255, 51],
      'images.npy: values from 0 to 1 taken times 255.',
    ]);
    expect(await one('<f8', Float64Array.of(-1, 0, 1, 0.5))).toEqual([[0, 128, 255, 191], expect.stringMatching(/−1 to 1/)]);
    expect(await one('<f2', Uint16Array.of(0, 0x3800, 0x3c00, 0x0001))).toEqual([[0, 128, 255, 0], expect.anything()]);
    expect(await one('<i8', BigInt64Array.of(0n, 7n, 255n, 1n))).toEqual([[0, 7, 255, 1], expect.stringMatching(/taken as bytes/)]);
    expect(await one('>i2', Uint16Array.of(0, 0x0700, 0xff00, 0x0100))).toEqual([[0, 7, 255, 1], expect.anything()]);
    expect(await one('|b1', Uint8Array.of(0, 1, 1, 0))).toEqual([[0, 255, 255, 0], expect.anything()]);
  });

  it.each([
    ['<f4', [1, 2, 2], Float32Array.of(0, 1, 2, 300), /run from 0 to 300; save it as uint8/],
    ['<f4', [1, 2, 2], Float32Array.of(0, NaN, 1, 1), /not all finite/],
    ['<i2', [1, 2, 2], Int16Array.of(-5, 0, 0, 0), /run from -5 to 0/],
    ['|u1', [4], new Uint8Array(4), /its shape \[4\] has 1 axis; images are read as \[n, height, width, 1, 3 or 4\]/],
    ['|u1', [2, 784], new Uint8Array(1568), /reshape it/],
    ['|u1', [2, 5, 5, 7], new Uint8Array(350), /\[2, 5, 5, 7\] has no axis of 1, 3 or 4 channels/],
    ['|u1', [2, 3, 8, 3], new Uint8Array(144), /read in two ways/],
    ['|u1', [0, 8, 8], new Uint8Array(0), /holds nothing/],
    ['|u1', [9, 8, 8], new Uint8Array(100), /cut short: \[9, 8, 8\] of \|u1 takes 576 bytes, 100 are there/],
    ['|O', [1, 2, 2], new Uint8Array(4), /Python objects/],
    ['<c8', [1, 2, 2], new Uint8Array(32), /values of type <c8/],
  ] as const)('refuses %s %j with the reason', async (type, shape, data, reason) => {
    await expect(single(npy(type, shape, data))).rejects.toThrow(reason);
    await expect(single(npy(type, shape, data))).rejects.toThrow(/^images\.npy: /);
  });
});

describe('npz', () => {
  it('pairs images with labels by name, split and length', async () => {
    const found = await packed({
      x_train: images(6),
      y_train: npy('<i8', [6], BigInt64Array.of(0n, 1n, 2n, 0n, 1n, 2n)),
      x_test: images(2),
      y_test: npy('|u1', [2, 1], Uint8Array.of(1, 2)),
      label_names: npy('<U5', [3], unicode(['cat', 'dog 🐕', 'emu'], 5)),
    });
    expect(found.map(({ name, n, split, labels }) => [name, n, split, Array.from(labels!)])).toEqual([
      ['x_train in set.npz', 6, 'train', [0, 1, 2, 0, 1, 2]],
      ['x_test in set.npz', 2, 'test', [1, 2]],
    ]);
    expect(found[0]!.classNames!.get(1)).toBe('dog 🐕');
  });

  it('takes text as labels, arrays without names, and images without labels', async () => {
    const [named] = await packed({ arr_0: images(3), arr_1: npy('|S4', [3], new TextEncoder().encode('cat\0dog\0cat\0')) });
    expect(Array.from(named!.labels!)).toEqual([0, 1, 0]);
    expect([...named!.classNames!.values()]).toEqual(['cat', 'dog']);
    expect((await packed({ pictures: images(3) }))[0]!.labels).toBeNull();
  });

  it('passes over masks beside images', async () => {
    const found = await packed({
      images: images(3),
      masks: npy('|u1', [3, 5, 6], ramp([3, 5, 6])),
      labels: npy('|u1', [3], Uint8Array.of(0, 0, 1)),
    });
    expect(found).toHaveLength(1);
    expect(found[0]!.notes).toEqual(['Array masks is not called images and was passed over.']);
  });

  it.each([
    [
      { weights: npy('<f4', [3, 4], new Float32Array(12)) },
      /^set\.npz: it holds no array of images\. It holds weights \[3, 4\] <f4; images are read as/,
    ],
    [{ images: npy('|u1', [2, 9, 9, 2], new Uint8Array(324)) }, /^set\.npz: array images: its shape \[2, 9, 9, 2\] has no axis/],
    [
      { images: images(3), labels: npy('|u1', [2], new Uint8Array(2)) },
      /labels labels have the shape \[2\], the images images \[3, 5, 6, 3\]/,
    ],
    [{ images: images(3), labels: npy('|u1', [3, 10], new Uint8Array(30)) }, /\[3, 10\].*one whole number or text an image/],
    [
      { images: images(3), label_a: npy('|u1', [3], new Uint8Array(3)), label_b: npy('|u1', [3], new Uint8Array(3)) },
      /label_a and label_b could each be the labels/,
    ],
    [{ images: images(3), labels: npy('<f4', [3], Float32Array.of(0, 0.5, 1)) }, /value 1 is 0\.5, but labels are whole numbers/],
    [{}, /It holds nothing/],
  ])('refuses what cannot be told apart (%#)', async (arrays, reason) => {
    await expect(packed(arrays as Record<string, Uint8Array>)).rejects.toThrow(reason);
  });
});

describe('headers that lie', () => {
  const shaped = (tuple: string, type = '|u1') => {
    const header = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`.padEnd(246);
    return bytesOf('\x93NUMPY', 1, 0, [246, 0], header, new Uint8Array(64));
  };

  it.each([
    ['(1 2, 8, 8)', /the shape in it is impossible/],
    ['(99999999999999999999, 0, 8)', /the shape in it is impossible/],
    ['(4294967296, 4294967296, 8)', /the shape in it is impossible/],
    ['(1000000000, 8, 8)', /cut short: \[1000000000, 8, 8\] of \|u1 takes 64000000000 bytes, 64 are there/],
  ])('are refused before room is made: %s', async (tuple, reason) => {
    await expect(single(shaped(tuple))).rejects.toThrow(reason);
  });

  it('are quoted in short and without what cannot be seen', async () => {
    await expect(single(shaped('(2, 4, 8)', `\0${'z'.repeat(60)}`))).rejects.toThrow(/values of type ␀z+…z+, which/);
    const axes = `(${Array.from({ length: 40 }, () => 1).join(', ')})`;
    await expect(single(shaped(axes))).rejects.toThrow(/its shape \[1, 1, 1, 1, 1, 1, 1, 1, …\] has 40 axes/);
  });

  it('lose their filling quickly', async () => {
    const long = bytesOf(new Uint8Array(60_000), 'a', new Uint8Array(60_000), 'b');
    const [found] = await packed({ images: images(2), labels: npy('|S60001', [2], long) });
    expect(Array.from(found!.labels!)).toEqual([0, 1]);
  });

  it('in an npz may not claim more than is read from one file', async () => {
    const bytes = zip(['a', 'b'].map((name) => ({ name: `${name}.npy`, data: images(20) })));
    const read = readNpz(fromBlob(new Blob([bytes]), 'set.npz'), { ...DEFAULT_LIMITS, maxArrayBytes: 3000 });
    await expect(read).rejects.toThrow('set.npz: its arrays unpack to more than 3.0 kB, and no more are read from one file');
  });
});

describe('values and labels as people save them', () => {
  const values = async (type: string, data: ArrayBufferView) => {
    const read = await single(npy(type, [2, 2, 2], data));
    return { bytes: [...read.pixels(0), ...read.pixels(1)], note: read.notes[0] };
  };

  it.each([
    ['0 and 1', '|u1', Uint8Array.of(0, 1, 1, 0, 0, 1, 1, 0), [0, 255, 255, 0, 0, 255, 255, 0], /black and white/],
    ['0 and 1 as integers', '<i4', Int32Array.of(0, 1, 1, 0, 0, 1, 1, 0), [0, 255, 255, 0, 0, 255, 255, 0], /black and white/],
    ['a little over 1', '<f4', Float32Array.of(0, 0.5, 1, 1.05, 0, 0, 0, 0), [0, 128, 255, 255, 0, 0, 0, 0], /beyond cut off/],
    ['fractions up to 2', '<f8', Float64Array.of(0, 0.5, 1, 2, 0, 0, 0, 0), [0, 64, 128, 255, 0, 0, 0, 0], /stretched/],
    ['12 bits', '<u2', Uint16Array.of(0, 4095, 2048, 1024, 0, 0, 0, 0), [0, 255, 128, 64, 0, 0, 0, 0], /12 bits/],
    ['16 bits', '<u2', Uint16Array.of(0, 65535, 32768, 0, 0, 0, 0, 0), [0, 255, 128, 0, 0, 0, 0, 0], /16 bits/],
    ['dark bytes', '|u1', Uint8Array.of(0, 2, 1, 0, 0, 1, 2, 0), [0, 2, 1, 0, 0, 1, 2, 0], undefined],
  ] as const)('are stretched: %s', async (_, type, data, bytes, note) => {
    const read = await values(type, data);
    expect(read.bytes).toEqual(bytes);
    if (note) expect(read.note).toMatch(note);
    else expect(read.note).toBeUndefined();
  });

  it('are one-hot, or of numbers from 1 on, and no ids', async () => {
    const hot = npy('<f4', [3, 2], Float32Array.of(1, 0, 0, 1, 1, 0));
    const [one] = await packed({ images: images(3), labels: hot, ids: npy('<i4', [3], Int32Array.of(7, 8, 9)) });
    expect(Array.from(one!.labels!)).toEqual([0, 1, 0]);
    const names = npy('<U3', [2], unicode(['cat', 'dog'], 3));
    const [from1] = await packed({ images: images(3), labels: npy('|u1', [3], Uint8Array.of(1, 2, 1)), class_names: names });
    expect(from1!.classNames).toEqual(
      new Map([
        [1, 'cat'],
        [2, 'dog'],
      ]),
    );
    expect(from1!.notes).toContain('Labels go from 1 to 2, so the first of 2 names is that of label 1.');
    const [from0] = await packed({ images: images(3), labels: npy('|u1', [3], Uint8Array.of(1, 1, 1)), class_names: names });
    expect(from0!.classNames!.get(1)).toBe('dog');
    expect((await packed({ images: images(3), ids: npy('<i4', [3], Int32Array.of(7, 8, 9)) }))[0]!.labels).toBeNull();
    await expect(packed({ images: images(3), labels: npy('|O', [3], new Uint8Array(24)) })).rejects.toThrow(
      /labels labels hold Python objects, which are not read; save them as whole numbers or text/,
    );
  });
});
