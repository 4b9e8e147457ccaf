/** The page in which contenders run: one contender a call, on a device of its own. */
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { describeAdapter } from '../../src/core/backend/adapter';
import { closeBackend } from '../../src/core/backend/device';
import { defaultConfig, modelPresets, type ModelPreset } from '../../src/core/configuration/presets';
import { initialWeights } from '../../src/core/model/initialise';
import { setKernelVariant, type KernelVariant } from '../../src/core/ops/runtime/variant';
import { createRandom } from '../../src/core/random/random';
import type { Contender, Task } from './contenders/contender';
import { createOurs } from './contenders/ours';
import { createPlain } from './contenders/plain';
import { liveBytes, time, watchGpu, type Timing } from './measure';
import { productLimit } from './product';

export type ContenderName = 'ours' | 'plain' | 'jax';

export interface Request {
  contender: ContenderName;
  backend: 'webgpu' | 'wasm' | 'cpu';
  model: ModelPreset;
  batch: number;
  /** Steps before timing, whose losses are compared; then timed steps. */
  warmup: number;
  steps: number;
  variant?: KernelVariant;
}

export interface Outcome {
  adapter: string;
  /** Of the first step, ms: with all compilation. */
  firstStep: number;
  warmup: Timing;
  timing: Timing;
  /** Bytes of GPU buffers, or of the wasm heap. */
  bytes: number;
  errors: string[];
}

declare global {
  interface Window {
    bench(request: Request): Promise<Outcome>;
    productLimit(variant: KernelVariant): Promise<number>;
    /** Given by the driver: CPU seconds of the browser's GPU process so far. */
    cpuSeconds(): Promise<number>;
  }
}

watchGpu();

/** Images of which the two of a class differ by noise, so that there is something to learn. */
function taskOf(model: ModelPreset, n: number): Task {
  const shape = modelPresets[model];
  const random = createRandom('bench');
  const stride = shape.image ** 2 * 3;
  const pixels = new Uint8Array(n * stride);
  for (let i = 0; i < n; i++)
    for (let p = 0; p < stride; p++)
      pixels[i * stride + p] = i % 2 ? (pixels[(i - 1) * stride + p]! + random.int(60)) % 256 : random.int(256);
  const { head } = defaultConfig;
  // Slow enough for the first losses to show more than that everything has been learnt.
  const optimizer = { ...defaultConfig.optimizer, learningRate: 3e-5 };
  return { model: shape, weights: initialWeights(shape, 1), head, optimizer, pixels, n };
}

async function adapterName(): Promise<string> {
  const info = (await navigator.gpu?.requestAdapter())?.info;
  return info ? describeAdapter(info).name : 'none';
}

async function open(backend: string, errors: string[]): Promise<void> {
  setWasmPaths('/node_modules/@tensorflow/tfjs-backend-wasm/dist/');
  if (!(await tf.setBackend(backend))) throw new Error(`The backend ${backend} cannot be opened in this browser`);
  await tf.ready();
  if (backend !== 'webgpu') return;
  const { device } = tf.backend() as WebGPUBackend;
  device.addEventListener('uncapturederror', (event) => errors.push((event as GPUUncapturedErrorEvent).error.message));
}

const creators: Record<ContenderName, (task: Task) => Promise<Contender>> = {
  ours: createOurs,
  plain: createPlain,
  jax: async (task) => (await import('./contenders/jax')).createJax(task),
};

window.bench = async ({ contender, backend, model, batch, warmup, steps, variant }) => {
  const errors: string[] = [];
  const before = liveBytes();
  if (contender !== 'jax') await open(backend, errors);
  if (variant) setKernelVariant(variant);
  const task = taskOf(model, batch);
  const running = await creators[contender](task);
  const cpuSeconds = () => window.cpuSeconds();
  const first = await time(running.step, warmup, cpuSeconds);
  const timing = await time(running.step, steps, cpuSeconds);
  const wasm = backend === 'wasm' ? (tf.backend() as tf.KernelBackend & { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.byteLength : 0;
  const bytes = wasm || liveBytes() - before;
  running.dispose();
  if (contender !== 'jax') closeBackend();
  return {
    adapter: backend === 'webgpu' ? await adapterName() : backend,
    firstStep: first.steps[0] ?? NaN,
    warmup: first,
    timing,
    bytes,
    errors,
  };
};

window.productLimit = async (variant) => {
  await open('webgpu', []);
  setKernelVariant(variant);
  try {
    return await productLimit(tf.backend() as WebGPUBackend);
  } finally {
    closeBackend();
  }
};
