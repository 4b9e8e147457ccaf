/** The names of the ways from d dimensions to a picture. Apart from the ways themselves, which the page does not carry. */
import type { Geometry } from '../configuration/schema';
import type { ProjectionMethod } from './points';

export const IN_BALL = ['tangent PCA', 'PCA angle, true radius', 'hyperbolic neighbours'] as const;
export const ON_SPHERE = ['sphere PCA', 'spherical neighbours'] as const;

/** What there is to choose from for an embedding of d dimensions, the default first; of a fused run the ball part is shown. */
export function methodsFor(geometry: Geometry, d: number): readonly ProjectionMethod[] {
  if (geometry === 'spherical') return d <= 3 ? ['none'] : ON_SPHERE;
  return d === 2 ? ['none'] : IN_BALL;
}

/** Whether a picture has its points at the radius that they have in the ball: what its rings measure, and its clip ring marks. */
export const keepsRadius = (method: ProjectionMethod): boolean => method === 'PCA angle, true radius' || method === 'none';
