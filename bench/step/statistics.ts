/** Figures of a few measurements. */

export const median = (values: readonly number[]): number => {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Distance between the smallest and the largest. */
export const spread = (values: readonly number[]): number => (values.length ? Math.max(...values) - Math.min(...values) : NaN);

/** Largest relative difference between losses of the same steps; Infinity where one is not finite or there are none. */
export function disagreement(a: readonly number[], b: readonly number[]): number {
  const compared = Math.min(a.length, b.length);
  let largest = compared > 0 ? 0 : Infinity;
  for (let i = 0; i < compared; i++) {
    const difference = Math.abs(a[i]! - b[i]!) / Math.max(Math.abs(a[i]!), Math.abs(b[i]!), Number.MIN_VALUE);
    largest = Math.max(largest, Number.isFinite(difference) ? difference : Infinity);
  }
  return largest;
}
