/** Tests of features → embedding on one backend: against the papers' formulas in float64, plain tfjs, and finite differences. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { finiteDifferences, gaussian, take, useBackend, type TestBackend } from '../testing';
import { ballFloat64, normalizeFloat64, row } from '../testing/float64';
import { headEmbedding, type EmbeddingOptions } from '.';
import { referenceEmbedding } from './reference';

const GEOMETRIES = ['spherical', 'hyperbolic', 'fused'] as const;
const INPUTS = ['raw', 'normalized'] as const;
/** [n, d, standard deviation of the features]: one row, odd sides, more columns than invocations; inside, across and far beyond the clip radius. */
const SHAPES: [number, number, number][] = [
  [1, 2, 1],
  [7, 3, 1.5],
  [65, 12, 0.05],
  [33, 130, 0.2],
  [5, 64, 30],
];

/** The embedding in float64, row after row. */
function expectedEmbedding(features: ArrayLike<number>, n: number, d: number, options: EmbeddingOptions): number[] {
  return Array.from({ length: n }, (_, i) => row(features, i, d)).flatMap((f) => [
    ...(options.geometry === 'hyperbolic' ? [] : normalizeFloat64(f)),
    ...(options.geometry === 'spherical' ? [] : ballFloat64(f, options)),
  ]);
}

export function headEmbeddingSuite(backend: TestBackend): void {
  describe(`head embedding on ${backend}`, () => {
    useBackend(backend);

    for (const geometry of GEOMETRIES)
      for (const hyperbolicInput of INPUTS)
        for (const [n, d, scale] of SHAPES)
          it(`${geometry}, ${hyperbolicInput} [${n}, ${d}] · ${scale}`, async () => {
            for (const [c, clipRadius] of [
              [0.1, 2.3],
              [1, 0],
              [0.5, 0.6],
            ] as const) {
              const options = { geometry, c, clipRadius, hyperbolicInput };
              const features = gaussian(n * d, 31, scale);
              const width = geometry === 'fused' ? 2 * d : d;
              const weights = gaussian(n * width, 32);
              const tensor = tf.tensor2d(features, [n, d]);
              const upstream = tf.tensor2d(weights, [n, width]);
              const gradientOf = (embed: typeof headEmbedding) =>
                tf.grad((f) => tf.sum(tf.mul(embed(f as tf.Tensor2D, options), upstream)))(tensor);

              expect(await take(headEmbedding(tensor, options))).toBeAllClose(expectedEmbedding(features, n, d, options), 1e-6);
              const gradient = await take(gradientOf(headEmbedding));
              // The formula has a corner at the clip radius: a difference across it is no derivative.
              const crosses = Array.from({ length: n }, (_, i) => Math.hypot(...row(features, i, d))).some(
                (norm) => Math.abs(norm - clipRadius) < 1e-3,
              );
              expect(crosses).toBe(false);
              const total = (at: Float64Array) =>
                expectedEmbedding(at, n, d, options).reduce((sum, value, k) => sum + value * weights[k]!, 0);
              if (n * d <= 400) expect(gradient).toBeAllClose(finiteDifferences(total, features), 2e-5);
              expect(gradient).toBeAllClose(await take(gradientOf(referenceEmbedding)), 2e-5);
            }
          });

    it('survives zero, tiny and huge features', async () => {
      const features = tf.tensor2d([0, 0, 0, 1e-20, 0, 0, 3e-9, 4e-9, 0, 3e18, 4e18, 0, 3e25, 0, -4e25], [5, 3]);
      const options = { geometry: 'fused', c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' } as const;
      const embedding = await take(headEmbedding(features, options));
      const radius = Math.tanh(Math.sqrt(0.1) * 2.3) / Math.sqrt(0.1);
      expect(embedding.subarray(0, 6)).toBeAllClose([0, 0, 0, 0, 0, 0], 0);
      expect(embedding.subarray(12, 15)).toBeAllClose([0.6, 0.8, 0], 1e-6);
      expect(embedding.subarray(15, 18)).toBeAllClose([3e-9, 4e-9, 0], 1e-6);
      expect(embedding.subarray(18, 24)).toBeAllClose([0.6, 0.8, 0, 0.6 * radius, 0.8 * radius, 0], 1e-6);
      // Beyond √(largest float32) only a norm that is summed in a scaled way survives.
      expect(embedding.subarray(24, 30)).toBeAllClose([0.6, 0, -0.8, 0.6 * radius, 0, -0.8 * radius], 1e-6);
      const gradient = await take(tf.grad((f) => tf.sum(headEmbedding(f as tf.Tensor2D, options)))(features));
      expect(gradient.every(Number.isFinite)).toBe(true);
      // At 0 the sphere has no derivative and the ball's is the identity.
      expect(gradient.subarray(0, 3)).toBeAllClose([1, 1, 1], 1e-6);
    });

    it('keeps points (1 − 10⁻³)/√c from the centre, without a gradient along the radius', async () => {
      const options = { geometry: 'hyperbolic', c: 0.25, clipRadius: 0, hyperbolicInput: 'raw' } as const;
      const features = tf.tensor2d([30, 40], [1, 2]);
      expect(await take(headEmbedding(features, options))).toBeAllClose([0.6 * 0.999 * 2, 0.8 * 0.999 * 2], 1e-6);
      const radial = tf.grad((f) => tf.sum(tf.mul(headEmbedding(f as tf.Tensor2D, options), [[0.6, 0.8]])))(features);
      expect(Math.max(...(await take(radial)).map(Math.abs))).toBeLessThan(1e-7);
    });

    it('refuses bad settings', () => {
      const features = tf.zeros<tf.Rank.R2>([2, 3]);
      const options = { geometry: 'hyperbolic', c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' } as const;
      expect(() => headEmbedding(features, { ...options, c: -1 })).toThrow(/Curvature c/);
      expect(() => headEmbedding(features, { ...options, clipRadius: -1 })).toThrow(/Clip radius/);
      expect(() => headEmbedding(tf.zeros([3]) as tf.Tensor as tf.Tensor2D, options)).toThrow(/matrix/);
    });
  });
}
