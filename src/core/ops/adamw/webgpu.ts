/** WGSL of AdamW: weights and both moments of one parameter lie in one buffer, because a program writes to one buffer only. */
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { runInPlace } from '../inPlace';
import { corrections, type AdamWStep } from './update';

const code = `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let first = uniforms.count + index;
  let second = 2 * uniforms.count + index;
  let g = gradient[index] * scale[0];
  let m = uniforms.beta1 * result[first] + uniforms.gain1 * g;
  let v = uniforms.beta2 * result[second] + uniforms.gain2 * g * g;
  result[first] = m;
  result[second] = v;
  result[index] = result[index] * uniforms.keep - uniforms.rate * m / (sqrt(v) * uniforms.inverseRoot + uniforms.epsilon);
}`;

/**
 * One step of AdamW in place, one dispatch.
 * @param state [3, size]: weights, first and second moment
 * @param gradient of the parameter, any shape of `size` elements
 * @param scale [1], the clip coefficient, still on the device
 */
export function adamWWebgpu(state: tf.Tensor, gradient: tf.Tensor, scale: tf.Tensor, step: Omit<AdamWStep, 'gradientScale'>): void {
  const { rate, inverseRoot } = corrections({ ...step, gradientScale: 1 });
  runInPlace(
    tf.backend() as WebGPUBackend,
    {
      key: 'negativeSpaceAdamW',
      inputs: ['gradient', 'scale'],
      invocations: gradient.size,
      uniforms: [
        { name: 'count', type: 'i32', value: gradient.size },
        { name: 'beta1', type: 'f32', value: step.beta1 },
        { name: 'beta2', type: 'f32', value: step.beta2 },
        // 1 − β of float32 β₂ would be 5e-5 off.
        { name: 'gain1', type: 'f32', value: 1 - step.beta1 },
        { name: 'gain2', type: 'f32', value: 1 - step.beta2 },
        { name: 'keep', type: 'f32', value: 1 - step.learningRate * step.weightDecay },
        { name: 'rate', type: 'f32', value: rate },
        { name: 'inverseRoot', type: 'f32', value: inverseRoot },
        { name: 'epsilon', type: 'f32', value: step.epsilon },
      ],
      code,
    },
    [gradient, scale],
    state,
  );
}
