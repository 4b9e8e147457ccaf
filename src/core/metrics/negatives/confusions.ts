/**
 * Which classes are taken for one another, counted from the hard negatives that a scan (`topK.ts`) found, and how often each class is
 * retrieved. Counted as the scan goes on: what has been counted is not looked at again.
 */
import { DEEPEST, type TopK } from '../retrieval/topK';

/** Two classes, the one of smaller index first. */
export interface Confusion {
  a: number;
  b: number;
  /** Anchors of a whose nearest image of all is of b, and anchors of b whose nearest is of a. */
  taken: [aForB: number, bForA: number];
  /** How many of the k hardest negatives of the anchors of a are of b, and of the anchors of b of a. */
  listed: [ofA: number, ofB: number];
  /** Of the places among the k hardest negatives that the anchors of both classes have, the share that the other one fills, 0 … 1. */
  share: number;
}

/** How a class is retrieved. */
export interface ClassRecall {
  label: number;
  /** Anchors counted: those with another image of their class. */
  queries: number;
  /** Of these, the share whose nearest image is of their class: Recall@1, 0 … 1. */
  recall: number;
  /** Of the misses, the class that took most of them; absent where there are none. */
  takenFor?: { label: number; images: number };
}

interface Counted {
  taken: [number, number];
  listed: [number, number];
}

type Found = Pick<TopK, 'n' | 'order' | 'done' | 'top' | 'largest' | 'wrong'>;

export class ConfusionCount {
  /** Anchors counted: the first so many of the scan's order. */
  done = 0;
  readonly #pairs = new Map<number, Counted>();
  /** [classes] anchors with a positive, how many of them miss, and the places there are among their k hardest negatives. */
  readonly #queries: Float64Array;
  readonly #misses: Float64Array;
  readonly #places: Float64Array;
  readonly #classes: number;

  /**
   * @param labels class of each of the scan's images
   * @param k hard negatives of each anchor that count, 1 … DEEPEST
   * @throws RangeError for labels of other images, and for another k
   */
  constructor(
    private readonly found: Found,
    private readonly labels: ArrayLike<number>,
    readonly k: number,
  ) {
    if (labels.length !== found.n) throw new RangeError(`${found.n} images take ${found.n} labels; there are ${labels.length}`);
    if (!Number.isInteger(k) || k < 1 || k > DEEPEST) throw new RangeError(`k is a whole number from 1 to ${DEEPEST}, not ${k}`);
    let classes = 0;
    for (let row = 0; row < found.n; row++) classes = Math.max(classes, labels[row]! + 1);
    this.#classes = classes;
    [this.#queries, this.#misses, this.#places] = [new Float64Array(classes), new Float64Array(classes), new Float64Array(classes)];
  }

  /** Counts what the scan has found since. */
  update(): this {
    for (; this.done < this.found.done; this.done++) this.#count(this.found.order[this.done]!);
    return this;
  }

  #count(anchor: number): void {
    const { top, largest, wrong } = this.found;
    const [labels, k] = [this.labels, this.k];
    const own = labels[anchor]!;
    const start = anchor * DEEPEST;
    if (!Number.isNaN(largest[anchor]!)) this.#queries[own]!++;
    for (let place = 0; place < k && top[start + place]! >= 0; place++) {
      const other = labels[top[start + place]!]!;
      const counted = this.#pair(own, other);
      const side = own < other ? 0 : 1;
      counted.listed[side]++;
      this.#places[own]!++;
      if (place > 0 || wrong[anchor] !== 1) continue;
      counted.taken[side]++;
      this.#misses[own]!++;
    }
  }

  #pair(one: number, other: number): Counted {
    const key = Math.min(one, other) * this.#classes + Math.max(one, other);
    let counted = this.#pairs.get(key);
    if (!counted) this.#pairs.set(key, (counted = { taken: [0, 0], listed: [0, 0] }));
    return counted;
  }

  /** Pairs of classes of which one stands among the hard negatives of the other, those taken for one another most often first. */
  pairs(): Confusion[] {
    const all = Array.from(this.#pairs, ([key, { taken, listed }]): Confusion => {
      const [a, b] = [Math.floor(key / this.#classes), key % this.#classes];
      const places = this.#places[a]! + this.#places[b]!;
      return { a, b, taken: [...taken], listed: [...listed], share: places > 0 ? (listed[0] + listed[1]) / places : 0 };
    });
    return all.sort(byTaken);
  }

  /** Anchors of either class that have the other among their k hardest negatives: first those whose nearest image of all it is, then by its rank, then by index. */
  anchorsOf(a: number, b: number): Int32Array<ArrayBuffer> {
    const { found, labels, k } = this;
    const rank = new Map<number, number>();
    for (let at = 0; at < this.done; at++) {
      const anchor = found.order[at]!;
      const own = labels[anchor];
      if (own !== a && own !== b) continue;
      const other = own === a ? b : a;
      const start = anchor * DEEPEST;
      for (let place = 0; place < k && found.top[start + place]! >= 0; place++)
        if (labels[found.top[start + place]!] === other) {
          rank.set(anchor, place === 0 && found.wrong[anchor] === 1 ? -1 : place);
          break;
        }
    }
    return Int32Array.from([...rank.keys()].sort((p, q) => rank.get(p)! - rank.get(q)! || p - q));
  }

  /** Recall@1 of each class that has an anchor counted, worst first; of equal ones that of more queries first. */
  byClass(): ClassRecall[] {
    const takenFor = new Map<number, { label: number; images: number }>();
    const note = (label: number, other: number, images: number) => {
      if (images > (takenFor.get(label)?.images ?? 0)) takenFor.set(label, { label: other, images });
    };
    for (const [key, { taken }] of this.#pairs) {
      const [a, b] = [Math.floor(key / this.#classes), key % this.#classes];
      note(a, b, taken[0]);
      note(b, a, taken[1]);
    }
    const all: ClassRecall[] = [];
    for (let label = 0; label < this.#classes; label++) {
      const queries = this.#queries[label]!;
      if (queries === 0) continue;
      const most = takenFor.get(label);
      all.push({ label, queries, recall: 1 - this.#misses[label]! / queries, ...(most ? { takenFor: most } : {}) });
    }
    return all.sort((p, q) => p.recall - q.recall || q.queries - p.queries || p.label - q.label);
  }

  /** Anchors of a class: first those whose nearest image is of another class, then by index. */
  anchorsIn(label: number): Int32Array<ArrayBuffer> {
    const { found, labels } = this;
    const own = Array.from(found.order.subarray(0, this.done)).filter((anchor) => labels[anchor] === label);
    return Int32Array.from(own.sort((p, q) => found.wrong[q]! - found.wrong[p]! || p - q));
  }
}

function byTaken(p: Confusion, q: Confusion): number {
  return q.taken[0] + q.taken[1] - p.taken[0] - p.taken[1] || q.share - p.share || p.a - q.a || p.b - q.b;
}
