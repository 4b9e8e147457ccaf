/** asinh for many numbers at once: `Math.asinh` takes some thirty nanoseconds, and 10,000 rows have a hundred million distances. */

const RANGE = 8;
/** Stretches of a unit; a cubic through values and slopes at both ends of one is off by 9/384 of its fourth power at most. */
const STRETCHES = 256;

const values = Float64Array.from({ length: RANGE * STRETCHES + 2 }, (_, i) => Math.asinh(i / STRETCHES));
/** d asinh, a stretch along. */
const slopes = Float64Array.from(values, (_, i) => 1 / Math.sqrt(1 + (i / STRETCHES) ** 2) / STRETCHES);

/** asinh x for x ≥ 0, to 1e-11 of its value. */
export function asinhFast(x: number): number {
  if (!(x < RANGE)) return Math.asinh(x);
  const place = x * STRETCHES;
  const i = place | 0;
  const u = place - i;
  const from = values[i]!;
  const slope = slopes[i]!;
  const rise = values[i + 1]! - from;
  const end = slopes[i + 1]!;
  return from + u * (slope + u * (3 * rise - 2 * slope - end + u * (slope + end - 2 * rise)));
}
