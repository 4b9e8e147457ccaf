/**
 * Pairwise similarity and its gradient as loops over typed arrays with float64 sums: what wasm and cpu run, and what the
 * WGSL kernels are compared with. Formulas in `pairwise.ts`.
 */
import type { HostArray } from '../runtime';
import { DISTANCE_GRADIENT_FLOOR, type PairwiseAttributes, type Upstream } from './attributes';

/** c·‖x‖² must stay below 1: 1 − c‖x‖² of a row whose ball part is `values[start .. start + d)`. */
function conformal(values: Float32Array, start: number, d: number, c: number): number {
  let squares = 0;
  for (let k = start; k < start + d; k++) squares += values[k]! * values[k]!;
  return 1 - c * squares;
}

/** 1 − c‖x‖² of every row. */
function conformals({ values, shape }: HostArray, attributes: PairwiseAttributes): Float64Array {
  const [rows, width] = shape as [number, number];
  if (!attributes.useDistance) return new Float64Array(rows);
  const d = attributes.useCosine ? width / 2 : width;
  return Float64Array.from({ length: rows }, (_, row) => conformal(values, row * width + width - d, d, attributes.c));
}

/** Similarities [n, m] of the rows of x [n, width] and y [m, width]. */
export function pairwiseForward(x: HostArray, y: HostArray, attributes: PairwiseAttributes): HostArray {
  const { useCosine, useDistance, cosine, distance, c } = attributes;
  const [n, width] = x.shape as [number, number];
  const m = y.shape[0]!;
  const d = useCosine && useDistance ? width / 2 : width;
  const ball = width - d;
  const [a, b] = [x.values, y.values];
  const alpha = conformals(x, attributes);
  const beta = conformals(y, attributes);
  const perAsinh = (2 * distance) / Math.sqrt(c);
  const similarity = new Float32Array(n * m);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) {
      const [p, q] = [i * width, j * width];
      let value = 0;
      if (useCosine) {
        let product = 0;
        for (let k = 0; k < d; k++) product += a[p + k]! * b[q + k]!;
        value += cosine * product;
      }
      if (useDistance) {
        let squares = 0;
        for (let k = ball; k < width; k++) {
          const difference = a[p + k]! - b[q + k]!;
          squares += difference * difference;
        }
        value += perAsinh * Math.asinh(Math.sqrt((c * squares) / (alpha[i]! * beta[j]!)));
      }
      similarity[i * m + j] = value;
    }
  return { values: similarity, shape: [n, m] };
}

function upstreamAt(values: Float32Array, i: number, j: number, n: number, m: number, upstream: Upstream): number {
  switch (upstream) {
    case 'row':
      return values[i * m + j]!;
    case 'column':
      return values[j * n + i]!;
    case 'both':
      return values[i * m + j]! + values[j * n + i]!;
  }
}

/**
 * Gradient with respect to x [n, width] of Σ W(i,j)·s(x_i, y_j), where W is dy (`row`, [n, m]), its transpose (`column`,
 * dy is [m, n]) or their sum (`both`, y = x).
 */
export function pairwiseBackward(x: HostArray, y: HostArray, dy: HostArray, attributes: PairwiseAttributes, upstream: Upstream): HostArray {
  const { useCosine, useDistance, cosine, distance, c } = attributes;
  const [n, width] = x.shape as [number, number];
  const m = y.shape[0]!;
  const d = useCosine && useDistance ? width / 2 : width;
  const ball = width - d;
  const [a, b] = [x.values, y.values];
  const alpha = conformals(x, attributes);
  const beta = conformals(y, attributes);
  const gradient = new Float32Array(n * width);
  const sums = new Float64Array(width);
  for (let i = 0; i < n; i++) {
    sums.fill(0);
    const p = i * width;
    for (let j = 0; j < m; j++) {
      const weight = upstreamAt(dy.values, i, j, n, m, upstream);
      const q = j * width;
      if (useCosine) for (let k = 0; k < d; k++) sums[k]! += weight * cosine * b[q + k]!;
      if (!useDistance) continue;
      let squares = 0;
      for (let k = ball; k < width; k++) {
        const difference = a[p + k]! - b[q + k]!;
        squares += difference * difference;
      }
      const scale = alpha[i]! * beta[j]!;
      const t = (c * squares) / scale;
      if (t < DISTANCE_GRADIENT_FLOOR) continue;
      // dd/dt = 1/(√c √t √(1+t)); ∂t/∂x = 2c (x − y)/(αβ) + 2c t x/α
      const along = (weight * distance * 2 * Math.sqrt(c)) / (Math.sqrt(t * (1 + t)) * scale);
      const outward = along * beta[j]! * t;
      for (let k = ball; k < width; k++) sums[k]! += along * (a[p + k]! - b[q + k]!) + outward * a[p + k]!;
    }
    gradient.set(sums, p);
  }
  return { values: gradient, shape: [n, width] };
}
