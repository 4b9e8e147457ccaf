import * as tf from '@tensorflow/tfjs';
import type { ParityCase } from '../testing/parity';
import { gaussian } from '../testing/numbers';
import { embedPatches, type PatchEmbedding } from '.';
import { referenceEmbedPatches } from './reference';

/** images, patches an image, patch side, width */
const SHAPES = [
  [1, 1, 1, 3],
  [3, 4, 2, 8],
  [2, 16, 4, 12],
] as const;

export const cases: ParityCase[] = SHAPES.map(([images, count, patch, width]) => {
  const shape: [number, number] = [images * count, patch * patch * 3];
  const pixels = gaussian(shape[0] * shape[1], 9);
  const on = (embed: typeof embedPatches) => (weight?: tf.Tensor, bias?: tf.Tensor, classToken?: tf.Tensor, positions?: tf.Tensor) =>
    tf.tidy(() => embed(tf.tensor2d(pixels, shape), { weight, bias, classToken, positions } as unknown as PatchEmbedding));
  return {
    name: `token sequence of ${images} images of ${count} patches of ${patch} × ${patch}, width ${width}`,
    inputs: [[width, 3, patch, patch], [width], [1, 1, width], [1, count + 1, width]],
    operation: on(embedPatches),
    reference: on(referenceEmbedPatches),
  };
});
