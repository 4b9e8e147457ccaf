/**
 * Running a test file on one tfjs backend, for real: a suite that asked for WebGPU and did not get it fails.
 */
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { smallestSubgroup } from '../../backend/webgpuDevice';
import { gpuDevice } from '../runtime/tfjsWebgpu';
import { kernelVariant, setKernelVariant, type KernelVariant } from '../runtime/variant';

export type TestBackend = 'webgpu' | 'wasm' | 'cpu';

const WASM_FOLDER = 'node_modules/@tensorflow/tfjs-backend-wasm/dist/';
let wasmLocated = false;

function locateWasm(): void {
  if (wasmLocated) return;
  // Under Node a file path, in the browser's test server the same folder below the root.
  const inNode = typeof process !== 'undefined' && typeof process.cwd === 'function' && Boolean(process.versions?.node);
  setWasmPaths(inNode ? `${process.cwd()}/${WASM_FOLDER}` : `/${WASM_FOLDER}`);
  setThreadsCount(1);
  wasmLocated = true;
}

/** Switches tfjs to `name` with everything computed there: no silent forwarding of small tensors to the CPU. */
export async function switchBackend(name: TestBackend): Promise<void> {
  if (name === 'wasm') locateWasm();
  if (!(await tf.setBackend(name))) throw new Error(`tfjs could not open its ${name} backend here.`);
  await tf.ready();
  if (name === 'webgpu') tf.env().set('WEBGPU_CPU_FORWARD', false);
}

/** The device behind the WebGPU backend, which must be the current one. */
export function webgpuDevice(): GPUDevice {
  return gpuDevice().device;
}

/** Adapters of the page as people know them, e.g. `google swiftshader`. */
async function adapterName(): Promise<string> {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) return '';
  return [adapter.info.vendor, adapter.info.architecture, adapter.info.device, adapter.info.description].filter(Boolean).join(' ');
}

/**
 * Runs the tests of the enclosing suite on one backend. Adds a first test that asserts that this backend is in use and,
 * on WebGPU, that there is an adapter; fails every test during which the device reported an error, because a command
 * buffer with a validation error is dropped without any exception and reads back as zeros.
 */
export function useBackend(name: TestBackend): void {
  const deviceErrors: string[] = [];
  beforeAll(async () => {
    await switchBackend(name);
    if (name === 'webgpu')
      webgpuDevice().addEventListener('uncapturederror', (event) => deviceErrors.push((event as GPUUncapturedErrorEvent).error.message));
  });
  afterEach(async () => {
    if (name !== 'webgpu') return;
    await webgpuDevice().queue.onSubmittedWorkDone();
    expect(deviceErrors.splice(0), 'errors reported by the GPU device').toEqual([]);
  });
  it(`runs on ${name}`, async () => {
    expect(tf.getBackend()).toBe(name);
    if (name !== 'webgpu') return;
    expect(navigator.gpu, 'navigator.gpu').toBeDefined();
    expect(await adapterName(), 'adapter').not.toBe('');
    const sum = await tf.add(tf.ones([40, 40]), 1).data();
    expect(sum.every((value) => value === 2)).toBe(true);
  });
}

/** Value of a tensor, which is disposed of. */
export async function take(tensor: tf.Tensor): Promise<Float32Array> {
  const values = (await tensor.data()) as Float32Array;
  tensor.dispose();
  return values;
}

/**
 * Runs the tests of the enclosing suite with the kernels of one variant; to stand behind `useBackend('webgpu')`. On a device without
 * subgroups the variant that needs them falls back to the one that does not, as it does where a backend is opened.
 */
export function useVariant(variant: KernelVariant): void {
  const chosen = kernelVariant();
  beforeAll(() => {
    const smallest = smallestSubgroup(gpuDevice());
    setKernelVariant(variant === 'subgroups' && smallest === undefined ? 'shared' : variant, smallest);
  });
  afterAll(() => setKernelVariant(chosen));
}
