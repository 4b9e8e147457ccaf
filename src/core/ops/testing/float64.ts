/**
 * DESIGN §2 word by word in float64, with the formulas of the papers rather than those of the kernels (Möbius addition and artanh,
 * softmax with the −10⁹ mask): slow, independent, smooth enough for finite differences.
 */
import type { Geometry, HeadConfig } from '../../configuration/schema';
import { clip, expMap0, mobiusAdd, norm, projectIntoBall } from '../../geometry/poincare';

export type Float64Head = Omit<HeadConfig, 'initialRadius'>;

export function row(values: ArrayLike<number>, i: number, d: number): Float64Array {
  return Float64Array.from({ length: d }, (_, k) => values[i * d + k]!);
}

export function normalizeFloat64(f: Float64Array): Float64Array {
  const length = norm(f);
  return f.map((value) => value / length);
}

/** Point in the ball of one feature. */
export function ballFloat64(
  f: Float64Array,
  { c, clipRadius, hyperbolicInput }: Pick<HeadConfig, 'c' | 'clipRadius' | 'hyperbolicInput'>,
): Float64Array {
  return projectIntoBall(expMap0(clip(hyperbolicInput === 'normalized' ? normalizeFloat64(f) : f, clipRadius), c), c);
}

/** (2/√c)·artanh(√c‖−x ⊕ y‖). */
export function mobiusDistance(x: Float64Array, y: Float64Array, c: number): number {
  const away = x.map((value) => -value);
  return (2 / Math.sqrt(c)) * Math.atanh(Math.sqrt(c) * norm(mobiusAdd(away, y, c)));
}

/** s(x, y) of two features. */
export function similarityFloat64(x: Float64Array, y: Float64Array, geometry: Geometry, head: Float64Head): number {
  const [e, f] = [normalizeFloat64(x), normalizeFloat64(y)];
  const cosine = e.reduce((sum, value, k) => sum + value * f[k]!, 0) / head.tauSpherical;
  if (geometry === 'spherical') return cosine;
  const distance = mobiusDistance(ballFloat64(x, head), ballFloat64(y, head), head.c) / head.tauHyperbolic;
  return geometry === 'hyperbolic' ? -distance : cosine - head.lambda * distance;
}

/** Loss of features [n, d] (flat), class-major with m rows to a class. */
export function lossFloat64(features: ArrayLike<number>, n: number, d: number, geometry: Geometry, head: Float64Head, m: number): number {
  const rows = Array.from({ length: n }, (_, i) => row(features, i, d));
  const classes = n / m;
  let loss = 0;
  for (let i = 0; i < m; i++)
    for (let j = 0; j < m; j++) {
      if (i === j) continue;
      for (let k = 0; k < classes; k++) {
        const anchor = rows[k * m + i]!;
        const logits: number[] = [];
        for (let other = 0; other < classes; other++) logits.push(similarityFloat64(anchor, rows[other * m + j]!, geometry, head));
        for (let other = 0; other < classes; other++)
          logits.push(other === k ? -1e9 : similarityFloat64(anchor, rows[other * m + i]!, geometry, head));
        const largest = Math.max(...logits);
        loss += (largest + Math.log(logits.reduce((sum, s) => sum + Math.exp(s - largest), 0)) - logits[k]!) / classes;
      }
    }
  return loss;
}
