import * as tf from '@tensorflow/tfjs';
import type { Inputs } from '../runtime';

/** Φ(x), the distribution function of the normal law. */
function normalCdf(x: tf.Tensor): tf.Tensor {
  return tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2))));
}

/** [x·Φ(x), Φ(x)]: the gradient needs Φ again, and erf is the dearest function there is on wasm. */
export function geluHost({ x }: Inputs): tf.Tensor[] {
  const cdf = normalCdf(x!);
  return [tf.mul(x!, cdf), cdf];
}

/** dy·(Φ(x) + x·φ(x)), φ the density of the normal law. */
export function geluGradHost({ x, dy, kept0: cdf }: Inputs): tf.Tensor {
  const density = tf.mul(tf.exp(tf.mul(-0.5, tf.square(x!))), 1 / Math.sqrt(2 * Math.PI));
  return tf.mul(dy!, tf.add(cdf!, tf.mul(x!, density)));
}
