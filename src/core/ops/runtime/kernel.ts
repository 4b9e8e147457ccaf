/** Calling registered kernels with types. */
import * as tf from '@tensorflow/tfjs';

type Attributes = Record<string, number | boolean | string>;

/** Registers a kernel, in place of an older one of that name: under hot reload a module runs twice, and the newer code counts. */
export function registerKernel(config: tf.KernelConfig): void {
  if (tf.getKernel(config.kernelName, config.backendName)) tf.unregisterKernel(config.kernelName, config.backendName);
  tf.registerKernel(config);
}

/** Runs a kernel with one output on the current backend, recording it for differentiation. */
export function runKernel<T extends tf.Tensor>(name: string, inputs: Record<string, tf.Tensor>, attributes: Attributes = {}): T {
  return tf.engine().runKernel(name, inputs, attributes) as T;
}

/** As `runKernel`, for a kernel with several outputs. */
export function runKernelForAll(name: string, inputs: Record<string, tf.Tensor>, attributes: Attributes = {}): tf.Tensor[] {
  return tf.engine().runKernel(name, inputs, attributes) as unknown as tf.Tensor[];
}

/**
 * Registers the gradient of a kernel. `gradient` gets the upstream gradients (one per output), the saved tensors in the order
 * inputs, then outputs, and the attributes; it returns a thunk per input.
 */
export function registerKernelGradient<A extends object>(
  kernelName: string,
  save: { inputs: string[]; outputs?: boolean[] },
  gradient: (upstream: tf.Tensor[], saved: tf.Tensor[], attributes: A) => Record<string, () => tf.Tensor>,
): void {
  tf.registerGradient({
    kernelName,
    inputsToSave: save.inputs,
    ...(save.outputs ? { outputsToSave: save.outputs } : {}),
    gradFunc: (upstream, saved, attributes) => gradient(Array.isArray(upstream) ? upstream : [upstream], saved, attributes as unknown as A),
  });
}
