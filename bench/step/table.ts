/** What was measured, as rows of a table and as ratios. */
import { median } from './measure';
import type { ContenderName, Outcome } from './page';

export interface Row {
  contender: ContenderName;
  /** ms a step: median, and the distance between the fastest and the slowest. */
  step: number;
  spread: number;
  /** ms of CPU time of the GPU process a step; null where there is none. */
  cpu: number | null;
  /** ms of JavaScript a step on the thread that trains. */
  script: number;
  dispatches: number;
  submits: number;
  megabytes: number;
  /** ms beyond a usual step that the first one took. */
  compile: number;
  gflops: number;
}

export function rowOf(contender: ContenderName, { timing, firstStep, bytes }: Outcome, flops: number, onGpu: boolean): Row {
  const { steps, script, cpu, counts } = timing;
  const step = median(steps);
  const used = median(cpu);
  return {
    contender,
    step,
    spread: Math.max(...steps) - Math.min(...steps),
    cpu: onGpu && Number.isFinite(used) ? used : null,
    script: onGpu ? median(script) : NaN,
    ...counts,
    megabytes: bytes / 1e6,
    compile: Math.max(0, firstStep - step),
    gflops: flops / step / 1e6,
  };
}

const columns: [string, (row: Row) => string][] = [
  ['contender', ({ contender }) => contender],
  ['step ms', ({ step }) => step.toFixed(0)],
  ['± ms', ({ spread }) => (spread / 2).toFixed(0)],
  ['CPU ms', ({ cpu }) => cpu?.toFixed(0) ?? '–'],
  ['JS ms', ({ script }) => (Number.isFinite(script) ? script.toFixed(1) : '–')],
  ['dispatches', ({ dispatches }) => dispatches.toFixed(0)],
  ['submits', ({ submits }) => submits.toFixed(0)],
  ['MB', ({ megabytes }) => megabytes.toFixed(0)],
  ['compile ms', ({ compile }) => compile.toFixed(0)],
  ['GFLOP/s', ({ gflops }) => gflops.toFixed(2)],
];

/** The rows as a Markdown table. */
export function tableOf(rows: Row[]): string {
  const lines = [columns.map(([title]) => title), columns.map((_, i) => (i === 0 ? '---' : '---:'))];
  for (const row of rows) lines.push(columns.map(([, cell]) => cell(row)));
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** How many times as long the others take as ours. */
export function ratios(rows: Row[]): Partial<Record<ContenderName, number>> {
  const ours = rows.find(({ contender }) => contender === 'ours');
  if (!ours) return {};
  return Object.fromEntries(rows.filter((row) => row !== ours).map(({ contender, step }) => [contender, step / ours.step]));
}

/** Largest relative difference between losses of the same steps; Infinity where one is not finite. */
export function disagreement(a: number[], b: number[]): number {
  return Math.max(
    ...a.slice(0, b.length).map((loss, i) => {
      const difference = Math.abs(loss - b[i]!) / Math.max(Math.abs(loss), Math.abs(b[i]!));
      return Number.isFinite(difference) ? difference : Infinity;
    }),
  );
}
