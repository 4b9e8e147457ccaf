import { describe, expect, it } from 'vitest';
import { imageSetInMemory, type ImageSet } from './pixelSource';
import { bytesToInput, normalisationOf, TIMM_VIT } from './normalisation';

/** Images of one grey level each; the last is for testing. */
function greys(levels: number[]): ImageSet {
  const size = 2;
  const count = levels.length;
  const pixels = new Uint8Array(count * size * size * 3);
  levels.forEach((level, row) => pixels.fill(level, row * size * size * 3, (row + 1) * size * size * 3));
  const info = {
    id: 'greys',
    title: 'greys',
    classes: [{ path: 'grey', name: 'grey' }],
    count,
    size,
    splitRule: '',
    disjointClasses: false,
  };
  const split = Uint8Array.from(levels, (_, row) => (row === count - 1 ? 2 : 0));
  return imageSetInMemory({ info, pixels, labels: new Int32Array(count), split });
}

describe('normalisation', () => {
  it('is timm’s or that of the training images alone', async () => {
    const store = greys([51, 153, 255]);
    expect(await normalisationOf({ normalisation: 'timm' }, store)).toEqual(TIMM_VIT);
    const { mean, std } = await normalisationOf({ normalisation: 'image set' }, store);
    for (const value of mean) expect(value).toBeCloseTo(0.4, 6);
    for (const value of std) expect(value).toBeCloseTo(0.2, 6);
  });

  it('never divides by nothing', async () => {
    const { std } = await normalisationOf({ normalisation: 'image set' }, greys([80, 80, 80]));
    expect(std).toEqual([1 / 255, 1 / 255, 1 / 255]);
  });

  it('takes training images from the whole of a large set', async () => {
    const { mean } = await normalisationOf(
      { normalisation: 'image set' },
      greys([...Array<number>(9000).fill(0), ...Array<number>(9000).fill(200), 0]),
    );
    expect(mean[0]! * 255).toBeCloseTo(100, 0);
  });

  it('is one factor and one summand for bytes', () => {
    const { factor, summand } = bytesToInput({ mean: [0.5, 0.2, 0], std: [0.5, 0.1, 1] });
    expect([0, 1, 2].map((k) => 51 * factor[k]! + summand[k]!)).toEqual([
      expect.closeTo(-0.6, 9),
      expect.closeTo(0, 9),
      expect.closeTo(0.2, 9),
    ]);
  });
});
