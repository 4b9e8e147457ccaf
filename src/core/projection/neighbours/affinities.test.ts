import { describe, expect, it } from 'vitest';
import { distancesFrom, embed } from '../../geometry/vector';
import { createRandom } from '../../random/random';
import { clusters } from '../testing';
import { affinitiesOf, nearestNeighbours } from './affinities';
import { drawLandmarks, placeGuests, placingOf, rowsOf } from './landmarks';

const head = { c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' as const };
const temperatures = { tauSpherical: 1, tauHyperbolic: 1, lambda: 1 };
const [n, d, k] = [90, 12, 15];
const features = clusters(n, d, 9, d, 0.6);

function finished<T>(steps: Generator<number, T>): T {
  for (;;) {
    const { value, done } = steps.next();
    if (done) return value;
    expect(value).toBeGreaterThan(0);
    expect(value).toBeLessThanOrEqual(1);
  }
}

describe('nearestNeighbours', () => {
  it.each(['hyperbolic', 'spherical'] as const)('finds the %s neighbours that sorting finds, with their geodesic distances', (geometry) => {
    const embedding = embed(features, n, d, geometry, head);
    const { indices, distances } = finished(nearestNeighbours(embedding, k));
    for (let row = 0; row < n; row++) {
      const all = distancesFrom(row, embedding, temperatures);
      // In the unit ball, and as an angle.
      const unit = all.map((value) => (geometry === 'hyperbolic' ? (Math.sqrt(head.c) * value) / 2 : Math.acos(1 - value)));
      const order = [...unit.keys()].filter((i) => i !== row).sort((a, b) => unit[a]! - unit[b]!);
      expect([...indices.subarray(row * k, (row + 1) * k)]).toEqual(order.slice(0, k));
      order.slice(0, k).forEach((other, i) => expect(distances[row * k + i]).toBeCloseTo(unit[other]!, 9));
    }
  });

  it('finds all others where there are fewer than wanted', () => {
    const few = embed(features.subarray(0, 4 * d), 4, d, 'hyperbolic', head);
    const { k: found, indices } = finished(nearestNeighbours(few, 60));
    expect(found).toBe(3);
    for (let row = 0; row < 4; row++) expect([...indices.subarray(3 * row, 3 * row + 3), row].sort()).toEqual([0, 1, 2, 3]);
  });
});

describe('affinitiesOf', () => {
  it('gives each row neighbours of the perplexity wanted, each pair once, all together 1', () => {
    const embedding = embed(features, n, d, 'hyperbolic', head);
    const table = finished(nearestNeighbours(embedding, n - 1));
    const { from, to, weights } = affinitiesOf(table, 8);
    expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(0.5, 10);
    expect(new Set(Array.from(from, (i, e) => i * n + to[e]!)).size).toBe(weights.length);
    from.forEach((i, e) => expect(i).toBeLessThan(to[e]!));
    // From one distance to another a bandwidth falls out that both ways of looking at a pair must agree with.
    for (const row of [0, 41, 89]) {
      const squares = [...table.distances.subarray(row * (n - 1), (row + 1) * (n - 1))].map((value) => value ** 2);
      const perplexityAt = (beta: number) => {
        const shares = squares.map((square) => Math.exp(-beta * (square - squares[0]!)));
        const sum = shares.reduce((a, b) => a + b, 0);
        return {
          shares: shares.map((share) => share / sum),
          value: Math.exp(shares.reduce((h, share) => h - (share / sum) * Math.log(share / sum || 1), 0)),
        };
      };
      let [low, high] = [0, 1e6];
      for (let turn = 0; turn < 100; turn++)
        [low, high] = perplexityAt((low + high) / 2).value > 8 ? [(low + high) / 2, high] : [low, (low + high) / 2];
      const { shares } = perplexityAt(low);
      const nearest = table.indices[row * (n - 1)]!;
      const pair = from.findIndex((i, e) => Math.min(row, nearest) === i && Math.max(row, nearest) === to[e]);
      expect(weights[pair]).toBeGreaterThanOrEqual(shares[0]! / (2 * n) - 1e-7);
    }
  });
});

describe('landmarks', () => {
  it.each(['hyperbolic', 'spherical'] as const)('place the others among the %s ones nearest to them, and stay themselves', (geometry) => {
    const embedding = embed(features, n, d, geometry, head);
    const landmarks = drawLandmarks(n, 30, createRandom(1));
    expect(new Set(landmarks).size).toBe(30);
    expect(rowsOf(embedding, landmarks).n).toBe(30);
    const dimensions = geometry === 'spherical' ? 3 : 2;
    const random = createRandom('layout');
    const points = new Float64Array(30 * dimensions);
    for (let i = 0; i < 30; i++) {
      const own = Float64Array.from({ length: dimensions }, () => random.normal());
      const length = Math.hypot(...own);
      own.forEach((value, axis) => (points[i * dimensions + axis] = (value / length) * (dimensions === 3 ? 1 : 0.9 * random.next())));
    }
    const placing = finished(placingOf(embedding, landmarks));
    const placed = placeGuests(placing, points, dimensions);
    landmarks.forEach((row, i) => {
      for (let axis = 0; axis < dimensions; axis++) expect(placed[row * dimensions + axis]).toBeCloseTo(points[i * dimensions + axis]!, 9);
    });
    for (let row = 0; row < n; row++) {
      const distances = distancesFrom(row, embedding, temperatures);
      const nearest = [...landmarks.keys()].sort((a, b) => distances[landmarks[a]!]! - distances[landmarks[b]!]!).slice(0, 5);
      if (!landmarks.includes(row)) expect([...placing.anchors.subarray(row * 5, row * 5 + 5)]).toEqual(nearest);
      const length = Math.hypot(...placed.subarray(row * dimensions, (row + 1) * dimensions));
      if (dimensions === 3) expect(length).toBeCloseTo(1, 9);
      else expect(length).toBeLessThan(0.9);
    }
  });
});
