import { describe, expect, it } from 'vitest';
import type { ProjectedPoints, ProjectionMethod } from './points';
import { embed, rowNorms, type Embedding } from '../geometry/vector';
import { methodsFor } from './methodNames';
import { pictureBy, type FormingPicture } from './methods';
import { createProjector } from './projector';
import { clusters, normals } from './testing';
import { trueRadiusPca } from './trueRadiusPca';

const head = { c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' as const };

/** Runs to the end; `seen` gets what came on the way. */
function finished(forming: Generator<FormingPicture, ProjectedPoints>, seen: FormingPicture[] = []): ProjectedPoints {
  for (;;) {
    const { value, done } = forming.next();
    if (done) return value;
    seen.push(value);
  }
}

const first = (embedding: Embedding) => createProjector().project(embedding);
const by = (method: ProjectionMethod, embedding: Embedding, start: ProjectedPoints) => finished(pictureBy(method, embedding, { start }));
const farthest = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('pictures of 1,000 points from 40 clusters in 128 dimensions, nearly as wide as their centres are apart', () => {
  // Each cluster at a depth of its own.
  const depths = normals(40, 'depths').map((value) => Math.exp(0.3 * value));
  const features = clusters(1000, 128, 40, 128, 0.7).map((value, i) => value * depths[Math.floor(i / 128) % 40]!);

  it('keep in the ball at least 12 % of neighbours by tangent PCA, 10 % with the true radius, and 54 % by neighbour embedding', () => {
    const ball = embed(features, 1000, 128, 'hyperbolic', head);
    const pca = first(ball);
    expect(pca.neighboursKept).toBeGreaterThan(0.12);
    const angle = by('PCA angle, true radius', ball, pca);
    expect(angle.neighboursKept).toBeGreaterThan(0.15);
    const neighbours = by('hyperbolic neighbours', ball, pca);
    expect(neighbours.neighboursKept).toBeGreaterThan(0.64);
    expect(neighbours.distortion).toBeLessThan(pca.distortion);
    // The radius term is soft: nothing lies much farther out than the outermost image.
    const outermost = Math.sqrt(head.c) * Math.max(...rowNorms(ball.ball!, 1000, 128));
    expect(Math.max(...rowNorms(neighbours.points, 1000, 2))).toBeLessThan(1.1 * outermost);
  });

  it('keep on the sphere well over half of the neighbours', () => {
    const sphere = embed(features, 1000, 128, 'spherical', head);
    const neighbours = by('spherical neighbours', sphere, first(sphere));
    expect(neighbours.neighboursKept).toBeGreaterThan(0.64);
    rowNorms(neighbours.points, 1000, 3).forEach((length) => expect(length).toBeCloseTo(1, 6));
  });
});

describe('a picture of more images than are laid out at once', () => {
  it('grows from landmarks: all images are shown among them before all are refined', () => {
    const many = 1600;
    const ball = embed(clusters(many, 16, 160, 16, 0.5), many, 16, 'hyperbolic', head);
    const pca = first(ball);
    const forming = pictureBy('hyperbolic neighbours', ball, { start: pca });
    let placed: ProjectedPoints | undefined;
    let refined: ProjectedPoints;
    for (;;) {
      const { value, done } = forming.next();
      if (done) {
        refined = value;
        break;
      }
      if (value.progress > 0.3) placed ??= value.picture?.();
    }
    expect(placed?.points).toHaveLength(2 * many);
    expect(refined.neighboursKept).toBeGreaterThan(placed!.neighboursKept);
    expect(refined.neighboursKept).toBeGreaterThan(3 * pca.neighboursKept);
  });
});

describe('pictureBy', () => {
  const features = clusters(160, 16, 20, 16, 0.5);

  it.each([
    ['hyperbolic neighbours', 'fused'],
    ['spherical neighbours', 'spherical'],
  ] as const)('carries %s on from the last layout, and repeats itself', (method, geometry) => {
    const embedding = embed(features, 160, 16, geometry, head);
    const pca = first(embedding);
    const seen: FormingPicture[] = [];
    const cold = finished(pictureBy(method, embedding, { start: pca }), seen);
    expect(by(method, embedding, pca)).toEqual(cold);
    expect(seen.map(({ progress }) => progress)).toEqual(seen.map(({ progress }) => progress).sort((a, b) => a - b));
    expect(seen.at(-1)?.progress).toBeCloseTo(1, 12);
    expect(farthest(seen.at(-1)!.picture!().points, cold.points)).toBe(0);
    // A small step of learning moves the points a little; begun afresh from another picture, they lie elsewhere.
    const jitter = normals(features.length, 'a step');
    const next = embed(
      features.map((value, i) => value + 0.01 * jitter[i]!),
      160,
      16,
      geometry,
      head,
    );
    const warm = by(method, next, cold);
    const moved = (picture: ProjectedPoints) => {
      let sum = 0;
      picture.points.forEach((value, i) => (sum += (value - cold.points[i]!) ** 2));
      return Math.sqrt(sum / 160);
    };
    const afresh = by(method, next, { ...pca, points: pca.points.map((value, i) => pca.points[(i * 7 + 3) % pca.points.length] ?? value) });
    expect(moved(warm)).toBeLessThan(0.3 * moved(afresh));
    expect(warm.neighboursKept).toBeGreaterThan(cold.neighboursKept - 0.05);
  });

  it('draws the true radius, in a direction that tells the classes apart', () => {
    const embedding = embed(features, 160, 16, 'hyperbolic', head);
    const { points } = by('PCA angle, true radius', embedding, first(embedding));
    const radii = rowNorms(embedding.ball!, 160, 16);
    rowNorms(points, 160, 2).forEach((radius, row) => expect(radius).toBeCloseTo(Math.sqrt(head.c) * radii[row]!, 6));
    // Images of a class lie in one direction: farther apart in angle from others than from their own.
    const angle = (row: number) => Math.atan2(points[2 * row + 1]!, points[2 * row]!);
    const mean = (own: boolean) => {
      const all: number[] = [];
      for (let i = 0; i < 160; i++)
        for (let j = 0; j < i; j++) if ((i % 20 === j % 20) === own) all.push(1 - Math.cos(angle(i) - angle(j)));
      return all.reduce((a, b) => a + b, 0) / all.length;
    };
    expect(mean(true)).toBeLessThan(0.3 * mean(false));
    // At the centre there is no direction, and no radius to draw it at.
    const centre = embed(new Float64Array(64), 4, 16, 'hyperbolic', head);
    expect([...by('PCA angle, true radius', centre, first(centre)).points]).toEqual(new Array(8).fill(0));
    expect(() => trueRadiusPca(embed(features, 160, 16, 'spherical', head))).toThrow(/part in the ball/);
  });

  it('gives the PCA of the geometry in line with the picture it is given', () => {
    for (const geometry of ['spherical', 'hyperbolic'] as const) {
      const embedding = embed(features, 160, 16, geometry, head);
      const pca = first(embedding);
      const mirrored = { ...pca, points: pca.points.map((value, i) => (i % pca.dimensions === 0 ? -value : value)) };
      expect(farthest(by(pca.method, embedding, mirrored).points, mirrored.points)).toBeLessThan(1e-5);
    }
  });

  it('has for each geometry what suits it, and refuses the rest', () => {
    expect(methodsFor('spherical', 128)).toEqual(['sphere PCA', 'spherical neighbours']);
    expect(methodsFor('fused', 128)).toEqual(['tangent PCA', 'PCA angle, true radius', 'hyperbolic neighbours']);
    expect([methodsFor('spherical', 3), methodsFor('hyperbolic', 2)]).toEqual([['none'], ['none']]);
    expect(methodsFor('hyperbolic', 3)).toHaveLength(3);
    const sphere = embed(features, 160, 16, 'spherical', head);
    const pca = first(sphere);
    expect(() => by('hyperbolic neighbours', sphere, pca)).toThrow(/no “hyperbolic neighbours” of a spherical embedding of 16 dimensions/);
    expect(() => by('none', sphere, pca)).toThrow(RangeError);
    expect(() => by('spherical neighbours', sphere, { ...pca, points: pca.points.subarray(0, 30) })).toThrow(/10 other points/);
  });

  it('takes what is too few, all alike, or all at the centre', () => {
    for (const geometry of ['spherical', 'hyperbolic'] as const) {
      const method = geometry === 'spherical' ? 'spherical neighbours' : 'hyperbolic neighbours';
      for (const rows of [1, 3, 5, 12])
        for (const value of [0, 1]) {
          const embedding = embed(new Float64Array(rows * 16).fill(value), rows, 16, geometry, head);
          const { points } = by(method, embedding, first(embedding));
          expect(points.every((coordinate) => Number.isFinite(coordinate) && Math.abs(coordinate) <= 1)).toBe(true);
        }
    }
  });
});
