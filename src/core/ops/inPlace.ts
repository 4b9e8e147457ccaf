/** Programs that write into a tensor that exists already. */
import type * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { forTfjs, type ShaderProgram } from './runtime';

/**
 * Dispatches `program` with `output` as its `result`, which the code may read as well. `inputs` must not share its buffer.
 * tfjs keeps what has been read back of a tensor: read a tensor that is written in place through a fresh copy only.
 */
export function runInPlace(
  backend: WebGPUBackend,
  program: Omit<ShaderProgram, 'outputShape'>,
  inputs: tf.TensorInfo[],
  output: tf.TensorInfo,
): void {
  const { webgpuProgram, uniforms } = forTfjs(program, output.shape);
  backend.runWebGPUProgram(webgpuProgram, inputs, 'float32', uniforms, output);
}
