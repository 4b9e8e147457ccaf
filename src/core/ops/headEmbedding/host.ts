/** Features → embedding and its gradient over typed arrays in float64: wasm and cpu, and the yardstick for WGSL. */
import type { HostArray } from '../runtime';
import { BOUNDARY_MARGIN, SMALLEST_NORM, type EmbeddingAttributes } from './attributes';

/** Radius in the ball of a feature of norm N, and its derivative by N (0 where clipping, projection or normalising fixes it). */
export function radiusAndSlope(norm: number, { c, clipRadius, normalized }: EmbeddingAttributes): { radius: number; slope: number } {
  const input = normalized ? 1 : norm;
  const clipped = clipRadius > 0 && input > clipRadius;
  const rootC = Math.sqrt(c);
  const radius = Math.tanh(rootC * (clipped ? clipRadius : input)) / rootC;
  const limit = (1 - BOUNDARY_MARGIN) / rootC;
  if (radius > limit) return { radius: limit, slope: 0 };
  return { radius, slope: clipped || normalized ? 0 : 1 / Math.cosh(rootC * input) ** 2 };
}

function norm(values: Float32Array, start: number, d: number): number {
  let squares = 0;
  for (let k = start; k < start + d; k++) squares += values[k]! * values[k]!;
  return Math.sqrt(squares);
}

/** Embedding [n, d] or [n, 2d] of features [n, d]. */
export function embedForward(features: HostArray, attributes: EmbeddingAttributes): HostArray {
  const { sphere, ball } = attributes;
  const [n, d] = features.shape as [number, number];
  const f = features.values;
  const width = sphere && ball ? 2 * d : d;
  const embedding = new Float32Array(n * width);
  for (let row = 0; row < n; row++) {
    const length = Math.max(norm(f, row * d, d), SMALLEST_NORM);
    const factors = [...(sphere ? [1 / length] : []), ...(ball ? [radiusAndSlope(length, attributes).radius / length] : [])];
    factors.forEach((factor, part) => {
      for (let k = 0; k < d; k++) embedding[row * width + part * d + k] = factor * f[row * d + k]!;
    });
  }
  return { values: embedding, shape: [n, width] };
}

/** Gradient [n, d] by the features, given the gradient by the embedding. */
export function embedBackward(features: HostArray, dy: HostArray, attributes: EmbeddingAttributes): HostArray {
  const { sphere, ball, normalized } = attributes;
  const [n, d] = features.shape as [number, number];
  const f = features.values;
  const width = dy.shape[1]!;
  const gradient = new Float32Array(n * d);
  for (let row = 0; row < n; row++) {
    const length = norm(f, row * d, d);
    const { radius, slope } = radiusAndSlope(Math.max(length, SMALLEST_NORM), attributes);
    // Per part: factor of the gradient across the feature's direction, and of that along it.
    const parts = [...(sphere ? [{ across: 1 / length, along: 0 }] : []), ...(ball ? [{ across: radius / length, along: slope }] : [])];
    if (length < SMALLEST_NORM) {
      // Only the raw ball is smooth at 0; there its derivative is the identity.
      if (ball && !normalized) for (let k = 0; k < d; k++) gradient[row * d + k] = dy.values[row * width + width - d + k]!;
      continue;
    }
    parts.forEach(({ across, along }, part) => {
      const start = row * width + part * d;
      let projection = 0;
      for (let k = 0; k < d; k++) projection += (dy.values[start + k]! * f[row * d + k]!) / length;
      const direction = ((along - across) * projection) / length;
      for (let k = 0; k < d; k++) gradient[row * d + k]! += across * dy.values[start + k]! + direction * f[row * d + k]!;
    });
  }
  return { values: gradient, shape: [n, d] };
}
