/** From weights to what the plot draws and the table says. */
import type { WeightsBand } from '../../engine/protocol';
import { logSpacedIndices, type Band, type RunStyle, type Series } from '../../plots';
import type { AnchorView } from '../../state/selection';

export type Scale = 'log' | 'linear';

/** Ranks shown on linear axes: beyond them the curves lie on the axis. */
export const LINEAR_RANKS = 60;

/** p(x⁻) against rank, thinned to what a logarithmic axis can show. */
export function weightSeries(id: string, label: string, weights: Float64Array, style: RunStyle, extra: Partial<Series> = {}): Series {
  // Sixty ranks are read one by one; beyond, steps too small to see are left out.
  const ranks = [...new Set([...Array(Math.min(LINEAR_RANKS, weights.length)).keys(), ...logSpacedIndices(weights.length)])].sort(
    (a, b) => a - b,
  );
  return {
    id,
    label,
    colour: style.colour,
    dash: style.dash,
    x: Float64Array.from(ranks, (rank) => rank + 1),
    y: Float64Array.from(ranks, (rank) => weights[rank] ?? 0),
    ...extra,
  };
}

export const bandOf = (id: string, band: WeightsBand, style: RunStyle): Band => ({
  id,
  colour: style.colour,
  x: band.ranks,
  lower: band.lower,
  upper: band.upper,
});

export const medianSeries = (id: string, label: string, band: WeightsBand, style: RunStyle): Series => ({
  id,
  label,
  colour: style.colour,
  dash: style.dash,
  x: band.ranks,
  y: band.median,
});

/** Largest value, and the smallest that has to be shown: that at `last` rank or before. */
export function weightRange(
  series: readonly { x: ArrayLike<number>; y: ArrayLike<number> }[],
  last: number,
): { low: number; high: number } {
  let low = Infinity;
  let high = 0;
  for (const { x, y } of series)
    for (let i = 0; i < x.length; i++) {
      if ((x[i] ?? 0) > last) continue;
      const value = y[i] ?? 0;
      high = Math.max(high, value);
      if (value > 0) low = Math.min(low, value);
    }
  return { low, high };
}

export interface WeightsRow {
  effective: number;
  top1: number;
  top6: number;
}

export const rowOfView = ({ effective, top1, top6 }: AnchorView): WeightsRow => ({ effective, top1, top6 });
export const rowOfBand = ({ effective, top1, top6 }: WeightsBand): WeightsRow => ({ effective, top1, top6 });

const SYMBOLS: Record<string, string> = { tauSpherical: 'τ', tauHyperbolic: 'τ', c: 'c', lambda: 'λ', clipRadius: 'r' };

/** `what if τ 0.13, c 0.2`: what differs, in symbols. With both temperatures at play each gets its letter. */
export function sayWhatIf(head: object, wanted: object): string {
  const before = new Map(Object.entries(head));
  const changed = Object.entries(wanted).filter(([key, value]) => before.get(key) !== value);
  const both = changed.filter(([key]) => key.startsWith('tau')).length > 1;
  const parts = changed.map(([key, value]) => {
    if (key === 'hyperbolicInput') return `${String(value)} input`;
    const letter = both && key === 'tauSpherical' ? 'τₛ' : both && key === 'tauHyperbolic' ? 'τₕ' : (SYMBOLS[key] ?? key);
    return `${letter} ${typeof value === 'number' ? Number(value.toPrecision(3)) : String(value)}`;
  });
  return `what if ${parts.join(', ')}`;
}
