/**
 * The hard negatives of many anchors, found a part at a time: what the orders of anchors and the overlap over all of them need.
 * Anchors are visited in one shuffled order, the same for every embedding of as many images, so that any beginning is a fair sample.
 */
import { distancesFrom, similarityFromDistances, type Embedding, type Temperatures } from '../../geometry/vector';
import { NearestList } from './nearest';

/** The most that are kept of an anchor. */
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

/** What was found of some anchors that stand in a row in the shuffled order. */
export interface TopKPart {
  /** Place of the first in that order. */
  first: number;
  /** [count, DEEPEST] nearest images of other classes; −1 where there are fewer. */
  top: Int32Array<ArrayBuffer>;
  /** [count] largest p(x⁻), that of the nearest negative; NaN without a positive. */
  largest: Float64Array<ArrayBuffer>;
  /** [count] 1 where the nearest image is of another class, and there is one of its own. */
  wrong: Uint8Array<ArrayBuffer>;
}

/** Looks around the anchors of one embedding. */
export class TopKScan {
  readonly #order: Int32Array;
  readonly #distances: Float64Array<ArrayBuffer>;
  readonly #similarities: Float64Array<ArrayBuffer>;
  readonly #nearest = new NearestList(DEEPEST);

  constructor(
    private readonly embedding: Embedding,
    private readonly head: Temperatures,
    private readonly labels: ArrayLike<number>,
  ) {
    this.#order = shuffledOrder(embedding.n);
    this.#distances = new Float64Array(embedding.n);
    this.#similarities = new Float64Array(embedding.n);
  }

  /**
   * The anchors from place `first` on, until `goOn` says no (it is asked after each) or place `until` is reached; one at least,
   * where there is one.
   */
  part(first: number, until: number, goOn: () => boolean): TopKPart {
    const most = Math.max(0, Math.min(until, this.embedding.n) - first);
    const top = new Int32Array(most * DEEPEST).fill(-1);
    const largest = new Float64Array(most).fill(NaN);
    const wrong = new Uint8Array(most);
    let count = 0;
    while (count < most) {
      const anchor = this.#order[first + count]!;
      const nearest = this.#around(anchor);
      top.set(nearest.indices.subarray(0, nearest.length), count * DEEPEST);
      if (nearest.length > 0) [largest[count], wrong[count]] = this.#judge(anchor, nearest.indices[0]!);
      count++;
      if (!goOn()) break;
    }
    return { first, top: top.slice(0, count * DEEPEST), largest: largest.slice(0, count), wrong: wrong.slice(0, count) };
  }

  #around(anchor: number): NearestList {
    const { embedding, head, labels } = this;
    const nearest = this.#nearest;
    distancesFrom(anchor, embedding, head, this.#distances);
    nearest.clear();
    const own = labels[anchor];
    for (let row = 0; row < embedding.n; row++) if (labels[row] !== own) nearest.offer(row, this.#distances[row]!);
    return nearest;
  }

  /** How hard the nearest negative is: exp s⁻ / (exp s⁺ + Σ exp s⁻ⱼ), mean over the positives, as `tripletWeights` has it; and whether it is nearer than them. */
  #judge(anchor: number, nearest: number): [largest: number, wrong: number] {
    const { labels, embedding, head } = this;
    const distances = this.#distances;
    const similarities = similarityFromDistances(distances, embedding.geometry, head, this.#similarities);
    const top = similarities[nearest]!;
    const own = labels[anchor];
    let negatives = 0;
    for (let row = 0; row < embedding.n; row++) if (labels[row] !== own) negatives += Math.exp(similarities[row]! - top);
    let sum = 0;
    let positives = 0;
    let closest = Infinity;
    for (let row = 0; row < embedding.n; row++) {
      if (labels[row] !== own || row === anchor) continue;
      positives++;
      closest = Math.min(closest, distances[row]!);
      sum += 1 / (Math.exp(similarities[row]! - top) + negatives);
    }
    return positives === 0 ? [NaN, 0] : [sum / positives, distances[nearest]! < closest ? 1 : 0];
  }
}

/** What has been found of the anchors so far. */
export class TopK {
  readonly order: Int32Array;
  /** Anchors done: the first so many of `order`. */
  done = 0;
  /** [n, DEEPEST] by anchor; −1 where there are fewer, or not yet done. */
  readonly top: Int32Array;
  /** [n] by anchor; NaN where not yet done. */
  readonly largest: Float64Array;
  /** [n] by anchor. */
  readonly wrong: Uint8Array;

  constructor(readonly n: number) {
    this.order = shuffledOrder(n);
    this.top = new Int32Array(n * DEEPEST).fill(-1);
    this.largest = new Float64Array(n).fill(NaN);
    this.wrong = new Uint8Array(n);
  }

  /** Takes in the part that follows on what is there; any other is passed over. */
  add({ first, top, largest, wrong }: TopKPart): void {
    if (first !== this.done) return;
    for (let i = 0; i < wrong.length; i++) {
      const anchor = this.order[first + i]!;
      this.top.set(top.subarray(i * DEEPEST, (i + 1) * DEEPEST), anchor * DEEPEST);
      this.largest[anchor] = largest[i]!;
      this.wrong[anchor] = wrong[i]!;
    }
    this.done += wrong.length;
  }
}
