import { describe, expect, it } from 'vitest';
import { countingDevice, useWebgpuConstants } from '../../testing';
import { Arena } from './arena';

describe('memory of all plans of a device', () => {
  useWebgpuConstants();
  const sizesOf = (arena: Arena) => arena.buffers.map(({ size }) => size / 4);

  it('is one set of buffers, each as large as the most demanding plan needs', () => {
    const gpu = countingDevice();
    const arena = new Arena(gpu);
    const endFirst = arena.lease([640, 128]);
    expect(sizesOf(arena)).toEqual([640, 128]);
    const [version, buffers] = [arena.version, arena.buffers];
    // Fits into what is there.
    const endSecond = arena.lease([320, 64]);
    expect(arena.buffers).toEqual(buffers);
    expect(arena.version).toBe(version);
    const endThird = arena.lease([640, 256, 64]);
    expect(sizesOf(arena)).toEqual([640, 256, 64]);
    expect(arena.buffers[0]).toBe(buffers[0]);
    expect(arena.version).toBeGreaterThan(version);
    for (const end of [endThird, endFirst, endThird]) end();
    expect(sizesOf(arena)).toEqual([320, 64]);
    expect(gpu.allocatedBytes()).toBe(4 * (320 + 64));
    endSecond();
    expect(gpu.allocatedBytes()).toBe(0);
  });

  it('never holds a buffer beside the one that replaces it', () => {
    const gpu = countingDevice();
    const arena = new Arena(gpu);
    arena.lease([640]);
    arena.lease([1280]);
    expect(gpu.peak).toBe(4 * 1280);
  });
});
