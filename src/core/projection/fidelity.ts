/**
 * How far a projection can be trusted: printed with every plot, because 128 dimensions do not fit into two.
 */
import type { Embedding } from '../geometry/vector';
import { NearestList } from '../metrics/retrieval/nearest';
import type { Random } from '../random/random';
import { BLOCK, spaceOf } from './distances';

export interface Fidelity {
  /** Share of the nearest neighbours in the source that are among the nearest in the plot, mean over the queries looked at. */
  neighboursKept: number;
  /** Mean |d′/d·s − 1| over pairs, d geodesic in the source and d′ in the plot, s the common scale that makes it least. */
  distortion: number;
}

export interface FidelityOptions {
  random: Random;
  neighbours?: number;
  /** Query rows, each against all; by default as many as take about a tenth of a second, 64 to 500. */
  queries?: number;
}

/** Multiplications that all queries together may take. */
const WORK = 4e7;
/** Rows whose distances from every query enter the distortion. */
const PAIRS_PER_QUERY = 256;

/**
 * @param source where the images lie, on the sphere or in the ball
 * @param target the plot, likewise (n rows of 2 or 3 dimensions)
 */
export function fidelity(source: Embedding, target: Embedding, { random, neighbours = 10, queries }: FidelityOptions): Fidelity {
  const { n } = source;
  if (target.n !== n) throw new RangeError(`The plot has ${target.n} points for ${n} rows`);
  if (n < 3) return { neighboursKept: 1, distortion: 0 };
  const count = Math.min(n, queries ?? Math.max(64, Math.min(500, Math.floor(WORK / (n * source.d)))));
  const kept = Math.min(neighbours, n - 1);
  const rows = random.shuffle(Int32Array.from({ length: n }, (_, row) => row)).subarray(0, count);
  const others = Int32Array.from({ length: Math.min(PAIRS_PER_QUERY, n) }, () => random.int(n));
  const [from, to] = [spaceOf(source), spaceOf(target)];
  const [far, near] = [new Float64Array(BLOCK * n), new Float64Array(BLOCK * n)];
  const [listFrom, listTo] = [new NearestList(kept), new NearestList(kept)];
  const ratios: number[] = [];
  let shared = 0;
  for (let first = 0; first < count; first += BLOCK) {
    const block = rows.subarray(first, first + BLOCK);
    from.keys(block, far);
    to.keys(block, near);
    block.forEach((query, k) => {
      const own = far.subarray(k * n, (k + 1) * n);
      const plotted = near.subarray(k * n, (k + 1) * n);
      shared += sharedNeighbours(own, plotted, query, listFrom, listTo);
      for (const other of others) {
        const distance = from.geodesic(own[other]!);
        if (other !== query && distance > 0) ratios.push(to.geodesic(plotted[other]!) / distance);
      }
    });
  }
  return { neighboursKept: shared / (count * kept), distortion: leastDistortion(ratios) };
}

function sharedNeighbours(own: Float64Array, plotted: Float64Array, query: number, a: NearestList, b: NearestList): number {
  a.clear();
  b.clear();
  for (let row = 0; row < own.length; row++) {
    if (row === query) continue;
    a.offer(row, own[row]!);
    b.offer(row, plotted[row]!);
  }
  let shared = 0;
  for (let i = 0; i < a.length; i++) if (b.indices.includes(a.indices[i]!)) shared++;
  return shared;
}

/** Σ|s·r − 1| is least where s is the median of 1/r weighted by r. */
function leastDistortion(ratios: number[]): number {
  const descending = Float64Array.from(ratios).sort().reverse();
  const total = descending.reduce((a, b) => a + b, 0);
  if (!(total > 0)) return ratios.length > 0 ? 1 : 0;
  let scale = 0;
  let passed = 0;
  for (const ratio of descending) {
    passed += ratio;
    scale = 1 / ratio;
    if (passed >= total / 2) break;
  }
  return descending.reduce((sum, ratio) => sum + Math.abs(scale * ratio - 1), 0) / descending.length;
}
