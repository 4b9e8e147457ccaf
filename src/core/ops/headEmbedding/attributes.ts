/** What the mapping of features onto a geometry is made from, and what its kernels take of it. */
import type { Geometry, HeadConfig } from '../../configuration/schema';

/** What the mapping of features onto a geometry needs. */
export interface EmbeddingAttributes {
  /** Whether the output holds the point on the sphere, the point in the ball, or both side by side (sphere first). */
  sphere: boolean;
  ball: boolean;
  c: number;
  /** 0 = no clipping. */
  clipRadius: number;
  /** The ball's input is the normalised feature instead of the raw one. */
  normalized: boolean;
}

/** Features shorter than this have no direction: the norm is taken as this (as PyTorch's `normalize` does), gradients as 0. */
export const SMALLEST_NORM = 1e-12;

/** Points are kept this share of the radius 1/√c away from the ball's boundary, where the distance overflows float32. */
export const BOUNDARY_MARGIN = 1e-3;

export type EmbeddingOptions = { geometry: Geometry } & Pick<HeadConfig, 'c' | 'clipRadius' | 'hyperbolicInput'>;

/** What the kernels take of the options. Throws RangeError for c or a clip radius out of range. */
export function embeddingAttributes({ geometry, c, clipRadius, hyperbolicInput }: EmbeddingOptions): EmbeddingAttributes {
  const ball = geometry !== 'spherical';
  if (ball && !(c > 0)) throw new RangeError(`Curvature c must be greater than 0, not ${c}.`);
  if (ball && !(clipRadius >= 0)) throw new RangeError(`Clip radius must be 0 (no clipping) or greater, not ${clipRadius}.`);
  return { sphere: geometry !== 'hyperbolic', ball, c, clipRadius, normalized: hyperbolicInput === 'normalized' };
}
