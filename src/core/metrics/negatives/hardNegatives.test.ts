import { describe, expect, it } from 'vitest';
import { createRandom } from '../../random/random';
import { hardNegatives, negativeRanks } from './hardNegatives';
import { absentFrom, jaccard, sharedCount } from './overlap';

const random = createRandom('hard');
const labels = Int32Array.from({ length: 300 }, () => random.int(40));
// Few different values: many ties.
const distances = Float64Array.from({ length: 300 }, () => random.int(50) - 25);
const order = [...labels.keys()].filter((i) => labels[i] !== labels[4]).sort((a, b) => distances[a]! - distances[b]! || a - b);

describe('hardNegatives', () => {
  it('gives the k nearest of other classes, ascending, ties by index', () => {
    for (const k of [0, 1, 6, 24, 1000]) {
      const own = hardNegatives({ distances, labels, anchor: 4, k });
      expect(own).toEqual(order.slice(0, k).map((index, i) => ({ index, distance: distances[index], rank: i + 1 })));
    }
  });

  it('tells the rank of any negative, and 0 for the anchor and its positives', () => {
    const rows = [...labels.keys()];
    const ranks = negativeRanks({ distances, labels, anchor: 4, rows });
    rows.forEach((row) => expect(ranks[row]).toBe(labels[row] === labels[4] ? 0 : order.indexOf(row) + 1));
    expect(() => hardNegatives({ distances, labels, anchor: 300, k: 6 })).toThrow(/no row 300/);
  });
});

describe('overlap', () => {
  it('counts what two lists share, in any order', () => {
    expect(sharedCount([1, 2, 3, 4, 5, 6], Int32Array.of(6, 5, 9, 8, 7, 1))).toBe(3);
    expect(jaccard([1, 2, 3, 4, 5, 6], [6, 5, 9, 8, 7, 1])).toBe(3 / 9);
    expect(absentFrom([1, 2, 3, 4, 5, 6], [6, 5, 9, 8, 7, 1])).toEqual([2, 3, 4]);
    expect([jaccard([], []), jaccard([1], []), jaccard([1], [1])]).toEqual([1, 0, 1]);
  });
});
