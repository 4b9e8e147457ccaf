/**
 * Distances from a few rows of an embedding to all of them, by keys that are cheap to compare: what counting neighbours needs.
 */
import type { Embedding } from '../geometry/vector';
import { innerProducts } from './linearAlgebra';

/** Queries gone through together. */
export const BLOCK = 4;

export interface Space {
  /** For up to BLOCK query rows a key to every row from `first` on, ascending with distance: [queries, n − first]. */
  keys(queries: Int32Array, out: Float64Array, first?: number): void;
  /** Geodesic distance (any unit) of a key. */
  geodesic(key: number): number;
}

/** Sphere: key 1 − cos. Ball: key t of d = 2·asinh(√t); the unit of length cancels in the distortion. */
export function spaceOf({ sphere, ball, conformal, geometry, n, d, c }: Embedding): Space {
  if (geometry === 'spherical') {
    if (!sphere) throw new TypeError('This embedding has no part on the sphere');
    return {
      keys(queries, out, first = 0) {
        innerProducts(sphere.subarray(first * d), n - first, d, gather(sphere, d, queries), queries.length, out);
        for (let i = 0; i < queries.length * (n - first); i++) out[i] = Math.max(0, 1 - out[i]!);
      },
      // 1 − cos θ = 2 sin²(θ/2), exact for small angles too.
      geodesic: (key) => 2 * Math.asin(Math.min(1, Math.sqrt(key / 2))),
    };
  }
  if (!ball || !conformal) throw new TypeError('This embedding has no part in the ball');
  const squares = new Float64Array(n);
  for (let row = 0; row < n; row++) for (let i = row * d; i < (row + 1) * d; i++) squares[row]! += ball[i]! * ball[i]!;
  return {
    keys(queries, out, first = 0) {
      innerProducts(ball.subarray(first * d), n - first, d, gather(ball, d, queries), queries.length, out);
      queries.forEach((query, k) => {
        const factor = c / conformal[query]!;
        for (let row = first, at = k * (n - first); row < n; row++, at++) {
          const apart = Math.max(0, squares[query]! + squares[row]! - 2 * out[at]!);
          out[at] = (factor * apart) / conformal[row]!;
        }
      });
    },
    geodesic: (key) => Math.asinh(Math.sqrt(key)),
  };
}

function gather(rows: Float64Array, d: number, queries: Int32Array): Float64Array {
  const out = new Float64Array(queries.length * d);
  queries.forEach((query, k) => out.set(rows.subarray(query * d, (query + 1) * d), k * d));
  return out;
}
