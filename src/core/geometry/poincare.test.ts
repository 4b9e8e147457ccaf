import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random';
import {
  alongGeodesic,
  clip,
  clipRingRadius,
  einsteinMidpoint,
  expMap0,
  geodesicArc,
  geodesicPoints,
  logMap0,
  mobiusAdd,
  norm,
  poincareDistance,
  projectIntoBall,
  ringRadius,
  translate,
} from './poincare';

interface GeometryCase {
  c: number;
  clipRadius: number;
  tangent: number[][];
  ball: number[][];
  distance: number[][];
}
const golden = JSON.parse(readFileSync(new URL('../../../test/golden/geometry.json', import.meta.url), 'utf8')) as {
  cases: GeometryCase[];
};

const random = createRandom('poincare');
/** A point of the ball at a hyperbolic distance of up to `reach` from the origin. */
function point(d: number, c = 1, reach = 4): Float64Array {
  const direction = Float64Array.from({ length: d }, () => random.normal());
  const radius = Math.tanh((Math.sqrt(c) * reach * random.next()) / 2) / Math.sqrt(c);
  return direction.map((x) => (x * radius) / norm(direction));
}
const negative = (x: Float64Array) => x.map((value) => -value);
const apart = (x: ArrayLike<number>, y: ArrayLike<number>) => Math.max(...Array.from(x, (value, i) => Math.abs(value - y[i]!)));

describe('the ball', () => {
  it('agrees with the golden values', () => {
    for (const { c, clipRadius, tangent, ball, distance } of golden.cases) {
      const points = tangent.map((u) => projectIntoBall(expMap0(clip(u, clipRadius), c), c));
      points.forEach((x, i) => expect(apart(x, ball[i]!)).toBeLessThan(1e-13));
      points.forEach((x, i) => points.forEach((y, j) => expect(Math.abs(poincareDistance(x, y, c) - distance[i]![j]!)).toBeLessThan(1e-9)));
    }
  });

  it('maps to the tangent space and back', () => {
    for (const c of [0.01, 0.1, 1, 3])
      for (let k = 0; k < 20; k++) {
        const x = point(5, c, 6);
        expect(apart(expMap0(logMap0(x, c), c), x)).toBeLessThan(1e-13);
      }
    expect([...logMap0([0, 0])]).toEqual([0, 0]);
    expect([...expMap0([0, 0])]).toEqual([0, 0]);
    expect([...expMap0([1e-20, 0], 0.1)]).toEqual([1e-20, 0]);
  });

  it('is a metric that agrees with artanh of the Möbius difference', () => {
    for (let k = 0; k < 200; k++) {
      const [x, y, z] = [point(3, 0.5), point(3, 0.5), point(3, 0.5)];
      const d = poincareDistance(x, y, 0.5);
      expect(poincareDistance(y, x, 0.5)).toBe(d);
      expect(d).toBeLessThanOrEqual(poincareDistance(x, z, 0.5) + poincareDistance(z, y, 0.5) + 1e-12);
      expect((2 / Math.SQRT1_2) * Math.atanh(Math.SQRT1_2 * norm(mobiusAdd(negative(x), y, 0.5)))).toBeCloseTo(d, 9);
    }
    expect(() => poincareDistance([1, 0], [0, 0])).toThrow(/inside the ball/);
    // Near-duplicates keep all their digits: at the origin d ≈ 2‖x − y‖.
    expect(poincareDistance([0.1, 0], [0.1 + 1e-9, 0]) / ((2 * (0.1 + 1e-9 - 0.1)) / 0.99)).toBeCloseTo(1, 8);
  });
});

describe('translate', () => {
  it.each([2, 3, 128])('is an isometry in %i dimensions that brings its origin to the centre', (d) => {
    for (const c of [0.1, 1]) {
      const rows = Array.from({ length: 12 }, () => point(d, c));
      const flat = Float64Array.from(rows.flatMap((x) => [...x]));
      const moved = translate(flat, rows[3]!, c);
      const at = (i: number) => moved.subarray(i * d, (i + 1) * d);
      expect(norm(at(3))).toBeLessThan(1e-12);
      for (let i = 0; i < 12; i++)
        for (let j = 0; j < 12; j++)
          expect(Math.abs(poincareDistance(at(i), at(j), c) - poincareDistance(rows[i]!, rows[j]!, c))).toBeLessThan(1e-10);
      expect(apart(translate(moved, negative(rows[3]!), c), flat)).toBeLessThan(1e-12);
    }
  });

  it('keeps distances to 1e-5 on points stored as float32', () => {
    const rows = Float32Array.from(Array.from({ length: 50 }, () => [...point(2)]).flat());
    const moved = Float32Array.from(translate(rows, [0.5, -0.3]));
    const pair = (points: Float32Array, i: number, j: number) =>
      poincareDistance(points.subarray(2 * i, 2 * i + 2), points.subarray(2 * j, 2 * j + 2));
    for (let i = 0; i < 50; i++) for (let j = 0; j < 50; j++) expect(Math.abs(pair(moved, i, j) - pair(rows, i, j))).toBeLessThan(1e-5);
  });

  it('refuses rows of another dimension', () => {
    expect(() => translate([0, 0, 0], [0, 0])).toThrow(/whole rows/);
  });
});

describe('geodesics', () => {
  it('divide the distance evenly', () => {
    for (const c of [0.1, 1]) {
      const [x, y] = [point(4, c), point(4, c)];
      const d = poincareDistance(x, y, c);
      const points = geodesicPoints(x, y, 8, c);
      for (let i = 0; i <= 8; i++) {
        const z = points.subarray(i * 4, i * 4 + 4);
        expect(poincareDistance(x, z, c)).toBeCloseTo((d * i) / 8, 9);
        expect(poincareDistance(z, y, c)).toBeCloseTo(d * (1 - i / 8), 9);
      }
      expect(apart(alongGeodesic(x, y, 0.25, c), points.subarray(8, 12))).toBeLessThan(1e-12);
    }
  });

  it('lie on the arc that is drawn, and the arc meets the boundary at a right angle', () => {
    for (let k = 0; k < 100; k++) {
      const [x, y] = [point(2), point(2)];
      const arc = geodesicArc(x, y);
      if (arc.kind !== 'arc') throw new Error('two random points lie on no diameter');
      const { centre, radius, start, end, anticlockwise } = arc;
      expect(Math.hypot(...centre) ** 2 / (1 + radius ** 2)).toBeCloseTo(1, 9);
      const sweep = anticlockwise ? -((start - end + 4 * Math.PI) % (2 * Math.PI)) : (end - start + 4 * Math.PI) % (2 * Math.PI);
      expect(Math.abs(sweep)).toBeLessThan(Math.PI);
      const points = geodesicPoints(x, y, 16);
      for (let i = 0; i <= 16; i++)
        expect(Math.hypot(points[2 * i]! - centre[0], points[2 * i + 1]! - centre[1]) / radius).toBeCloseTo(1, 8);
      // The middle of the arc lies between the ends.
      const middle = [centre[0] + radius * Math.cos(start + sweep / 2), centre[1] + radius * Math.sin(start + sweep / 2)];
      expect(poincareDistance(x, middle) + poincareDistance(middle, y)).toBeCloseTo(poincareDistance(x, y), 7);
    }
  });

  it('are lines through the centre', () => {
    expect(geodesicArc([0.5, 0.5], [-0.2, -0.2])).toEqual({ kind: 'line' });
    expect(geodesicArc([0, 0], [0.3, 0.1])).toEqual({ kind: 'line' });
    expect(geodesicArc([0.3, 0.1], [0.3, 0.1])).toEqual({ kind: 'line' });
  });
});

describe('einsteinMidpoint', () => {
  it('is the normalised mean of the Lorentz model', () => {
    const c = 0.3;
    const rows = Array.from({ length: 7 }, () => point(4, c));
    const weights = rows.map(() => random.next());
    // Onto the hyperboloid x₀² − ‖x‖² = 1/c, summed, and back.
    const sum = new Float64Array(5);
    rows.forEach((x, k) => {
      const inside = 1 - c * norm(x) ** 2;
      sum[0]! += (weights[k]! * (1 + c * norm(x) ** 2)) / inside / Math.sqrt(c);
      x.forEach((value, i) => (sum[i + 1]! += (weights[k]! * 2 * value) / inside));
    });
    const scale = 1 / Math.sqrt(c) / Math.sqrt(sum[0]! ** 2 - norm(sum.subarray(1)) ** 2);
    const expected = sum.subarray(1).map((value) => (value * scale) / (1 + Math.sqrt(c) * sum[0]! * scale));
    const flat = Float64Array.from(rows.flatMap((x) => [...x]));
    expect(apart(einsteinMidpoint(flat, 4, { c, weights }), expected)).toBeLessThan(1e-12);
  });

  it('is the mean of the Klein model, weighted by the Lorentz factors (Ungar)', () => {
    const rows = Array.from({ length: 6 }, () => point(3));
    const weights = rows.map(() => random.next());
    const sum = new Float64Array(3);
    let total = 0;
    rows.forEach((x, k) => {
      const klein = x.map((value) => (2 * value) / (1 + norm(x) ** 2));
      const gamma = 1 / Math.sqrt(1 - norm(klein) ** 2);
      total += weights[k]! * gamma;
      klein.forEach((value, i) => (sum[i]! += weights[k]! * gamma * value));
    });
    const mean = sum.map((value) => value / total);
    const expected = mean.map((value) => value / (1 + Math.sqrt(1 - norm(mean) ** 2)));
    const flat = Float64Array.from(rows.flatMap((x) => [...x]));
    expect(apart(einsteinMidpoint(flat, 3, { weights }), expected)).toBeLessThan(1e-12);
  });

  it('moves with the isometries, halves a pair, and takes the members it is given', () => {
    const rows = Array.from({ length: 5 }, () => point(2));
    const flat = Float64Array.from(rows.flatMap((x) => [...x]));
    const origin = point(2);
    expect(apart(einsteinMidpoint(translate(flat, origin), 2), translate(einsteinMidpoint(flat, 2), origin))).toBeLessThan(1e-12);
    expect(apart(einsteinMidpoint(flat, 2, { members: [1, 4] }), alongGeodesic(rows[1]!, rows[4]!, 0.5))).toBeLessThan(1e-12);
    expect(() => einsteinMidpoint(flat, 2, { members: [] })).toThrow(/at least one point/);
  });
});

it('draws rings at their hyperbolic radius', () => {
  for (const c of [0.1, 1]) {
    expect(poincareDistance([0, 0], [ringRadius(2, c) / Math.sqrt(c), 0], c)).toBeCloseTo(2, 12);
    expect(clipRingRadius(2.3, c)).toBeCloseTo(Math.sqrt(c) * norm(expMap0([2.3, 0], c)), 12);
  }
  expect(clipRingRadius(2.3, 0.1)).toBeCloseTo(0.62, 2);
  expect(clipRingRadius(0, 0.1)).toBe(1);
  expect(clipRingRadius(100, 1)).toBe(0.999);
});
