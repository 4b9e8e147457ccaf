/**
 * Tangent PCA at the origin: logarithmic map, principal component analysis, exponential map to two dimensions.
 */
import type { Embedding } from '../geometry/vector';
import { align, type Frame } from './frame';
import { principalDirections, projectRows } from './linearAlgebra';

/**
 * The ball part of an embedding in the unit disk (coordinates times √c). Directions are those of the centred tangent vectors;
 * the vectors themselves are not moved, so the centre of the disk is the origin of the ball and no radius grows. An embedding
 * that lies in a plane through the origin keeps all its distances.
 * @throws TypeError for an embedding without a part in the ball
 */
export function tangentPca(embedding: Embedding, previous?: Frame): Frame {
  const { ball, n, d, c } = embedding;
  if (!ball) throw new TypeError('Tangent PCA needs an embedding with a part in the ball');
  const tangent = new Float64Array(n * d);
  for (let at = 0; at < n * d; at += d) tangent.set(tangentVector(ball.subarray(at, at + d), c), at);
  const directions = principalDirections(tangent, n, d, 2, {
    start: previous?.directions?.length === 2 * d ? previous.directions : undefined,
  });
  const points = intoDisk(projectRows(tangent, n, d, directions, 2));
  return { points: align(points, 2, previous), dimensions: 2, directions };
}

/** The tangent vector at the origin of a point of the ball, times √c, as the disk is: then the maps are those of the unit ball. */
export function tangentVector(point: Float64Array, c: number): Float64Array {
  const root = Math.sqrt(c);
  let square = 0;
  for (let i = 0; i < point.length; i++) square += point[i]! * point[i]!;
  const length = root * Math.sqrt(square);
  const factor = length > 0 ? (root * Math.atanh(length)) / length : 0;
  return point.map((value) => value * factor);
}

/** Tangent vectors of two dimensions [n, 2] into the unit disk, in place. */
export function intoDisk(points: Float64Array): Float64Array {
  for (let at = 0; at < points.length; at += 2) {
    const length = Math.hypot(points[at]!, points[at + 1]!);
    const factor = length > 0 ? Math.tanh(length) / length : 1;
    points[at]! *= factor;
    points[at + 1]! *= factor;
  }
  return points;
}
