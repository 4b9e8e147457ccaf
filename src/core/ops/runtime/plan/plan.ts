/**
 * A sequence of dispatches that is put together once and run again and again: pipelines, bind groups, memory and constants are
 * ready, so that a run costs three calls a dispatch in JavaScript and allocates nothing. tfjs takes no part in it but for its
 * device and its buffer pool.
 */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { acquireStorage, occupy } from './arena';
import { groupsOf, pipelineOf, type PlanProgram } from './pipeline';
import { regionOf, Region, type Home } from './region';

/** Told of programs that are being compiled: so many of so many are ready. */
export type CompileProgress = (done: number, total: number) => void;

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

interface Dispatch extends RunOptions {
  program: PlanProgram;
  output: Region;
  inputs: Region[];
}

/** Bytes between the uniforms of two dispatches: the alignment that every device allows. */
const UNIFORM_STRIDE = 256;
/** Dispatches to a submission: short enough for others to have their turn on a slow device. */
const SUBMISSION = 24;

export class PlanBuilder {
  readonly #dispatches: Dispatch[] = [];
  readonly #scratch: Home[] = [];
  readonly #own: GPUBuffer[] = [];

  constructor(
    readonly backend: WebGPUBackend,
    /** Plans with equal keys have equal dispatches. */
    readonly key: string,
  ) {}

  /** A region that the host fills, with `Plan.write`, or once at the beginning. */
  input(size: number, initial?: Float32Array): Region {
    const buffer = acquireStorage(this.backend, size);
    this.#own.push(buffer);
    if (initial) this.backend.queue.writeBuffer(buffer, 0, initial.buffer, initial.byteOffset, initial.byteLength);
    return regionOf(buffer).part(0, size);
  }

  /** A region of the arena. */
  scratch(size: number, half = false): Region {
    const length = half ? Math.ceil(size / 2) : size;
    const home = { size: length, first: Infinity, last: -1 };
    this.#scratch.push(home);
    return new Region(home, 0, length, half);
  }

  /** Appends a dispatch; returns its result, in the arena. */
  run(program: PlanProgram, inputs: Region[], options: RunOptions = {}): Region {
    if (!program.outputShape) throw new Error(`${program.key} has no output of its own`);
    const output = this.scratch(
      program.outputShape.reduce((size, side) => size * side, 1),
      options.half,
    );
    this.runInto(program, inputs, output, options);
    return output;
  }

  /** Appends a dispatch whose `result` is `output`. */
  runInto(program: PlanProgram, inputs: Region[], output: Region, options: RunOptions = {}): void {
    if (inputs.length !== program.inputs.length)
      throw new Error(`${program.key} takes ${program.inputs.length} inputs, not ${inputs.length}`);
    for (const { home } of [output, ...inputs, ...(options.writes ?? [])]) {
      home.first = Math.min(home.first, this.#dispatches.length);
      home.last = Math.max(home.last, this.#dispatches.length);
    }
    this.#dispatches.push({ program: withHalves(program, inputs, output), inputs, output, ...options });
  }

  /** Keeps a region to the end of the plan, where the host reads it. */
  keep(region: Region): Region {
    region.home.last = Infinity;
    return region;
  }

  /**
   * Compiles everything that the device has not compiled yet, in the background. `onProgress` hears how many there are of those, at
   * once, and of every one that is done.
   */
  async build(onProgress?: CompileProgress): Promise<Plan> {
    const { device } = this.backend;
    const release = occupy(this.backend, this.key, this.#scratch);
    const distinct = new Map<string, ReturnType<typeof pipelineOf>>();
    const compilations = this.#dispatches.map(({ program }) => {
      const { key } = program;
      let compilation = distinct.get(key);
      if (!compilation) distinct.set(key, (compilation = pipelineOf(device, program)));
      return compilation;
    });
    const pending = [...distinct.values()].filter(({ done }) => !done);
    let done = 0;
    if (pending.length > 0) onProgress?.(done, pending.length);
    for (const { pipeline } of pending) pipeline.then(() => onProgress?.(++done, pending.length)).catch(() => undefined);
    const free = () => {
      release();
      for (const buffer of this.#own) this.backend.bufferManager.releaseBuffer(buffer);
    };
    try {
      return new Plan(this.backend, this.#dispatches, await Promise.all(compilations.map(({ pipeline }) => pipeline)), free);
    } catch (error) {
      free();
      throw error;
    }
  }
}

/** The program for arrays as these regions keep them. */
function withHalves(program: PlanProgram, inputs: readonly Region[], output: Region): PlanProgram {
  const halves = program.inputs.filter((_, i) => inputs[i]!.half);
  if (output.half) halves.push('result');
  if (halves.length === 0) return program;
  const { components = [], outputComponents } = program;
  const narrow = halves.some((name) => (name === 'result' ? outputComponents : components[program.inputs.indexOf(name)]) !== 4);
  if (narrow) throw new Error(`${program.key} reads single values, which are not kept in half precision`);
  return { ...program, key: `${program.key} halves ${halves.join(' ')}`, halves };
}

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
  readonly #backend: WebGPUBackend;
  readonly #commands: Command[];
  readonly #variables: Variable[] = [];
  readonly #uniforms: GPUBuffer;
  readonly #floats: Float32Array<ArrayBuffer>;
  readonly #words: Int32Array;
  readonly #free: () => void;

  /** Made by `PlanBuilder.build`. */
  constructor(backend: WebGPUBackend, dispatches: Dispatch[], pipelines: GPUComputePipeline[], free: () => void) {
    this.#backend = backend;
    this.#free = free;
    this.#floats = new Float32Array((dispatches.length * UNIFORM_STRIDE) / 4);
    this.#words = new Int32Array(this.#floats.buffer);
    this.#uniforms = backend.bufferManager.acquireBuffer(this.#floats.byteLength, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    this.#commands = dispatches.map((dispatch, i) => this.#command(dispatch, i, pipelines[i]!));
  }

  /** Dispatches of one run. */
  get dispatches(): number {
    return this.#commands.length;
  }

  #command({ program, inputs, output, writes = [], settings = {} }: Dispatch, i: number, pipeline: GPUComputePipeline): Command {
    const start = (i * UNIFORM_STRIDE) / 4;
    program.uniforms.forEach(({ name, type, value }, field) => {
      const setting = settings[name];
      if (setting) this.#variables.push({ at: start + field, type, setting });
      else (type === 'f32' ? this.#floats : this.#words)[start + field] = value;
    });
    const uniforms = { buffer: this.#uniforms, offset: i * UNIFORM_STRIDE, size: 16 * Math.ceil(program.uniforms.length / 4) };
    const resources = [...[output, ...inputs, ...writes].map((region) => region.binding()), uniforms];
    const bindGroup = this.#backend.device.createBindGroup({
      label: program.key,
      layout: pipeline.getBindGroupLayout(0),
      entries: resources.map((resource, binding) => ({ binding, resource })),
    });
    return { pipeline, bindGroup, groups: groupsOf(program) };
  }

  /** Copies values into an input; they are in force for runs begun afterwards. */
  write(region: Region, values: Float32Array | Uint8Array): void {
    const { buffer, offset = 0 } = region.binding();
    const { byteLength } = values;
    if (byteLength > 4 * region.size) throw new RangeError(`${byteLength} bytes do not fit a region of ${4 * region.size}`);
    // Writing goes by whole words.
    const whole = byteLength % 4 === 0 ? values : padded(values);
    this.#backend.queue.writeBuffer(buffer, offset, whole.buffer, whole.byteOffset, whole.byteLength);
  }

  /** Runs all dispatches, reading nothing back. The device has its commands when this returns. */
  submit(): void {
    for (const submission of this.#encode()) this.#backend.queue.submit([submission]);
  }

  /** All dispatches with the settings as they are now. */
  #encode(): GPUCommandBuffer[] {
    const { device, queue } = this.#backend;
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
    const { device, queue, bufferManager } = this.#backend;
    const submissions = this.#encode();
    const bytes = results.reduce((sum, { size }) => sum + 4 * size, 0);
    const staging = bufferManager.acquireBuffer(bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
    const encoder = device.createCommandEncoder();
    let at = 0;
    for (const region of results) {
      const { buffer, offset = 0, size = 0 } = region.binding();
      encoder.copyBufferToBuffer(buffer, offset, staging, at, size);
      at += size;
    }
    submissions.push(encoder.finish());
    for (const submission of submissions) queue.submit([submission]);
    return staging.mapAsync(GPUMapMode.READ).then(() => {
      const values = new Float32Array(staging.getMappedRange().slice(0));
      staging.unmap();
      bufferManager.releaseBuffer(staging);
      let from = 0;
      return results.map(({ size }) => values.subarray(from, (from += size)));
    });
  }

  dispose(): void {
    this.#backend.bufferManager.releaseBuffer(this.#uniforms);
    this.#free();
  }
}

function padded(values: Float32Array | Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * Math.ceil(values.byteLength / 4));
  bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return bytes;
}
