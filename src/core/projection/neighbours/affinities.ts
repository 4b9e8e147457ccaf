/**
 * Who is near whom in the source: nearest neighbours by the true geodesic distance, and affinities of a given perplexity over them.
 */
import type { Embedding } from '../../geometry/vector';
import { NearestList } from '../../metrics/retrieval/nearest';
import { BLOCK, spaceOf } from '../distances';

/** The k nearest rows of every row, nearest first. */
export interface NeighbourTable {
  n: number;
  k: number;
  /** [n, k] rows. */
  indices: Int32Array;
  /** [n, k] geodesic distances, in one unit for all. */
  distances: Float64Array;
}

/** Unordered pairs of rows i ≠ j, each once, with p_ij = p_ji; Σ over ordered pairs is 1, so `weights` sum to 1/2. */
export interface Affinities {
  n: number;
  from: Int32Array;
  to: Int32Array;
  weights: Float64Array;
}

/** Exact, by looking at every pair once. Yields the share done, four rows at a time. */
export function* nearestNeighbours(embedding: Embedding, wanted: number): Generator<number, NeighbourTable> {
  const { n } = embedding;
  const k = Math.min(wanted, n - 1);
  const space = spaceOf(embedding);
  const keys = new Float64Array(BLOCK * n);
  const lists = Array.from({ length: n }, () => new NearestList(k));
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  for (let first = 0; first < n; first += BLOCK) {
    const block = rows.subarray(first, first + BLOCK);
    space.keys(block, keys, first);
    for (let q = 0; q < block.length; q++) {
      const own = lists[first + q]!;
      for (let row = first + q + 1, at = q * (n - first) + q + 1; row < n; row++, at++) {
        own.offer(row, keys[at]!);
        lists[row]!.offer(first + q, keys[at]!);
      }
    }
    // Rows ahead have been looked at once for each row behind: the work left shrinks with the square.
    yield 1 - Math.max(0, 1 - (first + BLOCK) / n) ** 2;
  }
  const indices = new Int32Array(n * k);
  const distances = new Float64Array(n * k);
  lists.forEach((list, row) => {
    indices.set(list.indices, row * k);
    list.distances.forEach((key, i) => (distances[row * k + i] = space.geodesic(key)));
  });
  return { n, k, indices, distances };
}

/** Bisections of a bandwidth. */
const SEARCH = 50;

/**
 * p_{j|i} ∝ exp(−β_i d_ij²) over the neighbours of i, β_i such that its entropy is log(perplexity); p_ij = (p_{j|i} + p_{i|j})/2n
 * (van der Maaten, Hinton 2008, eq. 1; over geodesic distances as Guo et al. 2022 and Skrodzki et al. 2023).
 */
export function affinitiesOf({ n, k, indices, distances }: NeighbourTable, perplexity: number): Affinities {
  const shares = new Map<number, number>();
  const own = new Float64Array(k);
  const entropy = Math.log(Math.min(perplexity, k));
  for (let row = 0; row < n; row++) {
    conditional(distances.subarray(row * k, (row + 1) * k), entropy, own);
    for (let i = 0; i < k; i++) {
      const other = indices[row * k + i]!;
      const pair = row < other ? row * n + other : other * n + row;
      shares.set(pair, (shares.get(pair) ?? 0) + own[i]! / (2 * n));
    }
  }
  const pairs = [...shares.keys()];
  return {
    n,
    from: Int32Array.from(pairs, (pair) => Math.floor(pair / n)),
    to: Int32Array.from(pairs, (pair) => pair % n),
    weights: Float64Array.from(pairs, (pair) => shares.get(pair)!),
  };
}

/** Shares of one row, of a given entropy (nat), written to `out`. */
function conditional(distances: Float64Array, entropy: number, out: Float64Array): void {
  const least = distances[0]! ** 2;
  let [low, high] = [0, Infinity];
  // A first guess of the right size, whatever the unit of length.
  let beta = 1 / (distances.reduce((sum, d) => sum + d * d - least, 0) / distances.length || 1);
  for (let turn = 0; turn < SEARCH; turn++) {
    let total = 0;
    let mean = 0;
    for (let i = 0; i < out.length; i++) {
      const square = distances[i]! ** 2 - least;
      out[i] = Math.exp(-beta * square);
      total += out[i]!;
      mean += out[i]! * square;
    }
    for (let i = 0; i < out.length; i++) out[i]! /= total;
    const excess = Math.log(total) + (beta * mean) / total - entropy;
    if (Math.abs(excess) < 1e-6) return;
    if (excess > 0) low = beta;
    else high = beta;
    beta = high === Infinity ? beta * 2 : (low + high) / 2;
  }
}
