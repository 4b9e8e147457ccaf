import { describe, expect, it } from 'vitest';
import { createRandom } from '../../random/random';
import { affinitiesOf } from './affinities';
import { gradientOf, lossOf, workspace, type Objective } from './objective';
import { layoutOf, move, pointsOf, type SurfaceKind } from './surface';

/** Points of a surface, on the disk out to a good hyperbolic radius. */
function scattered(kind: SurfaceKind, n: number, reach = 3): Float64Array {
  const random = createRandom(`scattered on the ${kind}`);
  const d = kind === 'disk' ? 2 : 3;
  const points = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const own = Float64Array.from({ length: d }, () => random.normal());
    const length = Math.hypot(...own);
    const radius = kind === 'disk' ? Math.tanh((reach * (i + 1)) / n / 2) : 1;
    own.forEach((value, k) => (points[i * d + k] = (radius * value) / length));
  }
  return points;
}

function objectiveFor(n: number, change: Partial<Objective> = {}): Objective {
  const random = createRandom('distances');
  const k = Math.min(12, n - 1);
  const indices = Int32Array.from({ length: n * k }, (_, i) => (Math.floor(i / k) + 1 + (i % k)) % n);
  const distances = Float64Array.from({ length: n * k }, (_, i) => 0.2 + 0.1 * (i % k) + 0.05 * random.next());
  const radii = Float64Array.from({ length: n }, () => 2 * random.next());
  return { affinities: affinitiesOf({ n, k, indices, distances }, 4), width: 0.3, radii, radiusWeight: 0.7, exaggeration: 1, ...change };
}

describe('gradientOf', () => {
  it.each([
    ['disk', 0.3],
    ['disk', 2],
    ['sphere', 0.3],
    ['sphere', 2],
  ] as const)('is the derivative of the loss along geodesics of the %s, at kernel width %f', (kind, width) => {
    const n = 40;
    const points = scattered(kind, n);
    const objective = objectiveFor(n, { width });
    const room = workspace(n);
    gradientOf(layoutOf(kind, points), objective, room);
    const largest = room.gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const step = 1e-5;
    for (const i of [0, 7, 21, 39])
      for (const k of kind === 'disk' ? [0, 1] : [0, 1, 2]) {
        // On the sphere a direction of space, less its part along the point.
        const direction = [0, 1, 2].map(
          (axis) => (axis === k ? 1 : 0) - (kind === 'sphere' ? points[3 * i + axis]! * points[3 * i + k]! : 0),
        );
        const at = (way: number) => {
          const layout = layoutOf(kind, points);
          const velocity = new Float64Array(3 * n);
          direction.forEach((value, axis) => (velocity[3 * i + axis] = way * value));
          move(layout, velocity, Infinity);
          return lossOf(layout, objective);
        };
        const slope = (at(step) - at(-step)) / (2 * step);
        const claimed = direction.reduce((sum, value, axis) => sum + value * room.gradient[3 * i + axis]!, 0);
        expect(Math.abs(claimed - slope) / largest).toBeLessThan(1e-6);
      }
  });

  it('pushes inwards what lies farther out than its image, and nothing else', () => {
    const n = 40;
    const points = scattered('disk', n);
    const objective = objectiveFor(n);
    const [all, free] = [workspace(n), workspace(n)];
    gradientOf(layoutOf('disk', points), objective, all);
    gradientOf(layoutOf('disk', points), { ...objective, radiusWeight: 0 }, free);
    for (let i = 0; i < n; i++) {
      const radius = Math.hypot(points[2 * i]!, points[2 * i + 1]!);
      const outward = [0, 1].reduce(
        (sum, k) => sum + ((all.gradient[3 * i + k]! - free.gradient[3 * i + k]!) * points[2 * i + k]!) / radius,
        0,
      );
      const excess = Math.max(0, 2 * Math.atanh(radius) - objective.radii![i]!);
      expect(outward).toBeCloseTo((0.7 * excess) / (n * 0.3 ** 2), 10);
    }
  });

  it('is the same, on average, with some rows repelling for all', () => {
    const n = 60;
    const points = scattered('disk', n);
    const objective = objectiveFor(n);
    const [whole, part, mean] = [workspace(n), workspace(n), new Float64Array(3 * n)];
    const layout = layoutOf('disk', points);
    gradientOf(layout, objective, whole);
    const rows = Int32Array.from({ length: n }, (_, row) => row);
    gradientOf(layout, objective, part, rows);
    part.gradient.forEach((value, i) => expect(value).toBeCloseTo(whole.gradient[i]!, 12));
    const random = createRandom('repellers');
    const draws = 4000;
    for (let draw = 0; draw < draws; draw++) {
      gradientOf(layout, objective, part, random.shuffle(rows).subarray(0, 40));
      part.gradient.forEach((value, i) => (mean[i]! += value / draws));
    }
    const largest = whole.gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    mean.forEach((value, i) => expect(Math.abs(value - whole.gradient[i]!) / largest).toBeLessThan(0.03));
  });
});

describe('move', () => {
  it.each(['disk', 'sphere'] as const)(
    'goes along geodesics of the %s with velocities carried in parallel: two halves make a whole',
    (kind) => {
      const n = 20;
      const points = scattered(kind, n);
      const d = kind === 'disk' ? 2 : 3;
      const random = createRandom('velocities');
      const start = new Float64Array(3 * n);
      for (let i = 0; i < n; i++) {
        for (let k = 0; k < d; k++) start[3 * i + k] = random.normal();
        if (kind === 'disk') continue;
        const along = [0, 1, 2].reduce((sum, k) => sum + start[3 * i + k]! * points[3 * i + k]!, 0);
        for (let k = 0; k < 3; k++) start[3 * i + k]! -= along * points[3 * i + k]!;
      }
      const [whole, halves] = [layoutOf(kind, points), layoutOf(kind, points)];
      const velocity = start.slice();
      move(whole, velocity, Infinity);
      const half = start.map((value) => value / 2);
      move(halves, half, Infinity);
      move(halves, half, Infinity);
      pointsOf(halves).forEach((value, i) => expect(value).toBeCloseTo(pointsOf(whole)[i]!, 10));
      half.forEach((value, i) => expect(2 * value).toBeCloseTo(velocity[i]!, 9));
      // No farther than told.
      const short = layoutOf(kind, points);
      move(short, start.slice(), 1e-3);
      for (let i = 0; i < n; i++) {
        const apart = Math.hypot(short.x[i]! - whole.x[i]!, short.y[i]! - whole.y[i]!, short.z[i]! - whole.z[i]!);
        expect(apart).toBeGreaterThan(0);
        const way =
          2 * Math.hypot(...[0, 1, 2].slice(0, d).map((k) => pointsOf(short)[i * d + k]! - points[i * d + k]!)) * short.stretch[i]!;
        expect(way).toBeCloseTo(1e-3, 5);
      }
    },
  );
});
