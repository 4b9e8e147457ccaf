/** WGSL of AdamW over all parameters of a model at once. */
import type { PlanProgram } from '../runtime/plan';
import { integers } from '../runtime/program';
import { corrections, type AdamWStep } from './host';

type Constants = Pick<AdamWStep, 'weightDecay' | 'beta1' | 'beta2' | 'epsilon'>;

/** The uniforms that change from step to step. */
export type AdamWRates = Record<'keep' | 'rate' | 'inverseRoot', number>;

export function adamWRates(step: Constants & Pick<AdamWStep, 'learningRate' | 'step'>): AdamWRates {
  return { keep: 1 - step.learningRate * step.weightDecay, ...corrections({ ...step, gradientScale: 1 }) };
}

/** One step in place: `result` holds the weights, `first` and `second` the moments; from [gradient, clip]. All of `size`. */
export function adamWProgram(size: number, { beta1, beta2, epsilon }: Constants): PlanProgram {
  const floats = Object.entries({ beta1, beta2, gain1: 1 - beta1, gain2: 1 - beta2, epsilon, keep: 1, rate: 0, inverseRoot: 1 });
  return {
    key: 'negativeSpaceAdamW',
    // clip[0] is the clip coefficient, still on the device.
    inputs: ['gradient', 'clip'],
    writes: ['first', 'second'],
    invocations: size,
    // 1 − β of float32 β₂ would be 5e-5 off: the gains come as numbers of their own.
    uniforms: [...integers({ count: size }), ...floats.map(([name, value]) => ({ name, type: 'f32' as const, value }))],
    code: `
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let g = gradient[index] * clip[0];
  let m = uniforms.beta1 * first[index] + uniforms.gain1 * g;
  let v = uniforms.beta2 * second[index] + uniforms.gain2 * g * g;
  first[index] = m;
  second[index] = v;
  result[index] = result[index] * uniforms.keep - uniforms.rate * m / (sqrt(v) * uniforms.inverseRoot + uniforms.epsilon);
}`,
  };
}
