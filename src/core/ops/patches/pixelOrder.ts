/** Moving the projection's weight to the order of pixels in a patch and back: the weight is small, the pixels are not. */
import * as tf from '@tensorflow/tfjs';

/** Weight [width, channels, patch, patch] → [width, patch·patch·channels]. */
export function toPixelOrder(weight: tf.Tensor): tf.Tensor2D {
  const [width, channels, patch] = weight.shape as [number, number, number, number];
  return tf.reshape(tf.transpose(tf.reshape(weight, [width, channels, patch * patch]), [0, 2, 1]), [width, patch * patch * channels]);
}

/** The inverse, into a weight of the given shape. */
export function fromPixelOrder(gradient: tf.Tensor2D, shape: number[]): tf.Tensor {
  const [width, channels, patch] = shape as [number, number, number, number];
  return tf.reshape(tf.transpose(tf.reshape(gradient, [width, patch * patch, channels]), [0, 2, 1]), shape);
}
