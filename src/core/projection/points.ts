/** Points of a plot made from an embedding. Types alone: the page draws what a worker computed. */

/** How d dimensions become the two of the disk or the three of the sphere; `none`: there are no more. */
export type ProjectionMethod =
  'tangent PCA' | 'PCA angle, true radius' | 'hyperbolic neighbours' | 'sphere PCA' | 'spherical neighbours' | 'none';

/** Points of a plot made from an embedding. */
export interface ProjectedPoints {
  method: ProjectionMethod;
  /** [n, dimensions] row-major: 2 in the unit disk (scaled by √c), 3 on the unit sphere. */
  points: Float32Array;
  dimensions: 2 | 3;
  /** Share of the 10 nearest neighbours kept, and mean |d′/d·s − 1| with the best common s. */
  neighboursKept: number;
  distortion: number;
}
