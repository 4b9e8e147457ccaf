/**
 * Running WGSL of one's own inside tfjs-backend-webgpu. Rules of that backend (read in its source, 4.22):
 * - `main(index)` gets the flat invocation index; every binding, `uniforms` included, must be used or the bind group is invalid;
 * - values of the built-ins arrive through private variables, so WGSL counts them as non-uniform: no barrier may stand
 *   behind a branch on them (bounds taken from `uniforms` are uniform);
 * - whatever changes the source must change `key`, or another program's pipeline is taken from the cache.
 *
 * The same programs run without tfjs as steps of a plan (`plan/`).
 */
import type * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import { registerKernel } from './kernel';

export interface UniformField {
  name: string;
  type: 'f32' | 'i32';
  value: number;
}

export interface ShaderProgram {
  /** Names the source: two programs with equal keys have equal code. */
  key: string;
  /** Bindings in order, as named in the code. */
  inputs: string[];
  /** Scalars per element of each input array (4 = array<vec4<f32>>); default 1. */
  components?: number[];
  outputShape: number[];
  /** Scalars per element of `result`; default 1. */
  outputComponents?: 1 | 4;
  /** Invocations to start: rounded up to whole workgroups, so the code must check its bounds. */
  invocations: number;
  /** Default 64. */
  workgroup?: number;
  /** Fields of the uniform struct, with their values, in order. */
  uniforms: UniformField[];
  /** true: the code uses subgroups, which plans can give it and tfjs cannot. */
  subgroups?: boolean;
  /** WGSL with `fn main(index : i32)`. */
  code: string;
}

/** Uniform fields of type i32. */
export const integers = (values: Record<string, number>): UniformField[] =>
  Object.entries(values).map(([name, value]) => ({ name, type: 'i32', value }));

/** The program as tfjs takes it, with the values of its uniforms. */
export function forTfjs(program: Omit<ShaderProgram, 'outputShape'>, outputShape: number[]) {
  if (program.subgroups) throw new Error(`${program.key} needs subgroups: only plans can run it`);
  const workgroup = program.workgroup ?? 64;
  const webgpuProgram: WebGPUProgram = {
    variableNames: program.inputs,
    variableComponents: program.components ?? program.inputs.map(() => 1),
    outputComponent: program.outputComponents ?? 1,
    outputShape,
    shaderKey: program.key,
    workgroupSize: [workgroup, 1, 1],
    dispatchLayout: { x: [0] },
    dispatch: [Math.ceil(program.invocations / workgroup), 1, 1],
    uniforms: program.uniforms.map(({ name, type }) => `${name} : ${type}, `).join(''),
    getUserCode: () => program.code,
  };
  const uniforms = program.uniforms.map(({ type, value }) => ({ type: type === 'f32' ? 'float32' : 'int32', data: [value] }));
  return { webgpuProgram, uniforms };
}

/** Dispatches one program; `inputs` in the order of `program.inputs`. */
export function runShader(backend: WebGPUBackend, program: ShaderProgram, inputs: tf.TensorInfo[]): tf.TensorInfo {
  const { webgpuProgram, uniforms } = forTfjs(program, program.outputShape);
  return backend.runWebGPUProgram(webgpuProgram, inputs, 'float32', uniforms);
}

/** Registers a kernel for the webgpu backend. */
export function registerWebgpuKernel<Attributes extends object>(
  kernelName: string,
  run: (inputs: Record<string, tf.TensorInfo>, attributes: Attributes, backend: WebGPUBackend) => tf.TensorInfo | tf.TensorInfo[],
): void {
  registerKernel({
    kernelName,
    backendName: 'webgpu',
    kernelFunc: ({ inputs, backend, attrs }) =>
      run(inputs as unknown as Record<string, tf.TensorInfo>, (attrs ?? {}) as Attributes, backend as WebGPUBackend),
  });
}
