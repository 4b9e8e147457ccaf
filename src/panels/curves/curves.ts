/** From what has been reported of each run to the curves. */
import type { AppliedHead, RetrievalMetrics } from '../../engine/protocol';
import { smooth, type Baseline, type EventMark, type RunStyle, type Series } from '../../plots';
import { fixed } from '../../plots/format';
import type { RunView } from '../../state/lab.types';

export const CUTS = [1, 2, 4, 8] as const;
export type Cut = (typeof CUTS)[number];

export interface RecallOptions {
  k: Cut;
  /** Show the body features' recall as well. */
  body: boolean;
}

/** Recall@K of unseen classes, per cent, for each run: of the head, and thin and pale of the body features. */
export function recallSeries(
  runs: readonly Pick<RunView, 'name' | 'evaluations'>[],
  styles: ReadonlyMap<string, RunStyle>,
  { k, body }: RecallOptions,
): Series[] {
  return runs.flatMap(({ name, evaluations }) => {
    const style = styles.get(name);
    if (!style || evaluations.length === 0) return [];
    const x = evaluations.map(({ step }) => step);
    const head: Series = {
      id: name,
      label: name,
      colour: style.colour,
      dash: style.dash,
      x,
      y: evaluations.map(({ recallAt }) => recallAt[k] * 100),
    };
    if (!body) return [head];
    return [
      {
        ...head,
        id: `${name} body`,
        label: `${name}, body`,
        width: 1,
        opacity: 0.7,
        y: evaluations.map(({ bodyRecallAt }) => bodyRecallAt[k] * 100),
      },
      head,
    ];
  });
}

/** The two lines to judge by, in words and with their values. */
export function recallBaselines(baselines: { rawPixels: RetrievalMetrics; untrained: RetrievalMetrics } | undefined, k: Cut): Baseline[] {
  if (!baselines) return [];
  const line = (words: string, metrics: RetrievalMetrics): Baseline => ({
    y: metrics.recallAt[k] * 100,
    label: `${words} ${fixed(metrics.recallAt[k] * 100, 1)}`,
  });
  return [line('raw pixels', baselines.rawPixels), line('untrained', baselines.untrained)];
}

/** Most points of a loss curve: more could not be told apart. */
const MOST_POINTS = 600;

/** Loss at each step: the smoothed curve, which is read off, over the raw one. */
export function lossSeries(runs: readonly Pick<RunView, 'name' | 'metrics'>[], styles: ReadonlyMap<string, RunStyle>): Series[] {
  const raw: Series[] = [];
  const smoothed: Series[] = [];
  for (const { name, metrics } of runs) {
    const style = styles.get(name);
    if (!style || metrics.length === 0) continue;
    const losses = metrics.map(({ loss }) => loss);
    const means = smooth(losses, Math.min(8, metrics.length / 25));
    const stride = Math.max(1, Math.ceil(metrics.length / MOST_POINTS));
    const kept = metrics.flatMap((_, i) => (i % stride === 0 || i === metrics.length - 1 ? [i] : []));
    const x = kept.map((i) => metrics[i]?.step ?? 0);
    raw.push({
      id: `${name} raw`,
      label: name,
      colour: style.colour,
      width: 1,
      opacity: 0.22,
      readable: false,
      x,
      y: kept.map((i) => losses[i] ?? NaN),
    });
    smoothed.push({ id: name, label: name, colour: style.colour, dash: style.dash, width: 1.5, x, y: kept.map((i) => means[i] ?? NaN) });
  }
  return [...raw, ...smoothed];
}

/** The smallest and largest y of some curves and lines; NaN and infinities aside. */
export function spanOf(series: readonly { y: ArrayLike<number> }[], more: readonly number[] = []): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  const take = (value: number) => {
    if (!Number.isFinite(value)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const { y } of series) for (let i = 0; i < y.length; i++) take(y[i] ?? NaN);
  more.forEach(take);
  return [low, high];
}

/** A span around the middle, left out its wildest: the first steps of a bad start must not flatten the rest. */
export function lossSpan(series: readonly Series[]): [number, number] {
  return spanOf(series.filter(({ readable }) => readable !== false));
}

/** Last step shown: all that has been taken, on an axis that grows in long strides. */
export function stepDomain(series: readonly { x: ArrayLike<number> }[], planned: number): [number, number] {
  const last = Math.max(0, ...series.map(({ x }) => x[x.length - 1] ?? 0));
  if (last <= 0) return [0, planned];
  for (let power = 10; ; power *= 10) for (const m of [1, 2, 3, 5]) if (m * power >= last) return [0, Math.max(m * power, 10)];
}

const SYMBOLS: Record<string, string> = {
  tauSpherical: 'τ spherical',
  tauHyperbolic: 'τ hyperbolic',
  c: 'c',
  lambda: 'λ',
  clipRadius: 'clip radius',
};

/** What was applied to the running experiment, where it took effect. */
export function appliedEvents(applied: readonly AppliedHead[]): EventMark[] {
  return applied.map(({ step, head }) => ({
    x: step,
    label: `step ${step}: ${Object.entries(head)
      .map(([key, value]) => `${SYMBOLS[key] ?? key} ${typeof value === 'number' ? Number(value.toPrecision(3)) : value}`)
      .join(', ')}`,
  }));
}
