/** All that was measured of one backend, ready to be written down. */
import type { ModelPreset } from '../../src/core/configuration/presets';
import { modelPresets } from '../../src/core/configuration/presets';
import { TOLERANCE, type Comparison, type Outcome } from './comparison';
import { stepFlops } from './flops';
import type { BenchBackend, ContenderName, Limit } from './protocol';
import { NAMES, ratioInWords, ratiosOf, rowOf, tableOf, type Ratio, type Row } from './table';

export interface Report {
  backend: BenchBackend;
  adapter: string;
  /** Form of our kernels; null on wasm. */
  variant: string | null;
  model: ModelPreset;
  batch: number;
  /** Of one step: its matrix products. */
  flops: number;
  limit: Limit | null;
  rows: Row[];
  ratios: Ratio[];
  losses: Partial<Record<ContenderName, number[]>>;
  /** Largest relative difference between losses of one step; null with fewer than two contenders. */
  disagreement: number | null;
  failures: { contender: ContenderName; reason: string }[];
}

/** `comparison` may still be under way: rows are then those of the steps so far. */
export function reportOf(
  backend: BenchBackend,
  model: ModelPreset,
  batch: number,
  { outcomes, limit, disagreement }: Omit<Comparison, 'outcomes'> & { outcomes: readonly Outcome[] },
): Report {
  const flops = stepFlops(modelPresets[model], batch);
  const rows = outcomes.flatMap((outcome) => (outcome.failure ? [] : (rowOf(outcome, backend, flops, limit) ?? [])));
  const opened = outcomes.flatMap((outcome) => outcome.opened ?? []);
  const variant = opened.find(({ variant }) => variant)?.variant ?? null;
  return {
    ...{ backend, adapter: opened[0]?.adapter ?? 'no adapter', variant, model, batch, flops, limit, rows },
    ratios: ratiosOf(rows),
    losses: Object.fromEntries(outcomes.filter(({ losses }) => losses.length > 0).map(({ contender, losses }) => [contender, losses])),
    disagreement: Number.isFinite(disagreement) ? disagreement : null,
    failures: outcomes.flatMap(({ contender, failure }) => (failure ? [{ contender, reason: failure }] : [])),
  };
}

export const backendNames: Record<BenchBackend, string> = { webgpu: 'WebGPU', wasm: 'WebAssembly' };

export const limitInWords = ({ gflops, kernel }: Limit): string =>
  `A large matrix product alone: ${gflops.toFixed(gflops < 100 ? 2 : 0)} GFLOP/s (${kernel}).`;

/** What stands below the table, a sentence each. */
export function findings({ ratios, limit, disagreement, failures, rows }: Report): string[] {
  const leaking = rows.find(({ contender, growth }) => contender === 'ours' && growth > 0);
  return [
    ...ratios.map(ratioInWords),
    ...(limit ? [limitInWords(limit)] : []),
    ...(disagreement === null
      ? []
      : [`Losses of all agree to ${disagreement.toExponential(0)} (at most ${TOLERANCE.toExponential(0)} is let pass).`]),
    ...(leaking ? [`Ours grows: ${leaking.growth.toLocaleString('en')} bytes or tensors over the timed steps.`] : []),
    ...failures.map(({ contender, reason }) => `${NAMES[contender]} failed: ${reason}`),
  ];
}

export const headline = ({ backend, adapter, variant, model, batch, flops }: Report): string =>
  `${backendNames[backend]} on ${adapter}${variant ? ` (kernels: ${variant})` : ''}, model ${model}, batch ${batch}, ${(flops / 1e9).toFixed(2)} GFLOP a step`;

export function markdownOf(report: Report): string {
  const lines = findings(report).map((finding) => `- ${finding}`);
  return [`${headline(report)}`, '', report.rows.length > 0 ? tableOf(report.rows) : 'Nothing was measured.', '', ...lines].join('\n');
}

/** Whether all that was asked for was measured, agrees, and ours does not grow. */
export const passed = ({ failures, rows }: Report): boolean =>
  failures.length === 0 && rows.every(({ contender, growth }) => contender !== 'ours' || growth === 0);
