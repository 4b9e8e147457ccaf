import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { geometries } from '../../configuration/schema';
import { embed, similarityFrom } from '../../geometry/vector';
import { createRandom } from '../../random/random';
import { anchorWeights, effectiveNumber, tripletWeights, tripletWeightsFromDistances } from './tripletWeights';

const golden = JSON.parse(readFileSync(new URL('../../../../test/golden/triplet-weights.json', import.meta.url), 'utf8')) as {
  cases: { tau: number; positive: number; negatives: number[]; weights: number[] }[];
};
const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' as const };

describe('tripletWeights', () => {
  it('agrees with the golden values', () => {
    for (const { tau, positive, negatives, weights } of golden.cases) {
      const own = tripletWeightsFromDistances(positive, negatives, tau);
      const largest = Math.max(...weights);
      weights.forEach((value, i) => expect(Math.abs(own.weights[i]! - value) / largest).toBeLessThan(1e-12));
      expect(own.total).toBeCloseTo(
        weights.reduce((a, b) => a + b),
        12,
      );
      expect(own.effective).toBeCloseTo(effectiveNumber(weights), 9);
    }
  });

  it('is the gradient of the cross-entropy with respect to the similarity of the negative', () => {
    const random = createRandom(1);
    const negatives = Array.from({ length: 12 }, () => 4 * random.normal());
    const positives = [1.5, -2, 3];
    const loss = (values: number[]) =>
      positives.reduce((sum, s) => sum + Math.log(Math.exp(s) + values.reduce((total, value) => total + Math.exp(value), 0)) - s, 0) /
      positives.length;
    const { weights } = tripletWeights(negatives, positives);
    negatives.forEach((_, i) => {
      const moved = (by: number) => loss(negatives.map((value, j) => (j === i ? value + by : value)));
      expect((moved(1e-5) - moved(-1e-5)) / 2e-5).toBeCloseTo(weights[i]!, 8);
    });
  });

  it('is stable for similarities of any size', () => {
    for (const offset of [-1e5, 0, 1e5]) {
      const { weights, total, effective } = tripletWeights([offset, offset - 1, offset - 2000], [offset]);
      const sum = 2 + Math.exp(-1);
      expect(weights[0]).toBeCloseTo(1 / sum, 9);
      expect(weights[1]).toBeCloseTo(Math.exp(-1) / sum, 9);
      expect(weights[2]).toBe(0);
      expect(total).toBeCloseTo((1 + Math.exp(-1)) / sum, 9);
      expect(effective).toBeCloseTo(effectiveNumber([1, Math.exp(-1)]), 9);
    }
    // A positive so much nearer that every p underflows: the spread over the negatives is still known.
    const far = tripletWeights([-5000, -5000], [5000]);
    expect([...far.weights, far.total]).toEqual([0, 0, 0]);
    expect(far.effective).toBeCloseTo(2, 12);
  });

  it('counts effective negatives between one and all', () => {
    expect(tripletWeights(new Float64Array(100).fill(3), [3]).effective).toBeCloseTo(100, 9);
    expect(tripletWeights([0, -1000, -1000], [0]).effective).toBeCloseTo(1, 12);
    expect(effectiveNumber([0, 0])).toBe(0);
    expect(tripletWeights([], [1])).toEqual({ weights: new Float64Array(0), total: 0, effective: 0 });
  });

  it('refuses an anchor without positive and a temperature of 0', () => {
    expect(() => tripletWeights([1, 2], [])).toThrow(/at least one positive/);
    expect(() => tripletWeightsFromDistances(1, [2], 0)).toThrow(/greater than 0/);
  });
});

describe('anchorWeights', () => {
  const random = createRandom('anchor');
  const n = 60;
  const labels = Int32Array.from({ length: n }, (_, i) => i % 15);
  const features = Float32Array.from({ length: n * 8 }, () => random.normal());

  it.each(geometries)('sorts negatives by distance and weighs them by the similarities of the head, %s', (geometry) => {
    const embedding = embed(features, n, 8, geometry, head);
    const own = anchorWeights(7, embedding, labels, head);
    expect([...own.positives].sort((a, b) => a - b)).toEqual([22, 37, 52]);
    expect(own.negatives.length).toBe(56);
    const s = similarityFrom(7, embedding, head);
    const negativeSum = own.negatives.reduce((sum, row) => sum + Math.exp(s[row]!), 0);
    own.negatives.forEach((row, i) => {
      expect(labels[row]).not.toBe(7);
      if (i > 0) {
        expect(own.distances[i]).toBeGreaterThanOrEqual(own.distances[i - 1]!);
        expect(own.weights[i]).toBeLessThanOrEqual(own.weights[i - 1]!);
      }
      const p = [22, 37, 52].reduce((sum, positive) => sum + Math.exp(s[row]!) / (Math.exp(s[positive]!) + negativeSum), 0) / 3;
      expect(Math.abs(own.weights[i]! - p)).toBeLessThan(1e-12);
    });
  });
});
