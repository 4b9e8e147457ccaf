/**
 * Matrix products the way each backend is fast at them.
 *
 * tfjs's wasm backend runs a 2-D product without transpose flags through XNNPACK at about 25 GFLOP/s on one core, and
 * everything else (flags, batches) through a scalar loop at 2 GFLOP/s; a 2-D transpose costs a tenth of the product that it
 * makes fast. On webgpu and cpu the flags cost nothing.
 */
import * as tf from '@tensorflow/tfjs';

interface Flags {
  transposeA?: boolean;
  transposeB?: boolean;
  /** [columns of b], added to every row. */
  bias?: tf.Tensor;
}

const onWasm = () => tf.getBackend() === 'wasm';

/** op(a)·op(b) (+ bias) of 2-D tensors, op transposing where its flag is set. Not to be used on a tape. */
export function product(a: tf.Tensor2D, b: tf.Tensor2D, { transposeA = false, transposeB = false, bias }: Flags = {}): tf.Tensor2D {
  if (onWasm()) {
    // XNNPACK caches packed weights by the identity of b; a transpose is a new tensor each time, and so is every weight after a step.
    const left = transposeA ? tf.transpose(a) : a;
    const right = transposeB ? tf.transpose(b) : b;
    return tf.fused.matMul({ a: left, b: right, bias }) as tf.Tensor2D;
  }
  return bias ? (tf.fused.matMul({ a, b, transposeA, transposeB, bias }) as tf.Tensor2D) : tf.matMul(a, b, transposeA, transposeB);
}

/** [aᵀ·b, Σ over the rows of a] of matrices with the same rows: the gradients of a weight and its bias. */
export function crossProduct(a: tf.Tensor2D, b: tf.Tensor2D): [tf.Tensor2D, tf.Tensor1D] {
  if (!onWasm()) return [tf.matMul(a, b, true, false), tf.sum(a, 0)];
  // A sum over columns transposes anyway: one transpose serves both.
  const transposed = tf.transpose(a) as tf.Tensor2D;
  return [tf.matMul(transposed, b), tf.sum(transposed, 1)];
}

/** Mean of every row of a matrix [rows, columns] → [rows, 1]. */
export function rowMeans(x: tf.Tensor2D): tf.Tensor2D {
  return tf.mean(x, 1, true);
}
