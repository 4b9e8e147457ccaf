/** Dispatch of the token sequence's programs as operations of tfjs; the projection is the linear layer's product. */
import * as tf from '@tensorflow/tfjs';
import { linearWebgpu, weightGradientWebgpu } from '../linear/webgpu';
import type { Attributes, Inputs } from '../runtime';
import { disposeInfo, runShader } from '../runtime';
import { sumBlocks } from '../sumBlocks';
import { fromPixelOrder, toPixelOrder } from './pixelOrder';
import { patchRowsProgram, sequenceProgram } from './kernel';

/** As `embedPatchesHost`: three dispatches. */
export function embedPatchesWebgpu({ patches, weight, bias, classToken, positions }: Inputs): tf.TensorInfo {
  const [, tokens, width] = positions!.shape as [number, number, number];
  const images = patches!.shape[0]! / (tokens - 1);
  const ordered = tf.tidy(() => toPixelOrder(weight!));
  const projected = linearWebgpu({ x: patches!, weight: ordered, bias: bias! });
  ordered.dispose();
  const sequence = runShader(sequenceProgram({ images, tokens, width }), [projected, classToken!, positions!]);
  disposeInfo(projected);
  return sequence;
}

/** As `embedPatchesGradHost`: seven dispatches. */
export function embedPatchesGradWebgpu({ patches, dy }: Inputs, attributes: Attributes): tf.TensorInfo[] {
  const [patch, tokens] = [attributes.patch as number, attributes.tokens as number];
  const [rows, width] = dy!.shape as [number, number];
  const images = rows / tokens;
  const channels = patches!.shape[1]! / patch ** 2;
  const dProjected = runShader(patchRowsProgram({ images, tokens, width }), [dy!]);
  const [dOrdered, dBias] = weightGradientWebgpu(patches!, dProjected);
  disposeInfo(dProjected);
  const ordered = tf.engine().makeTensorFromTensorInfo(dOrdered) as tf.Tensor2D;
  const dWeight = tf.tidy(() => fromPixelOrder(ordered, [width, channels, patch, patch]));
  ordered.dispose();
  // Every image's rows are a block of their own here.
  const overImages = (shape: number[]) => sumBlocks(dy!, { shape, blocks: images, offset: 0, stride: tokens * width });
  return [dWeight, dBias, overImages([1, 1, width]), overImages([1, tokens, width])];
}
