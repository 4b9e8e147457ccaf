import { describe, expect, it } from 'vitest';
import { SPLIT_CODE } from './imageSet';
import { partsInWords } from './partsInWords';

/** So many classes of three images in each part. */
function images(train: number, validation: number, { disjointClasses = true } = {}) {
  const labels = Int32Array.from({ length: (train + validation + 4) * 3 }, (_, row) => Math.floor(row / 3));
  const code = (label: number) => (label < train ? SPLIT_CODE.train : label < train + validation ? SPLIT_CODE.validation : SPLIT_CODE.test);
  return { labels, split: Uint8Array.from(labels, code), info: { disjointClasses } };
}
const wanted = (split: 'validation' | 'test', classes = 20) => ({ evaluation: { split, validationShare: 0.2 }, batch: { classes } });

describe('what is held out, in words', () => {
  it('names the part and how many training classes are held back for it', () => {
    expect(partsInWords(images(60, 0), wanted('validation'))).toBe('validation: 12 of 60 training classes held back.');
    expect(partsInWords(images(60, 7), wanted('validation'))).toBe('validation: 7 classes of the set’s own.');
    expect(partsInWords(images(60, 7), wanted('test'))).toBe('test: 4 classes of the set’s own.');
  });

  it('says why where too few are left for it', () => {
    expect(partsInWords(images(20, 0), wanted('validation'))).toMatch(
      /^test: 4 classes of the set’s own\. Of the training classes none can be held back .* beside the 20 of a batch/,
    );
  });

  it('counts images where the split is by image', () => {
    const { labels, split } = images(30, 0, { disjointClasses: false });
    const sixEach = { labels: labels.map((label) => Math.floor(label / 2)), split, info: { disjointClasses: false } };
    expect(partsInWords(sixEach, wanted('validation'))).toBe('validation: 30 of 90 training images held back.');
  });
});
