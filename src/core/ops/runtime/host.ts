/**
 * Registering an operation on the backends whose memory JavaScript can reach (wasm and cpu): plain loops over typed arrays,
 * with sums in float64. One call instead of tens of small tensor operations, and the yardstick for the WGSL kernels.
 */
import type * as tf from '@tensorflow/tfjs';
import { registerKernel } from './kernel';

export interface HostArray {
  values: Float32Array;
  shape: number[];
}

/** Computes the outputs of a kernel from its inputs (by name) and attributes. */
export type HostKernel<Attributes> = (inputs: Record<string, HostArray>, attributes: Attributes) => HostArray | HostArray[];

/** The part of tfjs' cpu and wasm backends that is needed: both keep their data where it can be read at once. */
interface HostBackend {
  readSync(dataId: object): Float32Array;
  write(values: Float32Array, shape: number[], dtype: 'float32'): object;
}

/** Registers `compute` under `kernelName` for wasm and cpu. Inputs must be float32. */
export function registerHostKernel<Attributes extends object>(kernelName: string, compute: HostKernel<Attributes>): void {
  for (const backendName of ['wasm', 'cpu'])
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, backend, attrs }) => {
        const host = backend as HostBackend;
        const arrays: Record<string, HostArray> = {};
        for (const [name, info] of Object.entries(inputs)) {
          // An input may be one tensor or a list; the operations of this project take single tensors.
          const tensor = info as unknown as tf.TensorInfo;
          if (tensor.dtype !== 'float32') throw new TypeError(`${kernelName} takes float32 tensors; ${name} is ${tensor.dtype}.`);
          arrays[name] = { values: host.readSync(tensor.dataId), shape: tensor.shape };
        }
        const outputs = compute(arrays, (attrs ?? {}) as Attributes);
        const write = ({ values, shape }: HostArray): tf.TensorInfo => ({
          dataId: host.write(values, shape, 'float32') as tf.TensorInfo['dataId'],
          shape,
          dtype: 'float32',
        });
        return Array.isArray(outputs) ? outputs.map(write) : write(outputs);
      },
    });
}
