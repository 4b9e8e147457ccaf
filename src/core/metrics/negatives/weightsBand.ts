/**
 * p(x⁻) over many anchors as one picture: negatives sorted by distance, at each rank the median and the quartiles over anchors
 * (Yue et al. 2024, Figure 3).
 */
import type { Geometry } from '../../configuration/schema';
import { embed, similarityFrom, type Embedding, type Placement, type Rows, type Temperatures } from '../../geometry/vector';
import type { Random } from '../../random/random';
import { effectiveNumber, sortedWeights, summariseWeights, type SortedWeights } from './tripletWeights';

/** p(x⁻) over many anchors (each the mean over its positives), negatives sorted by distance: at each rank the median and the quartiles over anchors. */
export interface WeightsBand {
  /** 1-based ranks at which the band is given, ascending. */
  ranks: Float32Array;
  median: Float32Array;
  lower: Float32Array;
  upper: Float32Array;
  /** Median over anchors of the effective number of negatives, and of the weight on the first 1 and 6. */
  effective: number;
  top1: number;
  top6: number;
  /** The same of the weight on the first 24; absent from older recordings, as is what follows. */
  top24?: number;
  /** Mean over anchors (most have none) of the weight on negatives that are nearer than the nearest positive. */
  falseNeighbours?: number;
}

export interface BatchBandOptions {
  /** [n, d] class-major, as the batch was trained on. */
  features: Rows;
  n: number;
  d: number;
  samplesPerClass: number;
  geometry: Geometry;
  head: Placement & Temperatures;
}

/**
 * Over every anchor of a training batch, with the negatives the loss gives it: for the pair of sample slots (i, j) the other
 * classes' images in slots i and j. With two samples a class these are all negatives of the batch.
 */
export function batchWeightsBand({ features, n, d, samplesPerClass: m, geometry, head }: BatchBandOptions): WeightsBand {
  if (!Number.isInteger(m) || m < 2 || n % m !== 0) throw new RangeError(`A batch of ${n} rows does not hold ${m} samples of each class`);
  const embedding = embed(features, n, d, geometry, head);
  const classes = n / m;
  const curves: SortedWeights[] = [];
  const negatives = new Float64Array(2 * (classes - 1));
  for (let anchor = 0; anchor < n; anchor++) {
    const own = Math.floor(anchor / m);
    const i = anchor % m;
    const similarities = similarityFrom(anchor, embedding, head);
    const pairs: SortedWeights[] = [];
    for (let j = 0; j < m; j++) {
      if (j === i) continue;
      let at = 0;
      for (let other = 0; other < classes; other++) {
        if (other === own) continue;
        negatives[at++] = similarities[other * m + i]!;
        negatives[at++] = similarities[other * m + j]!;
      }
      pairs.push(sortedWeights(negatives, [similarities[own * m + j]!]));
    }
    curves.push(meanCurve(pairs));
  }
  return bandOf(curves);
}

export interface EvaluationBandOptions {
  embedding: Embedding;
  labels: ArrayLike<number>;
  head: Temperatures;
  /** How many anchors to look at, at most. */
  anchors?: number;
  random: Random;
}

/** Over a random sample of anchors that have a positive, with all images of other classes as negatives. */
export function evaluationWeightsBand({ embedding, labels, head, anchors = 128, random }: EvaluationBandOptions): WeightsBand {
  const counts = new Map<number, number>();
  for (let row = 0; row < embedding.n; row++) counts.set(labels[row]!, (counts.get(labels[row]!) ?? 0) + 1);
  const candidates = Int32Array.from([...Array(embedding.n).keys()].filter((row) => counts.get(labels[row]!)! > 1));
  const sample = random.shuffle(candidates).subarray(0, anchors);
  const similarities = new Float64Array(embedding.n);
  const curves = Array.from(sample, (anchor) => {
    similarityFrom(anchor, embedding, head, similarities);
    const negatives = similarities.filter((_, row) => labels[row] !== labels[anchor]);
    const positives = similarities.filter((_, row) => labels[row] === labels[anchor] && row !== anchor);
    return sortedWeights(negatives, positives);
  });
  return bandOf(curves);
}

/** Mean over the pairs of sample slots an anchor stands in. */
function meanCurve(pairs: SortedWeights[]): SortedWeights {
  if (pairs.length === 1) return pairs[0]!;
  const weights = new Float64Array(pairs[0]!.weights.length);
  for (const pair of pairs) pair.weights.forEach((value, rank) => (weights[rank]! += value / pairs.length));
  const falseNeighbours = pairs.reduce((sum, pair) => sum + pair.falseNeighbours / pairs.length, 0);
  return { weights, ...summariseWeights(weights, effectiveNumber(weights), 0), falseNeighbours };
}

/** One picture of the curves of many anchors. */
export function bandOf(curves: readonly SortedWeights[]): WeightsBand {
  // Anchors of larger classes have fewer negatives: the band ends where the shortest curve does.
  const length = curves.reduce((least, curve) => Math.min(least, curve.weights.length), Infinity);
  const ranks = logRanks(Number.isFinite(length) ? length : 0);
  const band = (share: number) =>
    Float32Array.from(ranks, (rank) =>
      quantile(
        curves.map((curve) => curve.weights[rank - 1]!),
        share,
      ),
    );
  const middle = (of: (curve: SortedWeights) => number) => quantile(curves.map(of), 0.5);
  return {
    ranks,
    median: band(0.5),
    lower: band(0.25),
    upper: band(0.75),
    effective: middle((curve) => curve.effective),
    top1: middle((curve) => curve.top1),
    top6: middle((curve) => curve.top6),
    top24: middle((curve) => curve.top24),
    falseNeighbours: curves.reduce((sum, curve) => sum + curve.falseNeighbours, 0) / Math.max(1, curves.length),
  };
}

/** Ranks 1 … n, evenly spread on a logarithmic axis, each once: every rank at first, then about `perDecade` a decade, n last. */
export function logRanks(n: number, perDecade = 16): Float32Array {
  const ranks: number[] = [];
  for (let k = 0; n >= 1; k++) {
    const rank = Math.round(10 ** (k / perDecade));
    if (rank >= n) break;
    if (rank !== ranks.at(-1)) ranks.push(rank);
  }
  if (n >= 1) ranks.push(n);
  return Float32Array.from(ranks);
}

/** Linear interpolation between the order statistics; 0 of nothing. */
export function quantile(values: number[], share: number): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (place - low);
}
