/**
 * One anchor against all rows, free of the head. Every map from features onto a geometry is radial (DESIGN §2), so the directions of
 * the features never change: ‖x − y‖² = (r_x − r_y)² + r_x·r_y·‖e_x − e_y‖² for points at radii r in directions e. With the chords
 * ‖e_x − e_y‖² known, another c, clip radius or τ costs n operations and not n·d, and nothing is embedded anew. No term cancels
 * another, so near-duplicates stay exact.
 */
import type { Geometry } from '../configuration/schema';
import { ballRadius, rowNorms, type Placement, type Rows, type Temperatures } from './vector';

/** Features as directions and norms. */
export interface Directions {
  n: number;
  d: number;
  /** [n] norms of the features. */
  lengths: Float64Array;
  /** [n, d] features divided by their norm; a feature of norm 0 stays 0. */
  directions: Float64Array;
}

export function directionsOf(features: Rows, n: number, d: number): Directions {
  const lengths = rowNorms(features, n, d);
  const directions = new Float64Array(n * d);
  for (let row = 0; row < n; row++) {
    const factor = lengths[row]! > 0 ? 1 / lengths[row]! : 0;
    for (let i = row * d, end = i + d; i < end; i++) directions[i] = features[i]! * factor;
  }
  return { n, d, lengths, directions };
}

export interface Rays {
  anchor: number;
  n: number;
  lengths: Float64Array;
  /** [n] ‖e_anchor − e_row‖², from 0 to 4. */
  chords: Float64Array;
}

/** @throws RangeError for an anchor that is no row */
export function raysFrom(anchor: number, { n, d, lengths, directions }: Directions): Rays {
  if (!Number.isInteger(anchor) || anchor < 0 || anchor >= n)
    throw new RangeError(`There is no row ${anchor}: there are rows 0 to ${n - 1}`);
  const own = directions.slice(anchor * d, (anchor + 1) * d);
  const chords = new Float64Array(n);
  for (let row = 0, at = 0; row < n; row++, at += d) {
    let sum = 0;
    for (let i = 0; i < d; i++) {
      const difference = own[i]! - directions[at + i]!;
      sum += difference * difference;
    }
    chords[row] = sum;
  }
  return { anchor, n, lengths, chords };
}

/** Where the rows stand in the ball for one placement. */
export interface Radii {
  c: number;
  /** [n] ‖b‖. */
  radius: Float64Array;
  /** [n] 1 − c‖b‖². */
  conformal: Float64Array;
}

export function radiiOf(lengths: Float64Array, head: Placement): Radii {
  const root = Math.sqrt(head.c);
  const radius = new Float64Array(lengths.length);
  const conformal = new Float64Array(lengths.length);
  for (let row = 0; row < lengths.length; row++) {
    const scaled = ballRadius(lengths[row]!, head);
    radius[row] = scaled / root;
    conformal[row] = (1 - scaled) * (1 + scaled);
  }
  return { c: head.c, radius, conformal };
}

/** Hyperbolic distance d of the anchor to each row, as `distancesFrom` gives it for the embedding. [n] */
export function hyperbolicAlong({ anchor, n, chords }: Rays, { c, radius, conformal }: Radii, out = new Float64Array(n)): Float64Array {
  const own = radius[anchor]!;
  const factor = c / conformal[anchor]!;
  const stretch = 2 / Math.sqrt(c);
  for (let row = 0; row < n; row++) {
    const other = radius[row]!;
    const across = own - other;
    const t = (factor * (across * across + own * other * chords[row]!)) / conformal[row]!;
    out[row] = stretch * Math.asinh(Math.sqrt(t));
  }
  return out;
}

/** Cosine of the anchor with each row; 0 with a feature of norm 0. [n] */
export function cosinesAlong({ anchor, n, lengths, chords }: Rays, out = new Float64Array(n)): Float64Array {
  const alive = lengths[anchor]! > 0;
  for (let row = 0; row < n; row++) out[row] = alive && lengths[row]! > 0 ? 1 - chords[row]! / 2 : 0;
  return out;
}

/**
 * s(anchor, ·) of DESIGN §2 for all rows: cos/τ_s, −d/τ_h, or cos/τ_s − λ·d/τ_h.
 * @param parts cosines and hyperbolic distances, as far as the geometry needs them
 */
export function similarityOf(
  geometry: Geometry,
  head: Temperatures,
  parts: { cosines?: Float64Array; distances?: Float64Array },
  out: Float64Array,
): Float64Array {
  const { cosines, distances } = parts;
  if ((geometry !== 'hyperbolic' && !cosines) || (geometry !== 'spherical' && !distances))
    throw new TypeError(`The ${geometry} similarity needs what it is made of`);
  const perDistance = geometry === 'spherical' ? 0 : (geometry === 'fused' ? head.lambda : 1) / head.tauHyperbolic;
  for (let row = 0; row < out.length; row++)
    out[row] =
      (cosines && geometry !== 'hyperbolic' ? cosines[row]! / head.tauSpherical : 0) - (distances ? perDistance * distances[row]! : 0);
  return out;
}
