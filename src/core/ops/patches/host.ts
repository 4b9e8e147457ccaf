import * as tf from '@tensorflow/tfjs';
import type { Attributes, Inputs } from '../runtime';
import { crossProduct, product } from '../matrixProduct';
import { fromPixelOrder, toPixelOrder } from './pixelOrder';

/** Images [n, side, side, 3] → rows of pixels [n·grid·grid, patch·patch·3]. */
export function extractPatches(images: tf.Tensor4D, patch: number): tf.Tensor2D {
  const [n, side, , channels] = images.shape;
  const grid = side / patch;
  const rows = tf.transpose(tf.reshape(images, [n * grid, patch, grid, patch * channels]), [0, 2, 1, 3]);
  return tf.reshape(rows, [n * grid * grid, patch * patch * channels]);
}

/** [n·tokens, width]: the class token, then the projected patches, plus the positions. */
export function embedPatchesHost({ patches, weight, bias, classToken, positions }: Inputs): tf.Tensor {
  const [, tokens, width] = positions!.shape as [number, number, number];
  const n = patches!.shape[0]! / (tokens - 1);
  const projected = product(patches as tf.Tensor2D, toPixelOrder(weight!), { transposeB: true, bias: bias! });
  const first = tf.broadcastTo(tf.reshape(classToken!, [1, 1, width]), [n, 1, width]);
  const sequence = tf.concat([first, tf.reshape(projected, [n, tokens - 1, width])], 1);
  return tf.reshape(tf.add(sequence, positions!), [n * tokens, width]);
}

/** [dW, db, dClassToken, dPositions]; the pixels have no gradient. */
export function embedPatchesGradHost({ patches, dy }: Inputs, { patch, tokens }: Attributes): tf.Tensor[] {
  const count = tokens as number;
  const width = dy!.shape[1]!;
  const n = dy!.shape[0]! / count;
  const channels = patches!.shape[1]! / (patch as number) ** 2;
  const dPositions = tf.sum(tf.reshape(dy!, [n, count, width]), 0) as tf.Tensor2D;
  const dProjected = tf.reshape(tf.slice(tf.reshape(dy!, [n, count, width]), [0, 1, 0], [n, count - 1, width]), [n * (count - 1), width]);
  const [dWeight, dBias] = crossProduct(dProjected as tf.Tensor2D, patches as tf.Tensor2D);
  return [
    fromPixelOrder(dWeight, [width, channels, patch as number, patch as number]),
    dBias,
    tf.reshape(tf.slice(dPositions, [0, 0], [1, width]), [1, 1, width]),
    tf.reshape(dPositions, [1, count, width]),
  ];
}
