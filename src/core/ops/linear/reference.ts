/** The linear layer with plain tfjs operations and differentiated by tfjs. The kernels are tested against it; nothing else uses it. */
import * as tf from '@tensorflow/tfjs';

/** x·Wᵀ + b (+ residual), as `linear`. */
export function referenceLinear(x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D, residual?: tf.Tensor2D): tf.Tensor2D {
  const y = tf.add(tf.matMul(x, weight, false, true), bias);
  return (residual ? tf.add(y, residual) : y) as tf.Tensor2D;
}
