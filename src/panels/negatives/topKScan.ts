/**
 * The hard negatives of many anchors, found a little at a time: what the orders of anchors and the overlap over all of them need.
 * Anchors are visited in one shuffled order, the same for every ranking of as many images, so that any beginning is a fair sample.
 */
import { distancesFrom, similarityFromDistances } from '../../core/geometry/vector';
import { NearestList } from '../../core/metrics/nearest';
import type { RunSnapshot } from '../../core/evaluation/snapshot';
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
  /** [n] largest p(x⁻), that of the nearest negative; NaN without a positive, or where not yet done. */
  readonly largest: Float64Array;
  /** [n] 1 where the nearest image is of another class, and there is one of its own. */
  readonly wrong: Uint8Array;
  private readonly distances: Float64Array<ArrayBuffer>;
  private readonly similarities: Float64Array<ArrayBuffer>;
  private readonly nearest = new NearestList(DEEPEST);

  constructor(
    private readonly ranking: Ranking,
    readonly labels: Int32Array,
  ) {
    this.n = ranking.snapshot.n;
    this.order = shuffledOrder(this.n);
    this.top = new Int32Array(this.n * DEEPEST).fill(-1);
    this.largest = new Float64Array(this.n).fill(NaN);
    this.wrong = new Uint8Array(this.n);
    this.distances = new Float64Array(this.n);
    this.similarities = new Float64Array(this.n);
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
    if (nearest.length > 0) this.judge(anchor, nearest.indices[0]!);
    this.done++;
    return true;
  }

  /** How hard the nearest negative is: exp s⁻ / (exp s⁺ + Σ exp s⁻ⱼ), mean over the positives, as `tripletWeights` has it. */
  private judge(anchor: number, nearest: number): void {
    const { labels, distances, n } = this;
    const { geometry, head } = this.ranking;
    const similarities = similarityFromDistances(distances, geometry, head, this.similarities);
    const top = similarities[nearest]!;
    const own = labels[anchor];
    let negatives = 0;
    for (let row = 0; row < n; row++) if (labels[row] !== own) negatives += Math.exp(similarities[row]! - top);
    let sum = 0;
    let positives = 0;
    let closest = Infinity;
    for (let row = 0; row < n; row++) {
      if (labels[row] !== own || row === anchor) continue;
      positives++;
      closest = Math.min(closest, distances[row]!);
      sum += 1 / (Math.exp(similarities[row]! - top) + negatives);
    }
    if (positives === 0) return;
    this.largest[anchor] = sum / positives;
    this.wrong[anchor] = distances[nearest]! < closest ? 1 : 0;
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
