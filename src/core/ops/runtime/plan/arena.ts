/**
 * The memory of plans. All plans of a device share one set of buffers, because they follow each other on its queue and leave nothing
 * there: a plan copies what it is asked for before the next begins. The k-th largest slot of every plan lies in the k-th buffer.
 */
import type { GpuDevice } from '../gpuDevice';
import { align } from './region';

const STORAGE = () => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

/** A storage buffer of `size` f32. Its contents are arbitrary. */
export function acquireStorage(gpu: GpuDevice, size: number): GPUBuffer {
  return gpu.acquire(4 * align(size), STORAGE());
}

export class Arena {
  #buffers: GPUBuffer[] = [];
  readonly #leases = new Set<readonly number[]>();
  #version = 0;

  constructor(private readonly gpu: GpuDevice) {}

  /** Changes whenever buffers have been replaced by others: what was bound before is gone. */
  get version(): number {
    return this.#version;
  }

  get buffers(): readonly GPUBuffer[] {
    return this.#buffers;
  }

  /**
   * Makes room for a plan.
   * @param sizes of its slots in f32, the largest first
   * @returns the function that gives the room back
   */
  lease(sizes: readonly number[]): () => void {
    // A copy: the same sizes may be leased by several plans.
    const own = [...sizes];
    this.#leases.add(own);
    this.#fit();
    return () => {
      if (this.#leases.delete(own)) this.#fit();
    };
  }

  /** As many buffers, each as large, as the most demanding plan needs. */
  #fit(): void {
    const needed: number[] = [];
    for (const sizes of this.#leases) sizes.forEach((size, i) => (needed[i] = Math.max(needed[i] ?? 0, size)));
    const buffers = this.#buffers;
    const stays = (i: number) => buffers[i] !== undefined && needed[i] !== undefined && buffers[i].size === 4 * align(needed[i]);
    // What is given up goes first, so that old and new are never held together.
    buffers.forEach((buffer, i) => {
      if (!stays(i)) this.gpu.release(buffer);
    });
    this.#buffers = needed.map((size, i) => (stays(i) ? buffers[i]! : acquireStorage(this.gpu, size)));
    if (this.#buffers.some((buffer, i) => buffer !== buffers[i])) this.#version++;
  }
}

const arenas = new WeakMap<GpuDevice, Arena>();

/** The arena of a device. */
export function arenaOf(gpu: GpuDevice): Arena {
  let arena = arenas.get(gpu);
  if (!arena) arenas.set(gpu, (arena = new Arena(gpu)));
  return arena;
}
