/**
 * The memory of plans. Which regions may share a buffer is decided when a plan is built; the buffers of plans of one kind are
 * shared by all learners of a worker, because steps follow each other on the device and leave nothing in them.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { align, type Home } from './region';

interface Slot {
  size: number;
  homes: Home[];
  /** Dispatch after which the slot is free. */
  until: number;
}

/**
 * Gives every home a slot, in the order of first use: the smallest free one that is large enough, else the largest free one,
 * which grows, else a new one. Homes that live at the same time never share: a dispatch may not read and write one buffer.
 */
export function assignSlots(homes: Home[]): Slot[] {
  const slots: Slot[] = [];
  for (const home of [...homes].sort((a, b) => a.first - b.first)) {
    const free = slots.filter(({ until }) => until < home.first).sort((a, b) => a.size - b.size);
    let slot = free.find(({ size }) => size >= home.size) ?? free.at(-1);
    if (!slot) slots.push((slot = { size: 0, homes: [], until: 0 }));
    slot.size = Math.max(slot.size, align(home.size));
    slot.until = home.last;
    slot.homes.push(home);
  }
  return slots;
}

const STORAGE = () => GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;

/** A storage buffer of `size` f32 from tfjs's pool, which counts it. Its contents are arbitrary. */
export function acquireStorage(backend: WebGPUBackend, size: number): GPUBuffer {
  return backend.bufferManager.acquireBuffer(4 * align(size), STORAGE());
}

interface Arena {
  buffers: GPUBuffer[];
  users: number;
}

const arenas = new WeakMap<WebGPUBackend, Map<string, Arena>>();

/** Buffers for the homes, shared under `key` with other plans of the same homes. Returns the function that gives them back. */
export function occupy(backend: WebGPUBackend, key: string, homes: Home[]): () => void {
  const slots = assignSlots(homes);
  let known = arenas.get(backend);
  if (!known) arenas.set(backend, (known = new Map()));
  const name = `${key} ${slots.map(({ size }) => size).join(',')}`;
  let arena = known.get(name);
  if (!arena) known.set(name, (arena = { users: 0, buffers: slots.map(({ size }) => acquireStorage(backend, size)) }));
  arena.users++;
  const { buffers } = arena;
  slots.forEach(({ homes: sharing }, i) => sharing.forEach((home) => (home.buffer = buffers[i])));
  return () => {
    if (--arena.users > 0) return;
    known.delete(name);
    for (const buffer of buffers) backend.bufferManager.releaseBuffer(buffer);
  };
}
