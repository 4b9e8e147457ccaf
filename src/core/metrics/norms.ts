/** Norms of the features: whether the radius is free, or all sit on the clip sphere (DESIGN §2). */
import type { HeadConfig } from '../configuration/schema';
import { rowNorms, type Rows } from '../geometry/vector';

export interface NormHistogram {
  /** [bins + 1], ascending. Norms are of features after featureScale, before clipping. */
  edges: Float32Array;
  counts: Float32Array;
  mean: number;
  /** Share of embeddings on the clip sphere (0 where clipRadius is 0). */
  clippedShare: number;
}

/**
 * Histogram of the norms of features [n, d] as they leave the head, from 0 to a round number above the largest, and the share
 * that is clipped: of norm r or more (after normalisation, where the head normalises: then all or none). 0 without clipping.
 */
export function normHistogram(
  features: Rows,
  n: number,
  d: number,
  head: Pick<HeadConfig, 'clipRadius' | 'hyperbolicInput'>,
  bins = 40,
): NormHistogram {
  const norms = rowNorms(features, n, d);
  const largest = norms.reduce((a, b) => Math.max(a, b), 0);
  if (!Number.isFinite(largest)) throw new RangeError('The features are not all finite numbers');
  const top = roundUp(largest);
  const counts = new Float32Array(bins);
  let sum = 0;
  let clipped = 0;
  for (const length of norms) {
    counts[Math.min(bins - 1, Math.floor((length / top) * bins))]!++;
    sum += length;
    const entering = head.hyperbolicInput === 'normalized' && length > 0 ? 1 : length;
    if (head.clipRadius > 0 && entering >= head.clipRadius) clipped++;
  }
  return {
    edges: Float32Array.from({ length: bins + 1 }, (_, i) => (top * i) / bins),
    counts,
    mean: n > 0 ? sum / n : 0,
    clippedShare: n > 0 ? clipped / n : 0,
  };
}

/** To 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten, so that the axis stands still from snapshot to snapshot. */
function roundUp(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= value) ?? 10;
  return step * power;
}
