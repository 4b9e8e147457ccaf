/** Tests of the contrastive cross-entropy on one backend: against the released formula in plain tfjs and finite differences. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { finiteDifferences, gaussian, take, useBackend, type TestBackend } from '../testing';
import { contrastiveCrossEntropy } from '.';
import { contrastiveBackward, contrastiveForward } from './host';
import { referenceCrossEntropy } from './reference';

/** [classes, samples per class]: the smallest batch, odd ones, more classes than a workgroup has invocations. */
const BATCHES: [number, number][] = [
  [2, 2],
  [5, 3],
  [7, 2],
  [3, 9],
  [70, 2],
  [65, 3],
];

/** The same loss in float64: −log of the share of the positive. */
function loss64(s: Float64Array, classes: number, m: number): number {
  const n = classes * m;
  let loss = 0;
  for (let a = 0; a < n; a++)
    for (let j = 0; j < m; j++) {
      if (j === a % m) continue;
      const own = Math.floor(a / m);
      let others = 0;
      const positive = s[a * n + own * m + j]!;
      for (let k = 0; k < classes; k++)
        if (k !== own) others += Math.exp(s[a * n + k * m + j]! - positive) + Math.exp(s[a * n + k * m + (a % m)]! - positive);
      loss += Math.log1p(others) / classes;
    }
  return loss;
}

/** Rows of every block of logits whose target stands first when they are sorted, over all rows. */
function accuracy64(s: Float32Array, classes: number, m: number): number {
  const n = classes * m;
  let right = 0;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++)
      for (let k = 0; k < classes; k++) {
        if (i === j) continue;
        const logits = [j, i].flatMap((slot) =>
          Array.from({ length: classes }, (_, other) => (slot === i && other === k ? -1e9 : s[(k * m + i) * n + other * m + slot]!)),
        );
        if (logits.indexOf(Math.max(...logits)) === k) right++;
      }
  return right / (m * (m - 1) * classes);
}

export function contrastiveSuite(backend: TestBackend): void {
  describe(`contrastive cross-entropy on ${backend}`, () => {
    useBackend(backend);

    const gradientOf = (values: Float32Array, n: number, m: number, factor = 1) =>
      tf.grad((s) => tf.mul(contrastiveCrossEntropy(s as tf.Tensor2D, m).loss, factor))(tf.tensor2d(values, [n, n]));

    for (const [classes, m] of BATCHES)
      for (const scale of [1, 20])
        it(`${classes} classes × ${m}, similarities ±${scale}`, async () => {
          const n = classes * m;
          const values = gaussian(n * n, 41, scale);
          const similarity = tf.tensor2d(values, [n, n]);
          const { loss, accuracy, terms } = contrastiveCrossEntropy(similarity, m);
          const [summary, expectedTerms] = contrastiveForward({ values, shape: [n, n] }, m);
          const value = await take(loss);
          const gradient = await take(gradientOf(values, n, m, 3));
          expect(value).toBeAllClose([summary.values[0]!], 2e-6);
          expect(await take(accuracy)).toBeAllClose([accuracy64(values, classes, m)], 1e-6);
          expect(await take(terms)).toBeAllClose(expectedTerms.values, 2e-6);
          const upstream = { values: Float32Array.of(3), shape: [] };
          expect(gradient).toBeAllClose(contrastiveBackward({ values, shape: [n, n] }, expectedTerms, upstream, m).values, 1e-5);

          expect(value).toBeAllClose(await take(referenceCrossEntropy(similarity, m)), 1e-5);
          const plain = tf.grad((s) => tf.mul(referenceCrossEntropy(s as tf.Tensor2D, m), 3))(similarity);
          expect(gradient).toBeAllClose(await take(plain), 1e-4);
          if (n <= 15) {
            const differences = finiteDifferences((s) => 3 * loss64(s, classes, m), values);
            expect(gradient).toBeAllClose(differences, 2e-5);
          }
        });

    it('keeps its digits when every positive has won, where softmax in float32 gives 0', async () => {
      // Positives at 20, negatives at 0: −log p⁺ = log1p(6·e⁻²⁰).
      const [classes, m] = [4, 2];
      const n = classes * m;
      const values = Float32Array.from({ length: n * n }, (_, at) => (Math.floor(at / n / m) === Math.floor((at % n) / m) ? 20 : 0));
      const each = Math.log1p(6 * Math.exp(-20));
      expect(await take(contrastiveCrossEntropy(tf.tensor2d(values, [n, n]), m).loss)).toBeAllClose([2 * each], 1e-5);
      const gradient = await take(gradientOf(values, n, m));
      expect([gradient[1]!]).toBeAllClose([-(6 * Math.exp(-20)) / classes], 1e-5);
      expect([gradient[2]!]).toBeAllClose([Math.exp(-20) / classes], 1e-5);
    });

    it('counts an anchor as right only where its positive is nearer than every negative', async () => {
      // Two classes of two: anchors 0 and 1 are right, anchor 2 has a nearer negative, anchor 3 a tie.
      const values = Float32Array.of(9, 2, 1, 0, 2, 9, 0, 1, 3, 0, 9, 2, 0, 2, 2, 9);
      const { accuracy } = contrastiveCrossEntropy(tf.tensor2d(values, [4, 4]), 2);
      expect(await take(accuracy)).toBeAllClose([0.5], 0);
    });

    it('neither overflows nor vanishes at similarities of ±1000', async () => {
      const values = gaussian(36, 43, 1000);
      const { loss } = contrastiveCrossEntropy(tf.tensor2d(values, [6, 6]), 2);
      expect(await take(loss)).toBeAllClose([contrastiveForward({ values, shape: [6, 6] }, 2)[0].values[0]!], 1e-5);
      expect((await take(gradientOf(values, 6, 2))).every(Number.isFinite)).toBe(true);
    });

    it('gives triplet weights that are the gradient: p(x⁻) = ∂L/∂s⁻ of one anchor', async () => {
      const [classes, m] = [6, 2];
      const n = classes * m;
      const values = gaussian(n * n, 44, 2);
      const terms = await take(contrastiveCrossEntropy(tf.tensor2d(values, [n, n]), m).terms);
      const gradient = await take(gradientOf(values, n, m));
      const weights = Array.from({ length: n - 2 }, (_, k) => Math.exp(values[2 + k]! - values[1]! - terms[3]!));
      expect(weights.map((weight) => weight / classes)).toBeAllClose([...gradient.subarray(2, n)], 1e-5);
      expect([weights.reduce((a, b) => a + b)]).toBeAllClose([terms[4]!], 1e-5);
    });

    it('refuses batches without positives, negatives or whole classes', () => {
      expect(() => contrastiveCrossEntropy(tf.zeros([4, 6]), 2)).toThrow(/square/);
      expect(() => contrastiveCrossEntropy(tf.zeros([4, 4]), 1)).toThrow(/at least 2/);
      expect(() => contrastiveCrossEntropy(tf.zeros([5, 5]), 2)).toThrow(/5 rows cannot hold/);
      expect(() => contrastiveCrossEntropy(tf.zeros([3, 3]), 3)).toThrow(/2 classes/);
    });
  });
}
