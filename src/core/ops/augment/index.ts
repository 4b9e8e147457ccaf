/**
 * uint8 pixels → model input: crop, resize, flip and normalise in one operation. Crops and flips are drawn by the sampler, so
 * all runs of an experiment see the same ones. Resampling is Pillow's antialiased bicubic (see `taps.ts`); results are clamped to
 * [0, 255] but, unlike an image file's, not rounded. Normalisation is (x/255 − mean)/std, mean and std 0.5 unless told.
 */
import * as tf from '@tensorflow/tfjs';
import { TIMM_VIT } from '../../data/normalisation';
import type { ChannelStatistics } from '../../ingest/duplicates/statistics';
import { registerOperation, runOperation, runShader } from '../runtime';
import { resample } from './host';
import { tapTable } from './taps';
import { checkImages, type ImageBatch } from './images';
import { augmentProgram, type AugmentAttributes } from './kernel';

export { checkImages, type ImageBatch };

const AUGMENT = 'Augment';

/**
 * Model input [n, image, image, 3]; not differentiable. Without crops the whole image is resized.
 * @param normalisation mean and std of each channel, 0 … 1; by default the input lies in [−1, 1]
 * Throws RangeError when pixels, crops or flips do not have the length that n and size say, or a crop is empty.
 */
export function augment(batch: ImageBatch, image: number, normalisation: ChannelStatistics = TIMM_VIT): tf.Tensor4D {
  checkImages(batch, image);
  const { pixels, n, size } = batch;
  const table = tapTable(batch, image);
  if (tf.getBackend() !== 'webgpu') return tf.tensor4d(resample(pixels, n, size, image, table, normalisation), [n, image, image, 3]);
  const attributes: AugmentAttributes = { n, size, side: image, taps: table.taps, ownTables: table.images > 1 };
  const told = { ...attributes, normalisation: JSON.stringify(normalisation) };
  return tf.tidy(() => runOperation(AUGMENT, { pixels: words(pixels), table: tf.tensor1d(table.values) }, told));
}

/** The bytes as int32 words, little-endian as every WebGPU device has them: the same memory where its place and length allow. */
function words(pixels: Uint8Array): tf.Tensor1D {
  const { buffer, byteOffset, length } = pixels;
  if (byteOffset % 4 === 0 && length % 4 === 0) return tf.tensor1d(new Int32Array(buffer, byteOffset, length / 4), 'int32');
  const packed = new Int32Array(Math.ceil(length / 4));
  new Uint8Array(packed.buffer).set(pixels);
  return tf.tensor1d(packed, 'int32');
}

type KernelAttributes = AugmentAttributes & { normalisation: string };

registerOperation<KernelAttributes>(AUGMENT, {
  webgpu: ({ pixels, table }, { normalisation, ...attributes }) =>
    runShader(augmentProgram(attributes, JSON.parse(normalisation) as ChannelStatistics), [pixels!, table!]),
});
