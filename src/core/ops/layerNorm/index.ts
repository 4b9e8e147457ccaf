/**
 * Layer normalisation over the last axis (Ba, Kiros & Hinton, arXiv 1607.06450, eq. 3–4), with the biased variance and
 * PyTorch's place of ε: y = γ·(x − mean)/√(variance + ε) + β.
 */
import type * as tf from '@tensorflow/tfjs';
import { onTensors, registerOperation, runOperation, runOperationMulti } from '../runtime';
import { layerNormGradHost, layerNormHost } from './host';
import { layerNormGradWebgpu, layerNormWebgpu } from './webgpu';

registerOperation('LayerNorm', {
  host: onTensors(layerNormHost),
  webgpu: layerNormWebgpu,
  gradient: {
    inputs: ['x', 'weight'],
    of([dy], [x, weight], attributes) {
      const [dx, dWeight, dBias] = runOperationMulti('LayerNormGrad', { x: x!, weight: weight!, dy: dy! }, attributes);
      return { x: () => dx!, weight: () => dWeight!, bias: () => dBias! };
    },
  },
});
registerOperation('LayerNormGrad', { host: onTensors(layerNormGradHost), webgpu: layerNormGradWebgpu });

/**
 * Normalises every row of x.
 * @param x [rows, width]
 * @param weight γ [width]
 * @param bias β [width]
 * @returns [rows, width]; differentiable with respect to all three
 * @throws RangeError when the shapes do not fit
 */
export function layerNorm(x: tf.Tensor2D, weight: tf.Tensor1D, bias: tf.Tensor1D, epsilon = 1e-6): tf.Tensor2D {
  const width = x.shape[1];
  if (weight.shape[0] !== width || bias.shape[0] !== width)
    throw new RangeError(`Layer norm of rows of ${width} needs weight and bias of that length, not ${weight.shape} and ${bias.shape}`);
  return runOperation('LayerNorm', { x, weight, bias }, { epsilon });
}
