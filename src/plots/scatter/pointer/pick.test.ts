import { describe, expect, it } from 'vitest';
import { roomForThumbnails } from '../painting/crowding';
import { ease, pointsBetween } from '../motion';
import { nextPoint, pointAt } from './pick';

const rows = (...points: [number, number, number?][]) => Float32Array.from(points.flatMap(([x, y, depth = 0]) => [x, y, depth]));

describe('choosing a point', () => {
  it('takes the nearest within reach', () => {
    const screen = rows([10, 10], [20, 10], [90, 90]);
    expect(pointAt(screen, 3, 16, 10, 12)).toBe(1);
    expect(pointAt(screen, 3, 50, 50, 12)).toBe(-1);
    expect(pointAt(screen, 3, 16, 10, 12, (i) => i !== 1)).toBe(0);
  });

  it('prefers the near side', () => {
    const screen = rows([10, 10, -0.5], [14, 10, 0.5]);
    expect(pointAt(screen, 2, 11.5, 10, 12)).toBe(1);
    expect(pointAt(screen, 2, 10, 10, 12)).toBe(0);
  });

  it('goes on in the direction of an arrow key, and stays at the edge', () => {
    const screen = rows([50, 50], [60, 52], [52, 80], [20, 50], [70, 90]);
    expect(nextPoint(screen, 5, 0, 'right')).toBe(1);
    expect(nextPoint(screen, 5, 0, 'down')).toBe(2);
    expect(nextPoint(screen, 5, 0, 'left')).toBe(3);
    expect(nextPoint(screen, 5, 0, 'up')).toBe(0);
  });
});

describe('room for thumbnails', () => {
  const square = { width: 100, height: 100, dense: false };

  it('is where no other point is near', () => {
    const screen = rows([20, 20], [26, 22], [60, 60], [200, 20], [80, 80, -1]);
    expect([...roomForThumbnails(screen, 5, { ...square, side: 20 })]).toEqual([0, 0, 1, 0, 0]);
    expect([...roomForThumbnails(screen, 5, { ...square, side: 5 })]).toEqual([1, 1, 1, 0, 0]);
  });

  it('is not used while only a few points have it', () => {
    const crowd = Array.from({ length: 40 }, (_, i): [number, number] => [20 + (i % 8), 20 + i / 8]);
    expect([...roomForThumbnails(rows(...crowd, [80, 80]), 41, { ...square, side: 12 })]).toEqual(new Array(41).fill(0));
  });

  it('is packed without overlap where images are wanted', () => {
    const screen = rows([20, 20], [26, 22], [60, 60], [44, 20], [80, 80, -1]);
    expect([...roomForThumbnails(screen, 5, { ...square, side: 20, dense: true })]).toEqual([1, 0, 1, 1, 0]);
    expect([...roomForThumbnails(screen, 5, { ...square, side: 20, dense: true, eligible: (i) => i > 0 })]).toEqual([0, 1, 1, 0, 0]);
  });

  it('agrees with comparing all pairs', () => {
    let seed = 1;
    const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
    const n = 200;
    const screen = Float32Array.from({ length: 3 * n }, (_, i) => (i % 3 === 2 ? 0 : random() * 300));
    const side = 14;
    const room = roomForThumbnails(screen, n, { width: 300, height: 300, side, dense: false });
    for (let i = 0; i < n; i++) {
      let free = 1;
      for (let j = 0; j < n; j++)
        if (
          i !== j &&
          Math.abs(screen[3 * i]! - screen[3 * j]!) < side * 0.9 &&
          Math.abs(screen[3 * i + 1]! - screen[3 * j + 1]!) < side * 0.9
        )
          free = 0;
      expect(room[i]).toBe(free);
    }
  });
});

describe('motion', () => {
  it('starts and ends where it should, on the sphere all the way', () => {
    expect([ease(0), ease(0.5), ease(1)]).toEqual([0, 0.5, 1]);
    const half = pointsBetween(rows([1, 0, 0]), rows([0, 1, 0]), 3, 0.5, new Float32Array(3));
    expect(half[0]).toBeCloseTo(Math.SQRT1_2);
    expect(half[1]).toBeCloseTo(Math.SQRT1_2);
    expect([...pointsBetween(Float32Array.of(0, 1), Float32Array.of(1, 0), 2, 0.25, new Float32Array(2))]).toEqual([0.25, 0.75]);
    expect([...pointsBetween(rows([1, 0, 0]), rows([-1, 0, 0]), 3, 0.5, new Float32Array(3))]).toEqual([0, 0, 1]);
  });
});
