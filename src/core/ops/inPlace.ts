/** Programs that write into a tensor that exists already: optimiser state, partial sums of a reduction. */
import type * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { ShaderProgram } from './runtime';

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
  const workgroup = program.workgroup ?? 64;
  const webgpuProgram: WebGPUProgram = {
    variableNames: program.inputs,
    variableComponents: program.components ?? program.inputs.map(() => 1),
    outputComponent: 1,
    outputShape: output.shape,
    shaderKey: program.key,
    workgroupSize: [workgroup, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(program.invocations / workgroup), 1, 1],
    uniforms: program.uniforms.map(({ name, type }) => `${name} : ${type}, `).join(''),
    getUserCode: () => program.code,
  };
  const uniforms = program.uniforms.map(({ type, value }) => ({ type: type === 'f32' ? 'float32' : 'int32', data: [value] }));
  backend.runWebGPUProgram(webgpuProgram, inputs, 'float32', uniforms, output);
}
