/** PCA for the angle, the ball for the radius. */
import type { Embedding } from '../geometry/vector';
import { align, type Frame } from './frame';
import { principalDirections, projectRows } from './linearAlgebra';

/**
 * The ball part of an embedding in the unit disk: each row at the radius √c‖x‖ that it has in the ball, so that rings and clip ring
 * say of every point what they say of the image, at the angle that PCA gives its direction x/‖x‖. Only the angle is taken from the
 * analysis, so only directions enter it (where depths differ that keeps half as many neighbours again as the angle of the
 * tangent PCA), their mean taken off as in the PCA of the sphere. A row at the mean lies to the right.
 * @throws TypeError for an embedding without a part in the ball
 */
export function trueRadiusPca(embedding: Embedding, previous?: Frame): Frame {
  const { ball, n, d, c } = embedding;
  if (!ball) throw new TypeError('PCA with the true radius needs an embedding with a part in the ball');
  const lengths = new Float64Array(n);
  for (let i = 0; i < n * d; i++) lengths[Math.floor(i / d)]! += ball[i]! * ball[i]!;
  lengths.forEach((square, row) => (lengths[row] = Math.sqrt(square)));
  const rows = ball.map((value, i) => value / (lengths[Math.floor(i / d)]! || 1));
  const mean = new Float64Array(d);
  rows.forEach((value, i) => (mean[i % d]! += value / n));
  const centred = rows.map((value, i) => value - mean[i % d]!);
  const start = previous?.directions?.length === 2 * d ? previous.directions : undefined;
  const directions = principalDirections(centred, n, d, 2, { centred: false, start });
  const points = projectRows(centred, n, d, directions, 2);
  for (let row = 0; row < n; row++) {
    const radius = Math.sqrt(c) * lengths[row]!;
    const length = Math.hypot(points[2 * row]!, points[2 * row + 1]!);
    points[2 * row] = length > 0 ? (points[2 * row]! * radius) / length : radius;
    points[2 * row + 1]! *= length > 0 ? radius / length : 0;
  }
  return { points: align(points, 2, previous), dimensions: 2, directions };
}

/** What the analysis sees of a point of the ball among the rows it was made of: its direction, off their mean. */
export function angleDirection(point: Float64Array, { ball, n, d }: Embedding): Float64Array {
  const length = Math.hypot(...point) || 1;
  const out = point.map((value) => value / length);
  for (let row = 0; row < n; row++) {
    let square = 0;
    for (let i = row * d; i < (row + 1) * d; i++) square += ball![i]! * ball![i]!;
    const share = 1 / (n * (Math.sqrt(square) || 1));
    for (let i = 0; i < d; i++) out[i]! -= ball![row * d + i]! * share;
  }
  return out;
}
