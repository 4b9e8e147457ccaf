/** How far two orders of the same negatives agree, beyond the few at their top: Kendall's τ_b, which is no temperature. */
import { distancesFrom, type Embedding, type Temperatures } from '../../geometry/vector';
import { shuffledOrder } from '../retrieval/topK';

/**
 * Kendall's τ_b of two lists of values of the same items: (concordant − discordant pairs) / √(pairs untied in a · untied in b). 1 = the
 * same order, −1 = the reversed one, 0 = none. By Knight's method (1966), O(n log n).
 * @returns NaN for fewer than two items, and where all values of a list are equal
 * @throws RangeError for lists of different length
 */
export function kendallTauB(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const n = a.length;
  if (b.length !== n) throw new RangeError(`Two orders are compared of the same items; there are ${n} and ${b.length}`);
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((p, q) => a[p]! - a[q]! || b[p]! - b[q]!);
  const second = Float64Array.from(order, (row) => b[row]!);
  const pairs = (n * (n - 1)) / 2;
  const tiedInA = tiedPairs(n, (i, j) => a[order[i]!] === a[order[j]!]);
  const tiedInBoth = tiedPairs(n, (i, j) => a[order[i]!] === a[order[j]!] && second[i] === second[j]);
  // What is sorted with as many exchanges as there are discordant pairs.
  const discordant = exchanges(second, new Float64Array(n), 0, n);
  const tiedInB = tiedPairs(n, (i, j) => second[i] === second[j]);
  const difference = pairs - tiedInA - tiedInB + tiedInBoth - 2 * discordant;
  return difference / Math.sqrt((pairs - tiedInA) * (pairs - tiedInB));
}

/** Pairs of equal neighbours' runs, in a list where equal ones stand together. */
function tiedPairs(n: number, equal: (i: number, j: number) => boolean): number {
  let sum = 0;
  for (let start = 0; start < n;) {
    let end = start + 1;
    while (end < n && equal(start, end)) end++;
    sum += ((end - start) * (end - start - 1)) / 2;
    start = end;
  }
  return sum;
}

/** Sorts [from, to) by merging; equal ones stay in place. @returns how many pairs stood the wrong way round */
function exchanges(values: Float64Array, spare: Float64Array, from: number, to: number): number {
  if (to - from < 2) return 0;
  const middle = (from + to) >> 1;
  let sum = exchanges(values, spare, from, middle) + exchanges(values, spare, middle, to);
  for (let i = from, j = middle, at = from; at < to; at++) {
    if (j >= to || (i < middle && values[i]! <= values[j]!)) spare[at] = values[i++]!;
    else {
      sum += middle - i;
      spare[at] = values[j++]!;
    }
  }
  values.set(spare.subarray(from, to), from);
  return sum;
}

/** One order of negatives, as a view around an anchor lists it. */
export interface RankedNegatives {
  negatives: ArrayLike<number>;
  distances: ArrayLike<number>;
}

/** τ_b of two lists of negatives with their distances, over those that both have. */
export function rankCorrelation(a: RankedNegatives, b: RankedNegatives): number {
  const distances = new Map<number, number>();
  for (let i = 0; i < b.negatives.length; i++) distances.set(b.negatives[i]!, b.distances[i]!);
  const [first, second]: [number[], number[]] = [[], []];
  for (let i = 0; i < a.negatives.length; i++) {
    const other = distances.get(a.negatives[i]!);
    if (other === undefined) continue;
    first.push(a.distances[i]!);
    second.push(other);
  }
  return kendallTauB(first, second);
}

/** An embedding, and what its distances hang on. */
export interface Ordered {
  embedding: Embedding;
  head: Temperatures;
}

/** Of two embeddings of the same images: τ_b of the negatives, mean over anchors in the shuffled order of `topK`. */
export class RankCorrelationScan {
  readonly #order: Int32Array;
  #done = 0;
  #counted = 0;
  #sum = 0;

  /** @throws RangeError for embeddings of different images, or labels of others */
  constructor(
    private readonly a: Ordered,
    private readonly b: Ordered,
    private readonly labels: ArrayLike<number>,
    anchors: number,
  ) {
    const { n } = a.embedding;
    if (b.embedding.n !== n || labels.length !== n)
      throw new RangeError(`Orders of the same images are compared; there are ${n}, ${b.embedding.n} and ${labels.length} labels`);
    this.#order = shuffledOrder(n).slice(0, anchors);
  }

  /** Takes one anchor. @returns the mean once all have been taken; NaN where none has two negatives */
  advance(): { mean: number; anchors: number } | undefined {
    if (this.#done >= this.#order.length) return { mean: this.#sum / this.#counted, anchors: this.#counted };
    const anchor = this.#order[this.#done++]!;
    const own = this.labels[anchor];
    const of = ({ embedding, head }: Ordered) => distancesFrom(anchor, embedding, head).filter((_, row) => this.labels[row] !== own);
    const value = kendallTauB(of(this.a), of(this.b));
    if (Number.isNaN(value)) return undefined;
    this.#counted++;
    this.#sum += value;
    return undefined;
  }
}
