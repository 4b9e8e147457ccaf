import { describe, expect, it } from 'vitest';
import type { Geometry } from '../configuration/schema';
import { embed, distancesFrom, rowNorms, type Embedding } from '../geometry/vector';
import { poincareDistance } from '../geometry/poincare';
import { createRandom } from '../random/random';
import { fidelity } from './fidelity';
import { orthonormalise, turn } from './linearAlgebra';
import { createProjector, disk } from './projector';
import { spherePca } from './spherePca';
import { tangentPca } from './tangentPca';
import { clusters, normals } from './testing';

const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' as const };
/** The same rows seen in other coordinates. */
function rotated(rows: Float64Array, d: number, seed: string): Float64Array {
  const matrix = normals(d * d, seed);
  orthonormalise(matrix, d, d);
  return turn(rows, matrix, d);
}

const place = (features: Float64Array, d: number, geometry: Geometry): Embedding => embed(features, features.length / d, d, geometry, head);
const farthest = (a: Float64Array, b: Float64Array) => a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe('tangentPca', () => {
  it('keeps every distance of data in a plane through the origin, and their radii', () => {
    const flat = clusters(200, 40, 20, 2, 0);
    const source = place(flat, 40, 'hyperbolic');
    const target = disk(tangentPca(source).points);
    for (let anchor = 0; anchor < 200; anchor += 37) {
      const [d, plotted] = [distancesFrom(anchor, source, head), distancesFrom(anchor, target, head)];
      d.forEach((value, i) => expect(plotted[i]! / Math.sqrt(head.c)).toBeCloseTo(value, 8));
    }
    const measured = fidelity(source, target, { random: createRandom(1) });
    expect(measured.neighboursKept).toBe(1);
    expect(measured.distortion).toBeLessThan(1e-9);
  });

  it('does not depend on the coordinates the features come in, and lets no radius grow', () => {
    const features = clusters(300, 24, 12, 6, 0.3);
    const first = tangentPca(place(features, 24, 'hyperbolic'));
    const other = tangentPca(place(rotated(features, 24, 'turn'), 24, 'hyperbolic'), { ...first, directions: undefined });
    expect(farthest(other.points, first.points)).toBeLessThan(1e-7);
    const source = place(features, 24, 'hyperbolic');
    rowNorms(first.points, 300, 2).forEach((radius, row) =>
      expect(radius).toBeLessThanOrEqual(Math.sqrt(head.c) * rowNorms(source.ball!, 300, 24)[row]! + 1e-12),
    );
    expect(() => tangentPca(place(features, 24, 'spherical'))).toThrow(/part in the ball/);
  });

  it('stays in line with the last frame, where a free analysis flips', () => {
    const features = clusters(300, 24, 12, 6, 0.3);
    const first = tangentPca(place(features, 24, 'hyperbolic'));
    const mirrored = { ...first, points: first.points.map((value, i) => (i % 2 ? value : -value)) };
    const jitter = normals(features.length, 'step');
    const next = place(
      features.map((value, i) => value + 0.002 * jitter[i]!),
      24,
      'hyperbolic',
    );
    expect(farthest(tangentPca(next, first).points, first.points)).toBeLessThan(0.02);
    expect(farthest(tangentPca(next, mirrored).points, mirrored.points)).toBeLessThan(0.02);
    expect(farthest(tangentPca(next, first).points, mirrored.points)).toBeGreaterThan(0.3);
    // Other images: nothing to align with.
    const fewer = place(features.subarray(0, 100 * 24), 24, 'hyperbolic');
    expect([...tangentPca(fewer, first).points]).toEqual([...tangentPca(fewer, { ...first, points: first.points.subarray(0, 4) }).points]);
  });
});

describe('spherePca', () => {
  it('recovers a sphere of three dimensions', () => {
    // Antipodal pairs, so that the mean is 0, with a spread of its own along each axis.
    const half = clusters(150, 30, 150, 3, 0).map((value) => value * 2);
    const both = new Float64Array(half.length * 2);
    both.set(half);
    both.set(
      half.map((value) => -value),
      half.length,
    );
    const source = place(both, 30, 'spherical');
    const { points } = spherePca(source);
    const target: Embedding = { geometry: 'spherical', n: 300, d: 3, c: 1, sphere: points };
    const measured = fidelity(source, target, { random: createRandom(2) });
    expect(measured.neighboursKept).toBe(1);
    expect(measured.distortion).toBeLessThan(1e-7);
  });

  it('gives unit vectors, in line with the last frame, whatever the coordinates', () => {
    const features = clusters(300, 24, 12, 6, 0.3);
    const first = spherePca(place(features, 24, 'spherical'));
    rowNorms(first.points, 300, 3).forEach((length) => expect(length).toBeCloseTo(1, 12));
    const other = spherePca(place(rotated(features, 24, 'turn'), 24, 'spherical'), { ...first, directions: undefined });
    expect(farthest(other.points, first.points)).toBeLessThan(1e-6);
    const turned = turn(first.points, normalsOrthogonal(), 3);
    expect(farthest(spherePca(place(features, 24, 'spherical'), { ...first, points: turned }).points, turned)).toBeLessThan(1e-6);
    expect([...spherePca(place(new Float64Array(12).fill(1), 4, 'spherical')).points]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1]);
    expect(() => spherePca(place(features, 24, 'hyperbolic'))).toThrow(/part on the sphere/);
  });
});

function normalsOrthogonal(): Float64Array {
  const matrix = normals(9, 'orthogonal');
  orthonormalise(matrix, 3, 3);
  return matrix;
}

describe('fidelity', () => {
  it('agrees with counting neighbours and searching the scale by hand', () => {
    const source = place(clusters(80, 10, 8, 4, 0.5), 10, 'hyperbolic');
    const points = normals(160, 'plot').map((value) => 0.3 * Math.tanh(value));
    const target = disk(points);
    const measured = fidelity(source, target, { random: createRandom(3), queries: 80 });
    let kept = 0;
    for (let query = 0; query < 80; query++) {
      const ten = (distances: Float64Array) =>
        [...distances.keys()]
          .filter((i) => i !== query)
          .sort((a, b) => distances[a]! - distances[b]!)
          .slice(0, 10);
      const near = new Set(ten(distancesFrom(query, target, head)));
      kept += ten(distancesFrom(query, source, head)).filter((i) => near.has(i)).length;
    }
    expect(measured.neighboursKept).toBeCloseTo(kept / 800, 12);
    // The pairs it looks at are drawn; on so many the mean over all pairs is near, and no scale does better.
    const ratios: number[] = [];
    for (let i = 0; i < 80; i++)
      for (let j = 0; j < i; j++)
        ratios.push(
          poincareDistance(points.subarray(2 * i, 2 * i + 2), points.subarray(2 * j, 2 * j + 2)) / distancesFrom(i, source, head)[j]!,
        );
    const cost = (s: number) => ratios.reduce((sum, r) => sum + Math.abs(s * r - 1), 0) / ratios.length;
    const least = Math.min(...Array.from({ length: 4000 }, (_, k) => cost(10 ** (-2 + k / 1000))));
    expect(Math.abs(measured.distortion - least)).toBeLessThan(0.02);
  });

  it('does not mind isometries and scale of the plot, and calls a random plot random', () => {
    const source = place(clusters(500, 10, 8, 4, 0.5), 10, 'spherical');
    const sphere = normals(1500, 'plot');
    for (let at = 0; at < 1500; at += 3) {
      const length = Math.hypot(sphere[at]!, sphere[at + 1]!, sphere[at + 2]!);
      for (let i = 0; i < 3; i++) sphere[at + i]! /= length;
    }
    const target: Embedding = { geometry: 'spherical', n: 500, d: 3, c: 1, sphere };
    const measured = fidelity(source, target, { random: createRandom(4) });
    expect(measured.neighboursKept).toBeLessThan(0.05);
    const same = fidelity(source, { ...target, sphere: turn(sphere, normalsOrthogonal(), 3) }, { random: createRandom(4) });
    expect(same.neighboursKept).toBe(measured.neighboursKept);
    expect(same.distortion).toBeCloseTo(measured.distortion, 9);
    expect(() => fidelity(source, disk(new Float64Array(4)), { random: createRandom(1) })).toThrow(/2 points for 500 rows/);
    expect(fidelity(disk(new Float64Array(4)), disk(new Float64Array(4)), { random: createRandom(1) })).toEqual({
      neighboursKept: 1,
      distortion: 0,
    });
  });

  it('calls a plot in which everything is one point wholly distorted', () => {
    const source = place(clusters(50, 10, 8, 4, 0.5), 10, 'hyperbolic');
    expect(fidelity(source, disk(new Float64Array(100)), { random: createRandom(1) }).distortion).toBe(1);
  });
});

describe('createProjector', () => {
  it('shows two dimensions in the ball and three on the sphere as they are', () => {
    const features = clusters(120, 3, 10, 3, 0.4);
    const flat = Float64Array.from({ length: 240 }, (_, i) => features[Math.floor(i / 2) * 3 + (i % 2)]!);
    const ball = createProjector().project(place(flat, 2, 'fused'));
    expect(ball).toMatchObject({ method: 'none', dimensions: 2, neighboursKept: 1 });
    expect(ball.distortion).toBeLessThan(1e-9);
    const placed = place(flat, 2, 'hyperbolic').ball!;
    ball.points.forEach((value, i) => expect(value).toBeCloseTo(placed[i]! * Math.sqrt(head.c), 6));
    const sphere = createProjector().project(place(features, 3, 'spherical'));
    expect(sphere).toMatchObject({ method: 'none', dimensions: 3, neighboursKept: 1 });
    const circle = createProjector().project(place(flat, 2, 'spherical'));
    expect(circle).toMatchObject({ method: 'none', dimensions: 3, neighboursKept: 1 });
    expect(circle.points[2]).toBe(0);
  });

  it('is decided by the embedding and carries on from frame to frame', () => {
    const features = clusters(200, 16, 10, 5, 0.4);
    for (const geometry of ['spherical', 'hyperbolic', 'fused'] as const) {
      const projector = createProjector();
      const first = projector.project(place(features, 16, geometry));
      expect(first.method).toBe(geometry === 'spherical' ? 'sphere PCA' : 'tangent PCA');
      expect(createProjector().project(place(features, 16, geometry))).toEqual(first);
      expect(first.neighboursKept).toBeGreaterThan(0.2);
      const second = projector.project(place(rotated(features, 16, 'next'), 16, geometry));
      expect(farthest(Float64Array.from(second.points), Float64Array.from(first.points))).toBeLessThan(1e-5);
      expect(second.neighboursKept).toBeCloseTo(first.neighboursKept, 2);
    }
  });

  it('keeps well over chance of the neighbours of 40 clusters in 128 dimensions', () => {
    const features = clusters(1000, 128, 40, 20, 0.3);
    const chance = 10 / 999;
    expect(createProjector().project(place(features, 128, 'hyperbolic')).neighboursKept).toBeGreaterThan(10 * chance);
    expect(createProjector().project(place(features, 128, 'spherical')).neighboursKept).toBeGreaterThan(10 * chance);
  });
});
