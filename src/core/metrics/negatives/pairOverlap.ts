/** How many hard negatives two rankings share, over all anchors that both scans have done, for every k at once. */
import { DEEPEST, type TopK } from '../retrieval/topK';

export interface OverlapCounts {
  /** [k + 1] anchors that share 0, 1, … k. */
  counts: number[];
  mean: number;
  anchors: number;
}

export class PairOverlap {
  /** Anchors counted: the first so many of the scans' order. */
  done = 0;
  /** [n, DEEPEST] how many of the top k stand in both, at [anchor, k − 1]. */
  private readonly shared: Uint8Array;
  /** [DEEPEST, DEEPEST + 1] anchors that share so many of their top k, at [k − 1, shared]. */
  private readonly histogram = new Int32Array(DEEPEST * (DEEPEST + 1));
  /** [n] how many negatives both lists of an anchor have, DEEPEST at the most: a small set has no more. */
  private readonly listed: Uint8Array;
  /** [DEEPEST] sum over the anchors of the negatives there are among the first k, at k − 1. */
  private readonly available = new Float64Array(DEEPEST);
  /** [n] place of an image in the list of b, or DEEPEST. */
  private readonly place: Uint8Array;

  constructor(
    private readonly a: TopK,
    private readonly b: TopK,
  ) {
    this.shared = new Uint8Array(a.n * DEEPEST);
    this.listed = new Uint8Array(a.n);
    this.place = new Uint8Array(a.n).fill(DEEPEST);
  }

  /** Counts what both scans have found since. 10,000 anchors take some milliseconds. */
  update(): this {
    const until = Math.min(this.a.done, this.b.done);
    for (; this.done < until; this.done++) this.count(this.a.order[this.done]!);
    return this;
  }

  private count(anchor: number): void {
    const { shared, histogram, place } = this;
    const start = anchor * DEEPEST;
    const [own, other] = [this.a.top.subarray(start, start + DEEPEST), this.b.top.subarray(start, start + DEEPEST)];
    for (let j = 0; j < DEEPEST && other[j]! >= 0; j++) place[other[j]!] = j;
    // An image stands in both top k from the deeper of its two places on.
    for (let i = 0; i < DEEPEST && own[i]! >= 0; i++) {
      const deeper = Math.max(i, place[own[i]!]!);
      if (deeper < DEEPEST) shared[start + deeper]!++;
    }
    for (let j = 0; j < DEEPEST && other[j]! >= 0; j++) place[other[j]!] = DEEPEST;
    let listed = 0;
    while (listed < DEEPEST && own[listed]! >= 0 && other[listed]! >= 0) listed++;
    this.listed[anchor] = listed;
    for (let k = 0, sum = 0; k < DEEPEST; k++) {
      this.available[k]! += Math.min(k + 1, listed);
      sum += shared[start + k]!;
      shared[start + k] = sum;
      histogram[k * (DEEPEST + 1) + sum]!++;
    }
  }

  /** How many of the top k of an anchor stand in both; 0 where it is not counted yet. */
  sharedAt(anchor: number, k: number): number {
    return this.shared[anchor * DEEPEST + k - 1]!;
  }

  /** Jaccard distance 1 − |A ∩ B| / |A ∪ B| of the two top k of an anchor. */
  disagreement(anchor: number, k: number): number {
    const shared = this.sharedAt(anchor, k);
    const of = Math.min(k, this.listed[anchor]!);
    return of === 0 ? 0 : 1 - shared / (2 * of - shared);
  }

  countsAt(k: number): OverlapCounts {
    const row = (k - 1) * (DEEPEST + 1);
    const counts = Array.from(this.histogram.subarray(row, row + k + 1));
    const sum = counts.reduce((total, anchors, shared) => total + anchors * shared, 0);
    return { counts, mean: this.done > 0 ? sum / this.done : NaN, anchors: this.done };
  }

  /**
   * [DEEPEST] mean share of the top k that stands in both, for k = 1, 2, …, of as many negatives as there are: anchors of a small set have
   * fewer than k. NaN while nothing is counted.
   */
  meanShares(): number[] {
    return Array.from({ length: DEEPEST }, (_, i) => (this.countsAt(i + 1).mean * this.done) / this.available[i]!);
  }
}

const known = new WeakMap<TopK, WeakMap<TopK, PairOverlap>>();

/** The overlap of two scans, begun once, with all that both have done by now. */
export function overlapBetween(a: TopK, b: TopK): PairOverlap {
  const turned = known.get(b)?.get(a);
  if (turned) return turned.update();
  let ofA = known.get(a);
  if (!ofA) known.set(a, (ofA = new WeakMap()));
  let overlap = ofA.get(b);
  if (!overlap) ofA.set(b, (overlap = new PairOverlap(a, b)));
  return overlap.update();
}
