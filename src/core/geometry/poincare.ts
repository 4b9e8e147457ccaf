/**
 * The Poincaré ball of curvature −c (radius 1/√c) for single points, in float64: maps to and from the tangent space at the
 * origin, distance, Möbius addition, isometries, geodesics, midpoints. Any dimension; where c is left out it is 1, the unit
 * ball the disk is drawn in.
 *
 * Formulas: Ganea, Bécigneul, Hofmann, "Hyperbolic Neural Networks" (2018), §2; distance as DESIGN §2.
 */

/** A point, or rows of points one after another. */
export type Coordinates = ArrayLike<number>;

/** How far inside the ball points are kept: at most (1 − BOUNDARY)/√c from the origin. */
export const BOUNDARY = 1e-3;

export function squaredNorm(x: Coordinates): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * x[i]!;
  return sum;
}

export function norm(x: Coordinates): number {
  return Math.sqrt(squaredNorm(x));
}

function scaled(x: Coordinates, factor: number): Float64Array {
  return Float64Array.from(x, (value) => value * factor);
}

/** u = x·min(1, r/‖x‖); r = 0 leaves x as it is. */
export function clip(x: Coordinates, r: number): Float64Array {
  const length = norm(x);
  return scaled(x, r > 0 && length > r ? r / length : 1);
}

/** Exponential map at the origin: tanh(√c‖u‖)·u/(√c‖u‖). */
export function expMap0(u: Coordinates, c = 1): Float64Array {
  const length = Math.sqrt(c) * norm(u);
  return scaled(u, length > 0 ? Math.tanh(length) / length : 1);
}

/** Logarithmic map at the origin, the inverse of `expMap0`: artanh(√c‖x‖)·x/(√c‖x‖). Infinite on the boundary. */
export function logMap0(x: Coordinates, c = 1): Float64Array {
  const length = Math.sqrt(c) * norm(x);
  return scaled(x, length > 0 ? Math.atanh(length) / length : 1);
}

/** The point itself, or the one in its direction at (1 − 10⁻³)/√c if it is farther out. */
export function projectIntoBall(x: Coordinates, c = 1): Float64Array {
  const length = norm(x);
  const most = (1 - BOUNDARY) / Math.sqrt(c);
  return scaled(x, length > most ? most / length : 1);
}

/**
 * d(x,y) = (2/√c)·asinh(√t), t = c‖x−y‖²/((1−c‖x‖²)(1−c‖y‖²)): equal to (2/√c)·artanh(√c‖−x ⊕ y‖), and accurate for
 * near-duplicates too, because nothing cancels.
 * @throws RangeError for points on or outside the boundary
 */
export function poincareDistance(x: Coordinates, y: Coordinates, c = 1): number {
  const inside = (1 - c * squaredNorm(x)) * (1 - c * squaredNorm(y));
  if (!(inside > 0)) throw new RangeError(`The distance needs two points inside the ball of radius ${1 / Math.sqrt(c)}`);
  let apart = 0;
  for (let i = 0; i < x.length; i++) apart += (x[i]! - y[i]!) ** 2;
  return (2 / Math.sqrt(c)) * Math.asinh(Math.sqrt((c * apart) / inside));
}

/** x ⊕ y. */
export function mobiusAdd(x: Coordinates, y: Coordinates, c = 1): Float64Array {
  const out = new Float64Array(x.length);
  addInto(x, y, 0, c, out);
  return out;
}

/** out[at …] = x ⊕ y[at …], with x of dimension `x.length`. */
function addInto(x: Coordinates, y: Coordinates, at: number, c: number, out: Float64Array): void {
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    const a = x[i]!;
    const b = y[at + i]!;
    xx += a * a;
    xy += a * b;
    yy += b * b;
  }
  const denominator = 1 + 2 * c * xy + c * c * xx * yy;
  const ofX = (1 + 2 * c * xy + c * yy) / denominator;
  const ofY = (1 - c * xx) / denominator;
  for (let i = 0; i < x.length; i++) out[at + i] = ofX * x[i]! + ofY * y[at + i]!;
}

/**
 * The isometry z ↦ (−origin) ⊕ z of every row: moves `origin` to the centre and leaves all distances as they are.
 * @param points rows of `origin.length` coordinates
 */
export function translate(points: Coordinates, origin: Coordinates, c = 1): Float64Array {
  const d = origin.length;
  if (points.length % d !== 0) throw new RangeError(`${points.length} coordinates are not whole rows of ${d}`);
  const away = scaled(origin, -1);
  const out = new Float64Array(points.length);
  for (let at = 0; at < points.length; at += d) addInto(away, points, at, c, out);
  return out;
}

/** The point at share `t` of the way from x to y along the geodesic: x ⊕ (t ⊗ (−x ⊕ y)). */
export function alongGeodesic(x: Coordinates, y: Coordinates, t: number, c = 1): Float64Array {
  return mobiusAdd(x, expMap0(scaled(logMap0(mobiusAdd(scaled(x, -1), y, c), c), t), c), c);
}

/** segments + 1 points from x to y along the geodesic, equally far apart; rows. */
export function geodesicPoints(x: Coordinates, y: Coordinates, segments: number, c = 1): Float64Array {
  const d = x.length;
  const out = new Float64Array((segments + 1) * d);
  const start = Float64Array.from(x);
  const tangent = logMap0(mobiusAdd(scaled(x, -1), y, c), c);
  for (let i = 0; i <= segments; i++) out.set(mobiusAdd(start, expMap0(scaled(tangent, i / segments), c), c), i * d);
  return out;
}

/** How to draw a geodesic of the unit disk: a straight line, or an arc from `start` to `end` (radians, as canvas and SVG measure them, the shorter way). */
export type GeodesicArc =
  { kind: 'line' } | { kind: 'arc'; centre: [number, number]; radius: number; start: number; end: number; anticlockwise: boolean };

/**
 * The geodesic of the unit disk through two points: on the circle orthogonal to the boundary, whose centre solves 2p·m = ‖p‖² + 1
 * for both points; a line where they lie on one diameter, or so nearly that the arc could not be told from it.
 */
export function geodesicArc(x: Coordinates, y: Coordinates): GeodesicArc {
  const [x0, x1, y0, y1] = [x[0]!, x[1]!, y[0]!, y[1]!];
  const cross = x0 * y1 - x1 * y0;
  const p = (x0 * x0 + x1 * x1 + 1) / 2;
  const q = (y0 * y0 + y1 * y1 + 1) / 2;
  const centre: [number, number] = [(p * y1 - q * x1) / cross, (q * x0 - p * y0) / cross];
  const radius = Math.hypot(x0 - centre[0], x1 - centre[1]);
  if (!(radius < 1e5)) return { kind: 'line' };
  const start = Math.atan2(x1 - centre[1], x0 - centre[0]);
  const end = Math.atan2(y1 - centre[1], y0 - centre[0]);
  const turn = (end - start + 4 * Math.PI) % (2 * Math.PI);
  return { kind: 'arc', centre, radius, start, end, anticlockwise: turn > Math.PI };
}

/**
 * Einstein midpoint of rows of the ball, as weighted: m = Σ w λ x / Σ w (λ − 1) with λ = 2/(1 − c‖x‖²), then half the way to m.
 * The same point as the normalised mean in the Lorentz model (Ungar 2008; Law et al. 2019, eq. 9).
 * @param d coordinates of a row; rows, or those listed in `members`
 * @throws RangeError without any point
 */
export function einsteinMidpoint(
  points: Coordinates,
  d: number,
  options: { c?: number; members?: ArrayLike<number>; weights?: ArrayLike<number> } = {},
): Float64Array {
  const { c = 1, members, weights } = options;
  const count = members?.length ?? points.length / d;
  const sum = new Float64Array(d);
  let total = 0;
  for (let k = 0; k < count; k++) {
    const at = (members ? members[k]! : k) * d;
    let square = 0;
    for (let i = 0; i < d; i++) square += points[at + i]! ** 2;
    const factor = 2 / (1 - c * square);
    const weight = weights ? weights[k]! : 1;
    total += weight * (factor - 1);
    for (let i = 0; i < d; i++) sum[i]! += weight * factor * points[at + i]!;
  }
  if (!(total > 0)) throw new RangeError('A midpoint needs at least one point inside the ball, of positive weight');
  const whole = scaled(sum, 1 / total);
  return scaled(whole, 1 / (1 + Math.sqrt(Math.max(0, 1 - c * squaredNorm(whole)))));
}

/** Radius in the disk scaled by √c of the ring at hyperbolic distance h from the origin: tanh(√c·h/2). */
export function ringRadius(h: number, c: number): number {
  return Math.tanh((Math.sqrt(c) * h) / 2);
}

/** Radius in the disk scaled by √c of the ring on which clipped embeddings lie: tanh(√c·r), kept inside; none (1) for r = 0. */
export function clipRingRadius(clipRadius: number, c: number): number {
  return clipRadius > 0 ? Math.min(1 - BOUNDARY, Math.tanh(Math.sqrt(c) * clipRadius)) : 1;
}
