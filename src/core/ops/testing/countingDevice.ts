/** A device that computes nothing, for tests without a GPU: it counts the buffers in use and what is bound, and compiles at once. */
import { afterAll, beforeAll, vi } from 'vitest';
import type { GpuDevice } from '../runtime/gpuDevice';

export interface CountingDevice extends GpuDevice {
  /** Most bytes there were at once. */
  readonly peak: number;
  /** Bytes of the largest storage binding that there has been. */
  readonly largestBound: number;
  /** Sources of all programs. */
  readonly sources: readonly string[];
}

export function countingDevice(): CountingDevice {
  const held = new Set<GPUBuffer>();
  const sources: string[] = [];
  let peak = 0;
  let largestBound = 0;
  const bytes = () => [...held].reduce((sum, { size }) => sum + size, 0);
  const nothing = () => undefined;
  const pass = { setPipeline: nothing, setBindGroup: nothing, dispatchWorkgroups: nothing, end: nothing };
  const device = {
    createShaderModule: ({ code }: { code: string }) => sources.push(code),
    createComputePipelineAsync: () => Promise.resolve({ getBindGroupLayout: () => ({}) }),
    createCommandEncoder: () => ({ beginComputePass: () => pass, finish: () => ({}) }),
    createBindGroup: ({ entries }: { entries: { resource: { buffer: GPUBuffer; size: number } }[] }) => {
      for (const { resource } of entries) {
        if (!held.has(resource.buffer)) throw new Error('A buffer is bound that has been destroyed');
        largestBound = Math.max(largestBound, resource.size);
      }
      return {};
    },
  };
  const queue = { writeBuffer: nothing, submit: nothing };
  return {
    device: device as unknown as GPUDevice,
    queue: queue as unknown as GPUQueue,
    groupsOfRow: 65_535,
    // What every device allows.
    largestBinding: 2 ** 27,
    acquire(size, usage) {
      const buffer = { size, usage } as GPUBuffer;
      held.add(buffer);
      peak = Math.max(peak, bytes());
      return buffer;
    },
    release(buffer) {
      if (!held.delete(buffer)) throw new Error('A buffer is released that is not in use');
    },
    allocatedBytes: bytes,
    trim: () => undefined,
    get peak() {
      return peak;
    },
    get largestBound() {
      return largestBound;
    },
    sources,
  };
}

/** WebGPU's constants, which Node lacks. */
export function useWebgpuConstants(): void {
  beforeAll(() => {
    vi.stubGlobal('GPUBufferUsage', { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 });
    vi.stubGlobal('GPUMapMode', { READ: 1 });
  });
  afterAll(() => vi.unstubAllGlobals());
}
