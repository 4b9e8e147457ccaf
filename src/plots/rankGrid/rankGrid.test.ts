import { describe, expect, it } from 'vitest';
import { ABOVE, BELOW, GUTTER, moved, rankLayout, rankLinks } from './layout';

const column = (...indices: number[]) => ({ cells: indices.map((index) => ({ index, label: '', left: false })) });

describe('the lines of a rank grid', () => {
  it('join each image with itself in the next column, and skip what is not there', () => {
    expect(rankLinks([column(4, 7, 9), column(9, 4, 1), column(1)])).toEqual([
      { index: 4, column: 0, from: 0, to: 1 },
      { index: 9, column: 0, from: 2, to: 0 },
      { index: 1, column: 1, from: 2, to: 0 },
    ]);
    expect(rankLinks([column(1), { cells: undefined }, column(1)])).toEqual([]);
    expect(rankLinks([])).toEqual([]);
  });
});

describe('going about in a rank grid', () => {
  it('stops at its edges', () => {
    const at = { column: 1, rank: 0 };
    expect(moved('ArrowLeft', at, 3, 6)).toEqual({ column: 0, rank: 0 });
    expect(moved('ArrowUp', at, 3, 6)).toEqual(at);
    expect(moved('ArrowRight', { column: 2, rank: 5 }, 3, 6)).toEqual({ column: 2, rank: 5 });
    expect(moved('ArrowDown', at, 3, 6)).toEqual({ column: 1, rank: 1 });
    expect(moved('Home', at, 3, 6)).toEqual({ column: 0, rank: 0 });
    expect(moved('End', at, 3, 6)).toEqual({ column: 2, rank: 0 });
    expect(moved('x', at, 3, 6)).toBeUndefined();
  });
});

describe('laying out a rank grid', () => {
  it('fits its ranks into the height and its columns into the width', () => {
    for (const ranks of [6, 12, 24])
      for (const wanted of [1, 5, 16, 48]) {
        const { side, across, down, columns } = rankLayout(ranks, wanted, 1000, 560);
        expect(ABOVE + ranks * down + BELOW).toBeLessThanOrEqual(560);
        expect(columns).toBeLessThanOrEqual(wanted);
        expect(GUTTER + (columns - 1) * across + side).toBeLessThanOrEqual(1000);
        expect(across).toBeGreaterThanOrEqual(side + 18);
      }
    expect(rankLayout(6, 8, 1000, 560).side).toBeGreaterThan(rankLayout(24, 8, 1000, 560).side);
    expect(rankLayout(24, 48, 1000, 560).columns).toBeGreaterThan(rankLayout(6, 48, 1000, 560).columns);
  });
});
