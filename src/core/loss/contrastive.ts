/** Features of a batch → loss: embedding, similarities and contrastive cross-entropy (DESIGN §2). */
import * as tf from '@tensorflow/tfjs';
import type { Geometry, HeadConfig } from '../configuration/schema';
import { checkBatch, contrastiveCrossEntropy, type ContrastiveResult } from '../ops/contrastive';
import { headEmbedding } from '../ops/headEmbedding';
import { selfSimilarity } from '../ops/pairwise';

export interface ContrastiveOptions {
  geometry: Geometry;
  head: Omit<HeadConfig, 'initialRadius'>;
  /** m ≥ 2, rows to a class. */
  samplesPerClass: number;
}

/**
 * Loss of features [n, d], class-major with m rows to a class, after `featureScale`: over all ordered pairs of sample slots i ≠ j
 * the cross-entropy of `[s(z_i, z_j), s(z_i, z_i) − 10⁹·I]` with the diagonal as target, mean over anchors, summed over the
 * pairs. Differentiable. Throws RangeError when n is not a multiple of m, for fewer than two classes or samples, or a bad head.
 */
export function contrastiveLoss(features: tf.Tensor2D, options: ContrastiveOptions): tf.Scalar {
  return tf.tidy(() => contrastiveParts(features, options).loss);
}

/**
 * As `contrastiveLoss`, with what triplet weights are made of: the accuracy, the similarities [n, n] and the terms [n, m, 3] that give
 * p(x⁻) = exp(s⁻ − s⁺ − terms[a, j, 0]). The caller disposes of all four.
 */
export function contrastiveParts(
  features: tf.Tensor2D,
  { geometry, head, samplesPerClass }: ContrastiveOptions,
): ContrastiveResult & { similarity: tf.Tensor2D } {
  checkBatch(features.shape[0], samplesPerClass);
  const { c, clipRadius, hyperbolicInput, tauSpherical, tauHyperbolic, lambda } = head;
  const similarity = tf.tidy(() =>
    selfSimilarity(headEmbedding(features, { geometry, c, clipRadius, hyperbolicInput }), {
      geometry,
      tauSpherical,
      tauHyperbolic,
      lambda,
      c,
    }),
  );
  return { similarity, ...contrastiveCrossEntropy(similarity, samplesPerClass) };
}
