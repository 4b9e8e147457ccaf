/** Plans on a device that only counts: what they take, share and give back. */
import { describe, expect, it } from 'vitest';
import { countingDevice, useWebgpuConstants } from '../../testing';
import { PlanBuilder } from './builder';
import type { PlanProgram } from './pipeline';

const copy = (size: number): PlanProgram => ({
  key: `copy ${size}`,
  inputs: ['x'],
  outputShape: [size],
  invocations: size,
  uniforms: [],
  code: 'fn main(index : i32) { result[index] = x[index]; }',
});

/** A chain of copies, of which two results live at a time. */
function chain(size: number, steps: number) {
  const builder = new PlanBuilder();
  let x = builder.input(size);
  for (let i = 0; i < steps; i++) x = builder.run(copy(size), [x]);
  builder.keep(x);
  return builder;
}

describe('plans', () => {
  useWebgpuConstants();

  it('are counted without a device as they are with one', async () => {
    const builder = chain(1000, 5);
    const gpu = countingDevice();
    const plan = await builder.build(gpu);
    expect(builder.sizes()).toEqual({ dispatches: 5, bytes: gpu.allocatedBytes(), largestBinding: gpu.largestBinding });
    expect(builder.sizes()).toMatchObject({ bytes: 4 * 1024 * 3 + 5 * 256, largestBinding: 4000 });
    plan.dispose();
    plan.dispose();
    expect(gpu.allocatedBytes()).toBe(0);
    expect(() => plan.submit()).toThrow(/disposed of/);
  });

  it('share the memory of what passes through them with others of the device, not their inputs', async () => {
    const gpu = countingDevice();
    const first = await chain(1000, 5).build(gpu);
    const alone = gpu.allocatedBytes();
    const second = await chain(500, 3).build(gpu);
    expect(gpu.allocatedBytes() - alone).toBe(4 * 512 + 3 * 256);
    first.dispose();
    expect(gpu.allocatedBytes()).toBe(chain(500, 3).sizes().bytes);
    second.dispose();
    expect(gpu.allocatedBytes()).toBe(0);
  });

  it('take no memory when a program does not compile, and are compiled anew when they are built again', async () => {
    const gpu = countingDevice();
    const compile = gpu.device.createComputePipelineAsync;
    gpu.device.createComputePipelineAsync = () => Promise.reject(new Error('out of memory'));
    await expect(chain(10, 1).build(gpu)).rejects.toThrow('out of memory');
    expect(gpu.allocatedBytes()).toBe(0);
    gpu.device.createComputePipelineAsync = compile;
    const plan = await chain(10, 1).build(gpu);
    expect(plan.dispatches).toBe(1);
    plan.dispose();
  });
});
