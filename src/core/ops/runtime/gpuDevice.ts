/** The device under plans and parameters: all that they need of WebGPU, whoever opened it. */

export interface GpuDevice {
  readonly device: GPUDevice;
  readonly queue: GPUQueue;
  /** Most workgroups along one dimension of a dispatch. */
  readonly groupsOfRow: number;
  /** Bytes that a storage binding may have. */
  readonly largestBinding: number;
  /** A buffer of `bytes`, a multiple of 4. Its contents are arbitrary. */
  acquire(bytes: number, usage: GPUBufferUsageFlags): GPUBuffer;
  /** Destroys a buffer. Commands that the queue has been given already still find it. */
  release(buffer: GPUBuffer): void;
  /** Bytes of all buffers of the device, those that are kept for reuse included. */
  allocatedBytes(): number;
  /** Destroys the buffers that are kept for reuse. */
  trim(): void;
}
