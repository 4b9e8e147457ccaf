/**
 * The pictures of one run, snapshot after snapshot: spherical runs on a sphere, hyperbolic and fused ones in the disk, each
 * frame in line with the one before and with its fidelity.
 */
import type { ProjectedPoints } from './points';
import type { Embedding } from '../geometry/vector';
import { createRandom } from '../random/random';
import { fidelity } from './fidelity';
import type { Frame } from './frame';
import { spherePca } from './spherePca';
import { tangentPca } from './tangentPca';

export interface Projector {
  /** Of a fused embedding the ball part is shown. An embedding of two dimensions in the ball, two or three on the sphere, is shown as it is. */
  project(embedding: Embedding): ProjectedPoints;
}

/** @param seed of the rows that the fidelity is measured on: the same in every frame, so that it does not flicker */
export function createProjector(seed: number | string = 'projection'): Projector {
  let last: Frame | undefined;
  return {
    project(embedding) {
      const random = createRandom(seed).fork('fidelity');
      if (embedding.geometry === 'spherical') {
        const direct = embedding.d <= 3;
        last = direct ? { points: inSpace(embedding), dimensions: 3 } : spherePca(embedding, last);
        const target: Embedding = { geometry: 'spherical', n: embedding.n, d: 3, c: 1, sphere: last.points };
        return picture(last, direct ? 'none' : 'sphere PCA', fidelity(embedding, target, { random }));
      }
      const source: Embedding = { ...embedding, geometry: 'hyperbolic' };
      const direct = embedding.d === 2;
      last = direct ? { points: inDisk(embedding), dimensions: 2 } : tangentPca(embedding, last);
      return picture(last, direct ? 'none' : 'tangent PCA', fidelity(source, disk(last.points), { random }));
    },
  };
}

/** Points of the unit disk as an embedding, to measure distances in. */
export function disk(points: Float64Array): Embedding {
  const n = points.length / 2;
  const conformal = Float64Array.from({ length: n }, (_, i) => 1 - points[2 * i]! ** 2 - points[2 * i + 1]! ** 2);
  return { geometry: 'hyperbolic', n, d: 2, c: 1, ball: points, conformal };
}

function inDisk({ ball, c }: Embedding): Float64Array {
  if (!ball) throw new TypeError('This embedding has no part in the ball');
  return ball.map((value) => value * Math.sqrt(c));
}

function inSpace({ sphere, n, d }: Embedding): Float64Array {
  if (!sphere) throw new TypeError('This embedding has no part on the sphere');
  const points = new Float64Array(n * 3);
  for (let row = 0; row < n; row++) points.set(sphere.subarray(row * d, (row + 1) * d), row * 3);
  return points;
}

function picture(
  { points, dimensions }: Frame,
  method: ProjectedPoints['method'],
  measured: Pick<ProjectedPoints, 'neighboursKept' | 'distortion'>,
): ProjectedPoints {
  return { method, points: Float32Array.from(points), dimensions, ...measured };
}
