/**
 * PCA of the unit sphere to three dimensions, and back onto a sphere.
 */
import type { Embedding } from '../geometry/vector';
import { align, type Frame } from './frame';
import { principalDirections, projectRows } from './linearAlgebra';

/**
 * The sphere part of an embedding on the unit sphere in three dimensions: mean off, three leading directions, back to length 1.
 * Taking the mean off keeps the most neighbours: embeddings of an untrained or a narrow model fill a small cap, which PCA
 * without centring would leave a small cap (on 40 clusters in 128 dimensions 42 % of neighbours against 37–40 %).
 * A row equal to the mean goes to the pole.
 * @throws TypeError for an embedding without a part on the sphere
 */
export function spherePca(embedding: Embedding, previous?: Frame): Frame {
  const { sphere, n, d } = embedding;
  if (!sphere) throw new TypeError('Sphere PCA needs an embedding with a part on the sphere');
  const mean = new Float64Array(d);
  for (let at = 0; at < n * d; at += d) for (let i = 0; i < d; i++) mean[i]! += sphere[at + i]! / n;
  const centred = new Float64Array(n * d);
  for (let at = 0; at < n * d; at += d) for (let i = 0; i < d; i++) centred[at + i] = sphere[at + i]! - mean[i]!;
  const start = previous?.directions?.length === 3 * d ? previous.directions : undefined;
  const directions = principalDirections(centred, n, d, 3, { centred: false, start });
  const points = projectRows(centred, n, d, directions, 3);
  for (let at = 0; at < points.length; at += 3) {
    const length = Math.hypot(points[at]!, points[at + 1]!, points[at + 2]!);
    for (let i = 0; i < 3; i++) points[at + i] = length > 0 ? points[at + i]! / length : i === 2 ? 1 : 0;
  }
  return { points: align(points, 3, previous), dimensions: 3, directions };
}

/** What the analysis sees of a point of the sphere among the rows it was made of: the point, off their mean. */
export function sphereDirection(point: Float64Array, { sphere, n, d }: Embedding): Float64Array {
  const out = point.slice();
  for (let at = 0; at < n * d; at += d) for (let i = 0; i < d; i++) out[i]! -= sphere![at + i]! / n;
  return out;
}
