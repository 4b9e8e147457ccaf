/**
 * Linear layer with PyTorch's layout of weights: y = x·Wᵀ + b, optionally with a residual added.
 */
import * as tf from '@tensorflow/tfjs';
import { onTensors, registerOperation, runOperation, runOperationMulti } from '../runtime';
import { linearGradHost, linearHost } from './host';
import { linearGradWebgpu, linearWebgpu } from './webgpu';

registerOperation('Linear', {
  host: onTensors(linearHost),
  webgpu: linearWebgpu,
  gradient: {
    inputs: ['x', 'weight'],
    of([dy], [x, weight]) {
      const [dWeight, dBias, dx] = runOperationMulti('LinearGrad', { x: x!, weight: weight!, dy: dy! }, { inputGradient: true });
      // The tape disposes of a gradient once it has been added to another: dy itself must stay.
      return { x: () => dx!, weight: () => dWeight!, bias: () => dBias!, residual: () => tf.clone(dy!) };
    },
  },
});
registerOperation('LinearGrad', { host: onTensors(linearGradHost), webgpu: linearGradWebgpu });

function check(x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D, residual?: tf.Tensor2D): void {
  const [outputs, inputs] = weight.shape;
  if (x.shape[1] !== inputs) throw new RangeError(`A weight ${weight.shape} needs rows of ${inputs} inputs, not ${x.shape[1]}`);
  if (bias.shape[0] !== outputs) throw new RangeError(`A weight ${weight.shape} needs a bias of ${outputs}, not ${bias.shape[0]}`);
  if (residual && (residual.shape[0] !== x.shape[0] || residual.shape[1] !== outputs))
    throw new RangeError(`A residual of ${residual.shape} does not fit the output ${x.shape[0]},${outputs}`);
}

/**
 * y = x·Wᵀ + b, plus `residual` where one is given.
 * @param x [rows, inputs]
 * @param weight W [outputs, inputs]
 * @param bias b [outputs]
 * @param residual [rows, outputs]
 * @returns [rows, outputs]; differentiable with respect to all of them
 * @throws RangeError when the shapes do not fit
 */
export function linear(x: tf.Tensor2D, weight: tf.Tensor2D, bias: tf.Tensor1D, residual?: tf.Tensor2D): tf.Tensor2D {
  check(x, weight, bias, residual);
  return runOperation('Linear', { x, weight, bias, ...(residual ? { residual } : {}) });
}
