/**
 * What a neighbour embedding makes small, and its Riemannian gradient.
 *
 *     C = Σ_{i≠j} p_ij log(p_ij/q_ij) + (β/2n) Σ_i max(0, r_i − ρ_i)²/s²
 *     q_ij = w_ij/Z,   w = 1/(1 + t/τ),   Z = Σ_{i≠j} w_ij,   τ = s²/4
 *
 * t is sinh²(d/2) in the hyperbolic plane and sin²(θ/2) on the sphere: near a point w is the Student kernel 1/(1 + d²/s²) of
 * t-SNE, far away it falls like e^{−d}, at the pace the hyperbolic plane grows. (1/(1 + d²) falls so much slower than the plane
 * grows that nearly all of Z lies far away.) The second sum, on the disk only, is the radius term of CO-SNE (Guo et al. 2022,
 * eq. 10) made one-sided: like PCA it lets no image lie farther out than it does in the ball, r ≤ ρ, and the rest of the
 * disk is free.
 *
 * Gradient: ∂C/∂t_ij = 2(p_ij − q_ij)/(τ + t_ij) for an unordered pair. On the disk
 * ∂t_ij/∂x_i = 2·stretch_i·[(x_i − x_j)·stretch_j + t_ij·x_i]: the distance depends on x_i through the difference and through the
 * conformal factor, and both count. Divided by λ_i = 2·stretch_i to the orthonormal frame it is what stands in the brackets.
 */
import type { Affinities } from './affinities';
import { radiusAt, type Layout } from './surface';

export interface Objective {
  affinities: Affinities;
  /** s, length over which the kernel falls to a half. */
  width: number;
  /** ρ [n], for layouts on the disk. */
  radii?: Float64Array;
  /** β. */
  radiusWeight: number;
  /** Affinities are multiplied by it, > 1 at the beginning (early exaggeration). */
  exaggeration: number;
}

/** Room for one evaluation after another. */
export interface Workspace {
  /** [n, 3] gradient in the orthonormal frame. */
  gradient: Float64Array;
  force: { x: Float64Array; y: Float64Array; z: Float64Array; t: Float64Array };
}

export function workspace(n: number): Workspace {
  const column = () => new Float64Array(n);
  return { gradient: new Float64Array(3 * n), force: { x: column(), y: column(), z: column(), t: column() } };
}

/** C at exaggeration 1, from all pairs: for tests and for looking at it, not for descending. */
export function lossOf(layout: Layout, { affinities, width, radii, radiusWeight }: Objective): number {
  const { kind, n, x, y, z, stretch } = layout;
  const tau = width ** 2 / 4;
  const t = (i: number, j: number) => ((x[i]! - x[j]!) ** 2 + (y[i]! - y[j]!) ** 2 + (z[i]! - z[j]!) ** 2) * stretch[i]! * stretch[j]!;
  let sum = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) sum += 2 / (1 + t(i, j) / tau);
  let loss = 0;
  affinities.weights.forEach((p, e) => {
    if (p > 0) loss += 2 * p * Math.log(p * sum * (1 + t(affinities.from[e]!, affinities.to[e]!) / tau));
  });
  if (kind === 'disk' && radii)
    for (let i = 0; i < n; i++) loss += ((radiusWeight / (2 * n)) * Math.max(0, radiusAt(layout, i) - radii[i]!) ** 2) / width ** 2;
  return loss;
}

/**
 * Gradient of C at every point, in `room.gradient`.
 * @param repellers rows that stand for all in the sums over all pairs; undefined: all rows, each pair once
 */
export function gradientOf(layout: Layout, objective: Objective, room: Workspace, repellers?: Int32Array): void {
  const { n } = layout;
  const { x, y, z, t } = room.force;
  for (const column of [x, y, z, t]) column.fill(0);
  const tau = objective.width ** 2 / 4;
  const sum = repellers
    ? repelSampled(layout, tau, room, repellers) + nearField(layout, tau, objective.affinities, room, repellers)
    : repel(layout, tau, room);
  const share = -2 / sum;
  for (let i = 0; i < n; i++) {
    x[i]! *= share;
    y[i]! *= share;
    z[i]! *= share;
    t[i]! *= share;
  }
  attract(layout, tau, objective, room);
  inFrame(layout, objective, room);
}

/** Sums of w/(τ + t)·(difference, t) = w²/τ·(…) over all pairs; returns Z. */
function repel({ n, x, y, z, stretch }: Layout, tau: number, { force }: Workspace): number {
  const inverse = 1 / tau;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const [xi, yi, zi, si] = [x[i]!, y[i]!, z[i]!, stretch[i]!];
    let fx = 0;
    let fy = 0;
    let fz = 0;
    let ft = 0;
    for (let j = 0; j < i; j++) {
      const dx = xi - x[j]!;
      const dy = yi - y[j]!;
      const dz = zi - z[j]!;
      const sj = stretch[j]!;
      const t = (dx * dx + dy * dy + dz * dz) * si * sj;
      const w = 1 / (1 + t * inverse);
      sum += w;
      const g = w * w * inverse;
      const gj = g * sj;
      const gi = g * si;
      fx += gj * dx;
      fy += gj * dy;
      fz += gj * dz;
      ft += g * t;
      force.x[j]! -= gi * dx;
      force.y[j]! -= gi * dy;
      force.z[j]! -= gi * dz;
      force.t[j]! += g * t;
    }
    force.x[i]! += fx;
    force.y[i]! += fy;
    force.z[i]! += fz;
    force.t[i]! += ft;
  }
  return 2 * sum;
}

/** The same from every row to some rows, multiplied up to all. */
function repelSampled({ n, x, y, z, stretch }: Layout, tau: number, { force }: Workspace, rows: Int32Array): number {
  const inverse = 1 / tau;
  const m = rows.length;
  const gather = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]!);
  const [xs, ys, zs, ss] = [gather(x), gather(y), gather(z), gather(stretch)];
  const factor = n / m;
  // A row that repels meets itself once, with w = 1.
  let sum = -m;
  for (let i = 0; i < n; i++) {
    const [xi, yi, zi, si] = [x[i]!, y[i]!, z[i]!, stretch[i]!];
    let fx = 0;
    let fy = 0;
    let fz = 0;
    let ft = 0;
    for (let j = 0; j < m; j++) {
      const dx = xi - xs[j]!;
      const dy = yi - ys[j]!;
      const dz = zi - zs[j]!;
      const sj = ss[j]!;
      const t = (dx * dx + dy * dy + dz * dz) * si * sj;
      const w = 1 / (1 + t * inverse);
      sum += w;
      const g = w * w * inverse;
      const gj = g * sj;
      fx += gj * dx;
      fy += gj * dy;
      fz += gj * dz;
      ft += g * t;
    }
    force.x[i] = fx * factor;
    force.y[i] = fy * factor;
    force.z[i] = fz * factor;
    force.t[i] = ft * factor;
  }
  return sum * factor;
}

/**
 * What the sampled sums are off by among neighbours, to be added: the pairs of `affinities` count exactly, and only what is far, where
 * one row is much like another, is estimated. (A neighbour that is drawn counts for n/m rows, and pushes as hard.)
 */
function nearField({ n, x, y, z, stretch }: Layout, tau: number, { from, to }: Affinities, { force }: Workspace, rows: Int32Array): number {
  const counted = new Float64Array(n);
  for (const row of rows) counted[row] = n / rows.length;
  let sum = 0;
  for (let e = 0; e < from.length; e++) {
    const i = from[e]!;
    const j = to[e]!;
    const dx = x[i]! - x[j]!;
    const dy = y[i]! - y[j]!;
    const dz = z[i]! - z[j]!;
    const t = (dx * dx + dy * dy + dz * dz) * stretch[i]! * stretch[j]!;
    const w = tau / (tau + t);
    const missingOfI = 1 - counted[j]!;
    const missingOfJ = 1 - counted[i]!;
    sum += w * (missingOfI + missingOfJ);
    const gi = ((w * w) / tau) * missingOfI;
    const gj = ((w * w) / tau) * missingOfJ;
    const si = gj * stretch[i]!;
    const sj = gi * stretch[j]!;
    force.x[i]! += sj * dx;
    force.y[i]! += sj * dy;
    force.z[i]! += sj * dz;
    force.t[i]! += gi * t;
    force.x[j]! -= si * dx;
    force.y[j]! -= si * dy;
    force.z[j]! -= si * dz;
    force.t[j]! += gj * t;
  }
  return sum;
}

function attract({ x, y, z, stretch }: Layout, tau: number, { affinities, exaggeration }: Objective, { force }: Workspace): void {
  const { from, to, weights } = affinities;
  for (let e = 0; e < weights.length; e++) {
    const i = from[e]!;
    const j = to[e]!;
    const dx = x[i]! - x[j]!;
    const dy = y[i]! - y[j]!;
    const dz = z[i]! - z[j]!;
    const t = (dx * dx + dy * dy + dz * dz) * stretch[i]! * stretch[j]!;
    const g = (2 * exaggeration * weights[e]!) / (tau + t);
    const gj = g * stretch[j]!;
    const gi = g * stretch[i]!;
    force.x[i]! += gj * dx;
    force.y[i]! += gj * dy;
    force.z[i]! += gj * dz;
    force.t[i]! += g * t;
    force.x[j]! -= gi * dx;
    force.y[j]! -= gi * dy;
    force.z[j]! -= gi * dz;
    force.t[j]! += g * t;
  }
}

/** Sums of forces to gradients in the frames, with the radius term. */
function inFrame(layout: Layout, { width, radii, radiusWeight }: Objective, { force, gradient }: Workspace): void {
  const { kind, n, x, y, z } = layout;
  for (let i = 0, at = 0; i < n; i++, at += 3) {
    if (kind === 'sphere') {
      const along = force.x[i]! * x[i]! + force.y[i]! * y[i]! + force.z[i]! * z[i]!;
      gradient[at] = force.x[i]! - along * x[i]!;
      gradient[at + 1] = force.y[i]! - along * y[i]!;
      gradient[at + 2] = force.z[i]! - along * z[i]!;
      continue;
    }
    const radius = radiusAt(layout, i);
    const excess = radii ? Math.max(0, radius - radii[i]!) : 0;
    const inward = excess > 0 ? (radiusWeight * excess) / (n * width ** 2 * Math.hypot(x[i]!, y[i]!)) : 0;
    gradient[at] = force.x[i]! + (force.t[i]! + inward) * x[i]!;
    gradient[at + 1] = force.y[i]! + (force.t[i]! + inward) * y[i]!;
    gradient[at + 2] = 0;
  }
}
