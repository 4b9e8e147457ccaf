/**
 * What crosses the boundary between the page and the projection worker: types only.
 * An order is answered by any number of `forming` and then exactly one `done` or `failed` with its id, unless it is withdrawn
 * or overtaken by a later order of its channel: then nothing comes any more. Arrays are transferred.
 */
import type { Geometry } from '../core/configuration/schema';
import type { Placement } from '../core/geometry/vector';
import type { ProjectedPoints, ProjectionMethod } from '../core/projection/points';

/** A picture that is wanted. */
export interface PictureOrder {
  /** Only the latest order of a channel counts. */
  channel: string;
  method: ProjectionMethod;
  geometry: Geometry;
  /** Places the features in the geometry. */
  head: Placement;
  /** [n, d] after featureScale. */
  features: Float32Array;
  n: number;
  d: number;
  /** A picture of the same images to lie like; of the same method: a layout to carry on. */
  start: Pick<ProjectedPoints, 'method' | 'points' | 'dimensions'>;
}

export type ProjectionRequest = { type: 'picture'; id: number; order: PictureOrder } | { type: 'withdraw'; id: number };

export type ProjectionResponse =
  /** Share of the work done, and where there is something new to see, the picture now. */
  | { type: 'forming'; id: number; progress: number; picture?: ProjectedPoints }
  | { type: 'done'; id: number; picture: ProjectedPoints }
  | { type: 'failed'; id: number; message: string };
