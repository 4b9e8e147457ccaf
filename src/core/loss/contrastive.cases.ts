/** Tests of the whole loss on one backend beyond the golden values: no clipping, large batches, memory, refusals. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { finiteDifferences, gaussian, take, useBackend, type TestBackend } from '../ops/testing';
import { lossFloat64, type Float64Head } from '../ops/testing/float64';
import { contrastiveLoss, contrastiveParts, type ContrastiveOptions } from './contrastive';

const HEAD: Float64Head = { tauSpherical: 0.2, tauHyperbolic: 0.3, lambda: 0.8, c: 0.3, clipRadius: 0, hyperbolicInput: 'raw' };

export function lossSuite(backend: TestBackend): void {
  describe(`contrastive loss on ${backend}`, () => {
    useBackend(backend);

    for (const geometry of ['spherical', 'hyperbolic', 'fused'] as const)
      for (const hyperbolicInput of ['raw', 'normalized'] as const)
        for (const scale of [0.05, 0.5])
          it(`${geometry}, ${hyperbolicInput}, unclipped, features ±${scale}: value and gradient as in float64`, async () => {
            const [classes, m, d] = [5, 2, 7];
            const n = classes * m;
            const head = { ...HEAD, hyperbolicInput };
            const features = gaussian(n * d, 61, scale);
            const { value, grad } = tf.valueAndGrad((f) => contrastiveLoss(f as tf.Tensor2D, { geometry, head, samplesPerClass: m }))(
              tf.tensor2d(features, [n, d]),
            );
            const total = (at: ArrayLike<number>) => lossFloat64(at, n, d, geometry, head, m);
            expect(await take(value)).toBeAllClose([total(features)], 1e-5);
            expect(await take(grad)).toBeAllClose(finiteDifferences(total, features, 1e-6), 1e-5);
          });

    it('takes batches larger than a workgroup', async () => {
      const [n, d] = [132, 20];
      const features = gaussian(n * d, 62, 0.2);
      const options: ContrastiveOptions = { geometry: 'fused', head: HEAD, samplesPerClass: 2 };
      const loss = await take(contrastiveLoss(tf.tensor2d(features, [n, d]), options));
      expect(loss).toBeAllClose([lossFloat64(features, n, d, 'fused', HEAD, 2)], 1e-5);
    });

    it('keeps two equal images apart from NaN', async () => {
      const one = gaussian(6, 63);
      const features = tf.tensor2d(Float32Array.of(...one, ...one, ...gaussian(12, 64)), [4, 6]);
      const { value, grad } = tf.valueAndGrad((f) =>
        contrastiveLoss(f as tf.Tensor2D, { geometry: 'fused', head: HEAD, samplesPerClass: 2 }),
      )(features);
      expect([...(await take(value)), ...(await take(grad))].every(Number.isFinite)).toBe(true);
    });

    it('hands out what triplet weights are made of, and otherwise keeps no tensors', () => {
      const features = tf.tensor2d(gaussian(24, 65), [6, 4]);
      const options: ContrastiveOptions = { geometry: 'hyperbolic', head: HEAD, samplesPerClass: 3 };
      const before = tf.memory().numTensors;
      const parts = contrastiveParts(features, options);
      expect(parts.similarity.shape).toEqual([6, 6]);
      expect(parts.terms.shape).toEqual([6, 3, 3]);
      expect(tf.memory().numTensors).toBe(before + 4);
      tf.dispose([parts.loss, parts.accuracy, parts.terms, parts.similarity]);
      tf.dispose(tf.valueAndGrad((f) => contrastiveLoss(f as tf.Tensor2D, options))(features));
      expect(tf.memory().numTensors).toBe(before);
    });

    it('refuses a batch or a head it cannot use', () => {
      const features = tf.zeros<tf.Rank.R2>([6, 4]);
      expect(() => contrastiveLoss(features, { geometry: 'fused', head: HEAD, samplesPerClass: 4 })).toThrow(/6 rows cannot hold 4/);
      expect(() => contrastiveLoss(features, { geometry: 'fused', head: { ...HEAD, c: 0 }, samplesPerClass: 2 })).toThrow(/Curvature c/);
      expect(() => contrastiveLoss(features, { geometry: 'fused', head: { ...HEAD, tauHyperbolic: 0 }, samplesPerClass: 2 })).toThrow(
        /τ hyperbolic/,
      );
    });
  });
}
