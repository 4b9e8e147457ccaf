/** Layer normalisation with plain tfjs operations and differentiated by tfjs. The kernels are tested against it; nothing else uses it. */
import * as tf from '@tensorflow/tfjs';

/** As `layerNorm`. */
export function referenceLayerNorm(x: tf.Tensor2D, weight: tf.Tensor1D, bias: tf.Tensor1D, epsilon = 1e-6): tf.Tensor2D {
  const centred = tf.sub(x, tf.mean(x, 1, true));
  const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), 1, true), epsilon));
  return tf.add(tf.mul(tf.div(centred, deviation), weight), bias) as tf.Tensor2D;
}
