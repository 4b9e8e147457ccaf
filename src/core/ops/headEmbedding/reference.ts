/**
 * Features → embedding with plain tfjs operations, differentiated by tfjs: the formulas as they stand in DESIGN §2, for features
 * of ordinary size. The kernels are tested against it; nothing else uses it.
 */
import * as tf from '@tensorflow/tfjs';
import { BOUNDARY_MARGIN } from './attributes';
import type { EmbeddingOptions } from '.';

const norms = (x: tf.Tensor2D) => tf.sqrt(tf.sum(tf.square(x), 1, true));

/** Embedding [n, d] or [n, 2d] of features [n, d], none of them zero; layout and options as `headEmbedding`. */
export function referenceEmbedding(features: tf.Tensor2D, { geometry, c, clipRadius, hyperbolicInput }: EmbeddingOptions): tf.Tensor2D {
  return tf.tidy(() => {
    const sphere = tf.div(features, norms(features)) as tf.Tensor2D;
    if (geometry === 'spherical') return sphere;
    const input = hyperbolicInput === 'normalized' ? sphere : features;
    const clipped = clipRadius > 0 ? (tf.mul(input, tf.minimum(1, tf.div(clipRadius, norms(input)))) as tf.Tensor2D) : input;
    const s = tf.mul(norms(clipped), Math.sqrt(c));
    const mapped = tf.mul(clipped, tf.div(tanh(s), s)) as tf.Tensor2D;
    const limit = (1 - BOUNDARY_MARGIN) / Math.sqrt(c);
    const ball = tf.mul(mapped, tf.minimum(1, tf.div(limit, norms(mapped)))) as tf.Tensor2D;
    return geometry === 'hyperbolic' ? ball : tf.concat([sphere, ball], 1);
  });
}

/** tanh from exponentials: tfjs' own is inaccurate for small arguments on WebGPU. Here s is far from 0. */
function tanh(s: tf.Tensor): tf.Tensor {
  const e = tf.exp(tf.mul(tf.minimum(s, 20), 2));
  return tf.div(tf.sub(e, 1), tf.add(e, 1));
}
