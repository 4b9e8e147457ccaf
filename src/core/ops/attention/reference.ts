/** Attention with plain tfjs operations and differentiated by tfjs. The kernels are tested against it; nothing else uses it. */
import * as tf from '@tensorflow/tfjs';

/** softmax(q·kᵀ/√size)·v of every image and head, as `attention`. */
export function referenceAttention(qkv: tf.Tensor2D, tokens: number, heads: number): tf.Tensor2D {
  const [rows, columns] = qkv.shape;
  const size = columns / 3 / heads;
  const images = rows / tokens;
  // [q, k, v] × [images, heads, tokens, size]
  const parts = tf.transpose(tf.reshape(qkv, [images, tokens, 3, heads, size]), [2, 0, 3, 1, 4]);
  const [q, k, v] = tf.unstack(parts) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const weights = tf.softmax(tf.div(tf.matMul(q, k, false, true), Math.sqrt(size)));
  return tf.reshape(tf.transpose(tf.matMul(weights, v), [0, 2, 1, 3]), [rows, heads * size]);
}
