/** The ways from d dimensions to a picture, by name, and the picture while it forms. */
import type { ProjectedPoints, ProjectionMethod } from './points';
import type { Embedding } from '../geometry/vector';
import { createRandom } from '../random/random';
import { fidelity } from './fidelity';
import { align, type Frame } from './frame';
import { neighbourEmbedding } from './neighbours/neighbourEmbedding';
import { methodsFor } from './methodNames';
import { disk } from './projector';
import { spherePca } from './spherePca';
import { tangentPca } from './tangentPca';
import { trueRadiusPca } from './trueRadiusPca';

/** Queries that the fidelity of a picture still forming is measured on. */
const QUICK_QUERIES = 64;

/** A picture on its way. */
export interface FormingPicture {
  /** Share of the work done. */
  progress: number;
  /** The picture now, with its fidelity on a few queries; undefined while there is nothing new to see. */
  picture?: () => ProjectedPoints;
}

export interface PictureOptions {
  /** A picture of the same images: what comes is turned and mirrored to lie like it, and neighbour embeddings begin from it. */
  start: Pick<ProjectedPoints, 'method' | 'points' | 'dimensions'>;
  /** Of the rows that the fidelity is measured on. */
  seed?: number | string;
}

/**
 * A picture by the method named. Yields as it goes; a neighbour embedding that begins from one carries it on.
 * @throws RangeError for a method that the geometry does not have, and where `start` is of other images
 */
export function* pictureBy(
  method: ProjectionMethod,
  embedding: Embedding,
  { start, seed = 'projection' }: PictureOptions,
): Generator<FormingPicture, ProjectedPoints> {
  const { geometry, n, d } = embedding;
  const methods = methodsFor(geometry, d);
  if (method === 'none' || !methods.includes(method))
    throw new RangeError(`There is no “${method}” of a ${geometry} embedding of ${d} dimensions; there are ${methods.join(', ')}`);
  const dimensions = geometry === 'spherical' ? 3 : 2;
  if (start.dimensions !== dimensions || start.points.length !== n * dimensions)
    throw new RangeError(`A picture of ${start.points.length / start.dimensions} other points cannot be carried on with ${n} images`);
  const source: Embedding = geometry === 'fused' ? { ...embedding, geometry: 'hyperbolic' } : embedding;
  const last: Frame = { points: Float64Array.from(start.points), dimensions };
  const picture = (points: Float64Array, queries?: number): ProjectedPoints => {
    const target: Embedding = dimensions === 3 ? { geometry: 'spherical', n, d: 3, c: 1, sphere: points } : disk(points);
    const measured = fidelity(source, target, { random: createRandom(seed).fork('fidelity'), queries });
    return { method, dimensions, points: Float32Array.from(points), ...measured };
  };
  if (method === 'tangent PCA') return picture(tangentPca(source, last).points);
  if (method === 'PCA angle, true radius') return picture(trueRadiusPca(source, last).points);
  if (method === 'sphere PCA') return picture(spherePca(source, last).points);
  const forming = neighbourEmbedding(source, { start: last.points, warm: start.method === method });
  for (;;) {
    const { value, done } = forming.next();
    if (done) return picture(align(value, dimensions, last));
    const { progress, points } = value;
    yield { progress, ...(points ? { picture: () => picture(align(points(), dimensions, last), QUICK_QUERIES) } : {}) };
  }
}
