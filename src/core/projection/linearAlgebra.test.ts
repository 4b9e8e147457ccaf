import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random';
import { innerProducts, orthonormalise, principalDirections, procrustes, projectRows, symmetricEigen, turn } from './linearAlgebra';

const random = createRandom('linear algebra');
const normals = (count: number) => Float64Array.from({ length: count }, () => random.normal());
const product = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
/** A random orthogonal k×k matrix. */
function orthogonal(k: number): Float64Array {
  const matrix = normals(k * k);
  orthonormalise(matrix, k, k);
  return matrix;
}
const row = (rows: Float64Array, i: number, d: number) => rows.subarray(i * d, (i + 1) * d);

describe('symmetricEigen', () => {
  it('diagonalises', () => {
    for (const k of [1, 2, 3, 8]) {
      const a = normals(k * k);
      const symmetric = a.map((value, i) => value + a[(i % k) * k + Math.floor(i / k)]!);
      const { values, vectors } = symmetricEigen(symmetric, k);
      for (let j = 0; j < k; j++) {
        if (j > 0) expect(values[j]).toBeLessThanOrEqual(values[j - 1]!);
        for (let i = 0; i < k; i++) {
          let image = 0;
          for (let l = 0; l < k; l++) image += symmetric[i * k + l]! * vectors[l * k + j]!;
          expect(image).toBeCloseTo(values[j]! * vectors[i * k + j]!, 10);
        }
      }
    }
  });
});

describe('orthonormalise', () => {
  it('makes rows orthonormal, dependent and zero rows too', () => {
    const rows = normals(5 * 9);
    rows.copyWithin(9, 0, 9);
    rows.fill(0, 27, 36);
    orthonormalise(rows, 5, 9);
    for (let i = 0; i < 5; i++)
      for (let j = 0; j < 5; j++) expect(product(row(rows, i, 9), row(rows, j, 9))).toBeCloseTo(i === j ? 1 : 0, 12);
  });
});

describe('innerProducts', () => {
  it.each([1, 3, 4, 6, 9])('multiplies %i vectors with all rows', (p) => {
    const [rows, vectors] = [normals(7 * 5), normals(p * 5)];
    const out = innerProducts(rows, 7, 5, vectors, p);
    for (let j = 0; j < p; j++)
      for (let i = 0; i < 7; i++) expect(out[j * 7 + i]).toBeCloseTo(product(row(rows, i, 5), row(vectors, j, 5)), 12);
  });
});

describe('principalDirections', () => {
  /** Rows with standard deviations `scales` along random orthonormal axes, off the origin by `offset`. */
  function cloud(n: number, d: number, scales: number[], offset = 0) {
    const axes = orthogonal(d);
    const rows = new Float64Array(n * d).fill(offset);
    for (let i = 0; i < n; i++)
      scales.forEach((scale, j) => {
        const share = scale * random.normal();
        for (let k = 0; k < d; k++) rows[i * d + k]! += share * axes[j * d + k]!;
      });
    return { axes, rows };
  }

  it.each([
    ['covariance', 30],
    ['the data themselves', 600],
  ])('finds the axes of known low-rank data, by %s', (_, d) => {
    const n = 400;
    const axes = normals(2 * d);
    orthonormalise(axes, 2, d);
    // Shares that are exactly uncorrelated, of mean 0.
    const rows = Float64Array.from({ length: n * d }, (_, i) => {
      const turnOf = (2 * Math.PI * Math.floor(i / d)) / n;
      return 3 + 5 * Math.cos(turnOf) * axes[i % d]! + 2 * Math.sin(turnOf) * axes[d + (i % d)]!;
    });
    const found = principalDirections(rows, n, d, 2);
    for (let j = 0; j < 2; j++) expect(Math.abs(product(row(found, j, d), row(axes, j, d)))).toBeCloseTo(1, 9);
  });

  it('finds eigenvectors: orthonormal, of descending variance, the covariance times each along itself', () => {
    const [n, d] = [300, 20];
    const { rows } = cloud(n, d, [5, 4.8, 3, 2, 1, 1, 1, 1, 1, 1, 0.5], 2);
    const mean = Float64Array.from(
      { length: d },
      (_, k) => Array.from({ length: n }, (_, i) => rows[i * d + k]!).reduce((a, b) => a + b) / n,
    );
    const centred = rows.map((value, i) => value - mean[i % d]!);
    const found = principalDirections(rows, n, d, 3);
    const shares = projectRows(centred, n, d, found, 3);
    const variances = [0, 1, 2].map((j) => shares.reduce((sum, value, i) => sum + (i % 3 === j ? value * value : 0), 0));
    expect(variances[0]! > variances[1]! && variances[1]! > variances[2]!).toBe(true);
    for (let j = 0; j < 3; j++) {
      const own = row(found, j, d);
      expect(product(own, own)).toBeCloseTo(1, 12);
      const image = new Float64Array(d);
      for (let i = 0; i < n; i++) for (let k = 0; k < d; k++) image[k]! += shares[i * 3 + j]! * centred[i * d + k]!;
      image.forEach((value, k) => expect(Math.abs(value / variances[j]! - own[k]!)).toBeLessThan(1e-7));
      expect(own.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0)).toBeGreaterThan(0);
    }
    const again = principalDirections(rows, n, d, 3, { start: found });
    again.forEach((value, i) => expect(value).toBeCloseTo(found[i]!, 7));
  });

  it('gives orthonormal directions for data that have none', () => {
    const same = principalDirections(new Float64Array(50 * 4).fill(2), 50, 4, 3);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) expect(product(row(same, i, 4), row(same, j, 4))).toBeCloseTo(i === j ? 1 : 0, 12);
    expect(() => principalDirections(new Float64Array(4), 4, 1, 2)).toThrow(/no 2 directions in 1/);
  });
});

describe('procrustes', () => {
  it.each([2, 3])('recovers any rotation or reflection in %i dimensions', (k) => {
    for (let trial = 0; trial < 20; trial++) {
      const matrix = orthogonal(k);
      const points = normals(50 * k);
      procrustes(points, turn(points, matrix, k), k).forEach((value, i) => expect(value).toBeCloseTo(matrix[i]!, 10));
    }
  });

  it('is orthogonal and the best even for noise and for points on a line', () => {
    const [from, to] = [normals(40 * 3), normals(40 * 3)];
    const cost = (matrix: Float64Array) => turn(from, matrix, 3).reduce((sum, value, i) => sum + (value - to[i]!) ** 2, 0);
    const best = cost(procrustes(from, to, 3));
    for (let trial = 0; trial < 200; trial++) expect(cost(orthogonal(3))).toBeGreaterThanOrEqual(best);
    const line = Float64Array.from([1, 2, 3].flatMap((t) => [t, 2 * t, 0]));
    const matrix = procrustes(line, line, 3);
    for (let i = 0; i < 3; i++)
      for (let j = 0; j < 3; j++) expect(product(row(matrix, i, 3), row(matrix, j, 3))).toBeCloseTo(i === j ? 1 : 0, 10);
    turn(line, matrix, 3).forEach((value, i) => expect(value).toBeCloseTo(line[i]!, 10));
  });
});
