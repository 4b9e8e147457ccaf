/** What an open backend holds, and how it may end. */
import * as tf from '@tensorflow/tfjs';
import type { GpuDevice } from '../ops/runtime/gpuDevice';
import { gpuDevice } from '../ops/runtime/tfjsWebgpu';

export interface DeviceLoss {
  /** true: the device was destroyed by this program (`closeBackend`); there is nothing to repair. */
  intentional: boolean;
  reason: string;
}

function webgpu(): GpuDevice | undefined {
  return tf.getBackend() === 'webgpu' ? gpuDevice() : undefined;
}

/**
 * Calls back once if the GPU device behind the open backend is lost; never on wasm and cpu. tfjs itself stays silent: operations
 * on a lost device do not throw, only reading a result rejects. Returns a function that stops listening.
 */
export function onDeviceLost(callback: (loss: DeviceLoss) => void): () => void {
  let listening = true;
  void webgpu()?.device.lost.then(({ reason, message }) => {
    if (listening) callback({ intentional: reason === 'destroyed', reason: message || `the device was lost (${reason})` });
  });
  return () => {
    listening = false;
  };
}

/**
 * Bytes the open backend holds: on WebGPU all buffers, the free ones of its pool included, because those are not given back; on wasm
 * the heap; 0 on cpu, which cannot tell.
 */
export function allocatedBytes(): number {
  const gpu = webgpu();
  if (gpu) return gpu.allocatedBytes();
  if (tf.getBackend() !== 'wasm') return 0;
  const { wasm } = tf.backend() as tf.KernelBackend & { wasm?: { HEAPU8?: Uint8Array } };
  return wasm?.HEAPU8?.byteLength ?? 0;
}

/** Gives up the open backend and all it holds; a GPU device is destroyed, which listeners hear as intentional. */
export function closeBackend(): void {
  const name = tf.getBackend();
  const device = webgpu()?.device;
  if (name) {
    // tfjs forgets with the backend how to make another; keep that, so that it can be opened again.
    const factory = tf.findBackendFactory(name);
    tf.removeBackend(name);
    tf.registerBackend(name, factory);
  }
  device?.destroy();
}
