/** Putting a plan together: its dispatches and what memory they need. Nothing here asks a device for anything before `build`. */
import type { GpuDevice } from '../gpuDevice';
import { arenaOf } from './arena';
import { assignSlots } from './assignment';
import { pipelineOf, type PlanProgram } from './pipeline';
import { Plan, UNIFORM_STRIDE, type Dispatch, type PlanInput, type RunOptions, type Section, type Turn } from './plan';
import { align, Region, type Home } from './region';

/** Told of programs that are being compiled: so many of so many are ready. */
export type CompileProgress = (done: number, total: number) => void;

/** What a plan asks of a device. */
export interface PlanSizes {
  dispatches: number;
  /** Bytes of the plan's own: the arena's share, inputs and uniforms; not what lies outside, such as the parameters. */
  bytes: number;
  /** Of these, the bytes of the arena, which all plans of a device share. */
  sharedBytes: number;
  /** Bytes of the largest storage binding, which `maxStorageBufferBindingSize` must allow. */
  largestBinding: number;
}

export class PlanBuilder {
  readonly #dispatches: Dispatch[] = [];
  readonly #scratch: Home[] = [];
  readonly #inputs: PlanInput[] = [];
  /** First dispatch of every section. */
  readonly #starts: number[] = [0];

  /** A region that the host fills, with `Plan.write`, or once at the beginning: a function is asked when the plan is built. */
  input(size: number, initial?: Float32Array | (() => Float32Array)): Region {
    const home = { size: align(size), first: 0, last: Infinity };
    this.#inputs.push({ home, initial });
    return new Region(home, 0, size);
  }

  /** A region of the arena. What it holds is lost when another plan of the device runs. */
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

  /**
   * Begins a section: what is appended from now on can be run several times before the next section. What one section leaves for another
   * stays through all turns of both; all else may be lost between two turns.
   * @returns its number
   */
  section(): number {
    const start = this.#dispatches.length;
    if (this.#starts.at(-1) !== start) this.#starts.push(start);
    return this.#starts.length - 1;
  }

  /** Keeps a region to the end of the plan, where the host reads it. */
  keep(region: Region): Region {
    region.home.last = Infinity;
    return region;
  }

  /** Counted without a device; dispatches of one run, in which every section has its turn once unless turns are given. */
  sizes(turns?: readonly Turn[]): PlanSizes {
    const count = this.#dispatches.length;
    const sections = this.#sections();
    const dispatches = turns?.reduce((sum, { section }) => sum + sections[section]!.end - sections[section]!.start, 0) ?? count;
    const total = (of: readonly { size: number }[]) => of.reduce((sum, { size }) => sum + size, 0);
    const shared = total(assignSlots(this.#homes()));
    const own = total(this.#inputs.map(({ home }) => home));
    const regions = this.#dispatches.flatMap(({ inputs, output, writes = [] }) => [...inputs, output, ...writes]);
    const largest = regions.reduce((most, { size }) => Math.max(most, size), 0);
    return { dispatches, bytes: 4 * (shared + own) + count * UNIFORM_STRIDE, sharedBytes: 4 * shared, largestBinding: 4 * largest };
  }

  /**
   * Compiles everything that the device has not compiled yet, in the background. `onProgress` hears how many there are of those, at
   * once, and of every one that is done. Memory is taken when all of them are.
   */
  async build(gpu: GpuDevice, onProgress?: CompileProgress): Promise<Plan> {
    const distinct = new Map<string, ReturnType<typeof pipelineOf>>();
    const compilations = this.#dispatches.map(({ program }) => {
      const { key } = program;
      let compilation = distinct.get(key);
      if (!compilation) distinct.set(key, (compilation = pipelineOf(gpu.device, program)));
      return compilation;
    });
    const pending = [...distinct.values()].filter(({ done }) => !done);
    let done = 0;
    if (pending.length > 0) onProgress?.(done, pending.length);
    for (const { pipeline } of pending) pipeline.then(() => onProgress?.(++done, pending.length)).catch(() => undefined);
    const pipelines = await Promise.all(compilations.map(({ pipeline }) => pipeline));
    return new Plan(gpu, arenaOf(gpu), this.#dispatches, pipelines, assignSlots(this.#homes()), this.#inputs, this.#sections());
  }

  #sections(): Section[] {
    return this.#starts.map((start, i) => ({ start, end: this.#starts[i + 1] ?? this.#dispatches.length }));
  }

  /** The homes of the arena; what several sections use lasts from the beginning of the first to the end of the last. */
  #homes(): Home[] {
    const sections = this.#sections();
    const sectionOf = (dispatch: number) => sections.findLast(({ start }) => start <= dispatch)!;
    for (const home of this.#scratch) {
      if (home.first > home.last) continue;
      const [first, last] = [sectionOf(home.first), sectionOf(home.last)];
      if (first === last) continue;
      home.first = first.start;
      if (home.last !== Infinity) home.last = last.end - 1;
    }
    return this.#scratch;
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
