/** Dispatch of GELU and its gradient where they stand alone; after a linear layer they are its epilogue. */
import type * as tf from '@tensorflow/tfjs';
import type { Inputs } from '../runtime';
import { integers, runShader } from '../runtime';
import { normalDistribution } from './wgsl';

const forward = `${normalDistribution('f32')}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  result[index] = geluOf(x[index], density(x[index]));
}`;

const backward = `${normalDistribution('f32')}
fn main(index : i32) {
  if (index >= uniforms.count) { return; }
  result[index] = dy[index] * geluSlope(x[index], density(x[index]));
}`;

function run(key: string, code: string, inputs: Record<string, tf.Tensor>): tf.TensorInfo {
  const { shape, size } = inputs.x!;
  return runShader(
    { key, inputs: Object.keys(inputs), outputShape: shape, invocations: size, uniforms: integers({ count: size }), code },
    Object.values(inputs),
  );
}

/** [x·Φ(x)]: on a GPU Φ costs less to compute again than to keep. */
export const geluWebgpu = ({ x }: Inputs) => [run('negativeSpaceGelu', forward, { x: x! })];

export const geluGradWebgpu = ({ x, dy }: Inputs) => run('negativeSpaceGeluGrad', backward, { x: x!, dy: dy! });
