/**
 * The device that tfjs computes on, made here instead of by tfjs, which asks for none of the features that our own kernels use.
 * Importing this puts it in place.
 */
import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-webgpu';
import type { GpuDevice } from '../ops/runtime/gpuDevice';
import { backendOn } from '../ops/runtime/tfjsWebgpu';

/** Features taken where the adapter has them. */
const FEATURES = ['timestamp-query', 'bgra8unorm-storage', 'subgroups'] as const;
/** Limits raised to the adapter's own: those that tfjs raises. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;
/** tfjs's own order of backends. */
const PRIORITY = 3;

async function create(): Promise<tf.KernelBackend> {
  const powerPreference = tf.env().getBool('WEBGPU_USE_LOW_POWER_GPU') ? 'low-power' : 'high-performance';
  const adapter = await navigator.gpu.requestAdapter({ powerPreference });
  if (!adapter) throw new Error('The browser has no WebGPU adapter.');
  const device = await adapter.requestDevice({
    requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
  });
  return backendOn(device, adapter.info);
}

/** Smallest subgroup of the device; undefined where it has none. */
export function smallestSubgroup({ device }: GpuDevice): number | undefined {
  if (!device.features.has('subgroups')) return undefined;
  // Not every browser that has subgroups tells their sizes; no device has smaller ones than the kernels take by default.
  return (device.adapterInfo as GPUAdapterInfo | undefined)?.subgroupMinSize ?? 0;
}

// Absent where the browser has no WebGPU.
if (tf.findBackendFactory('webgpu')) {
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', create, PRIORITY);
}
