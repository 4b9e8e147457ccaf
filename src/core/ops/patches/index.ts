/**
 * From images to the token sequence of a vision transformer (Dosovitskiy et al., arXiv 2010.11929, eq. 1).
 */
import * as tf from '@tensorflow/tfjs';
import { onTensors, registerOperation, runOperation, runOperationMulti } from '../runtime';
import { embedPatchesGradHost, embedPatchesHost, extractPatches as extract } from './host';
import { embedPatchesGradWebgpu, embedPatchesWebgpu } from './webgpu';

registerOperation('EmbedPatches', {
  host: onTensors(embedPatchesHost),
  webgpu: embedPatchesWebgpu,
  gradient: {
    inputs: ['patches', 'weight', 'positions'],
    of([dy], [patches, weight, positions]) {
      const attributes = { patch: weight!.shape[2]!, tokens: positions!.shape[1]! };
      const [dWeight, dBias, dClassToken, dPositions] = runOperationMulti('EmbedPatchesGrad', { patches: patches!, dy: dy! }, attributes);
      return { weight: () => dWeight!, bias: () => dBias!, classToken: () => dClassToken!, positions: () => dPositions! };
    },
  },
});
registerOperation('EmbedPatchesGrad', { host: onTensors(embedPatchesGradHost), webgpu: embedPatchesGradWebgpu });

/**
 * Cuts images into patches, row by row; within a patch pixels stand as (y, x, channel).
 * @param images [n, side, side, channels]
 * @returns [n·(side/patch)², patch·patch·channels]; has no gradient
 * @throws RangeError when the images are not square or `patch` does not divide their side
 */
export function extractPatches(images: tf.Tensor4D, patch: number): tf.Tensor2D {
  const [, height, width] = images.shape;
  if (height !== width) throw new RangeError(`Images must be square, not ${height} × ${width}`);
  if (height % patch !== 0) throw new RangeError(`Patch side ${patch} does not divide the image side ${height}`);
  return tf.tidy(() => extract(images, patch));
}

export interface PatchEmbedding {
  /** timm's patch_embed.proj.weight, [width, channels, patch, patch]. */
  weight: tf.Tensor4D;
  /** [width] */
  bias: tf.Tensor1D;
  /** cls_token, [1, 1, width] */
  classToken: tf.Tensor3D;
  /** pos_embed, [1, tokens, width], tokens = patches + 1 */
  positions: tf.Tensor3D;
}

/**
 * Projects patches, puts the class token before them and adds the positions.
 * @param patches [n·(tokens − 1), patch·patch·channels] from `extractPatches`
 * @returns [n·tokens, width]; differentiable with respect to the four parameters, not the pixels
 * @throws RangeError when the shapes do not fit
 */
export function embedPatches(patches: tf.Tensor2D, { weight, bias, classToken, positions }: PatchEmbedding): tf.Tensor2D {
  const [, channels, patch] = weight.shape;
  const tokens = positions.shape[1];
  if (patches.shape[1] !== patch * patch * channels)
    throw new RangeError(`A weight ${weight.shape} needs patches of ${patch * patch * channels} values, not ${patches.shape[1]}`);
  if (patches.shape[0] % (tokens - 1) !== 0)
    throw new RangeError(`Images of ${tokens - 1} patches do not divide ${patches.shape[0]} patches`);
  return runOperation('EmbedPatches', { patches, weight, bias, classToken, positions });
}
