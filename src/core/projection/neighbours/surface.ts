/**
 * The two surfaces that images are laid out on, the hyperbolic plane as the Poincaré disk and the unit sphere, seen alike: a point
 * has three coordinates (the third of the disk is 0) and a factor `stretch`, and
 *
 *     t = ‖x − y‖²·stretch_x·stretch_y,    disk: stretch = 1/(1 − ‖x‖²), t = sinh²(d/2);    sphere: stretch = 1/2, t = sin²(θ/2).
 *
 * Tangent vectors are given in an orthonormal frame: on the disk the coordinate frame divided by λ = 2/(1 − ‖x‖²), on the sphere
 * as vectors of space at right angles to the point.
 */

export type SurfaceKind = 'disk' | 'sphere';

export interface Layout {
  kind: SurfaceKind;
  n: number;
  x: Float64Array;
  y: Float64Array;
  z: Float64Array;
  stretch: Float64Array;
}

/** How far from the centre of the disk a point can be laid: hyperbolic radius 12. */
const EDGE = Math.tanh(6);

/** @param points [n, 2] in the unit disk or [n, 3] on the unit sphere */
export function layoutOf(kind: SurfaceKind, points: ArrayLike<number>): Layout {
  const d = kind === 'disk' ? 2 : 3;
  const n = points.length / d;
  const axis = (k: number) => Float64Array.from({ length: n }, (_, i) => (k < d ? points[i * d + k]! : 0));
  const layout: Layout = { kind, n, x: axis(0), y: axis(1), z: axis(2), stretch: new Float64Array(n).fill(0.5) };
  for (let i = 0; i < n; i++) settle(layout, i);
  return layout;
}

/** [n, 2] or [n, 3]. */
export function pointsOf({ kind, n, x, y, z }: Layout): Float64Array {
  const d = kind === 'disk' ? 2 : 3;
  const points = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    points[i * d] = x[i]!;
    points[i * d + 1] = y[i]!;
    if (d === 3) points[i * d + 2] = z[i]!;
  }
  return points;
}

/** Puts a point that rounding has moved back onto the surface, and its stretch in order. */
function settle({ kind, x, y, z, stretch }: Layout, i: number): void {
  if (kind === 'disk') {
    const radius = Math.hypot(x[i]!, y[i]!);
    if (radius > EDGE) {
      x[i]! *= EDGE / radius;
      y[i]! *= EDGE / radius;
    }
    stretch[i] = 1 / (1 - x[i]! ** 2 - y[i]! ** 2);
    return;
  }
  const length = Math.hypot(x[i]!, y[i]!, z[i]!);
  if (length > 0) {
    x[i]! /= length;
    y[i]! /= length;
    z[i]! /= length;
  } else z[i] = 1;
}

/**
 * Moves every point along the geodesic that leaves it with its velocity (unit of time 1), velocities [n, 3] being carried along
 * in parallel: x ⊕ tanh(‖v‖/2)·v/‖v‖ and gyr[x, ·]v on the disk (Ganea et al. 2018), the great circle on the sphere.
 */
export function move(layout: Layout, velocity: Float64Array, longest: number): void {
  const { kind, n, x, y, z } = layout;
  for (let i = 0, at = 0; i < n; i++, at += 3) {
    const length = Math.hypot(velocity[at]!, velocity[at + 1]!, velocity[at + 2]!);
    if (!(length > 0)) continue;
    if (length > longest) for (let k = 0; k < 3; k++) velocity[at + k]! *= longest / length;
    const way = Math.min(length, longest);
    const [vx, vy, vz] = [velocity[at]!, velocity[at + 1]!, velocity[at + 2]!];
    if (kind === 'disk') {
      const factor = Math.tanh(way / 2) / way;
      const [a, b, p, q] = [x[i]!, y[i]!, vx * factor, vy * factor];
      // As complex numbers, w = p + qi: (x + w)/(1 + x̄w), and v turned by (1 + x·w̄)/(1 + x̄·w).
      const [re, im] = [1 + a * p + b * q, a * q - b * p];
      const square = re * re + im * im;
      x[i] = ((a + p) * re + (b + q) * im) / square;
      y[i] = ((b + q) * re - (a + p) * im) / square;
      const [cos, sin] = [(re * re - im * im) / square, (-2 * re * im) / square];
      velocity[at] = vx * cos - vy * sin;
      velocity[at + 1] = vx * sin + vy * cos;
    } else {
      const [cos, sin] = [Math.cos(way), Math.sin(way)];
      const [a, b, c] = [x[i]!, y[i]!, z[i]!];
      x[i] = cos * a + (sin * vx) / way;
      y[i] = cos * b + (sin * vy) / way;
      z[i] = cos * c + (sin * vz) / way;
      velocity[at] = cos * vx - sin * way * a;
      velocity[at + 1] = cos * vy - sin * way * b;
      velocity[at + 2] = cos * vz - sin * way * c;
    }
    settle(layout, i);
  }
}

/** Geodesic distance from the centre of the disk. */
export const radiusAt = ({ x, y }: Layout, i: number): number => 2 * Math.atanh(Math.hypot(x[i]!, y[i]!));
