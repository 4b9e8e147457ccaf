import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { geometries } from '../configuration/schema';
import { createRandom } from '../random/random';
import { poincareDistance } from './poincare';
import { distancesFrom, embed, l2Normalise, rowNorms, similarityFrom, similarityFromDistances } from './vector';

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
const head = { tauSpherical: 0.1, tauHyperbolic: 0.2, lambda: 1.5, c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' as const };

function normals(count: number, scale = 1, seed = 'rows'): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: count }, () => scale * random.normal());
}

describe('embed', () => {
  it('agrees with the golden values: ball to 1e-12, distances to 1e-9', () => {
    for (const { c, clipRadius, tangent, ball, distance } of golden.cases) {
      const embedding = embed(Float64Array.from(tangent.flat()), 6, 8, 'hyperbolic', { ...head, c, clipRadius });
      ball.flat().forEach((value, i) => expect(Math.abs(embedding.ball![i]! - value)).toBeLessThan(1e-12));
      const largest = Math.max(...distance.flat());
      distance.forEach((row, i) => {
        const own = distancesFrom(i, embedding, head);
        row.forEach((value, j) => expect(Math.abs(own[j]! - value) / largest).toBeLessThan(1e-9));
      });
    }
  });

  it('stays within 1e-5 of the golden distances from float32 features', () => {
    for (const { c, clipRadius, tangent, distance } of golden.cases) {
      const embedding = embed(Float32Array.from(tangent.flat()), 6, 8, 'hyperbolic', { ...head, c, clipRadius });
      const largest = Math.max(...distance.flat());
      distance.forEach((row, i) =>
        distancesFrom(i, embedding, head).forEach((value, j) => expect(Math.abs(value - row[j]!) / largest).toBeLessThan(1e-5)),
      );
    }
  });

  it('puts every row on its geometry, rows of zeros and huge rows included', () => {
    const features = normals(10 * 6, 3);
    features.fill(0, 0, 6);
    features.fill(1e18, 6, 12);
    for (const geometry of geometries) {
      const { sphere, ball, conformal } = embed(features, 10, 6, geometry, head);
      expect(!!sphere).toBe(geometry !== 'hyperbolic');
      expect(!!ball).toBe(geometry !== 'spherical');
      if (sphere) rowNorms(sphere, 10, 6).forEach((length, row) => expect(length).toBeCloseTo(row === 0 ? 0 : 1, 12));
      if (ball)
        rowNorms(ball, 10, 6).forEach((length, row) => {
          expect(Math.sqrt(0.1) * length).toBeLessThanOrEqual(0.9990000001);
          expect(conformal![row]! / (1 - 0.1 * length ** 2)).toBeCloseTo(1, 10);
        });
    }
    const unclipped = embed(features, 10, 6, 'hyperbolic', { ...head, clipRadius: 0 });
    expect(Math.sqrt(0.1) * rowNorms(unclipped.ball!, 10, 6)[1]!).toBeCloseTo(0.999, 12);
  });

  it('ranks as cosine does where the hyperbolic branch gets normalised features', () => {
    const features = normals(200 * 16, 5);
    const ball = embed(features, 200, 16, 'hyperbolic', { ...head, hyperbolicInput: 'normalized' });
    expect(new Set([...rowNorms(ball.ball!, 200, 16)].map((length) => length.toFixed(10))).size).toBe(1);
    const order = (distances: Float64Array) => [...distances.keys()].sort((i, j) => distances[i]! - distances[j]!);
    const sphere = embed(features, 200, 16, 'spherical', head);
    expect(order(distancesFrom(3, ball, head))).toEqual(order(distancesFrom(3, sphere, head)));
  });

  it('refuses a buffer of another shape', () => {
    expect(() => embed(new Float32Array(10), 2, 4, 'fused', head)).toThrow(/\[2, 4\] rows take 8 numbers; there are 10/);
  });
});

describe('distancesFrom and similarityFrom', () => {
  const features = normals(40 * 12, 0.8);
  const fused = embed(features, 40, 12, 'fused', head);
  const unit = l2Normalise(features, 40, 12);
  const cosine = (i: number, j: number) => unit.subarray(i * 12, i * 12 + 12).reduce((sum, x, k) => sum + x * unit[j * 12 + k]!, 0);
  const hyperbolic = (i: number, j: number) =>
    poincareDistance(fused.ball!.subarray(i * 12, i * 12 + 12), fused.ball!.subarray(j * 12, j * 12 + 12), head.c);

  it.each(geometries)('gives the quantities of the design, %s', (geometry) => {
    const embedding = embed(features, 40, 12, geometry, head);
    const distances = distancesFrom(7, embedding, head);
    const similarities = similarityFrom(7, embedding, head);
    for (let j = 0; j < 40; j++) {
      const s = {
        spherical: cosine(7, j) / 0.1,
        hyperbolic: -hyperbolic(7, j) / 0.2,
        fused: cosine(7, j) / 0.1 - (1.5 * hyperbolic(7, j)) / 0.2,
      }[geometry];
      const quantity = { spherical: 1 - cosine(7, j), hyperbolic: hyperbolic(7, j), fused: -s }[geometry];
      expect(similarities[j]).toBeCloseTo(s, 10);
      expect(distances[j]).toBeCloseTo(quantity, 10);
    }
    const again = similarityFromDistances(distances, geometry, head);
    again.forEach((value, j) => expect(value).toBeCloseTo(similarities[j]!, 10));
  });

  it('writes to the array it is given, and refuses an anchor there is not', () => {
    const out = new Float64Array(40);
    expect(distancesFrom(0, fused, head, out)).toBe(out);
    expect(similarityFrom(0, fused, head, out)).toBe(out);
    for (const anchor of [-1, 40, 1.5, NaN])
      for (const from of [distancesFrom, similarityFrom]) expect(() => from(anchor, fused, head)).toThrow(/There is no row/);
  });
});
