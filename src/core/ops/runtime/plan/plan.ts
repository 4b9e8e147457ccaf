/**
 * A sequence of dispatches that is put together once and run again and again: pipelines, bind groups, memory and constants are
 * ready, so that a run costs three calls a dispatch in JavaScript and allocates nothing.
 */
import type { GpuDevice } from '../gpuDevice';
import { acquireStorage, type Arena } from './arena';
import type { Slot } from './assignment';
import { dispatchOf, uniformsOf, type PlanProgram } from './pipeline';
import type { Home, Region } from './region';

/** A number that may change from run to run. */
export interface Setting {
  value: number;
}

export interface RunOptions {
  /** Uniforms, by name, that follow a setting instead of the program's own value. */
  settings?: Record<string, Setting>;
  /** Regions for `program.writes`. */
  writes?: Region[];
  /** true: the result is kept in half precision. */
  half?: boolean;
}

export interface Dispatch extends RunOptions {
  program: PlanProgram;
  output: Region;
  inputs: Region[];
}

/** A region that the host fills, and with what at first. */
export interface PlanInput {
  home: Home;
  initial: Float32Array | (() => Float32Array) | undefined;
}

/** Bytes between the uniforms of two dispatches: the alignment that every device allows. */
export const UNIFORM_STRIDE = 256;
/** Dispatches to a submission: short enough for others to have their turn on a slow device. */
const SUBMISSION = 24;

interface Command {
  pipeline: GPUComputePipeline;
  bindGroup: GPUBindGroup;
  groups: [number, number];
}

/** A uniform that follows a setting: its place in 4-byte words. */
interface Variable {
  at: number;
  type: 'f32' | 'i32';
  setting: Setting;
}

export class Plan {
  readonly #gpu: GpuDevice;
  readonly #arena: Arena;
  readonly #dispatches: readonly Dispatch[];
  readonly #pipelines: readonly GPUComputePipeline[];
  readonly #slots: readonly Slot[];
  readonly #endLease: () => void;
  readonly #inputs: GPUBuffer[];
  readonly #uniforms: GPUBuffer;
  readonly #variables: Variable[] = [];
  readonly #floats: Float32Array<ArrayBuffer>;
  readonly #words: Int32Array;
  #commands: Command[] = [];
  /** Version of the arena that the commands are bound to. */
  #bound = -1;
  /** Buffers for reading back that are not in use. */
  readonly #staging: GPUBuffer[] = [];
  #disposed = false;

  /** Made by `PlanBuilder.build`. */
  constructor(
    gpu: GpuDevice,
    arena: Arena,
    dispatches: readonly Dispatch[],
    pipelines: readonly GPUComputePipeline[],
    slots: readonly Slot[],
    inputs: readonly PlanInput[],
  ) {
    this.#gpu = gpu;
    this.#arena = arena;
    this.#dispatches = dispatches;
    this.#pipelines = pipelines;
    this.#slots = slots;
    this.#endLease = arena.lease(slots.map(({ size }) => size));
    this.#inputs = inputs.map(({ home, initial }) => {
      const buffer = acquireStorage(gpu, home.size);
      home.buffer = buffer;
      const values = typeof initial === 'function' ? initial() : initial;
      if (values) gpu.queue.writeBuffer(buffer, 0, values.buffer, values.byteOffset, values.byteLength);
      return buffer;
    });
    this.#floats = new Float32Array((dispatches.length * UNIFORM_STRIDE) / 4);
    this.#words = new Int32Array(this.#floats.buffer);
    this.#uniforms = gpu.acquire(this.#floats.byteLength, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    dispatches.forEach((dispatch, i) => this.#fillUniforms(dispatch, i));
    this.#bind();
  }

  /** Dispatches of one run. */
  get dispatches(): number {
    return this.#dispatches.length;
  }

  #fillUniforms({ program, settings = {} }: Dispatch, i: number): void {
    const start = (i * UNIFORM_STRIDE) / 4;
    uniformsOf(program).forEach(({ name, type, value }, field) => {
      const setting = settings[name];
      if (setting) this.#variables.push({ at: start + field, type, setting });
      else (type === 'f32' ? this.#floats : this.#words)[start + field] = value;
    });
  }

  /** Binds the commands to the arena's buffers as they are now. */
  #bind(): void {
    if (this.#bound === this.#arena.version) return;
    this.#bound = this.#arena.version;
    const { buffers } = this.#arena;
    this.#slots.forEach(({ homes }, i) => homes.forEach((home) => (home.buffer = buffers[i])));
    this.#commands = this.#dispatches.map((dispatch, i) => this.#command(dispatch, i));
  }

  #command({ program, inputs, output, writes = [] }: Dispatch, i: number): Command {
    const pipeline = this.#pipelines[i]!;
    const uniforms = { buffer: this.#uniforms, offset: i * UNIFORM_STRIDE, size: 16 * Math.ceil(uniformsOf(program).length / 4) };
    const resources = [...[output, ...inputs, ...writes].map((region) => region.binding()), uniforms];
    const bindGroup = this.#gpu.device.createBindGroup({
      label: program.key,
      layout: pipeline.getBindGroupLayout(0),
      entries: resources.map((resource, binding) => ({ binding, resource })),
    });
    return { pipeline, bindGroup, groups: dispatchOf(program, this.#gpu.groupsOfRow) };
  }

  /** Copies values into an input; they are in force for runs begun afterwards. */
  write(region: Region, values: Float32Array | Uint8Array): void {
    const { buffer, offset = 0 } = region.binding();
    const { byteLength } = values;
    if (byteLength > 4 * region.size) throw new RangeError(`${byteLength} bytes do not fit a region of ${4 * region.size}`);
    // Writing goes by whole words.
    const whole = byteLength % 4 === 0 ? values : padded(values);
    this.#gpu.queue.writeBuffer(buffer, offset, whole.buffer, whole.byteOffset, whole.byteLength);
  }

  /** Runs all dispatches, reading nothing back. The device has its commands when this returns. */
  submit(): void {
    for (const submission of this.#encode()) this.#gpu.queue.submit([submission]);
  }

  /** All dispatches with the settings as they are now. */
  #encode(): GPUCommandBuffer[] {
    if (this.#disposed) throw new Error('This plan has been disposed of: build another.');
    this.#bind();
    const { device, queue } = this.#gpu;
    for (const { at, type, setting } of this.#variables) (type === 'f32' ? this.#floats : this.#words)[at] = setting.value;
    queue.writeBuffer(this.#uniforms, 0, this.#floats);
    const commands = this.#commands;
    const submissions: GPUCommandBuffer[] = [];
    for (let start = 0; start < commands.length; start += SUBMISSION) {
      const encoder = device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      let current: GPUComputePipeline | undefined;
      for (let i = start; i < Math.min(start + SUBMISSION, commands.length); i++) {
        const { pipeline, bindGroup, groups } = commands[i]!;
        if (pipeline !== current) pass.setPipeline((current = pipeline));
        pass.setBindGroup(0, bindGroup);
        pass.dispatchWorkgroups(groups[0], groups[1]);
      }
      pass.end();
      submissions.push(encoder.finish());
    }
    return submissions;
  }

  /** Runs all dispatches and reads `results` back, in order. The device has its commands when this returns. */
  run(results: Region[]): Promise<Float32Array[]> {
    const { device, queue } = this.#gpu;
    const submissions = this.#encode();
    const staging = this.#takeStaging(results.reduce((sum, { size }) => sum + 4 * size, 0));
    const encoder = device.createCommandEncoder();
    let at = 0;
    for (const region of results) {
      const { buffer, offset = 0, size = 0 } = region.binding();
      encoder.copyBufferToBuffer(buffer, offset, staging, at, size);
      at += size;
    }
    submissions.push(encoder.finish());
    for (const submission of submissions) queue.submit([submission]);
    return staging
      .mapAsync(GPUMapMode.READ)
      .then(() => {
        const values = new Float32Array(staging.getMappedRange().slice(0));
        staging.unmap();
        let from = 0;
        return results.map(({ size }) => values.subarray(from, (from += size)));
      })
      .finally(() => this.#leaveStaging(staging));
  }

  /** A buffer of exactly so many bytes: a plan is asked for the same results again and again, several times at once at most. */
  #takeStaging(bytes: number): GPUBuffer {
    const i = this.#staging.findIndex(({ size }) => size === bytes);
    return this.#staging.splice(i, i < 0 ? 0 : 1)[0] ?? this.#gpu.acquire(bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  }

  #leaveStaging(staging: GPUBuffer): void {
    if (this.#disposed) this.#gpu.release(staging);
    else this.#staging.push(staging);
  }

  /** Gives all memory back; runs that have been begun still end. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const buffer of [this.#uniforms, ...this.#inputs, ...this.#staging.splice(0)]) this.#gpu.release(buffer);
    this.#endLease();
  }
}

function padded(values: Float32Array | Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * Math.ceil(values.byteLength / 4));
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return bytes;
}
