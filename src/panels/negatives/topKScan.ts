/**
 * The hard negatives of many anchors, found a little at a time: what "most disagreement" and the overlap over all anchors need.
 * Anchors are visited in one shuffled order, the same for every ranking of as many images, so that any beginning is a fair sample.
 */
import { distancesFrom } from '../../core/geometry/vector';
import { NearestList } from '../../core/metrics/nearest';
import type { RunSnapshot } from '../../engine/protocol';
import { embeddingOf, type Ranking } from '../../state/selection';

/** The most a row can show. */
export const DEEPEST = 24;

/** 0 … n−1 in an order that looks random and is always the same. */
export function shuffledOrder(n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  let state = 0x9e3779b9;
  for (let i = n - 1; i > 0; i--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

export class TopKScan {
  readonly n: number;
  readonly order: Int32Array;
  /** Anchors done: the first so many of `order`. */
  done = 0;
  /** [n, DEEPEST] nearest images of other classes; −1 where there are fewer, or not yet done. */
  readonly top: Int32Array;
  private readonly distances: Float64Array<ArrayBuffer>;
  private readonly nearest = new NearestList(DEEPEST);

  constructor(
    private readonly ranking: Ranking,
    readonly labels: Int32Array,
  ) {
    this.n = ranking.snapshot.n;
    this.order = shuffledOrder(this.n);
    this.top = new Int32Array(this.n * DEEPEST).fill(-1);
    this.distances = new Float64Array(this.n);
  }

  /** One anchor more; false when all are done. */
  advance(): boolean {
    const anchor = this.order[this.done];
    if (anchor === undefined) return false;
    const { labels, nearest } = this;
    distancesFrom(anchor, embeddingOf(this.ranking), this.ranking.head, this.distances);
    nearest.clear();
    const own = labels[anchor];
    for (let row = 0; row < this.n; row++) if (labels[row] !== own) nearest.offer(row, this.distances[row]!);
    this.top.set(nearest.indices.subarray(0, nearest.length), anchor * DEEPEST);
    this.done++;
    return true;
  }
}

const scans = new WeakMap<RunSnapshot, Map<string, TopKScan>>();

/** The scan of a ranking, begun once. */
export function scanOf(ranking: Ranking, labels: Int32Array): TopKScan {
  let known = scans.get(ranking.snapshot);
  if (!known) scans.set(ranking.snapshot, (known = new Map()));
  let scan = known.get(ranking.id);
  if (!scan || scan.labels !== labels) known.set(ranking.id, (scan = new TopKScan(ranking, labels)));
  return scan;
}

/** How many of the top k of one anchor stand in both scans. */
export function sharedOf(a: TopKScan, b: TopKScan, anchor: number, k: number): number {
  const start = anchor * DEEPEST;
  let shared = 0;
  for (let i = start; i < start + k; i++) {
    const index = a.top[i]!;
    if (index < 0) break;
    for (let j = start; j < start + k; j++)
      if (b.top[j] === index) {
        shared++;
        break;
      }
  }
  return shared;
}

export interface OverlapCounts {
  /** [k + 1] anchors that share 0, 1, … k. */
  counts: number[];
  mean: number;
  anchors: number;
}

/** The overlap of two scans over the anchors done in both. */
export function overlapCounts(a: TopKScan, b: TopKScan, k: number): OverlapCounts {
  const counts = new Array<number>(k + 1).fill(0);
  const anchors = Math.min(a.done, b.done);
  let sum = 0;
  for (let i = 0; i < anchors; i++) {
    const shared = sharedOf(a, b, a.order[i]!, k);
    counts[shared]!++;
    sum += shared;
  }
  return { counts, mean: anchors > 0 ? sum / anchors : NaN, anchors };
}

/** Anchors done in both scans, the least shared first; among equals those that differ deeper down as well, then by index. */
export function byDisagreement(a: TopKScan, b: TopKScan, k: number): Int32Array {
  const anchors = a.order.slice(0, Math.min(a.done, b.done));
  const cost = new Float64Array(a.n);
  for (const anchor of anchors) cost[anchor] = sharedOf(a, b, anchor, k) * (DEEPEST + 1) + sharedOf(a, b, anchor, DEEPEST);
  return anchors.sort((p, q) => cost[p]! - cost[q]! || p - q);
}
