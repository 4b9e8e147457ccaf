/**
 * A sequence of dispatches that is put together once and run again and again: pipelines, bind groups, memory and constants are
 * ready, so that a run costs three calls a dispatch in JavaScript and allocates nothing. It may come in sections, of which one is run
 * several times before the next.
 */
import type { GpuDevice } from '../gpuDevice';
import { acquireStorage, type Arena } from './arena';
import type { Slot } from './assignment';
import { paceOf, stretchesOf, workOf, type Pace } from './pace';
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

/** A part of a plan that is run by itself, as often as is asked for. */
export interface Turn {
  /** Number of the section. */
  section: number;
  /** Called when the turn comes: what it puts into settings and inputs is in force for this turn. */
  begin?(): void;
}

/** Dispatches of a section: the first, and the first behind it. */
export interface Section {
  start: number;
  end: number;
}

/** Bytes between the uniforms of two dispatches: the alignment that every device allows. */
export const UNIFORM_STRIDE = 256;

interface Command {
  pipeline: GPUComputePipeline;
  bindGroup: GPUBindGroup;
  groups: [number, number];
  work: number;
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
  readonly #sections: readonly Section[];
  readonly #pace: Pace;
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
    sections: readonly Section[],
  ) {
    this.#gpu = gpu;
    this.#sections = sections;
    this.#pace = paceOf(gpu);
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

  /** Dispatches of one run, in which every section has its turn once unless turns are given. */
  dispatches(turns: readonly Turn[] = this.#once()): number {
    return turns.reduce((sum, { section }) => sum + this.#section(section).end - this.#section(section).start, 0);
  }

  #once(): Turn[] {
    return this.#sections.map((_, section) => ({ section }));
  }

  #section(number: number): Section {
    const section = this.#sections[number];
    if (!section) throw new RangeError(`This plan has no section ${number}`);
    return section;
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
    return { pipeline, bindGroup, groups: dispatchOf(program, this.#gpu.groupsOfRow), work: workOf(program) };
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

  /** Runs all dispatches, or those of these turns, reading nothing back. The device has its commands when this returns. */
  submit(turns: readonly Turn[] = this.#once()): void {
    this.#submit(turns);
  }

  /**
   * Runs all dispatches, or those of these turns in their order, and reads `results` back, in order. The device has its commands when this
   * returns: no other plan comes in between.
   */
  run(results: Region[], turns: readonly Turn[] = this.#once()): Promise<Float32Array[]> {
    const { device, queue } = this.#gpu;
    const begun = performance.now();
    const work = this.#submit(turns);
    const staging = this.#takeStaging(results.reduce((sum, { size }) => sum + 4 * size, 0));
    const encoder = device.createCommandEncoder();
    let at = 0;
    for (const region of results) {
      const { buffer, offset = 0, size = 0 } = region.binding();
      encoder.copyBufferToBuffer(buffer, offset, staging, at, size);
      at += size;
    }
    queue.submit([encoder.finish()]);
    return staging
      .mapAsync(GPUMapMode.READ)
      .then(() => {
        this.#pace.measured(work, begun, performance.now());
        const values = new Float32Array(staging.getMappedRange().slice(0));
        staging.unmap();
        let from = 0;
        return results.map(({ size }) => values.subarray(from, (from += size)));
      })
      .finally(() => this.#leaveStaging(staging));
  }

  /** Gives the device the commands of turns, with settings and inputs as each finds them; returns their work. */
  #submit(turns: readonly Turn[]): number {
    if (this.#disposed) throw new Error('This plan has been disposed of: build another.');
    this.#bind();
    let work = 0;
    for (const { section, begin } of turns) {
      begin?.();
      const { start, end } = this.#section(section);
      this.#writeUniforms(start, end);
      const works = this.#commands.slice(start, end).map((command) => command.work);
      let from = start;
      for (const stop of stretchesOf(works, this.#pace.submission)) {
        this.#submitCommands(from, start + stop);
        from = start + stop;
      }
      work += works.reduce((sum, one) => sum + one, 0);
    }
    return work;
  }

  /** Uniforms of some dispatches with the settings as they are now. */
  #writeUniforms(start: number, end: number): void {
    const words = UNIFORM_STRIDE / 4;
    for (const { at, type, setting } of this.#variables)
      if (at >= start * words && at < end * words) (type === 'f32' ? this.#floats : this.#words)[at] = setting.value;
    this.#gpu.queue.writeBuffer(this.#uniforms, start * UNIFORM_STRIDE, this.#floats, start * words, (end - start) * words);
  }

  #submitCommands(start: number, end: number): void {
    const { device, queue } = this.#gpu;
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    let current: GPUComputePipeline | undefined;
    for (let i = start; i < end; i++) {
      const { pipeline, bindGroup, groups } = this.#commands[i]!;
      if (pipeline !== current) pass.setPipeline((current = pipeline));
      pass.setBindGroup(0, bindGroup);
      pass.dispatchWorkgroups(groups[0], groups[1]);
    }
    pass.end();
    queue.submit([encoder.finish()]);
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
