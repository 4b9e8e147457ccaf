import { describe, expect, it } from 'vitest';
import { distancesFrom, embed } from '../../geometry/vector';
import { clusters } from '../../projection/testing';
import { createRandom } from '../../random/random';
import { kendallTauB, rankCorrelation, RankCorrelationScan } from './rankCorrelation';
import { shuffledOrder } from '../retrieval/topK';

/** By looking at every pair. */
function byPairs(a: readonly number[], b: readonly number[]): number {
  let [difference, untiedA, untiedB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < i; j++) {
      const [x, y] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)];
      difference += x * y;
      untiedA += x * x;
      untiedB += y * y;
    }
  return difference / Math.sqrt(untiedA * untiedB);
}

describe('Kendall’s τ_b', () => {
  it('is what looking at every pair gives, ties included', () => {
    const random = createRandom('kendall');
    for (const [n, values] of [
      [2, 100],
      [7, 3],
      [50, 1000],
      [101, 10],
      [200, 4],
    ] as const)
      for (let i = 0; i < 8; i++) {
        const list = () => Array.from({ length: n }, () => random.int(values));
        const [a, b] = [list(), list()];
        const expected = byPairs(a, b);
        if (Number.isNaN(expected)) expect(kendallTauB(a, b)).toBeNaN();
        else expect(kendallTauB(a, b)).toBeCloseTo(expected, 12);
      }
  });

  it('is 1 for one order, −1 for the reversed one, and nothing where there is no order', () => {
    const values = [0.1, 0.5, 0.7, 2, 3];
    expect(
      kendallTauB(
        values,
        values.map((value) => value ** 3),
      ),
    ).toBe(1);
    expect(kendallTauB(values, [...values].reverse())).toBe(-1);
    for (const none of [[], [1]]) expect(kendallTauB(none, none)).toBeNaN();
    expect(kendallTauB([1, 1, 1], [1, 2, 3])).toBeNaN();
    expect(() => kendallTauB([1], [1, 2])).toThrow(RangeError);
  });
});

it('orders of negatives are compared over those that both have', () => {
  const a = { negatives: [4, 2, 9, 7], distances: [1, 2, 3, 4] };
  expect(rankCorrelation(a, { negatives: [2, 4, 7, 9], distances: [1, 2, 3, 4] })).toBeCloseTo((4 - 2) / 6, 12);
  expect(rankCorrelation(a, { negatives: [9, 2, 5], distances: [1, 2, 3] })).toBe(-1);
});

it('the mean over anchors is that of each of them, in the shuffled order', () => {
  const [n, d] = [40, 6];
  const labels = Int32Array.from({ length: n }, (_, i) => i % 8);
  const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1, c: 0.5, clipRadius: 2.3, hyperbolicInput: 'raw' as const };
  const of = (noise: number, geometry: 'spherical' | 'hyperbolic') => ({
    head,
    embedding: embed(Float32Array.from(clusters(n, d, 8, d, noise)), n, d, geometry, head),
  });
  const [a, b] = [of(0.4, 'spherical'), of(0.8, 'hyperbolic')];
  const scan = new RankCorrelationScan(a, b, labels, 15);
  let found = scan.advance();
  while (!found) found = scan.advance();
  const values = Array.from(shuffledOrder(n).slice(0, 15), (anchor) => {
    const rows = [...labels.keys()].filter((row) => labels[row] !== labels[anchor]);
    const distances = [a, b].map(({ embedding }) => distancesFrom(anchor, embedding, head));
    return byPairs(...(distances.map((all) => rows.map((row) => all[row]!)) as [number[], number[]]));
  });
  expect(found.anchors).toBe(15);
  expect(found.mean).toBeCloseTo(values.reduce((p, q) => p + q) / 15, 12);
  expect(() => new RankCorrelationScan(a, b, labels.subarray(1), 5)).toThrow(/same images/);
});
