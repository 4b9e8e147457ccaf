/** Dispatch of layer normalisation's programs as operations of tfjs. */
import type * as tf from '@tensorflow/tfjs';
import type { Attributes, Inputs } from '../runtime';
import { disposeInfo, runShader } from '../runtime';
import { align } from '../runtime/plan';
import { variantForTfjs } from '../runtime/variant';
import { sumBlocks } from '../sumBlocks';
import { layerNormProgram, momentsProgram, normInputGradientProgram, normParameterGradientProgram, type NormShape } from './kernel';

/** Rows summed by one invocation of the gradient with respect to γ and β. */
const BLOCK_ROWS = 64;

const shapeOf = (x: tf.Tensor, { epsilon }: Attributes): NormShape => ({
  rows: x.shape[0]!,
  width: x.shape[1]!,
  epsilon: epsilon as number,
});

/** γ·x̂ + β, one dispatch. */
export function layerNormWebgpu({ x, weight, bias }: Inputs, attributes: Attributes): tf.TensorInfo {
  return runShader(layerNormProgram(shapeOf(x!, attributes), variantForTfjs()), [x!, weight!, bias!]);
}

/** [dx, dγ, dβ], five dispatches: moments, dx, block sums, and one sum for each parameter. */
export function layerNormGradWebgpu({ x, weight, dy }: Inputs, attributes: Attributes): tf.TensorInfo[] {
  const shape = shapeOf(x!, attributes);
  const { rows, width } = shape;
  const moments = runShader(momentsProgram(shape, variantForTfjs()), [x!]);
  const dx = runShader(normInputGradientProgram(shape, false, variantForTfjs()), [x!, weight!, dy!, moments]);
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const stride = align(width);
  const places = { blocks, weightAt: 0, weightStride: 2 * stride, biasAt: stride, biasStride: 2 * stride };
  const partial = runShader(normParameterGradientProgram(shape, places, 2 * blocks * stride), [x!, dy!, moments]);
  const sum = (offset: number) => sumBlocks(partial, { shape: [width], blocks, offset, stride: 2 * stride });
  const gradients = [dx, sum(0), sum(stride)];
  disposeInfo(moments);
  disposeInfo(partial);
  return gradients;
}
