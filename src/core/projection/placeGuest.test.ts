import { describe, expect, it } from 'vitest';
import { embed, type Embedding } from '../geometry/vector';
import type { Geometry } from '../configuration/schema';
import { pictureBy } from './methods';
import { createProjector } from './projector';
import type { ProjectedPoints, ProjectionMethod } from './points';
import { placeGuest } from './placeGuest';
import { clusters } from './testing';

const [n, d] = [60, 10];
const features = Float32Array.from(clusters(n, d, 8, d, 0.4), (value) => 1.5 * value);
const head = { c: 0.4, clipRadius: 2.3, hyperbolicInput: 'raw' as const };

const embedded = (rows: Float32Array, geometry: Geometry) => embed(rows, rows.length / d, d, geometry, head);

function picture(method: ProjectionMethod, embedding: Embedding): ProjectedPoints {
  const start = createProjector().project(embedding);
  // Turned by 90°, as the frames before may have it: the guest has to follow.
  const turned = start.points.slice();
  for (let at = 0; at < turned.length; at += start.dimensions) [turned[at], turned[at + 1]] = [-start.points[at + 1]!, start.points[at]!];
  const forming = pictureBy(method, embedding, { start: { ...start, points: turned } });
  for (;;) {
    const { value, done } = forming.next();
    if (done) return value;
  }
}

const withRow = (row: ArrayLike<number>) => Float32Array.from([...features, ...Array.from(row)]);
const cases: [Geometry, ProjectionMethod][] = [
  ['hyperbolic', 'tangent PCA'],
  ['hyperbolic', 'PCA angle, true radius'],
  ['fused', 'tangent PCA'],
  ['spherical', 'sphere PCA'],
  ['hyperbolic', 'hyperbolic neighbours'],
  ['spherical', 'spherical neighbours'],
];

describe.each(cases)('a guest in a %s picture, %s', (geometry, method) => {
  const made = picture(method, embedded(features, geometry));

  it('that equals an image lies on its point, and moves none', () => {
    const before = made.points.slice();
    for (const row of [0, 17, n - 1]) {
      const place = placeGuest(embedded(withRow(features.subarray(row * d, (row + 1) * d)), geometry), made);
      expect(place).toHaveLength(made.dimensions);
      place.forEach((value, i) => expect(value).toBeCloseTo(made.points[row * made.dimensions + i]!, 4));
    }
    expect(made.points).toEqual(before);
  });

  it('lies within the ball, and on the sphere', () => {
    const place = placeGuest(embedded(withRow(features.subarray(0, d).map((value, i) => 9 * value + i)), geometry), made);
    const length = Math.hypot(...place);
    if (geometry === 'spherical') expect(length).toBeCloseTo(1, 5);
    else expect(length).toBeLessThan(1);
  });
});

it('keeps its true radius where the picture does', () => {
  const made = picture('PCA angle, true radius', embedded(features, 'hyperbolic'));
  const all = embedded(withRow(features.subarray(0, d).map((value, i) => 0.5 * value - 0.05 * i)), 'hyperbolic');
  const place = placeGuest(all, made);
  expect(Math.hypot(...place)).toBeCloseTo(Math.sqrt(head.c) * Math.hypot(...all.ball!.subarray(n * d)), 5);
});

it('refuses a picture of other images', () => {
  const made = picture('sphere PCA', embedded(features, 'spherical'));
  expect(() => placeGuest(embedded(features, 'spherical'), made)).toThrow(/60 points is none of 59 rows/);
});
