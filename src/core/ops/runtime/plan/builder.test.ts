/** Plans on a device that only counts: what they take, share and give back. */
import { describe, expect, it } from 'vitest';
import { countingDevice, useWebgpuConstants } from '../../testing';
import { integers } from '../program';
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
    expect(builder.sizes()).toMatchObject({ dispatches: 5, bytes: gpu.allocatedBytes(), largestBinding: gpu.largestBound });
    expect(builder.sizes()).toMatchObject({ bytes: 4 * 1024 * 3 + 5 * 256, sharedBytes: 4 * 1024 * 2, largestBinding: 4000 });
    plan.dispose();
    plan.dispose();
    expect(gpu.allocatedBytes()).toBe(0);
    expect(() => plan.submit()).toThrow(/disposed of/);
  });

  it('come in sections, each run as often as it is asked for, with what settings and inputs are at its turn', async () => {
    const gpu = countingDevice();
    const events: string[] = [];
    gpu.queue.submit = () => void events.push('submit');
    gpu.queue.writeBuffer = (_buffer: GPUBuffer, _at: number, data: unknown, from = 0) =>
      void events.push(data instanceof Float32Array ? `uniform ${new Int32Array(data.buffer)[from + 1]}` : 'bytes');
    const builder = new PlanBuilder();
    const [x, setting] = [builder.input(64), { value: 0 }];
    const program: PlanProgram = { ...copy(64), uniforms: [...integers({ count: 64, place: 0 })] };
    const all = builder.scratch(64);
    builder.runInto(program, [x], all, { settings: { place: setting } });
    const second = builder.section();
    builder.keep(builder.run(copy(64), [all]));
    const plan = await builder.build(gpu);
    expect(plan.dispatches()).toBe(2);
    events.length = 0;
    const turn = (value: number) => ({ section: 0, begin: () => void (setting.value = value) });
    const turns = [turn(7), turn(8), { section: second }];
    expect(plan.dispatches(turns)).toBe(3);
    expect(builder.sizes(turns).dispatches).toBe(3);
    plan.submit(turns);
    expect(events).toEqual(['uniform 7', 'submit', 'uniform 8', 'submit', 'uniform 0', 'submit']);
    expect(() => plan.submit([{ section: 2 }])).toThrow(/no section 2/);
  });

  it('keep what sections leave each other through all turns', () => {
    const sharedBytes = (sections: boolean) => {
      const builder = new PlanBuilder();
      const first = builder.run(copy(6400), [builder.input(6400)]);
      const left = builder.run(copy(6400), [builder.run(copy(64), [first])]);
      if (sections) builder.section();
      builder.keep(builder.run(copy(64), [left]));
      return builder.sizes().sharedBytes;
    };
    // The first has passed away when “left” comes, but comes again in the next turn, where “left” is still needed.
    expect(sharedBytes(true) - sharedBytes(false)).toBe(4 * 6400);
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
    expect(plan.dispatches()).toBe(1);
    plan.dispose();
  });
});
