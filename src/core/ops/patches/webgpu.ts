/** Dispatch of the token sequence's programs as operations of tfjs; the projection is the linear layer's product. */
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { linearWebgpu, weightGradientWebgpu } from '../linear/webgpu';
import type { Attributes, Inputs } from '../operation';
import { runShader } from '../runtime';
import { sumBlocks } from '../sumBlocks';
import { fromPixelOrder, toPixelOrder } from './pixelOrder';
import { patchRowsProgram, sequenceProgram } from './programs';

/** As `embedPatchesReference`: three dispatches. */
export function embedPatchesWebgpu(backend: WebGPUBackend, { patches, weight, bias, classToken, positions }: Inputs): tf.TensorInfo {
  const [, tokens, width] = positions!.shape as [number, number, number];
  const images = patches!.shape[0]! / (tokens - 1);
  const ordered = tf.tidy(() => toPixelOrder(weight!));
  const projected = linearWebgpu(backend, { x: patches!, weight: ordered, bias: bias! });
  ordered.dispose();
  const sequence = runShader(backend, sequenceProgram({ images, tokens, width }), [projected, classToken!, positions!]);
  backend.disposeData(projected.dataId);
  return sequence;
}

/** As `embedPatchesGradReference`: seven dispatches. */
export function embedPatchesGradWebgpu(backend: WebGPUBackend, { patches, dy }: Inputs, attributes: Attributes): tf.TensorInfo[] {
  const [patch, tokens] = [attributes.patch as number, attributes.tokens as number];
  const [rows, width] = dy!.shape as [number, number];
  const images = rows / tokens;
  const channels = patches!.shape[1]! / patch ** 2;
  const dProjected = runShader(backend, patchRowsProgram({ images, tokens, width }), [dy!]);
  const [dOrdered, dBias] = weightGradientWebgpu(backend, patches!, dProjected);
  backend.disposeData(dProjected.dataId);
  const ordered = tf.engine().makeTensorFromTensorInfo(dOrdered) as tf.Tensor2D;
  const dWeight = tf.tidy(() => fromPixelOrder(ordered, [width, channels, patch, patch]));
  ordered.dispose();
  // Every image's rows are a block of their own here.
  const overImages = (shape: number[]) => sumBlocks(backend, dy!, { shape, blocks: images, offset: 0, stride: tokens * width });
  return [dWeight, dBias, overImages([1, 1, width]), overImages([1, tokens, width])];
}
