/** Where a row that a picture was not made of comes to lie in it, while all others stay where they are. */
import { distancesFrom, type Embedding } from '../geometry/vector';
import { einsteinMidpoint } from '../geometry/poincare';
import { procrustes, turn } from './linearAlgebra';
import type { ProjectedPoints } from './points';
import { sphereDirection, spherePca } from './spherePca';
import { tangentPca, tangentVector, intoDisk } from './tangentPca';
import { angleDirection, trueRadiusPca } from './trueRadiusPca';

/** Nearest rows between which a guest of a neighbour embedding lies. */
const NEIGHBOURS = 10;

/**
 * PCA: the guest goes through the very analysis that placed the others, turned as their picture is. Neighbour embeddings have no such
 * map: the guest lies between the points of its nearest rows, weighted by 1/d² (Shepard 1968), so on the point of a row that it equals.
 * @param embedding [n + 1, d], the guest last
 * @param picture of the first n rows
 * @returns [dimensions] as a row of the picture's points
 * @throws RangeError where the picture is of other rows
 */
export function placeGuest(
  embedding: Embedding,
  { method, points, dimensions }: Pick<ProjectedPoints, 'method' | 'points' | 'dimensions'>,
): Float32Array<ArrayBuffer> {
  const n = embedding.n - 1;
  if (points.length !== n * dimensions) throw new RangeError(`A picture of ${points.length / dimensions} points is none of ${n} rows`);
  const { d, c } = embedding;
  const others = firstRows(embedding, n);
  const last = (rows: Float64Array | undefined) => rows!.subarray(n * d, (n + 1) * d);
  const turned = (raw: Float64Array, frame: Float64Array) =>
    Float32Array.from(turn(raw, procrustes(frame, points, dimensions), dimensions));
  switch (method) {
    case 'none':
      return dimensions === 2
        ? Float32Array.from(last(embedding.ball), (value) => value * Math.sqrt(c))
        : Float32Array.from({ length: 3 }, (_, i) => (i < d ? last(embedding.sphere)[i]! : 0));
    case 'tangent PCA': {
      const frame = tangentPca(others);
      return turned(intoDisk(along(tangentVector(last(embedding.ball), c), frame.directions!, 2)), frame.points);
    }
    case 'PCA angle, true radius': {
      const frame = trueRadiusPca(others);
      const ball = last(embedding.ball);
      const flat = along(angleDirection(ball, others), frame.directions!, 2);
      const [length, radius] = [Math.hypot(flat[0]!, flat[1]!), Math.sqrt(c) * Math.hypot(...ball)];
      return turned(length > 0 ? flat.map((value) => (value * radius) / length) : Float64Array.of(radius, 0), frame.points);
    }
    case 'sphere PCA': {
      const frame = spherePca(others);
      const flat = along(sphereDirection(last(embedding.sphere), others), frame.directions!, 3);
      const length = Math.hypot(...flat);
      return turned(length > 0 ? flat.map((value) => value / length) : Float64Array.of(0, 0, 1), frame.points);
    }
    default:
      return between(embedding, points, dimensions);
  }
}

function firstRows({ sphere, ball, conformal, ...embedding }: Embedding, n: number): Embedding {
  const until = n * embedding.d;
  return {
    ...{ ...embedding, n },
    ...(sphere ? { sphere: sphere.subarray(0, until) } : {}),
    ...(ball ? { ball: ball.subarray(0, until) } : {}),
    ...(conformal ? { conformal: conformal.subarray(0, n) } : {}),
  };
}

const along = (row: Float64Array, directions: Float64Array, k: number): Float64Array =>
  Float64Array.from({ length: k }, (_, j) => row.reduce((sum, value, i) => sum + value * directions[j * row.length + i]!, 0));

function between(embedding: Embedding, points: Float32Array, dimensions: 2 | 3): Float32Array<ArrayBuffer> {
  const n = embedding.n - 1;
  const spherical = dimensions === 3;
  // Of a fused embedding the ball is shown.
  const shown: Embedding = { ...embedding, geometry: spherical ? 'spherical' : 'hyperbolic' };
  const distances = distancesFrom(n, shown, { tauSpherical: 1, tauHyperbolic: 1, lambda: 1 });
  const nearest = [...points.keys()].slice(0, n).sort((p, q) => distances[p]! - distances[q]! || p - q);
  const members = nearest.slice(0, NEIGHBOURS);
  // 1 − cos is half the square of a small angle already.
  const weights = members.map((row) => 1 / Math.max(spherical ? distances[row]! : distances[row]! ** 2, 1e-12));
  if (!spherical) return Float32Array.from(einsteinMidpoint(Float64Array.from(points), 2, { members, weights }));
  const sum = [0, 0, 0];
  members.forEach((row, k) => sum.forEach((_, i) => (sum[i]! += weights[k]! * points[3 * row + i]!)));
  const length = Math.hypot(...sum) || 1;
  return Float32Array.from(sum, (value) => value / length);
}
