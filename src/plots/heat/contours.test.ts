import { describe, expect, it } from 'vitest';
import { areasAbove, lineNames, roundSteps, valueIn, type Field } from './contours';

// 10 to 1000 from left to right, the same in both rows; and a hill that grows upwards as well.
const slope: Field = { columns: 3, rows: 2, values: [10, 100, 1000, 10, 100, 1000] };
const strip: Field = { columns: 3, rows: 1, values: [10, 100, 1000] };
const corner: Field = { columns: 2, rows: 2, values: [1, 10, 10, 100] };
const frame = { left: 0, right: 200, top: 0, bottom: 100 };

/** Left and right end of a path. */
const spanOf = (path: string) => {
  const xs = [...path.matchAll(/(-?[\d.]+),/g)].map(([, x]) => Number(x));
  return [Math.min(...xs), Math.max(...xs)];
};

describe('areas above a threshold', () => {
  it('begin where the value is reached, straight between logarithms, and go over the edge', () => {
    for (const field of [slope, strip]) {
      const [ten, thirty, thousand] = areasAbove(field, [10, 10 ** 1.5, 1000], frame);
      expect(spanOf(ten ?? '')[0]).toBeLessThanOrEqual(0);
      expect(spanOf(thirty ?? '')[0]).toBeCloseTo(50, 1);
      expect(spanOf(thirty ?? '')[1]).toBeGreaterThanOrEqual(200);
      expect(spanOf(thousand ?? '')[0]).toBeGreaterThanOrEqual(199);
    }
  });

  it('are empty above all values', () => {
    expect(areasAbove(slope, [5000], frame)).toEqual(['']);
    expect(areasAbove({ columns: 1, rows: 1, values: [3] }, [1], frame)).toEqual(['']);
  });
});

describe('values in a field', () => {
  it('are those of the grid at its points, and geometric means between them', () => {
    expect(valueIn(corner, 0, 0)).toBeCloseTo(1, 12);
    expect(valueIn(corner, 1, 1)).toBeCloseTo(100, 12);
    expect(valueIn(corner, 0.5, 0.5)).toBeCloseTo(10, 12);
    expect(valueIn(corner, 0, 0.5)).toBeCloseTo(10 ** 0.5, 12);
    expect(valueIn(strip, 0.25, 0.7)).toBeCloseTo(10 ** 1.5, 12);
    expect(valueIn(strip, 7, -3)).toBeCloseTo(1000, 9);
  });
});

describe('names of lines', () => {
  it('stand where their value is crossed, and not on each other', () => {
    const names = lineNames(slope, [20, 100, 110, 500, 4000], 0.5, 0.1);
    expect(names.map(({ value }) => value)).toEqual([20, 100, 500]);
    expect(names[1]?.across).toBeCloseTo(0.5, 9);
    expect(names[0]?.across).toBeCloseTo(Math.log10(2) / 2, 3);
  });

  it('are round', () => {
    expect(roundSteps(1.5, 300)).toEqual([2, 5, 10, 20, 50, 100, 200]);
    expect(roundSteps(1, 1)).toEqual([1]);
    expect(roundSteps(0, 10)).toEqual([]);
  });
});
