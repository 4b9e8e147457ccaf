/** Where the cost of a step stops being overhead. */

export interface Fit {
  /** ms that a step takes whatever it computes. */
  overhead: number;
  /** GFLOP/s of what is computed beyond it. */
  rate: number;
  /** FLOPs whose arithmetic takes as long as the overhead; 0 where there is none to be seen. */
  knee: number;
}

export interface Timed {
  flops: number;
  ms: number;
}

/**
 * Least squares of the relative errors of ms = overhead + flops/rate. A negative overhead counts as none.
 * @returns null with fewer than three different amounts of work, or where more work does not take longer
 */
export function fitOverhead(points: readonly Timed[]): Fit | null {
  const usable = points.filter(({ flops, ms }) => flops > 0 && ms > 0);
  if (new Set(usable.map(({ flops }) => flops)).size < 3) return null;
  // With every equation divided by its ms: 1 = overhead·u + slope·v, u = 1/ms, v = flops/ms.
  let [uu, uv, vv, u, v] = [0, 0, 0, 0, 0];
  for (const { flops, ms } of usable) {
    const x = 1 / ms;
    const y = flops / 1e9 / ms;
    uu += x * x;
    uv += x * y;
    vv += y * y;
    u += x;
    v += y;
  }
  const determinant = uu * vv - uv * uv;
  let overhead = (u * vv - v * uv) / determinant;
  let slope = (uu * v - uv * u) / determinant;
  if (!Number.isFinite(slope) || slope <= 0) return null;
  if (overhead < 0) [overhead, slope] = [0, v / vv];
  // `slope` is ms per GFLOP.
  return { overhead, rate: 1000 / slope, knee: (overhead / slope) * 1e9 };
}
