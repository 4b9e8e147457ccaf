/**
 * Gromov δ-hyperbolicity of a point set and the curvature it suggests (Khrulkov et al., "Hyperbolic Image Embeddings", 2020, §3;
 * Ermolov et al. 2022, §3.4): how much like a tree the data are; 0 = a tree.
 */
import type { Random } from '../random/random';
import type { Rows } from '../geometry/vector';

/** How much like a tree the features are: relative Gromov δ over random subsets, Euclidean distances. */
export interface Hyperbolicity {
  /** Mean over the subsets of 2δ/diameter: 0 (a tree) … 1; and its standard deviation. */
  relativeDelta: number;
  deviation: number;
  subsets: number;
  /** Rows of each. */
  size: number;
}

export interface Delta {
  delta: number;
  diameter: number;
  /** 2δ/diameter, between 0 (a tree) and 1. */
  relativeDelta: number;
}

/** δ over Euclidean distances of all rows of [n, d], base point row 0. O(n³): 200 points take some 25 ms. */
export function gromovDelta(points: Rows, n: number, d: number): Delta {
  if (n < 2 || points.length !== n * d)
    throw new RangeError(`δ needs at least two points of [${n}, ${d}]; there are ${points.length} numbers`);
  const distances = new Float64Array(n * n);
  let diameter = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += (points[i * d + k]! - points[j * d + k]!) ** 2;
      const distance = Math.sqrt(sum);
      distances[i * n + j] = distance;
      distances[j * n + i] = distance;
      diameter = Math.max(diameter, distance);
    }
  }
  // Gromov products (i|j) at the base point; δ is the most by which max over k of min((i|k), (k|j)) exceeds (i|j).
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) products[i * n + j] = (distances[i]! + distances[j]! - distances[i * n + j]!) / 2;
  let delta = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let most = -Infinity;
      for (let k = 0; k < n; k++) {
        const a = products[i * n + k]!;
        const b = products[j * n + k]!;
        const least = a < b ? a : b;
        if (least > most) most = least;
      }
      delta = Math.max(delta, most - products[i * n + j]!);
    }
  }
  return { delta, diameter, relativeDelta: diameter > 0 ? (2 * delta) / diameter : 0 };
}

export interface DeltaOptions {
  subsets?: number;
  /** Rows of each. */
  size?: number;
}

/** Relative δ over random subsets of the rows of [n, d], as hyp_metric estimates it. */
export function estimateDelta(points: Rows, n: number, d: number, random: Random, options: DeltaOptions = {}): Hyperbolicity {
  const parts = deltaInParts(points, n, d, random, options);
  for (;;) {
    const { value, done } = parts.next();
    if (done) return value;
  }
}

/** As `estimateDelta`, one subset a part of the work; yields the share that is done. */
export function* deltaInParts(
  points: Rows,
  n: number,
  d: number,
  random: Random,
  { subsets = 8, size = 200 }: DeltaOptions = {},
): Generator<number, Hyperbolicity> {
  const count = Math.min(size, n);
  const values: number[] = [];
  for (let s = 0; s < subsets; s++) {
    const rows = random.shuffle(Int32Array.from({ length: n }, (_, row) => row)).subarray(0, count);
    const subset = new Float64Array(count * d);
    rows.forEach((row, i) => subset.set(points.subarray(row * d, row * d + d), i * d));
    values.push(gromovDelta(subset, count, d).relativeDelta);
    yield (s + 1) / subsets;
  }
  const relativeDelta = values.reduce((a, b) => a + b, 0) / subsets;
  const variance = values.reduce((sum, value) => sum + (value - relativeDelta) ** 2, 0) / subsets;
  return { relativeDelta, deviation: Math.sqrt(variance), subsets, size: count };
}

/** c = (0.144/δ_rel)²: 0.144 is δ_rel of the Poincaré disk (Khrulkov et al. 2020). Infinite for a perfect tree. */
export function suggestedC(relativeDelta: number): number {
  return (0.144 / relativeDelta) ** 2;
}
