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
import { tapTable, type CropRequest } from './taps';
import { augmentProgram, type AugmentAttributes } from './kernel';

export interface ImageBatch extends CropRequest {
  /** [n, size, size, 3]. */
  pixels: Uint8Array;
}

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

/** Throws RangeError when pixels, crops or flips do not have the length that n and size say. */
export function checkImages({ pixels, n, size, crops, flips }: ImageBatch, image: number): void {
  if (!Number.isInteger(image) || image < 1) throw new RangeError(`The image side must be a whole number of pixels, not ${image}.`);
  expectLength('pixels', pixels.length, n * size * size * 3, `${n} images of ${size} × ${size} × 3`);
  if (crops) expectLength('crops', crops.length, 4 * n, `${n} boxes`);
  if (flips) expectLength('flips', flips.length, n, `${n} images`);
}

function expectLength(what: string, length: number, expected: number, meaning: string): void {
  if (length !== expected) throw new RangeError(`${what} has ${length} values; ${meaning} need ${expected}.`);
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
