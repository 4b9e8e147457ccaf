/** What was measured, as rows of a table and as ratios. */
import type { Outcome } from './comparison';
import { markdownTable } from './markdown';
import type { BenchBackend, ContenderName, Limit } from './protocol';
import { median, spread } from './statistics';

export interface Row {
  contender: ContenderName;
  /** Timed steps. */
  steps: number;
  /** ms a step: median, and the distance between the fastest and the slowest. */
  step: number;
  spread: number;
  /** Parts of a step, ms; null where they cannot be told apart. */
  forward: number | null;
  backward: number | null;
  optimiser: number | null;
  /** ms of CPU time of the browser a step; null where it cannot be told. */
  cpu: number | null;
  /** ms of JavaScript a step on the thread that trains; null on wasm, where it is the whole step. */
  script: number | null;
  /** null on wasm. */
  dispatches: number | null;
  submits: number | null;
  megabytes: number;
  /** Bytes and tensors by which the timed steps have grown what is held: 0, or there is a leak. */
  growth: number;
  /** ms beyond a usual step that the first one took. */
  compile: number;
  gflops: number;
  /** `gflops` as a share of the product's; null where there is no product. */
  ofLimit: number | null;
}

/** @returns undefined for one without a timed step */
export function rowOf(outcome: Outcome, backend: BenchBackend, flops: number, limit: Limit | null): Row | undefined {
  const { contender, samples, passes, first } = outcome;
  const last = samples.at(-1);
  if (!last) return undefined;
  const onGpu = backend === 'webgpu';
  const times = samples.map(({ ms }) => ms);
  const step = median(times);
  const cpu = samples.flatMap(({ cpu }) => (cpu === null ? [] : [cpu]));
  const gflops = flops / step / 1e6;
  // The passes were timed apart from the steps: what remains may be less than both scatter by.
  const rest = passes ? step - passes.forward - passes.backward : 0;
  return {
    ...{ contender, steps: samples.length, step, spread: spread(times) },
    ...{ forward: passes?.forward ?? null, backward: passes?.backward ?? null },
    optimiser: rest > 0 ? rest : null,
    cpu: cpu.length > 0 ? median(cpu) : null,
    script: onGpu ? median(samples.map(({ script }) => script)) : null,
    dispatches: onGpu ? last.dispatches : null,
    submits: onGpu ? last.submits : null,
    megabytes: last.bytes / 1e6,
    growth: growthOf(outcome),
    compile: Math.max(0, first - step),
    ...{ gflops, ofLimit: limit ? gflops / limit.gflops : null },
  };
}

/** Bytes, or tensors where only those grow, that the last timed step holds beyond the first; what shrinks does not count. */
function growthOf({ samples }: Outcome): number {
  const [first] = samples;
  const last = samples.at(-1);
  if (!first || !last) return 0;
  return Math.max(0, last.bytes - first.bytes, (last.tensors ?? 0) - (first.tensors ?? 0));
}

export interface Column {
  title: string;
  /** In words, for who does not know the title. */
  meaning: string;
  cell(row: Row): string;
}

const figure = (value: number | null, decimals: number) =>
  value === null || !Number.isFinite(value)
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/** Three significant digits of a time in ms, whole above 100. */
const ms = (value: number | null) => figure(value, value === null || value >= 99.5 ? 0 : value >= 9.95 ? 1 : 2);

export const NAMES: Record<ContenderName, string> = { ours: 'ours', jax: 'jax-js', plain: 'plain tfjs' };

export const columns: Column[] = [
  { title: 'contender', meaning: 'Who computes the step', cell: ({ contender }) => NAMES[contender] },
  { title: 'step ms', meaning: 'One training step, loss read back: median', cell: ({ step }) => ms(step) },
  { title: '± ms', meaning: 'Half the distance between the fastest and the slowest step', cell: ({ spread }) => ms(spread / 2) },
  { title: 'steps', meaning: 'Timed steps that the figures are of', cell: ({ steps }) => figure(steps, 0) },
  { title: 'forward ms', meaning: 'Images to loss', cell: ({ forward }) => ms(forward) },
  { title: 'backward ms', meaning: 'Loss to gradients', cell: ({ backward }) => ms(backward) },
  { title: 'optimiser ms', meaning: 'What remains of a step: gradient norm, clipping, AdamW', cell: ({ optimiser }) => ms(optimiser) },
  { title: 'CPU ms', meaning: 'Processor time of all the browser’s processes in a step', cell: ({ cpu }) => ms(cpu) },
  { title: 'JS ms', meaning: 'JavaScript until the device has the whole step', cell: ({ script }) => ms(script) },
  { title: 'dispatches', meaning: 'Compute dispatches in a step', cell: ({ dispatches }) => figure(dispatches, 0) },
  { title: 'submits', meaning: 'Queue submissions in a step', cell: ({ submits }) => figure(submits, 0) },
  { title: 'MB', meaning: 'Held by the device, or the wasm heap', cell: ({ megabytes }) => figure(megabytes, megabytes < 10 ? 1 : 0) },
  {
    title: 'grows',
    meaning: 'Bytes or tensors gained over the timed steps: anything but 0 is a leak',
    cell: ({ growth }) => figure(growth, 0),
  },
  { title: 'compile ms', meaning: 'First step beyond a usual one', cell: ({ compile }) => figure(compile, 0) },
  { title: 'GFLOP/s', meaning: 'Matrix products of the step by its time', cell: ({ gflops }) => figure(gflops, gflops < 100 ? 2 : 0) },
  {
    title: 'of limit',
    meaning: 'GFLOP/s by those of a large matrix product alone',
    cell: ({ ofLimit }) => (ofLimit === null ? '–' : `${figure(100 * ofLimit, 0)} %`),
  },
];

/** Columns in which some row has a figure. */
export const filledColumns = (rows: readonly Row[]): Column[] => columns.filter(({ cell }) => rows.some((row) => cell(row) !== '–'));

/** The rows as a Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const filled = filledColumns(rows);
  return markdownTable(
    filled.map(({ title }) => title),
    rows.map((row) => filled.map(({ cell }) => cell(row))),
  );
}

export interface Ratio {
  contender: ContenderName;
  /** How many times as long as ours, by the clock and by processor time. */
  time: number;
  cpu: number | null;
}

/** The others against ours; none without ours. */
export function ratiosOf(rows: readonly Row[]): Ratio[] {
  const ours = rows.find(({ contender }) => contender === 'ours');
  if (!ours) return [];
  return rows
    .filter((row) => row !== ours)
    .map(({ contender, step, cpu }) => ({ contender, time: step / ours.step, cpu: cpu && ours.cpu ? cpu / ours.cpu : null }));
}

export const ratioInWords = ({ contender, time, cpu }: Ratio): string =>
  `${NAMES[contender]} takes ${time.toFixed(2)} times as long as ours${cpu === null ? '' : ` and ${cpu.toFixed(2)} times the processor time`}.`;
