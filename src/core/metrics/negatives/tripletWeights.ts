/**
 * Triplet weights p(x⁻): the share of an anchor's gradient that goes to each negative (DESIGN §2; Yue et al. 2024, §3).
 */
import type { Embedding, Temperatures } from '../../geometry/vector';
import { distancesFrom, similarityFromDistances } from '../../geometry/vector';
import { byDistance } from '../retrieval/nearest';

export interface TripletWeights {
  /** p(x⁻) of each negative, in the order given; with several positives the mean over them. */
  weights: Float64Array;
  /** Σ p: one minus the (mean) probability of the positive. */
  total: number;
  /** Effective number of negatives: exp of the entropy of p/Σp; 0 without negatives. */
  effective: number;
}

/**
 * p(x⁻) = exp s(x,x⁻) / (exp s(x,x⁺) + Σ exp s(x,x⁻ⱼ)), averaged over the positives.
 * Works on log-sum-exp throughout, so similarities of any size (1/τ = 1000) neither overflow nor lose the small weights.
 * @param negatives similarities s(x, x⁻)
 * @param positives similarities s(x, x⁺)
 * @throws RangeError without a positive, for which p is not defined
 */
export function tripletWeights(negatives: ArrayLike<number>, positives: ArrayLike<number>): TripletWeights {
  if (positives.length === 0)
    throw new RangeError('Triplet weights need at least one positive; this anchor is the only image of its class');
  const n = negatives.length;
  const weights = new Float64Array(n);
  if (n === 0) return { weights, total: 0, effective: 0 };
  let largest = -Infinity;
  for (let i = 0; i < n; i++) largest = Math.max(largest, negatives[i]!);
  let sum = 0;
  let weighted = 0;
  for (let i = 0; i < n; i++) {
    const below = negatives[i]! - largest;
    const term = Math.exp(below);
    weights[i] = term;
    sum += term;
    if (term > 0) weighted += term * below;
  }
  const logSum = largest + Math.log(sum);
  // The positives only change the common factor: Σp against one positive is the logistic of the difference.
  let total = 0;
  for (let k = 0; k < positives.length; k++) total += 1 / (1 + Math.exp(positives[k]! - logSum));
  total /= positives.length;
  for (let i = 0; i < n; i++) weights[i] = (weights[i]! / sum) * total;
  return { weights, total, effective: Math.exp(Math.log(sum) - weighted / sum) };
}

/** The paper's form, from distances and one temperature: p(x⁻) = exp((D⁺ − D⁻)/τ) / (1 + Σ exp((D⁺ − D⁻ⱼ)/τ)). */
export function tripletWeightsFromDistances(positive: number, negatives: ArrayLike<number>, tau: number): TripletWeights {
  if (!(tau > 0)) throw new RangeError(`Temperature τ must be greater than 0, not ${tau}`);
  return tripletWeights(
    Float64Array.from(negatives, (distance) => -distance / tau),
    [-positive / tau],
  );
}

/** exp of the entropy of w/Σw: the number of equally weighted negatives that would be as spread out; 0 where all are 0. */
export function effectiveNumber(weights: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]!;
  if (!(sum > 0)) return 0;
  let entropy = 0;
  for (let i = 0; i < weights.length; i++) {
    const share = weights[i]! / sum;
    if (share > 0) entropy -= share * Math.log(share);
  }
  return Math.exp(entropy);
}

/** What p(x⁻) of an anchor comes to, each a sum of p over some of its negatives. */
export interface WeightsSummary {
  /** Effective number of negatives. */
  effective: number;
  /** Σ p over the nearest 1, 6 and 24. */
  top1: number;
  top6: number;
  top24: number;
  /** Σ p over the false neighbours: negatives nearer than the nearest positive, because of which Recall@1 fails. 0 = it succeeds. */
  falseNeighbours: number;
}

const firstOf = (weights: Float64Array, count: number) => {
  let sum = 0;
  for (let i = 0; i < count && i < weights.length; i++) sum += weights[i]!;
  return sum;
};

/**
 * @param weights p(x⁻), nearest first
 * @param nearer how many negatives are nearer than the nearest positive
 */
export function summariseWeights(weights: Float64Array, effective: number, nearer: number): WeightsSummary {
  return {
    effective,
    top1: firstOf(weights, 1),
    top6: firstOf(weights, 6),
    top24: firstOf(weights, 24),
    falseNeighbours: firstOf(weights, nearer),
  };
}

export interface SortedWeights extends WeightsSummary {
  /** p(x⁻), largest = nearest first. */
  weights: Float64Array;
}

/** p(x⁻) in the order of distance with what it comes to; who the negatives are is not told, which spares sorting by index. */
export function sortedWeights(negatives: ArrayLike<number>, positives: ArrayLike<number>): SortedWeights {
  const { weights, effective } = tripletWeights(negatives, positives);
  let nearest = -Infinity;
  for (let i = 0; i < positives.length; i++) nearest = Math.max(nearest, positives[i]!);
  let nearer = 0;
  for (let i = 0; i < negatives.length; i++) if (negatives[i]! > nearest) nearer++;
  // p grows with similarity, so sorting p sorts by distance.
  weights.sort().reverse();
  return { weights, ...summariseWeights(weights, effective, nearer) };
}

/** exp(−40) of the largest term is lost among its last digits. */
const NOTHING = -40;

/**
 * Effective number of negatives with these similarities: exp of the entropy of their softmax; 0 of none.
 * @param counted 1 for each similarity that counts, 0 for those to leave out
 */
export function effectiveOf(similarities: ArrayLike<number>, counted?: ArrayLike<number>): number {
  let largest = -Infinity;
  for (let i = 0; i < similarities.length; i++) if ((!counted || counted[i]) && similarities[i]! > largest) largest = similarities[i]!;
  if (largest === -Infinity) return 0;
  let sum = 0;
  let weighted = 0;
  for (let i = 0; i < similarities.length; i++) {
    const below = similarities[i]! - largest;
    if (below < NOTHING || (counted && !counted[i])) continue;
    const term = Math.exp(below);
    sum += term;
    weighted += term * below;
  }
  return Math.exp(Math.log(sum) - weighted / sum);
}

export interface AnchorWeights extends TripletWeights {
  /** Rows of other classes, nearest first; `weights` and `distances` stand in this order. */
  negatives: Int32Array;
  /** The quantity of `distancesFrom`. */
  distances: Float64Array;
  /** Rows of the anchor's class without itself, nearest first, with their distances. */
  positives: Int32Array;
  positiveDistances: Float64Array;
}

/**
 * p(x⁻) of one anchor against all rows of an embedding, for the head in force or for what-if values of its temperatures
 * (for another c or clip radius, embed anew). 10,000 rows of 128 take some ten milliseconds, with a new embedding some 25.
 * @throws RangeError if the anchor has no positive
 */
export function anchorWeights(anchor: number, embedding: Embedding, labels: ArrayLike<number>, head: Temperatures): AnchorWeights {
  const all = distancesFrom(anchor, embedding, head);
  const similarities = similarityFromDistances(all, embedding.geometry, head);
  const other: number[] = [];
  const same: number[] = [];
  for (let row = 0; row < embedding.n; row++) {
    if (labels[row] !== labels[anchor]) other.push(row);
    else if (row !== anchor) same.push(row);
  }
  const negatives = Int32Array.from(other).sort(byDistance(all));
  const positives = Int32Array.from(same).sort(byDistance(all));
  const pick = (rows: Int32Array, from: Float64Array) => Float64Array.from(rows, (row) => from[row]!);
  return {
    ...tripletWeights(pick(negatives, similarities), pick(positives, similarities)),
    negatives,
    distances: pick(negatives, all),
    positives,
    positiveDistances: pick(positives, all),
  };
}
