/**
 * How an operation of ours becomes a kernel of tfjs: one name, one implementation for wasm and cpu, one for webgpu, one gradient.
 * Inside a kernel tfjs records nothing on its tape.
 */
import * as tf from '@tensorflow/tfjs';

export type Inputs = Record<string, tf.Tensor>;
export type Attributes = Record<string, number | boolean | string>;

export interface HostArray {
  values: Float32Array;
  shape: number[];
}

/** An implementation for backends whose memory is JavaScript's. */
export type HostImplementation<A> = (inputs: Inputs, attributes: A, backend: unknown) => tf.TensorInfo | tf.TensorInfo[];

/** Made of tfjs's operations; what they leave between is disposed of. */
export function onTensors<A>(run: (inputs: Inputs, attributes: A) => tf.Tensor | tf.Tensor[]): HostImplementation<A> {
  // tidy keeps what is returned: here the outputs only.
  return (inputs, attributes) => tf.tidy(() => run(inputs, attributes));
}

/** The part of tfjs's cpu and wasm backends that is needed: both keep their data where it can be read at once. */
interface HostBackend {
  readSync(dataId: object): Float32Array;
  write(values: Float32Array, shape: number[], dtype: 'float32'): object;
}

/**
 * Plain loops over typed arrays, with sums in float64: one call instead of tens of small tensor operations.
 * Throws TypeError for inputs that are not float32.
 */
export function onArrays<A>(compute: (inputs: Record<string, HostArray>, attributes: A) => HostArray | HostArray[]): HostImplementation<A> {
  return (inputs, attributes, backend) => {
    const host = backend as HostBackend;
    const arrays: Record<string, HostArray> = {};
    for (const [name, { dtype, dataId, shape }] of Object.entries(inputs)) {
      if (dtype !== 'float32') throw new TypeError(`This operation takes float32 tensors; ${name} is ${dtype}.`);
      arrays[name] = { values: host.readSync(dataId), shape };
    }
    const write = ({ values, shape }: HostArray): tf.TensorInfo => ({
      dataId: host.write(values, shape, 'float32') as tf.TensorInfo['dataId'],
      shape,
      dtype: 'float32',
    });
    const outputs = compute(arrays, attributes);
    return Array.isArray(outputs) ? outputs.map(write) : write(outputs);
  };
}

export interface Gradient<A> {
  /** Names of inputs, and which of the outputs, are kept for it: none unless said. */
  inputs: readonly string[];
  outputs?: readonly boolean[];
  /**
   * Gets the gradients of the outputs, what was kept in the order inputs, then outputs, and the attributes; returns a function for
   * every input.
   */
  of(upstream: tf.Tensor[], kept: tf.Tensor[], attributes: A): Record<string, () => tf.Tensor>;
}

export interface Operation<A> {
  /** What wasm and cpu run. Absent for an operation that is called on webgpu alone. */
  host?: HostImplementation<A>;
  /** Dispatches programs (`kernel.ts`). */
  webgpu(inputs: Inputs, attributes: A): tf.TensorInfo | tf.TensorInfo[];
  /** Absent for an operation without one. */
  gradient?: Gradient<A>;
}

const PREFIX = 'NegativeSpace';

/** Registers a kernel, in place of an older one of that name: under hot reload a module runs twice, and the newer code counts. */
function register(config: tf.KernelConfig): void {
  if (tf.getKernel(config.kernelName, config.backendName)) tf.unregisterKernel(config.kernelName, config.backendName);
  tf.registerKernel(config);
}

/** Registers an operation under `name` for the backends cpu, wasm and webgpu. */
export function registerOperation<A extends object = Attributes>(name: string, { host, webgpu, gradient }: Operation<A>): void {
  const kernelName = PREFIX + name;
  const inputsOf = (inputs: tf.NamedTensorInfoMap) => inputs as unknown as Inputs;
  const attributesOf = (attributes: object | undefined) => (attributes ?? {}) as A;
  if (host)
    for (const backendName of ['cpu', 'wasm'])
      register({
        kernelName,
        backendName,
        kernelFunc: ({ inputs, attrs, backend }) => host(inputsOf(inputs), attributesOf(attrs), backend),
      });
  register({ kernelName, backendName: 'webgpu', kernelFunc: ({ inputs, attrs }) => webgpu(inputsOf(inputs), attributesOf(attrs)) });
  if (!gradient) return;
  tf.registerGradient({
    kernelName,
    inputsToSave: [...gradient.inputs],
    ...(gradient.outputs ? { outputsToSave: [...gradient.outputs] } : {}),
    gradFunc: (upstream, kept, attributes) =>
      gradient.of(Array.isArray(upstream) ? upstream : [upstream], kept, attributesOf(attributes as unknown as object)),
  });
}

/** Runs an operation with one output on the current backend, recording it for differentiation. */
export function runOperation<T extends tf.Tensor>(name: string, inputs: Inputs, attributes: Attributes = {}): T {
  return tf.engine().runKernel(PREFIX + name, inputs, attributes) as T;
}

/** As `runOperation`, for operations with several outputs. */
export function runOperationMulti(name: string, inputs: Inputs, attributes: Attributes = {}): tf.Tensor[] {
  const outputs = tf.engine().runKernel(PREFIX + name, inputs, attributes) as tf.Tensor | tf.Tensor[];
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** The first output of an operation; the others, kept for its gradient alone, are given up (the tape has clones). */
export function runOperationFirst<T extends tf.Tensor>(name: string, inputs: Inputs, attributes: Attributes = {}): T {
  const [value, ...kept] = runOperationMulti(name, inputs, attributes);
  tf.dispose(kept);
  return value as T;
}

/** Tensors that an operation kept for its gradient (outputs behind the first), as inputs kept0, kept1, … of the gradient's operation. */
export function named(kept: tf.Tensor[]): Inputs {
  return Object.fromEntries(kept.map((tensor, i) => [`kept${i}`, tensor]));
}
