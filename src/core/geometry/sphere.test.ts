import { describe, expect, it } from 'vitest';
import { sphereMidpoint } from './sphere';

const close = (actual: ArrayLike<number>, wanted: ArrayLike<number>) =>
  Array.from(wanted).forEach((value, i) => expect(actual[i]).toBeCloseTo(value, 12));

describe('the midpoint on the sphere', () => {
  const points = [1, 0, 0, 0, 1, 0, 0, 0, 1];

  it('lies halfway between two points and nearer to the heavier one', () => {
    close(sphereMidpoint(points, 3, { members: [0, 1] }), [Math.SQRT1_2, Math.SQRT1_2, 0]);
    close(sphereMidpoint(points, 3, { members: [0, 2], weights: [3, 4] }), [0.6, 0, 0.8]);
  });

  it('turns with the sphere', () => {
    // Half a turn around the diagonal through the first two axes.
    const turned = (p: ArrayLike<number>) => [p[1]!, p[0]!, -p[2]!];
    const all = [0.6, 0, 0.8, 0, 0.28, 0.96, -0.8, 0.6, 0];
    const moved = [0, 3, 6].flatMap((at) => turned(all.slice(at, at + 3)));
    close(sphereMidpoint(moved, 3), turned(sphereMidpoint(all, 3)));
  });

  it('of opposite points is one of them; of none there is none', () => {
    close(sphereMidpoint([0, 0, 1, 0, 0, -1], 3), [0, 0, 1]);
    expect(() => sphereMidpoint(points, 3, { members: [] })).toThrow(RangeError);
  });
});
