/**
 * How an operation of ours becomes a kernel of tfjs: one name, one implementation per backend.
 *
 * The reference, written in plain tfjs, stands behind the name wherever nothing faster is registered; inside a kernel tfjs
 * records nothing on its tape, so a gradient is defined once, by `tf.customGrad`, in the operation's own `index.ts`.
 */
import * as tf from '@tensorflow/tfjs';

export type Attributes = Record<string, number | boolean>;
export type Inputs = Record<string, tf.Tensor>;

export interface Implementations {
  /** Plain tfjs, right on every backend; intermediate tensors are disposed of by the caller's tidy. */
  reference(inputs: Inputs, attributes: Attributes): tf.Tensor | tf.Tensor[];
  /** Where plain tfjs has a faster way on wasm. */
  wasm?(inputs: Inputs, attributes: Attributes): tf.Tensor | tf.Tensor[];
  /** WGSL. */
  webgpu?(inputs: Inputs, attributes: Attributes): tf.TensorInfo | tf.TensorInfo[];
}

const PREFIX = 'NegativeSpace';
const all = new Map<string, Implementations>();

/** Registers an operation under `name` for the backends cpu, wasm and webgpu. */
export function registerOperation(name: string, implementations: Implementations): void {
  all.set(name, implementations);
  const kernelName = PREFIX + name;
  const { reference, wasm, webgpu } = implementations;
  const plain =
    (run: Implementations['reference']): tf.KernelFunc =>
    ({ inputs, attrs }) =>
      // tidy keeps what is returned: here the outputs only.
      tf.tidy(() => run(inputs as Inputs, attrs as Attributes));
  const register = (backendName: string, kernelFunc: tf.KernelFunc) => {
    // Under hot reload a module runs twice; the newer code replaces the older.
    if (tf.getKernelsForBackend(backendName).some((kernel) => kernel.kernelName === kernelName))
      tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel({ kernelName, backendName, kernelFunc });
  };
  register('cpu', plain(reference));
  register('wasm', plain(wasm ?? reference));
  register('webgpu', webgpu ? ({ inputs, attrs }) => webgpu(inputs as Inputs, attrs as Attributes) : plain(reference));
}

/** Runs an operation on the current backend. Not differentiable by itself. */
export function runOperation(name: string, inputs: Inputs, attributes: Attributes = {}): tf.Tensor {
  return tf.engine().runKernel(PREFIX + name, inputs, attributes) as tf.Tensor;
}

/** As `runOperation`, for operations with several outputs. */
export function runOperationMulti(name: string, inputs: Inputs, attributes: Attributes = {}): tf.Tensor[] {
  return tf.engine().runKernel(PREFIX + name, inputs, attributes) as tf.Tensor[];
}

/** The plain-tfjs reference of an operation on the current backend: what the parity tests compare with. */
export function runReference(name: string, inputs: Inputs, attributes: Attributes = {}): tf.Tensor | tf.Tensor[] {
  const implementations = all.get(name);
  if (!implementations) throw new Error(`No operation is registered under the name ${name}`);
  return tf.tidy(() => implementations.reference(inputs, attributes));
}

/** Tensors that a forward kernel kept for its gradient (outputs behind the first), as inputs kept0, kept1, … of the gradient's kernel. */
export function named(kept: tf.Tensor[]): Inputs {
  return Object.fromEntries(kept.map((tensor, i) => [`kept${i}`, tensor]));
}

type Gradient = (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];

/**
 * A differentiable function of several tensors: `f` gets the inputs and a function that keeps tensors for the gradient,
 * and returns the value and the gradient with respect to every input, in order.
 */
export function differentiable(
  f: (inputs: tf.Tensor[], save: (tensors: tf.Tensor[]) => void) => { value: tf.Tensor; gradient: Gradient },
  inputs: tf.Tensor[],
): tf.Tensor {
  return tf.customGrad((...all) => {
    const save = all[all.length - 1] as tf.GradSaveFunc;
    const { value, gradient } = f(all.slice(0, -1) as tf.Tensor[], save);
    return { value, gradFunc: gradient };
  })(...inputs);
}
