/** One frame of a projection, and how it is brought into line with the one before. */
import { procrustes, turn } from './linearAlgebra';

export interface Frame {
  /** [n, dimensions] row-major. */
  points: Float64Array;
  dimensions: 2 | 3;
  /** [dimensions, d] directions of the last analysis, to start the next from. */
  directions?: Float64Array;
}

/**
 * The points turned or mirrored about the origin to lie as near to the last frame's as they can, so that motion on the screen
 * means learning and not a flipped axis. A frame of other images leaves them as they are.
 */
export function align(points: Float64Array, dimensions: 2 | 3, previous: Frame | undefined): Float64Array {
  if (!previous || previous.dimensions !== dimensions || previous.points.length !== points.length) return points;
  return turn(points, procrustes(points, previous.points, dimensions), dimensions);
}
