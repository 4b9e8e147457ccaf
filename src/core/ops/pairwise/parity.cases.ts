/** Tests of pairwise similarity on one backend: against plain tfjs, float64 loops, and finite differences of the papers' formula. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { finiteDifferences, gaussian, take, useBackend, type TestBackend } from '../testing';
import { mobiusDistance, row } from '../testing/float64';
import { pairwiseBackward, pairwiseForward } from './host';
import { pairwiseDistance, pairwiseSimilarity, selfSimilarity, type SimilarityOptions } from '.';
import { referenceSimilarity } from './reference';

const OPTIONS = { tauSpherical: 0.2, tauHyperbolic: 0.3, lambda: 1.5, c: 0.4 };
const GEOMETRIES = ['spherical', 'hyperbolic', 'fused'] as const;
/** [n, m, d]: one row, odd sides, widths with and without a factor 4, more columns than a workgroup has invocations. */
const SHAPES: [number, number, number][] = [
  [1, 1, 1],
  [1, 9, 4],
  [7, 5, 3],
  [64, 64, 16],
  [65, 130, 12],
  [33, 17, 67],
  [5, 70, 300],
];

/** Rows well inside the ball of curvature `c`, or on the sphere, as a typed array. */
function points(n: number, d: number, seed: number, kind: 'sphere' | 'ball', c: number): Float32Array {
  const values = gaussian(n * d, seed);
  for (let i = 0; i < n; i++) {
    const part = values.subarray(i * d, (i + 1) * d);
    const length = Math.hypot(...part);
    const radius = kind === 'sphere' ? 1 : ((0.2 + 0.7 * ((i * 7) % 10)) / 10 / Math.sqrt(c)) * 1.2;
    part.forEach((value, k) => (part[k] = (value / length) * radius));
  }
  return values;
}

function embedding(n: number, d: number, seed: number, options: SimilarityOptions): Float32Array {
  const { geometry, c } = options;
  if (geometry !== 'fused') return points(n, d, seed, geometry === 'spherical' ? 'sphere' : 'ball', c);
  const [sphere, ball] = [points(n, d, seed, 'sphere', c), points(n, d, seed + 1, 'ball', c)];
  const values = new Float32Array(2 * n * d);
  for (let i = 0; i < n; i++) {
    values.set(sphere.subarray(i * d, (i + 1) * d), 2 * i * d);
    values.set(ball.subarray(i * d, (i + 1) * d), (2 * i + 1) * d);
  }
  return values;
}

function attributesOf({ geometry, tauSpherical, tauHyperbolic, lambda, c }: SimilarityOptions) {
  return {
    useCosine: geometry !== 'hyperbolic',
    useDistance: geometry !== 'spherical',
    cosine: 1 / tauSpherical,
    distance: -(geometry === 'fused' ? lambda : 1) / tauHyperbolic,
    c,
  };
}

export function pairwiseSuite(backend: TestBackend): void {
  describe(`pairwise similarity on ${backend}`, () => {
    useBackend(backend);

    for (const geometry of GEOMETRIES)
      for (const [n, m, d] of SHAPES)
        it(`${geometry} [${n}, ${d}] × [${m}, ${d}]: value and both gradients`, async () => {
          const options = { geometry, ...OPTIONS };
          const width = geometry === 'fused' ? 2 * d : d;
          const [x, y] = [embedding(n, d, 1, options), embedding(m, d, 5, options)];
          const dy = gaussian(n * m, 9);
          const upstream = tf.tensor2d(dy, [n, m]);
          const run = (similarity: typeof pairwiseSimilarity) =>
            tf.grads((a, b) => tf.sum(tf.mul(similarity(a as tf.Tensor2D, b as tf.Tensor2D, options), upstream)))([
              tf.tensor2d(x, [n, width]),
              tf.tensor2d(y, [m, width]),
            ]);
          const value = await take(pairwiseSimilarity(tf.tensor2d(x, [n, width]), tf.tensor2d(y, [m, width]), options));
          const [gx, gy] = await Promise.all(run(pairwiseSimilarity).map(take));

          const attributes = attributesOf(options);
          const hostX = { values: x, shape: [n, width] };
          const hostY = { values: y, shape: [m, width] };
          const hostDy = { values: dy, shape: [n, m] };
          expect(value).toBeAllClose(pairwiseForward(hostX, hostY, attributes).values, 1e-5);
          expect(gx!).toBeAllClose(pairwiseBackward(hostX, hostY, hostDy, attributes, 'row').values, 1e-5);
          expect(gy!).toBeAllClose(pairwiseBackward(hostY, hostX, hostDy, attributes, 'column').values, 1e-5);

          const plain = await take(referenceSimilarity(tf.tensor2d(x, [n, width]), tf.tensor2d(y, [m, width]), options));
          expect(value).toBeAllClose(plain, 2e-5);
          const [px, py] = await Promise.all(run(referenceSimilarity).map(take));
          expect(gx!).toBeAllClose(px!, 1e-4);
          expect(gy!).toBeAllClose(py!, 1e-4);
        });

    for (const geometry of GEOMETRIES)
      it(`${geometry}: comparing with itself sums both gradients`, async () => {
        const options = { geometry, ...OPTIONS };
        const [n, d] = [70, 8];
        const x = tf.tensor2d(embedding(n, d, 3, options), [n, geometry === 'fused' ? 2 * d : d]);
        const upstream = tf.tensor2d(gaussian(n * n, 4), [n, n]);
        expect(await take(selfSimilarity(x, options))).toBeAllClose(await take(pairwiseSimilarity(x, x, options)), 1e-6);
        const self = tf.grad((a) => tf.sum(tf.mul(selfSimilarity(a as tf.Tensor2D, options), upstream)))(x);
        const both = tf.grad((a) => tf.sum(tf.mul(pairwiseSimilarity(a as tf.Tensor2D, a as tf.Tensor2D, options), upstream)))(x);
        expect(await take(self)).toBeAllClose(await take(both), 1e-5);
      });

    it('has exactly 0 on the diagonal and a gradient of 0 there', async () => {
      const x = tf.tensor2d(points(9, 6, 2, 'ball', 0.4), [9, 6]);
      const distance = await take(pairwiseDistance(x, x, 0.4));
      for (let i = 0; i < 9; i++) expect(distance[i * 10]).toBe(0);
      const diagonal = tf.eye(9);
      const gradient = tf.grad((a) => tf.sum(tf.mul(pairwiseDistance(a as tf.Tensor2D, a as tf.Tensor2D, 0.4), diagonal)))(x);
      expect((await take(gradient)).every((value) => value === 0)).toBe(true);
    });

    for (const c of [0.01, 0.1, 1])
      it(`near duplicates and boundary points keep their digits, c ${c}`, async () => {
        const d = 128;
        const x = points(20, d, 8, 'ball', c);
        const y = x.slice();
        // Row i of y is row i of x moved by 10^(−i/4), down to 1e-5 of its own length; the last rows go to the boundary.
        const nudge = gaussian(20 * d, 11);
        for (let i = 0; i < 20; i++)
          for (let k = 0; k < d; k++) y[i * d + k]! += (10 ** (-i / 4) * nudge[i * d + k]! * 0.02) / Math.sqrt(c);
        const far = (1 - 1e-3) / Math.sqrt(c) / Math.hypot(...x.subarray(0, d));
        for (let k = 0; k < d; k++) x[k]! *= far;
        const received = await take(pairwiseDistance(tf.tensor2d(x, [20, d]), tf.tensor2d(y, [20, d]), c));
        const expected = Array.from(received, (_, at) => mobiusDistance(row(x, Math.floor(at / 20), d), row(y, at % 20, d), c));
        // Here each entry is held to its own size, not to the largest: a near duplicate must be right by itself.
        const errors = expected.map((value, at) => Math.abs(received[at]! - value) / value);
        expect(Math.max(...errors)).toBeLessThan(2e-5);
      });

    it('has the gradient of the papers’ formula (finite differences in float64)', async () => {
      const [n, d, c] = [4, 5, 0.7];
      const x = points(n, d, 21, 'ball', c);
      const weights = gaussian(n * n, 22);
      const total = (at: Float64Array) =>
        weights.reduce((sum, w, pair) => {
          const [i, j] = [Math.floor(pair / n), pair % n];
          return i === j ? sum : sum + w * mobiusDistance(row(at, i, d), row(at, j, d), c);
        }, 0);
      const upstream = tf.tensor2d(weights, [n, n]);
      const gradient = tf.grad((a) => tf.sum(tf.mul(pairwiseDistance(a as tf.Tensor2D, a as tf.Tensor2D, c), upstream)))(
        tf.tensor2d(x, [n, d]),
      );
      expect(await take(gradient)).toBeAllClose(finiteDifferences(total, x), 1e-5);
    });

    it('refuses what cannot be compared', () => {
      const x = tf.zeros<tf.Rank.R2>([2, 3]);
      expect(() => pairwiseSimilarity(x, tf.zeros([2, 4]), { geometry: 'spherical', ...OPTIONS })).toThrow(/width 3 and 4/);
      expect(() => selfSimilarity(x, { geometry: 'fused', ...OPTIONS })).toThrow(/cannot be halved/);
      expect(() => pairwiseDistance(x, x, 0)).toThrow(/Curvature c/);
      expect(() => selfSimilarity(x, { geometry: 'spherical', ...OPTIONS, tauSpherical: 0 })).toThrow(/τ spherical/);
    });

    it('keeps no tensors', () => {
      const x = tf.tensor2d(points(5, 4, 1, 'ball', 0.4), [5, 4]);
      const before = tf.memory().numTensors;
      tf.grad((a) => tf.sum(selfSimilarity(a as tf.Tensor2D, { geometry: 'hyperbolic', ...OPTIONS })))(x).dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}
