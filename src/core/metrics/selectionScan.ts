/** What a selection of images holds: how its images are retrieved, and which images that are not in it lie nearest to it. */
import { distancesFrom, type Embedding, type Temperatures } from '../geometry/vector';
import { createRetrieval, retrievalMetrics, type RetrievalAccumulator, type RetrievalMetrics } from './retrieval/retrieval';

export interface SelectionFound {
  /** Of the selected images as queries, each among all images. */
  retrieval: RetrievalMetrics;
  /** [most, or fewer] images outside the selection, nearest first: by the least distance to any image in it, equal ones by index. */
  outside: Int32Array<ArrayBuffer>;
  /** [outside] that distance, in the quantity the geometry ranks by (`distancesFrom`). */
  distances: Float64Array<ArrayBuffer>;
  /** [outside] the image of the selection that it lies nearest to. */
  nearestTo: Int32Array<ArrayBuffer>;
}

/** Goes through a selection image by image; nothing of size n² is kept. */
export class SelectionScan {
  readonly #retrieval: RetrievalAccumulator<1 | 2 | 4 | 8>;
  readonly #row: Float64Array<ArrayBuffer>;
  readonly #least: Float64Array<ArrayBuffer>;
  readonly #from: Int32Array;
  #done = 0;

  /**
   * @param selected rows of the embedding, each once
   * @param most images outside that are wanted
   * @throws RangeError for a row that there is not
   */
  constructor(
    private readonly embedding: Embedding,
    private readonly head: Temperatures,
    labels: ArrayLike<number>,
    private readonly selected: Int32Array,
    private readonly most: number,
  ) {
    const { n } = embedding;
    for (const row of selected)
      if (row < 0 || row >= n) throw new RangeError(`There is no row ${row}: the embedding has rows 0 to ${n - 1}`);
    this.#retrieval = createRetrieval(labels, { nearestCount: 0 });
    this.#row = new Float64Array(n);
    this.#least = new Float64Array(n).fill(Infinity);
    this.#from = new Int32Array(n).fill(-1);
  }

  /** Takes one image of the selection. @returns what was found, once all have been taken */
  advance(): SelectionFound | undefined {
    const query = this.selected[this.#done];
    if (query === undefined) return this.#found();
    this.#done++;
    const distances = distancesFrom(query, this.embedding, this.head, this.#row);
    this.#retrieval.add(distances, query);
    const [least, from] = [this.#least, this.#from];
    for (let row = 0; row < distances.length; row++)
      if (distances[row]! < least[row]!) {
        least[row] = distances[row]!;
        from[row] = query;
      }
    return undefined;
  }

  #found(): SelectionFound {
    const inside = new Set(this.selected);
    const rows = this.selected.length === 0 ? [] : [...this.#least.keys()].filter((row) => !inside.has(row));
    const least = this.#least;
    const outside = Int32Array.from(rows.sort((p, q) => least[p]! - least[q]! || p - q).slice(0, this.most));
    return {
      retrieval: retrievalMetrics(this.#retrieval.result()),
      outside,
      distances: Float64Array.from(outside, (row) => least[row]!),
      nearestTo: outside.map((row) => this.#from[row]!),
    };
  }
}
