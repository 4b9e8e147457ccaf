/**
 * Pairwise similarity written with plain tfjs operations and differentiated by tfjs: n·m·d buffers and tens of dispatches, but
 * plainly the formula. The kernels are tested against it; nothing else uses it.
 */
import * as tf from '@tensorflow/tfjs';
import { DISTANCE_GRADIENT_FLOOR } from './attributes';
import type { SimilarityOptions } from '.';

/** Similarities [n, m] of x [n, width] and y [m, width]; layout and options as `pairwiseSimilarity`. */
export function referenceSimilarity(
  x: tf.Tensor2D,
  y: tf.Tensor2D,
  { geometry, tauSpherical, tauHyperbolic, lambda, c }: SimilarityOptions,
): tf.Tensor2D {
  return tf.tidy(() => {
    if (geometry === 'spherical') return tf.div(tf.matMul(x, y, false, true), tauSpherical) as tf.Tensor2D;
    if (geometry === 'hyperbolic') return tf.div(referenceDistance(x, y, c), -tauHyperbolic) as tf.Tensor2D;
    const [xs, xb] = tf.split(x, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    const [ys, yb] = tf.split(y, 2, 1) as [tf.Tensor2D, tf.Tensor2D];
    return tf.sub(
      tf.div(tf.matMul(xs, ys, false, true), tauSpherical),
      tf.mul(referenceDistance(xb, yb, c), lambda / tauHyperbolic),
    ) as tf.Tensor2D;
  });
}

function referenceDistance(x: tf.Tensor2D, y: tf.Tensor2D, c: number): tf.Tensor2D {
  const [n, d] = x.shape;
  const m = y.shape[0];
  const squares = tf.sum(tf.square(tf.sub(tf.reshape(x, [n, 1, d]), tf.reshape(y, [1, m, d]))), 2);
  const inside = (points: tf.Tensor2D) => tf.sub(1, tf.mul(tf.sum(tf.square(points), 1), c));
  const t = tf.div(tf.mul(squares, c), tf.mul(tf.reshape(inside(x), [n, 1]), tf.reshape(inside(y), [1, m])));
  // The square root of 0 has no derivative; where two points are one the distance is 0 without one.
  const apart = tf.greaterEqual(t, DISTANCE_GRADIENT_FLOOR);
  const z = tf.sqrt(tf.where(apart, t, tf.onesLike(t)));
  const distance = tf.mul(tf.log(tf.add(z, tf.sqrt(tf.add(tf.square(z), 1)))), 2 / Math.sqrt(c));
  return tf.where(apart, distance, tf.zerosLike(t)) as tf.Tensor2D;
}
