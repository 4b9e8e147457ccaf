/** GELU with plain tfjs operations and differentiated by tfjs. The kernels are tested against it; nothing else uses it. */
import * as tf from '@tensorflow/tfjs';

/** x·Φ(x), as `gelu`. */
export function referenceGelu<T extends tf.Tensor>(x: T): T {
  return tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))));
}
