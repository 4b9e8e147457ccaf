/**
 * Order by distance, one rule everywhere: smaller first, equal distances by index.
 */

/** Comparator of indices into `distances`. */
export function byDistance(distances: ArrayLike<number>): (a: number, b: number) => number {
  return (a, b) => distances[a]! - distances[b]! || a - b;
}

/** Keeps the k nearest of what is offered; offers come in ascending index. Reused from query to query. */
export class NearestList {
  readonly #k: number;
  readonly indices: Int32Array;
  readonly distances: Float64Array;
  /** How many of the places are taken. */
  length = 0;

  constructor(k: number) {
    this.#k = k;
    this.indices = new Int32Array(k);
    this.distances = new Float64Array(k);
  }

  clear(): void {
    this.length = 0;
  }

  offer(index: number, distance: number): void {
    let place = this.length;
    if (place === this.#k) {
      if (place === 0 || !(distance < this.distances[place - 1]!)) return;
      place--;
    } else {
      this.length++;
    }
    // Insertion from behind: stays behind its equals, which have smaller indices.
    while (place > 0 && distance < this.distances[place - 1]!) {
      this.distances[place] = this.distances[place - 1]!;
      this.indices[place] = this.indices[place - 1]!;
      place--;
    }
    this.distances[place] = distance;
    this.indices[place] = index;
  }
}
