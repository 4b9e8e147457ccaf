import * as tf from '@tensorflow/tfjs';
import type { Attributes, Inputs } from '../runtime';
import { rowMeans } from '../matrixProduct';

/** x̂ and the reciprocal standard deviation of every row. */
function normalise(x: tf.Tensor2D, epsilon: number): { normalised: tf.Tensor2D; inverseDeviation: tf.Tensor2D } {
  const centred = tf.sub(x, rowMeans(x)) as tf.Tensor2D;
  const variance = rowMeans(tf.square(centred));
  const inverseDeviation = tf.rsqrt(tf.add(variance, epsilon)) as tf.Tensor2D;
  return { normalised: tf.mul(centred, inverseDeviation), inverseDeviation };
}

/** γ·x̂ + β with biased variance. */
export function layerNormHost({ x, weight, bias }: Inputs, { epsilon }: Attributes): tf.Tensor {
  const { normalised } = normalise(x as tf.Tensor2D, epsilon as number);
  return tf.add(tf.mul(normalised, weight!), bias!);
}

/**
 * [dx, dγ, dβ] of layer normalisation. With g = γ·dy: dx = (g − mean g − x̂·mean(g·x̂))/σ, means over the row;
 * dγ = Σ dy·x̂ and dβ = Σ dy over the rows. x̂ is computed anew from x: cheaper than keeping it for every layer.
 */
export function layerNormGradHost({ x, weight, dy }: Inputs, { epsilon }: Attributes): tf.Tensor[] {
  const { normalised, inverseDeviation } = normalise(x as tf.Tensor2D, epsilon as number);
  const scaled = tf.mul(dy!, weight!) as tf.Tensor2D;
  const along = rowMeans(tf.mul(scaled, normalised));
  const dx = tf.mul(tf.sub(tf.sub(scaled, rowMeans(scaled)), tf.mul(normalised, along)), inverseDeviation);
  return [dx, tf.sum(tf.mul(dy!, normalised), 0), tf.sum(dy!, 0)];
}
