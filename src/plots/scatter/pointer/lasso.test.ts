import { describe, expect, it } from 'vitest';
import { encloses, extended, outlinePath, pointsInside, type Outline } from './lasso';

/** A horseshoe open to the right. */
const horseshoe: Outline = [
  [0, 0],
  [90, 0],
  [90, 30],
  [30, 30],
  [30, 60],
  [90, 60],
  [90, 90],
  [0, 90],
];

describe('a lasso', () => {
  it('encloses what lies within, not what lies in its mouth', () => {
    expect(encloses(horseshoe, 15, 45)).toBe(true);
    expect(encloses(horseshoe, 60, 15)).toBe(true);
    expect(encloses(horseshoe, 60, 45)).toBe(false);
    expect(encloses(horseshoe, 100, 15)).toBe(false);
  });

  it('catches the points on the near side that can be chosen', () => {
    const screen = Float32Array.from([15, 45, 0, 60, 45, 0, 60, 15, -1, 60, 75, 0.5, 10, 10, 0]);
    expect(pointsInside(screen, 5, horseshoe)).toEqual([0, 3, 4]);
    expect(pointsInside(screen, 5, horseshoe, (index) => index !== 3)).toEqual([0, 4]);
    expect(pointsInside(screen, 5, horseshoe.slice(0, 2))).toEqual([]);
  });

  it('grows by places that are apart', () => {
    const outline = extended(extended([], [0, 0]), [10, 0]);
    expect(extended(outline, [11, 1])).toBe(outline);
    expect(outlinePath(extended(outline, [10, 8]))).toBe('M0.0,0.0L10.0,0.0L10.0,8.0Z');
    expect(outlinePath([])).toBe('');
  });
});
