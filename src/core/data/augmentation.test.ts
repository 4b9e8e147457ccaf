import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random';
import { drawAugmentation } from './augmentation';

const boxes = (crops: Float32Array) => Array.from({ length: crops.length / 4 }, (_, i) => crops.subarray(4 * i, 4 * i + 4));

describe('drawAugmentation', () => {
  it('draws boxes inside the image, of area and aspect within the rule', () => {
    const { crops } = drawAugmentation(5000, { cropScale: 0.2, flip: 0 }, createRandom(1));
    let whole = 0;
    for (const [top, left, bottom, right] of boxes(crops) as Iterable<[number, number, number, number]>) {
      expect(top).toBeGreaterThanOrEqual(0);
      expect(left).toBeGreaterThanOrEqual(0);
      expect(bottom).toBeLessThanOrEqual(1);
      expect(right).toBeLessThanOrEqual(1);
      const height = bottom - top;
      const width = right - left;
      expect(width * height).toBeGreaterThan(0.2 - 1e-6);
      expect(width / height).toBeGreaterThan(3 / 4 - 1e-6);
      expect(width / height).toBeLessThan(4 / 3 + 1e-6);
      if (height === 1 && width === 1) whole++;
    }
    expect(whole).toBe(0);
  });

  it('has the moments of the rule: area, log aspect, and place', () => {
    // cropScale so small that nearly no draw is refused: area then is uniform and aspect log-uniform where both fit.
    const n = 40_000;
    const { crops } = drawAugmentation(n, { cropScale: 0.2, flip: 0 }, createRandom(2));
    let logAspect = 0;
    let slackLeft = 0;
    let slack = 0;
    let small = 0;
    for (const [top, left, bottom, right] of boxes(crops) as Iterable<[number, number, number, number]>) {
      logAspect += Math.log((right - left) / (bottom - top));
      slackLeft += left;
      slack += 1 - (right - left);
      if ((right - left) * (bottom - top) < 0.36) small++;
    }
    expect(Math.abs(logAspect / n)).toBeLessThan(0.005);
    expect(slackLeft / slack).toBeCloseTo(0.5, 2);
    // P(area < .36): a fifth of the proposals, none of them refused; a proposal of area a is accepted with probability
    // min(1, −ln a / ln(4/3)), whose integral over (.2, 1) is ∫ = [.2 … .75] 1 + [.75 … 1] −ln a / ln(4/3).
    const accepted = 0.55 + (0.25 + 0.75 * Math.log(0.75)) / Math.log(4 / 3);
    expect(Math.abs(small / n - 0.16 / accepted)).toBeLessThan(0.008);
  });

  it('leaves images whole at cropScale 1, and falls back to the whole image where no attempt fits', () => {
    const { crops } = drawAugmentation(10, { cropScale: 1, flip: 0 }, createRandom(1));
    for (const box of boxes(crops)) expect([...box]).toEqual([0, 0, 1, 1]);
    const nearly = boxes(drawAugmentation(200, { cropScale: 0.9999, flip: 0 }, createRandom(1)).crops);
    expect(nearly.filter((box) => box.join() === '0,0,1,1').length).toBeGreaterThan(150);
  });

  it('flips with the given probability, and crops alike whatever it is', () => {
    const none = drawAugmentation(10_000, { cropScale: 0.5, flip: 0 }, createRandom(3));
    const some = drawAugmentation(10_000, { cropScale: 0.5, flip: 0.3 }, createRandom(3));
    const all = drawAugmentation(10_000, { cropScale: 0.5, flip: 1 }, createRandom(3));
    const share = (flips: Uint8Array) => flips.reduce((a, b) => a + b, 0) / flips.length;
    expect([share(none.flips), share(all.flips)]).toEqual([0, 1]);
    expect(Math.abs(share(some.flips) - 0.3)).toBeLessThan(0.02);
    expect(some.crops).toEqual(none.crops);
    expect(drawAugmentation(10_000, { cropScale: 0.5, flip: 0.3 }, createRandom(3))).toEqual(some);
    expect(drawAugmentation(10_000, { cropScale: 0.5, flip: 0.3 }, createRandom(4))).not.toEqual(some);
  });

  it('refuses shares that are none', () => {
    for (const cropScale of [0, -1, 1.1, NaN])
      expect(() => drawAugmentation(1, { cropScale, flip: 0 }, createRandom(1))).toThrow(/smallest crop/);
    for (const flip of [-0.1, 1.1, NaN]) expect(() => drawAugmentation(1, { cropScale: 1, flip }, createRandom(1))).toThrow(/flip/);
  });
});
