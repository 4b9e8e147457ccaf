/**
 * Alignment and uniformity of an embedding (Wang & Isola, "Understanding Contrastive Representation Learning through Alignment and
 * Uniformity on the Hypersphere", 2020, §4.1.2, with α = 2 and t = 2). Both are of the unit sphere, so features are normalised
 * whatever the geometry of the run: the figures of all runs compare.
 */
import { l2Normalise, type Rows } from '../geometry/vector';
import type { Random } from '../random/random';

/** Wang & Isola 2020, of L2-normalised features whatever the geometry; each absent where there are no pairs to take it over. */
export interface Spread {
  /** Mean ‖x − y‖² over pairs of one class: 0 (each class a point) … 4. */
  alignment?: number;
  /** log mean exp(−2‖x − y‖²) over all pairs of a sample: 0 (one point) … about −4 (even). */
  uniformity?: number;
}

/** Rows that uniformity is computed over at most: its standard error over the pairs of so many is below 1 %. */
export const UNIFORMITY_ROWS = 512;

/**
 * Mean of ‖x − y‖² over all pairs of rows of one class, rows of [n, d] normalised: 0 where every class is a point, 2 where the
 * images of a class are no nearer to each other than random directions. undefined where no class has two rows.
 */
export function alignment(features: Rows, n: number, d: number, labels: ArrayLike<number>): number | undefined {
  const unit = l2Normalise(features, n, d);
  /** Of each class: rows, Σ‖x‖², Σx. */
  const classes = new Map<number, { count: number; squares: number; sum: Float64Array }>();
  for (let row = 0; row < n; row++) {
    const label = labels[row]!;
    let own = classes.get(label);
    if (!own) classes.set(label, (own = { count: 0, squares: 0, sum: new Float64Array(d) }));
    own.count++;
    for (let i = 0; i < d; i++) {
      const value = unit[row * d + i]!;
      own.squares += value * value;
      own.sum[i]! += value;
    }
  }
  // Over the pairs of a class Σ‖x − y‖² = k Σ‖x‖² − ‖Σx‖²: no pair need be visited.
  let total = 0;
  let pairs = 0;
  for (const { count, squares, sum } of classes.values()) {
    total += Math.max(0, count * squares - sum.reduce((norm, value) => norm + value * value, 0));
    pairs += (count * (count - 1)) / 2;
  }
  return pairs > 0 ? total / pairs : undefined;
}

/**
 * log of the mean of exp(−2‖x − y‖²) over all pairs of rows of [n, d], normalised; of a random sample where there are more than
 * `UNIFORMITY_ROWS`. 0 where all rows are one point, about −4 + 8/d where they are spread evenly. undefined below two rows.
 */
export function uniformity(features: Rows, n: number, d: number, random: Random): number | undefined {
  if (n < 2) return undefined;
  const unit = l2Normalise(features, n, d);
  const rows = random.shuffle(Int32Array.from({ length: n }, (_, row) => row)).subarray(0, UNIFORMITY_ROWS);
  let sum = 0;
  for (let a = 1; a < rows.length; a++)
    for (let b = 0; b < a; b++) {
      let square = 0;
      for (let i = 0, x = rows[a]! * d, y = rows[b]! * d; i < d; i++) square += (unit[x + i]! - unit[y + i]!) ** 2;
      sum += Math.exp(-2 * square);
    }
  return Math.log(sum / ((rows.length * (rows.length - 1)) / 2));
}
