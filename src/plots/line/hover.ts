/** Reading values off curves: which x the pointer means, and what each curve is worth there. */

/** Index of the element of ascending `xs` nearest to `x`; −1 where there is none. */
export function nearestIndex(xs: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = xs.length - 1;
  if (high < 0) return -1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  const before = low - 1;
  return before >= 0 && x - (xs[before] ?? 0) <= (xs[low] ?? 0) - x ? before : low;
}

/** All different x of the curves, ascending: the places where values can be read. Curves over one and the same x are fast. */
export function readablePlaces(curves: readonly { x: ArrayLike<number> }[]): number[] {
  const [first] = curves;
  if (first && curves.every(({ x }) => x === first.x)) return Array.from(first.x);
  const all = new Set<number>();
  for (const { x } of curves) for (let i = 0; i < x.length; i++) all.add(x[i] ?? 0);
  return [...all].sort((a, b) => a - b);
}

export interface ReadValue {
  value: number;
  /** true: the curve has no value of its own at this x; this one lies on the line between its neighbours. */
  between: boolean;
}

/** What a curve shows at x: its value there, or the one on the line between its neighbours; undefined beyond its ends. */
export function readAt({ x: xs, y: ys }: { x: ArrayLike<number>; y: ArrayLike<number> }, x: number): ReadValue | undefined {
  const nearest = nearestIndex(xs, x);
  const at = xs[nearest];
  if (at === undefined) return undefined;
  if (at === x) return finite(ys[nearest], false);
  const [a, b] = at < x ? [nearest, nearest + 1] : [nearest - 1, nearest];
  const [from, to] = [xs[a], xs[b]];
  if (from === undefined || to === undefined) return undefined;
  const [start, end] = [ys[a] ?? NaN, ys[b] ?? NaN];
  return finite(start + ((x - from) / (to - from)) * (end - start), true);
}

const finite = (value: number | undefined, between: boolean): ReadValue | undefined =>
  value !== undefined && Number.isFinite(value) ? { value, between } : undefined;

/** Indices into an array of length n, dense at its start and ever sparser: enough for a curve on a logarithmic axis. */
export function logSpacedIndices(n: number, perDecade = 40): number[] {
  const indices: number[] = [];
  for (let e = 0; ; e++) {
    const rank = Math.round(10 ** (e / perDecade));
    if (rank > n) break;
    if (indices.at(-1) !== rank - 1) indices.push(rank - 1);
  }
  if (n > 0 && indices.at(-1) !== n - 1) indices.push(n - 1);
  return indices;
}

/**
 * Exponential moving average without the bias of its start: each value counts 1 − `keep`, what was before it `keep` (0 = the values
 * themselves, below 1). Gaps (NaN) change nothing.
 */
export function smooth(values: ArrayLike<number>, keep: number): Float64Array {
  const smoothed = new Float64Array(values.length);
  let sum = 0;
  let mass = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (Number.isFinite(value)) {
      sum = sum * keep + value;
      mass = mass * keep + 1;
    }
    smoothed[i] = mass > 0 ? sum / mass : NaN;
  }
  return smoothed;
}
