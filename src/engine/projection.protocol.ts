/** What crosses the boundary between the page and the projection worker: types only. Arrays are transferred. */
import type { Geometry } from '../core/configuration/schema';
import type { Placement } from '../core/geometry/vector';
import type { ProjectedPoints, ProjectionMethod } from '../core/projection/points';
import type { Nothing } from '../link';

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

/** A picture on its way. */
export interface FormingReport {
  /** Share of the work done, 0 … 1. */
  share: number;
  /** Where there is something new to see: the picture now. */
  picture?: ProjectedPoints;
}

/** The projection worker, for a link. */
export interface ProjectionProtocol {
  requests: {
    /** Where one more row lies in the picture `start` of the others, which stay: [dimensions]. */
    place: { ask: { order: PictureOrder; guest: Float32Array }; answer: Float32Array };
    picture: { ask: { order: PictureOrder }; answer: ProjectedPoints; progress: FormingReport };
  };
  events: never;
  callbacks: Nothing;
  messages: never;
}
