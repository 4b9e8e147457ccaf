/**
 * The only file that knows tfjs's WebGPU backend. Above it there are devices (`GpuDevice`) and kernels of tfjs with programs of our
 * own. Rules of that backend (read in its source, 4.22):
 * - `main(index)` gets the flat invocation index; every binding, `uniforms` included, must be used or the bind group is invalid;
 * - values of the built-ins arrive through private variables, so WGSL counts them as non-uniform: no barrier may stand
 *   behind a branch on them (bounds taken from `uniforms` are uniform);
 * - whatever changes the source must change `key`, or another program's pipeline is taken from the cache.
 */
import * as tf from '@tensorflow/tfjs';
import { WebGPUBackend, type WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { GpuDevice } from './gpuDevice';
import type { ShaderProgram } from './program';

/** tfjs's backend on a device that was opened elsewhere, for `tf.registerBackend`. */
export const backendOn = (device: GPUDevice, info: GPUAdapterInfo): tf.KernelBackend => new WebGPUBackend(device, info);

function currentBackend(): WebGPUBackend {
  if (tf.getBackend() !== 'webgpu') throw new Error(`The current backend is ${tf.getBackend()}: open webgpu first.`);
  return tf.backend() as WebGPUBackend;
}

/** What of tfjs's pool of buffers is reached here beside its methods: buffers that are kept for reuse, by size and usage. */
interface FreeBuffers {
  freeBuffers: Map<string, GPUBuffer[]>;
  numFreeBuffers: number;
  numBytesAllocated: number;
}

const devices = new WeakMap<WebGPUBackend, GpuDevice>();

function deviceOf(backend: WebGPUBackend): GpuDevice {
  const { device, queue } = backend;
  return {
    device,
    queue,
    groupsOfRow: device.limits.maxComputeWorkgroupsPerDimension,
    largestBinding: Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize),
    acquire: (bytes, usage) => backend.bufferManager.acquireBuffer(bytes, usage),
    release: (buffer) => backend.bufferManager.releaseBuffer(buffer, false),
    allocatedBytes: () => backend.memory().numBytesAllocatedInGPU,
    trim() {
      // Freed tensors wait for the commands that use them, which tfjs collects.
      backend.ensureCommandEncoderReady();
      backend.submitQueue();
      const pool = backend.bufferManager as unknown as FreeBuffers;
      for (const buffers of pool.freeBuffers.values())
        for (const buffer of buffers.splice(0)) {
          pool.numFreeBuffers--;
          pool.numBytesAllocated -= buffer.size;
          buffer.destroy();
        }
    },
  };
}

/** The device of the current backend. @throws Error when that is not webgpu */
export function gpuDevice(): GpuDevice {
  const backend = currentBackend();
  let device = devices.get(backend);
  if (!device) devices.set(backend, (device = deviceOf(backend)));
  return device;
}

/** The program as tfjs takes it, with the values of its uniforms. */
function forTfjs(program: Omit<ShaderProgram, 'outputShape'>, outputShape: number[]) {
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
export function runShader(program: ShaderProgram, inputs: tf.TensorInfo[]): tf.TensorInfo {
  const { webgpuProgram, uniforms } = forTfjs(program, program.outputShape);
  return currentBackend().runWebGPUProgram(webgpuProgram, inputs, 'float32', uniforms);
}

/**
 * Dispatches `program` with `output` as its `result`, which the code may read as well. `inputs` must not share its buffer.
 * tfjs keeps what has been read back of a tensor: read a tensor that is written in place through a fresh copy only.
 */
export function runShaderInPlace(program: Omit<ShaderProgram, 'outputShape'>, inputs: tf.TensorInfo[], output: tf.TensorInfo): void {
  const { webgpuProgram, uniforms } = forTfjs(program, output.shape);
  currentBackend().runWebGPUProgram(webgpuProgram, inputs, 'float32', uniforms, output);
}

/** Gives up values that `runShader` returned and tfjs has made no tensor of. */
export function disposeInfo({ dataId }: tf.TensorInfo): void {
  currentBackend().disposeData(dataId);
}
