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
