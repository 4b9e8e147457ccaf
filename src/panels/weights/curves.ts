/** From weights to what the plot draws and the table says. */
import type { HeadConfig } from '../../core/configuration/schema';
import { headLetter } from '../../core/configuration/settingNames';
import type { WeightsBand } from '../../core/metrics/negatives/weightsBand';
import { logSpacedIndices, type Band, type RunStyle, type Series, type Span } from '../../plots';

export type Scale = 'log' | 'linear';

/** Ranks shown on linear axes: beyond them the curves lie on the axis. */
export const LINEAR_RANKS = 60;

/** Ranks shown one by one within the part of the axis that is looked at. */
const EVENLY = 160;

/** Ranks (0-based) that a curve of n is drawn through: thinned to what a logarithmic axis can show, and to what the part shown can. */
export function ranksShown(n: number, span: Span = [1, LINEAR_RANKS]): number[] {
  const ranks = new Set(logSpacedIndices(n));
  const [first, last] = [Math.max(1, Math.floor(span[0])), Math.min(n, Math.ceil(span[1]))];
  const stride = Math.max(1, (last - first) / EVENLY);
  for (let rank = first; rank <= last; rank += stride) ranks.add(Math.round(rank) - 1);
  if (last >= first) ranks.add(last - 1);
  return [...ranks].sort((a, b) => a - b);
}

export interface CurveOptions extends Partial<Series> {
  /** Part of the ranks that is looked at. */
  span?: Span;
}

const hundredfold = (values: ArrayLike<number>): Float64Array => Float64Array.from(values, (value) => 100 * value);

/** p(x⁻) in per cent against rank. */
export function weightSeries(
  id: string,
  label: string,
  weights: Float64Array,
  style: RunStyle,
  { span, ...extra }: CurveOptions = {},
): Series {
  const ranks = ranksShown(weights.length, span);
  return {
    id,
    label,
    colour: style.colour,
    dash: style.dash,
    x: Float64Array.from(ranks, (rank) => rank + 1),
    y: Float64Array.from(ranks, (rank) => 100 * (weights[rank] ?? 0)),
    ...extra,
  };
}

export const bandOf = (id: string, band: WeightsBand, style: RunStyle): Band => ({
  id,
  colour: style.colour,
  x: band.ranks,
  lower: hundredfold(band.lower),
  upper: hundredfold(band.upper),
});

export const medianSeries = (id: string, label: string, band: WeightsBand, style: RunStyle, extra: Partial<Series> = {}): Series => ({
  id,
  label,
  colour: style.colour,
  dash: style.dash,
  x: band.ranks,
  y: hundredfold(band.median),
  ...extra,
});

/** Of a run's curve under what-if values. */
export const whatIfId = (run: string): string => `${run} what if`;

/** How a curve of what-if values is drawn. */
export const whatIfStyle = (note: string): Partial<Series> => ({ dash: '2 3', width: 1.5, note });

/** Largest value, and the smallest above zero, within a part of the ranks. */
export function weightRange(series: readonly { x: ArrayLike<number>; y: ArrayLike<number> }[], span: Span): { low: number; high: number } {
  let low = Infinity;
  let high = 0;
  for (const { x, y } of series)
    for (let i = 0; i < x.length; i++) {
      const rank = x[i] ?? 0;
      if (rank > span[1] || rank < span[0]) continue;
      const value = y[i] ?? 0;
      high = Math.max(high, value);
      if (value > 0) low = Math.min(low, value);
    }
  return { low, high };
}

/** What the table says of a run. What an older recording does not tell is left out. */
export interface WeightsRow {
  effective: number;
  top1: number;
  top6: number;
  top24?: number;
  falseNeighbours?: number;
}

/** `what if τ 0.13, c 0.2`: what differs, in symbols. With both temperatures at play each gets its letter. */
export function sayChange(head: object, wanted: object): string {
  const before = new Map(Object.entries(head));
  const changed = Object.entries(wanted).filter(([key, value]) => before.get(key) !== value);
  const both = changed.filter(([key]) => key.startsWith('tau')).length > 1;
  const parts = changed.map(([key, value]) => {
    if (key === 'hyperbolicInput') return `${String(value)} input`;
    return `${headLetter(key as keyof HeadConfig, both)} ${typeof value === 'number' ? Number(value.toPrecision(3)) : String(value)}`;
  });
  return parts.join(', ');
}

/** As a curve or a row is named by it. */
export const sayWhatIf = (head: object, wanted: object): string => `what if ${sayChange(head, wanted)}`;
