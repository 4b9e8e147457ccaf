import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random';
import { estimateDelta, gromovDelta, suggestedC } from './delta';
import { normHistogram } from './norms';
import { rawPixelFeatures } from './retrieval/rawPixels';

const golden = JSON.parse(readFileSync(new URL('../../../test/golden/delta.json', import.meta.url), 'utf8')) as {
  cases: { points: number[][]; delta: number; diameter: number; relativeDelta: number }[];
};

describe('gromovDelta', () => {
  it('agrees with the golden values', () => {
    for (const { points, delta, diameter, relativeDelta } of golden.cases) {
      const own = gromovDelta(Float64Array.from(points.flat()), points.length, points[0]!.length);
      expect(own.delta).toBeCloseTo(delta, 12);
      expect(own.diameter).toBeCloseTo(diameter, 12);
      expect(own.relativeDelta).toBeCloseTo(relativeDelta, 12);
    }
  });

  it('is 0 on a line, does not depend on scale, and suggests c', () => {
    expect(gromovDelta(Float64Array.from([0, 5, 1, 9, -3]), 5, 1).delta).toBeCloseTo(0, 12);
    const random = createRandom(1);
    const cloud = Float64Array.from({ length: 60 * 3 }, () => random.normal());
    const one = gromovDelta(cloud, 60, 3).relativeDelta;
    expect(
      gromovDelta(
        cloud.map((x) => 7 * x),
        60,
        3,
      ).relativeDelta,
    ).toBeCloseTo(one, 12);
    expect(one > 0.05 && one < 1).toBe(true);
    expect(suggestedC(0.144)).toBe(1);
    expect(suggestedC(0.288)).toBe(0.25);
    expect(() => gromovDelta(cloud, 1, 3)).toThrow(/at least two points/);
  });

  it('is estimated over random subsets, the same for the same seed', () => {
    const random = createRandom(2);
    const cloud = Float32Array.from({ length: 500 * 4 }, () => random.normal());
    const own = estimateDelta(cloud, 500, 4, createRandom(3), { subsets: 4, size: 80 });
    expect(own).toEqual(estimateDelta(cloud, 500, 4, createRandom(3), { subsets: 4, size: 80 }));
    expect(own.deviation).toBeLessThan(0.2 * own.relativeDelta);
    const whole = estimateDelta(cloud.subarray(0, 50 * 4), 50, 4, createRandom(3), { size: 200, subsets: 1 });
    expect(whole.size).toBe(50);
    expect(suggestedC(estimateDelta(Float32Array.from([0, 1, 2, 3]), 4, 1, createRandom(1)).relativeDelta)).toBe(Infinity);
  });
});

describe('normHistogram', () => {
  // Norms 0, 1, 2, 3 and 5.
  const features = Float32Array.from([0, 0, 1, 0, 0, 2, 0, -3, 3, 4]);

  it('counts norms and the share on the clip sphere', () => {
    const own = normHistogram(features, 5, 2, { clipRadius: 2.3, hyperbolicInput: 'raw' }, 5);
    expect([...own.edges]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...own.counts]).toEqual([1, 1, 1, 1, 1]);
    expect(own.mean).toBeCloseTo(11 / 5, 12);
    expect(own.clippedShare).toBe(2 / 5);
    expect(normHistogram(features, 5, 2, { clipRadius: 0, hyperbolicInput: 'raw' }).clippedShare).toBe(0);
    expect(normHistogram(features, 5, 2, { clipRadius: 2.3, hyperbolicInput: 'normalized' }).clippedShare).toBe(0);
    expect(normHistogram(features, 5, 2, { clipRadius: 0.9, hyperbolicInput: 'normalized' }).clippedShare).toBe(4 / 5);
  });

  it('ends at a round number above the largest norm, loses nobody, and refuses NaN', () => {
    const random = createRandom(4);
    for (const scale of [1e-6, 0.37, 7.3, 1e4]) {
      const rows = Float32Array.from({ length: 400 * 3 }, () => scale * random.normal());
      const own = normHistogram(rows, 400, 3, { clipRadius: 2.3, hyperbolicInput: 'raw' });
      expect(own.counts.reduce((a, b) => a + b)).toBe(400);
    }
    const zeros = normHistogram(new Float32Array(6), 2, 3, { clipRadius: 2.3, hyperbolicInput: 'raw' });
    expect([zeros.counts[0], zeros.edges.at(-1), zeros.mean]).toEqual([2, 1, 0]);
    expect(() => normHistogram(Float32Array.of(NaN, 1), 1, 2, { clipRadius: 1, hyperbolicInput: 'raw' })).toThrow(/not all finite/);
  });
});

describe('rawPixelFeatures', () => {
  it('is the centred cosine: mean image off, unit length', () => {
    const random = createRandom(5);
    const pixels = Uint8Array.from({ length: 6 * 12 }, () => random.int(256));
    const { features, d } = rawPixelFeatures(pixels, 6, 2);
    expect(d).toBe(12);
    const mean = Array.from({ length: 12 }, (_, i) => Array.from({ length: 6 }, (_, k) => pixels[k * 12 + i]!).reduce((a, b) => a + b) / 6);
    for (let k = 0; k < 6; k++) {
      const centred = mean.map((value, i) => pixels[k * 12 + i]! - value);
      const length = Math.hypot(...centred);
      centred.forEach((value, i) => expect(features[k * 12 + i]).toBeCloseTo(value / length, 6));
    }
  });

  it('leaves an image that is the mean at 0, and refuses a buffer of another size', () => {
    expect([...rawPixelFeatures(new Uint8Array(24).fill(7), 2, 2).features]).toEqual(Array<number>(24).fill(0));
    expect(() => rawPixelFeatures(new Uint8Array(23), 2, 2)).toThrow(/take 24 bytes; the buffer has 23/);
  });
});
