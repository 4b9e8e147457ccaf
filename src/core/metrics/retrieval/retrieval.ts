/**
 * Retrieval of every image among all others: Recall@K, R-Precision, MAP@R (Musgrave et al., "A Metric Learning Reality Check",
 * 2020, §3.2), self excluded. Distance rows come in blocks from wherever they are fastest made; nothing of size n² is kept.
 */
import { ROLE_CODE } from '../../data/imageSet';
import { distancesFrom, type Embedding, type Temperatures } from '../../geometry/vector';
import type { LevelRecall, SizeRecall } from './breakdown';
import { clusteredError } from './clusteredError';
import { NearestList } from './nearest';

export interface RetrievalMetrics {
  /** K → share of queries with a hit among the K nearest, self excluded, queries without any positive excluded. */
  recallAt: Record<1 | 2 | 4 | 8, number>;
  /** Standard error of Recall@1 over classes' queries. */
  standardError: number;
  queries: number;
  /** Queries whose class has no other image in the gallery: excluded. */
  excluded: number;
  /**
   * Musgrave et al., "A Metric Learning Reality Check", 2020, §3.2: with R the number of a query's positives, the share of
   * positives among its R nearest, and the average precision over them; means over queries. NaN where they were not recorded.
   */
  rPrecision: number;
  mapAtR: number;
  /** Recall@1 by quartile of images per class and by level of the hierarchy above the classes, coarsest first; absent where not recorded. */
  byClassSize?: SizeRecall[] | undefined;
  byLevel?: LevelRecall[] | undefined;
}

export const RECALL_AT = [1, 2, 4, 8] as const;

export interface Retrieval<K extends number> extends Omit<RetrievalMetrics, 'recallAt' | 'byClassSize' | 'byLevel'> {
  recallAt: Record<K, number>;
  /** [n, nearestCount] the nearest rows of every row, nearest first, excluded queries included; −1 where there are none or the row was not added. */
  nearest: Int32Array;
  nearestCount: number;
}

export interface RetrievalAccumulator<K extends number> {
  /**
   * Takes distances from rows first, first + 1, … to all n rows: a block [rows, n], smaller = nearer.
   * @throws RangeError for a block that does not fit or holds NaN
   */
  add(block: ArrayLike<number>, first: number): void;
  /**
   * Takes the nearest rows of rows first, first + 1, … instead of their distances: [rows, listed] of indices, nearest first, −1 where
   * there are no more, `listed` at least `needed`.
   * @throws RangeError for lists that are too short
   */
  addNearest(lists: ArrayLike<number>, listed: number, first: number): void;
  /** How many of the nearest rows of each decide the result. */
  readonly needed: number;
  /** Over the queries added so far. */
  result(): Retrieval<K>;
}

export interface RetrievalOptions<K extends number> {
  /** Default 1, 2, 4, 8. */
  recallAt?: readonly K[];
  /** How many nearest rows to keep of each, default 6. */
  nearestCount?: number;
  /** [n] codes of ROLE_CODE: queries are looked up among the gallery only, as In-Shop is evaluated. Absent = every row is both. */
  role?: ArrayLike<number>;
}

/**
 * Ties are broken by index: of two rows equally far the one of smaller index is nearer.
 * @param labels class of each of the n rows
 */
export function createRetrieval<K extends number = (typeof RECALL_AT)[number]>(
  labels: ArrayLike<number>,
  options: RetrievalOptions<K> = {},
): RetrievalAccumulator<K> {
  const n = labels.length;
  const levels = options.recallAt ?? (RECALL_AT as readonly number[] as readonly K[]);
  const nearestCount = options.nearestCount ?? 6;
  const { role } = options;
  const inGallery = (row: number) => role?.[row] !== ROLE_CODE.query;
  const isQuery = (row: number) => role?.[row] !== ROLE_CODE.gallery;
  const members = rowsByLabel(labels);
  const nearest = new Int32Array(n * nearestCount).fill(-1);
  const list = new NearestList(nearestCount);
  const hits = new Float64Array(levels.length);
  /** Of each class: queries, and hits at 1. */
  const byClass = new Map<number, { queries: number; hits: number }>();
  let queries = 0;
  let hitsAtOne = 0;
  let excluded = 0;
  let rPrecision = 0;
  let mapAtR = 0;

  function addQuery(block: ArrayLike<number>, offset: number, query: number): void {
    const label = labels[query]!;
    const positives = members
      .get(label)!
      .filter((row) => row !== query && inGallery(row))
      .sort((a, b) => block[offset + a]! - block[offset + b]! || a - b);
    const R = positives.length;
    // before[k]: negatives nearer than positive k and not nearer than positive k − 1.
    const before = new Int32Array(R + 1);
    const farthest = R > 0 ? block[offset + positives[R - 1]!]! : -Infinity;
    list.clear();
    for (let row = 0; row < n; row++) {
      const distance = block[offset + row]!;
      if (Number.isNaN(distance)) throw new RangeError(`The distance from row ${query} to row ${row} is not a number`);
      if (row === query || !inGallery(row)) continue;
      list.offer(row, distance);
      if (distance > farthest || labels[row] === label) continue;
      let low = 0;
      for (let high = R; low < high;) {
        const middle = (low + high) >> 1;
        const positive = positives[middle]!;
        const other = block[offset + positive]!;
        if (other > distance || (other === distance && positive > row)) high = middle;
        else low = middle + 1;
      }
      before[low]!++;
    }
    nearest.set(list.indices.subarray(0, list.length), query * nearestCount);
    if (!isQuery(query)) return;
    if (R === 0) {
      excluded++;
      return;
    }

    // 0-based ranks of the positives among all others: negatives nearer than it, and the positives before it.
    const ranks: number[] = [];
    for (let k = 0, nearer = 0; k < R; k++) {
      nearer += before[k]!;
      ranks.push(nearer + k);
      if (nearer + k >= R) break;
    }
    count(label, R, ranks);
  }

  /** @param ranks of the query's positives, 0-based and ascending: the first, and all below R */
  function count(label: number, R: number, ranks: readonly number[]): void {
    levels.forEach((level, i) => (hits[i]! += ranks[0]! < level ? 1 : 0));
    let among = 0;
    let precision = 0;
    for (const rank of ranks) {
      if (rank >= R) break;
      among++;
      precision += among / (rank + 1);
    }
    queries++;
    rPrecision += among / R;
    mapAtR += precision / R;
    const hit = ranks[0] === 0 ? 1 : 0;
    hitsAtOne += hit;
    const own = byClass.get(label) ?? { queries: 0, hits: 0 };
    byClass.set(label, { queries: own.queries + 1, hits: own.hits + hit });
  }

  function addList(list: ArrayLike<number>, offset: number, listed: number, query: number): void {
    const label = labels[query]!;
    const ranks: number[] = [];
    for (let rank = 0; rank < listed; rank++) {
      const row = list[offset + rank]!;
      if (row < 0) break;
      if (rank < nearestCount) nearest[query * nearestCount + rank] = row;
      if (labels[row] === label) ranks.push(rank);
    }
    if (!isQuery(query)) return;
    const R = positivesOf(query);
    if (R === 0) excluded++;
    // A positive that is not listed is too far to count.
    else count(label, R, ranks.length > 0 ? ranks : [Infinity]);
  }

  const galleryOf = new Map([...members].map(([label, rows]) => [label, rows.filter(inGallery).length]));
  const positivesOf = (query: number) => galleryOf.get(labels[query]!)! - (inGallery(query) ? 1 : 0);
  let needed = Math.max(nearestCount, ...levels);
  for (let row = 0; row < n; row++) if (isQuery(row)) needed = Math.max(needed, positivesOf(row));

  return {
    needed,
    addNearest(lists, listed, first) {
      const rows = lists.length / listed;
      if (listed < Math.min(needed, n - 1) || !Number.isInteger(rows) || first < 0 || first + rows > n)
        throw new RangeError(`Lists of ${listed} rows from row ${first} on do not fit ${n} rows of which ${needed} are needed`);
      for (let row = 0; row < rows; row++) addList(lists, row * listed, listed, first + row);
    },
    add(block, first) {
      const rows = block.length / n;
      if (!Number.isInteger(rows) || !Number.isInteger(first) || first < 0 || first + rows > n)
        throw new RangeError(`A block of ${block.length} distances from row ${first} on does not fit ${n} rows`);
      for (let row = 0; row < rows; row++) addQuery(block, row * n, first + row);
    },
    result() {
      const share = (sum: number) => (queries > 0 ? sum / queries : 0);
      return {
        recallAt: Object.fromEntries(levels.map((level, i) => [level, share(hits[i]!)])) as Record<K, number>,
        standardError: clusteredError([...byClass.values()], queries, hitsAtOne),
        queries,
        excluded,
        rPrecision: share(rPrecision),
        mapAtR: share(mapAtR),
        nearest,
        nearestCount,
      };
    },
  };
}

/** Everything in one go on plain arrays. 1,000 rows of 128 take about a quarter of a second, 2,700 about two; where a backend can make the blocks, let it. */
export function retrieve<K extends number = (typeof RECALL_AT)[number]>(
  embedding: Embedding,
  labels: ArrayLike<number>,
  head: Temperatures,
  options: RetrievalOptions<K> = {},
): Retrieval<K> {
  if (labels.length !== embedding.n) throw new RangeError(`${embedding.n} rows need as many labels; there are ${labels.length}`);
  const accumulator = createRetrieval(labels, options);
  const row = new Float64Array(embedding.n);
  for (let query = 0; query < embedding.n; query++) accumulator.add(distancesFrom(query, embedding, head, row), query);
  return accumulator.result();
}

/** The part of a result that crosses to the page with a snapshot. */
export function retrievalMetrics(found: Retrieval<1 | 2 | 4 | 8>): RetrievalMetrics {
  const { recallAt, standardError, queries, excluded, rPrecision, mapAtR } = found;
  return { recallAt, standardError, queries, excluded, rPrecision, mapAtR };
}

function rowsByLabel(labels: ArrayLike<number>): Map<number, number[]> {
  const members = new Map<number, number[]>();
  for (let row = 0; row < labels.length; row++) {
    const own = members.get(labels[row]!);
    if (own) own.push(row);
    else members.set(labels[row]!, [row]);
  }
  return members;
}
