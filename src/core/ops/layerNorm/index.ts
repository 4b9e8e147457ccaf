/**
 * Layer normalisation over the last axis (Ba, Kiros & Hinton, arXiv 1607.06450, eq. 3–4), with the biased variance and
 * PyTorch's place of ε: y = γ·(x − mean)/√(variance + ε) + β.
 */
import type * as tf from '@tensorflow/tfjs';
import { differentiable, registerOperation, runOperation, runOperationMulti } from '../operation';
import { layerNormGradReference, layerNormReference } from './reference';
import { layerNormGradWebgpu, layerNormWebgpu } from './webgpu';

registerOperation('LayerNorm', { reference: layerNormReference, webgpu: layerNormWebgpu });
registerOperation('LayerNormGrad', { reference: layerNormGradReference, webgpu: layerNormGradWebgpu });

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
  return differentiable(
    ([x, weight, bias], save) => {
      save([x!, weight!]);
      return {
        value: runOperation('LayerNorm', { x: x!, weight: weight!, bias: bias! }, { epsilon }),
        gradient: (dy, [x, weight]) => runOperationMulti('LayerNormGrad', { x: x!, weight: weight!, dy }, { epsilon }),
      };
    },
    [x, weight, bias],
  ) as tf.Tensor2D;
}
