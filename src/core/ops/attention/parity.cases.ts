import type * as tf from '@tensorflow/tfjs';
import type { ParityCase } from '../testing/parity';
import { attention } from '.';
import { referenceAttention } from './reference';

/** images, tokens, heads, size of a head */
const SHAPES = [
  [1, 1, 1, 1],
  [2, 5, 1, 4],
  [3, 17, 4, 24],
  [2, 7, 3, 5],
] as const;

export const cases: ParityCase[] = SHAPES.map(([images, tokens, heads, size]) => ({
  name: `attention of ${images} images of ${tokens} tokens, ${heads} heads of ${size}`,
  inputs: [[images * tokens, 3 * heads * size]],
  scale: 1.5,
  operation: (qkv) => attention(qkv as tf.Tensor2D, tokens, heads),
  reference: (qkv) => referenceAttention(qkv as tf.Tensor2D, tokens, heads),
}));
