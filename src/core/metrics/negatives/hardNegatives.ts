/** Hard negatives: the nearest images of other classes. */
import { NearestList } from '../retrieval/nearest';

export interface HardNegative {
  index: number;
  /** In the quantity the distances were given in. */
  distance: number;
  /** 1 = the nearest image of another class. */
  rank: number;
}

export interface HardNegativesOptions {
  /** From the anchor to every row, itself included: `distancesFrom`. */
  distances: ArrayLike<number>;
  /** Class of every row. */
  labels: ArrayLike<number>;
  anchor: number;
  /** How many at most. */
  k: number;
}

/** The k nearest rows of other classes, ascending in distance; equal distances by index. Fewer where there are fewer. */
export function hardNegatives({ distances, labels, anchor, k }: HardNegativesOptions): HardNegative[] {
  const own = ownLabel(labels, anchor);
  const nearest = new NearestList(k);
  for (let row = 0; row < distances.length; row++) if (labels[row] !== own) nearest.offer(row, distances[row]!);
  return Array.from({ length: nearest.length }, (_, i) => ({ index: nearest.indices[i]!, distance: nearest.distances[i]!, rank: i + 1 }));
}

/** The rank each of `rows` has among the anchor's negatives, 1 = nearest; 0 for the anchor and its positives. */
export function negativeRanks({
  distances,
  labels,
  anchor,
  rows,
}: Omit<HardNegativesOptions, 'k'> & { rows: ArrayLike<number> }): Int32Array {
  const own = ownLabel(labels, anchor);
  return Int32Array.from(rows, (row) => {
    if (labels[row] === own) return 0;
    const distance = distances[row]!;
    let rank = 1;
    for (let other = 0; other < distances.length; other++) {
      if (labels[other] === own) continue;
      if (distances[other]! < distance || (distances[other] === distance && other < row)) rank++;
    }
    return rank;
  });
}

function ownLabel(labels: ArrayLike<number>, anchor: number): number {
  const own = labels[anchor];
  if (own === undefined) throw new RangeError(`There is no row ${anchor}: the labels have rows 0 to ${labels.length - 1}`);
  return own;
}
