/**
 * From features to the geometry of a run, and from one anchor to all rows: plain arrays, float64 arithmetic, no backend.
 * What the page, the metrics and the tools compute with; the training step has its own kernels for the same formulas (DESIGN §2).
 */
import type { Geometry, HeadConfig } from '../configuration/schema';
import { BOUNDARY } from './poincare';

export type Rows = Float32Array | Float64Array;

/** What of a head places features in the geometry. */
export type Placement = Pick<HeadConfig, 'c' | 'clipRadius' | 'hyperbolicInput'>;
/** What of a head turns distances into similarities. */
export type Temperatures = Pick<HeadConfig, 'tauSpherical' | 'tauHyperbolic' | 'lambda'>;

/**
 * Rows placed on the geometry. float64, because distances near the boundary of the ball hang on the last digits of 1 − c‖b‖².
 */
export interface Embedding {
  geometry: Geometry;
  n: number;
  d: number;
  /** Curvature of `ball`. */
  c: number;
  /** [n, d] on the unit sphere (spherical, fused); a feature of norm 0 stays 0. */
  sphere?: Float64Array;
  /** [n, d] in the ball of radius 1/√c (hyperbolic, fused). */
  ball?: Float64Array;
  /** [n] 1 − c‖b‖², with `ball`. */
  conformal?: Float64Array;
}

/** Euclidean norm of every row of [n, d]. */
export function rowNorms(rows: Rows, n: number, d: number): Float64Array {
  if (rows.length !== n * d) throw new RangeError(`[${n}, ${d}] rows take ${n * d} numbers; there are ${rows.length}`);
  const norms = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    let sum = 0;
    for (let i = row * d, end = i + d; i < end; i++) sum += rows[i]! * rows[i]!;
    norms[row] = Math.sqrt(sum);
  }
  return norms;
}

function scaleRows(rows: Rows, d: number, factors: Float64Array): Float64Array {
  const out = new Float64Array(rows.length);
  for (let row = 0; row < factors.length; row++) {
    const factor = factors[row]!;
    for (let i = row * d, end = i + d; i < end; i++) out[i] = rows[i]! * factor;
  }
  return out;
}

/** Every row of [n, d] divided by its norm; rows of norm 0 stay 0. */
export function l2Normalise(rows: Rows, n: number, d: number): Float64Array {
  return scaleRows(
    rows,
    d,
    rowNorms(rows, n, d).map((length) => (length > 0 ? 1 / length : 0)),
  );
}

/** √c‖b‖ of a feature of this norm: clipped, mapped, kept inside the ball. */
export function ballRadius(length: number, head: Placement): number {
  const entering = head.hyperbolicInput === 'normalized' && length > 0 ? 1 : length;
  const clipped = head.clipRadius > 0 ? Math.min(entering, head.clipRadius) : entering;
  return Math.min(Math.tanh(Math.sqrt(head.c) * clipped), 1 - BOUNDARY);
}

/**
 * Features [n, d] onto the geometry of a run: the unit sphere, the Poincaré ball (clip, exponential map, kept inside), or both.
 * Every map involved is radial, so each row is scaled once.
 */
export function embed(features: Rows, n: number, d: number, geometry: Geometry, head: Placement): Embedding {
  const lengths = rowNorms(features, n, d);
  const embedding: Embedding = { geometry, n, d, c: head.c };
  if (geometry !== 'hyperbolic')
    embedding.sphere = scaleRows(
      features,
      d,
      lengths.map((length) => (length > 0 ? 1 / length : 0)),
    );
  if (geometry !== 'spherical') {
    const root = Math.sqrt(head.c);
    const factors = new Float64Array(n);
    const conformal = new Float64Array(n);
    for (let row = 0; row < n; row++) {
      const length = lengths[row]!;
      const radius = ballRadius(length, head);
      factors[row] = length > 0 ? radius / (root * length) : 0;
      conformal[row] = (1 - radius) * (1 + radius);
    }
    embedding.ball = scaleRows(features, d, factors);
    embedding.conformal = conformal;
  }
  return embedding;
}

/**
 * From one anchor row to all n rows, itself included: the quantity that rows are ranked by, smaller = nearer.
 * Spherical: 1 − cos. Hyperbolic: d. Fused: −s = λ·d/τ_h − cos/τ_s, which may be negative and depends on the head in force.
 * @returns [n], written to `out` if given
 */
export function distancesFrom(anchor: number, embedding: Embedding, head: Temperatures, out = new Float64Array(embedding.n)): Float64Array {
  const { geometry, n } = embedding;
  checkAnchor(anchor, n);
  if (geometry === 'spherical') {
    cosinesFrom(anchor, embedding, out);
    for (let row = 0; row < n; row++) out[row] = Math.max(0, 1 - out[row]!);
    return out;
  }
  hyperbolicFrom(anchor, embedding, out);
  if (geometry === 'fused') {
    const cosines = cosinesFrom(anchor, embedding, new Float64Array(n));
    const perDistance = head.lambda / head.tauHyperbolic;
    for (let row = 0; row < n; row++) out[row] = perDistance * out[row]! - cosines[row]! / head.tauSpherical;
  }
  return out;
}

/**
 * s(anchor, ·) of DESIGN §2 for all n rows, itself included: cos/τ_s, −d/τ_h, or cos/τ_s − λ·d/τ_h.
 * @returns [n], written to `out` if given
 */
export function similarityFrom(
  anchor: number,
  embedding: Embedding,
  head: Temperatures,
  out = new Float64Array(embedding.n),
): Float64Array {
  const { geometry, n } = embedding;
  if (geometry === 'spherical') {
    // Not from 1 − cos: the last digits of cos would be lost and come back enlarged by 1/τ.
    checkAnchor(anchor, n);
    cosinesFrom(anchor, embedding, out);
    for (let row = 0; row < n; row++) out[row] = out[row]! / head.tauSpherical;
    return out;
  }
  distancesFrom(anchor, embedding, head, out);
  const factor = geometry === 'hyperbolic' ? -1 / head.tauHyperbolic : -1;
  for (let row = 0; row < n; row++) out[row] = out[row]! * factor;
  return out;
}

/** Similarities from distances that `distancesFrom` gave, for the same geometry: what a slider of τ alone needs. In place if `out` is `distances`. */
export function similarityFromDistances(
  distances: ArrayLike<number>,
  geometry: Geometry,
  head: Temperatures,
  out = new Float64Array(distances.length),
): Float64Array {
  for (let i = 0; i < distances.length; i++) {
    const distance = distances[i]!;
    out[i] =
      geometry === 'spherical'
        ? (1 - distance) / head.tauSpherical
        : geometry === 'hyperbolic'
          ? -distance / head.tauHyperbolic
          : -distance;
  }
  return out;
}

function checkAnchor(anchor: number, n: number): void {
  if (!Number.isInteger(anchor) || anchor < 0 || anchor >= n)
    throw new RangeError(`There is no row ${anchor}: the embedding has rows 0 to ${n - 1}`);
}

function cosinesFrom(anchor: number, { sphere, n, d }: Embedding, out: Float64Array): Float64Array {
  if (!sphere) throw new TypeError('This embedding has no part on the sphere');
  const own = sphere.slice(anchor * d, (anchor + 1) * d);
  for (let row = 0, at = 0; row < n; row++, at += d) {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += own[i]! * sphere[at + i]!;
    out[row] = sum;
  }
  return out;
}

/** d = (2/√c)·asinh(√t), t = c‖x−y‖²/((1−c‖x‖²)(1−c‖y‖²)); differences are taken before squaring, so near-duplicates stay exact. */
function hyperbolicFrom(anchor: number, { ball, conformal, n, d, c }: Embedding, out: Float64Array): Float64Array {
  if (!ball || !conformal) throw new TypeError('This embedding has no part in the ball');
  const own = ball.slice(anchor * d, (anchor + 1) * d);
  const factor = c / conformal[anchor]!;
  const stretch = 2 / Math.sqrt(c);
  for (let row = 0, at = 0; row < n; row++, at += d) {
    let sum = 0;
    for (let i = 0; i < d; i++) {
      const difference = own[i]! - ball[at + i]!;
      sum += difference * difference;
    }
    out[row] = stretch * Math.asinh(Math.sqrt((factor * sum) / conformal[row]!));
  }
  return out;
}
