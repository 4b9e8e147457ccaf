/** WGSL of GELU and its gradient. */
import type * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Inputs } from '../operation';
import { runShader } from '../runtime';

/**
 * Φ(x) through erf as Abramowitz & Stegun 7.1.26 have it, error below 8e-8, with the factor exp(−x²/2) that the density needs too.
 * For x < 0 the tail is taken as it is: 1 − (1 − tail) would lose it.
 */
const normal = `
fn tail(x : f32, gauss : f32) -> f32 {
  let t = 1.0 / (1.0 + 0.3275911 * 0.70710678 * abs(x));
  return 0.5 * t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * gauss;
}
fn cdf(x : f32, gauss : f32) -> f32 {
  let outside = tail(x, gauss);
  return select(1.0 - outside, outside, x < 0.0);
}`;

const forward = `${normal}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let value = x[index];
  result[index] = value * cdf(value, exp(-0.5 * value * value));
}`;

const backward = `${normal}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  let value = x[index];
  let gauss = exp(-0.5 * value * value);
  result[index] = dy[index] * (cdf(value, gauss) + value * gauss * 0.39894228);
}`;

function run(backend: WebGPUBackend, key: string, code: string, inputs: Record<string, tf.Tensor>): tf.TensorInfo {
  const { shape, size } = inputs.x!;
  const uniforms = [{ name: 'count', type: 'i32' as const, value: size }];
  return runShader(
    backend,
    { key, inputs: Object.keys(inputs), outputShape: shape, invocations: size, uniforms, code },
    Object.values(inputs),
  );
}

/** [x·Φ(x)]: on a GPU Φ costs less to compute again than to keep. */
export const geluWebgpu = (backend: WebGPUBackend, { x }: Inputs) => [run(backend, 'negativeSpaceGelu', forward, { x: x! })];

export const geluGradWebgpu = (backend: WebGPUBackend, { x, dy }: Inputs) =>
  run(backend, 'negativeSpaceGeluGrad', backward, { x: x!, dy: dy! });
