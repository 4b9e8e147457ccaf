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
  const root = Math.sqrt(c);
  const tangent = new Float64Array(n * d);
  for (let at = 0; at < n * d; at += d) {
    let square = 0;
    for (let i = at; i < at + d; i++) square += ball[i]! * ball[i]!;
    const length = root * Math.sqrt(square);
    // Times √c, as the disk is: then the maps are those of the unit ball.
    const factor = length > 0 ? (root * Math.atanh(length)) / length : 0;
    for (let i = at; i < at + d; i++) tangent[i] = ball[i]! * factor;
  }
  const directions = principalDirections(tangent, n, d, 2, {
    start: previous?.directions?.length === 2 * d ? previous.directions : undefined,
  });
  const points = projectRows(tangent, n, d, directions, 2);
  for (let at = 0; at < points.length; at += 2) {
    const length = Math.hypot(points[at]!, points[at + 1]!);
    const factor = length > 0 ? Math.tanh(length) / length : 1;
    points[at]! *= factor;
    points[at + 1]! *= factor;
  }
  return { points: align(points, 2, previous), dimensions: 2, directions };
}
