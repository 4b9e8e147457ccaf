/** The token sequence with plain tfjs operations and differentiated by tfjs. The kernels are tested against it; nothing else uses it. */
import * as tf from '@tensorflow/tfjs';
import type { PatchEmbedding } from '.';

/** The class token, then the projected patches, plus the positions; as `embedPatches`. */
export function referenceEmbedPatches(patches: tf.Tensor2D, { weight, bias, classToken, positions }: PatchEmbedding): tf.Tensor2D {
  const [width, channels, patch] = weight.shape;
  const tokens = positions.shape[1];
  const images = patches.shape[0] / (tokens - 1);
  // The weight's (channel, y, x) in the order of a patch's pixels.
  const ordered = tf.reshape(tf.transpose(weight, [0, 2, 3, 1]), [width, patch * patch * channels]);
  const projected = tf.reshape(tf.add(tf.matMul(patches, ordered, false, true), bias), [images, tokens - 1, width]);
  const first = tf.add(tf.zeros([images, 1, width]), classToken);
  return tf.reshape(tf.add(tf.concat([first, projected], 1), positions), [images * tokens, width]);
}
