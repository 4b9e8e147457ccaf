import { describe, expect, it } from 'vitest';
import { createSampler } from './sampler';
import { rowsOf, SPLIT_CODE } from './imageSet';
import { partsInForce, type SplitImages } from './parts';
import { createRandom } from '../random/random';

/** Classes of so many images each, the first `train` of them to train on, the rest to test with. */
function classes(train: number, images: number, { test = 3, validation = 0, disjointClasses = true } = {}): SplitImages {
  const labels = Int32Array.from({ length: (train + validation + test) * images }, (_, row) => Math.floor(row / images));
  const code = (label: number) => (label < train ? SPLIT_CODE.train : label < train + validation ? SPLIT_CODE.validation : SPLIT_CODE.test);
  return { labels, split: Uint8Array.from(labels, code), info: { disjointClasses } };
}

const wanted = (classes: number, split: 'validation' | 'test' = 'validation', validationShare = 0.2) => ({
  evaluation: { split, validationShare },
  batch: { classes },
});

const classesIn = (images: SplitImages, split: Uint8Array, part: 'train' | 'validation' | 'test') =>
  new Set(Array.from(rowsOf({ split }, part), (row) => images.labels[row]!));

describe('the parts of an image set', () => {
  it('are its own where it has a validation part, and where the test part is asked for', () => {
    const own = classes(20, 3, { validation: 4 });
    expect(partsInForce(own, wanted(8))).toEqual({ split: own.split, part: 'validation', heldBack: 0 });
    expect(partsInForce(own, wanted(8, 'test'))).toEqual({ split: own.split, part: 'test', heldBack: 0 });
    const without = classes(20, 3);
    expect(partsInForce(without, wanted(8, 'test')).split).toBe(without.split);
  });

  it('are made by holding back whole training classes, always the same, and never a test image', () => {
    const images = classes(20, 3);
    const before = images.split.slice();
    const parts = partsInForce(images, wanted(8));
    expect(parts).toMatchObject({ part: 'validation', heldBack: 12 });
    expect(parts.reason).toBeUndefined();
    const held = classesIn(images, parts.split, 'validation');
    const trained = classesIn(images, parts.split, 'train');
    expect([held.size, trained.size]).toEqual([4, 16]);
    expect([...held].filter((label) => trained.has(label))).toEqual([]);
    expect(rowsOf(parts, 'test')).toEqual(rowsOf(images, 'test'));
    expect(partsInForce(images, wanted(8))).toEqual(parts);
    // Not the first ones, which are often alike.
    expect([...held]).not.toEqual([0, 1, 2, 3]);
    expect(images.split).toEqual(before);
    expect(partsInForce(images, wanted(8, 'validation', 0.5)).heldBack).toBe(30);
  });

  it('leave batches without an image that is held back', () => {
    const images = classes(20, 3);
    const { split } = partsInForce(images, wanted(16));
    const sampler = createSampler({
      labels: images.labels,
      rows: rowsOf({ split }, 'train'),
      classes: 16,
      samplesPerClass: 2,
      random: createRandom(1),
    });
    const drawn = new Set(Array.from({ length: 200 }, () => [...sampler.next()]).flat());
    expect(drawn.size).toBe(48);
    expect([...drawn].every((row) => split[row] === SPLIT_CODE.train)).toBe(true);
  });

  it('hold back two classes at least, and no more than a batch can spare', () => {
    expect(partsInForce(classes(6, 2), wanted(2))).toMatchObject({ part: 'validation', heldBack: 4 });
    expect(partsInForce(classes(20, 2), wanted(18))).toMatchObject({ part: 'validation', heldBack: 4 });
    for (const parts of [partsInForce(classes(20, 2), wanted(19)), partsInForce(classes(3, 2), wanted(2))]) {
      expect(parts).toMatchObject({ part: 'test', heldBack: 0 });
      expect(parts.reason).toMatch(/none can be held back for validation beside the \d+ of a batch: the test images are judged by\./);
    }
    // Classes of one image cannot be retrieved from.
    expect(partsInForce(classes(20, 1), wanted(4))).toMatchObject({ part: 'test' });
  });

  it('are made of a share of the images of each class where the set is split by image', () => {
    const images = classes(5, 20, { test: 0, disjointClasses: false });
    const parts = partsInForce(images, wanted(4));
    expect(parts).toMatchObject({ part: 'validation', heldBack: 20 });
    for (const part of ['train', 'validation'] as const) expect(classesIn(images, parts.split, part).size).toBe(5);
    const few = partsInForce(classes(5, 3, { disjointClasses: false }), wanted(4));
    expect(few).toMatchObject({ part: 'test', reason: expect.stringMatching(/too few images/) as string });
  });
});
