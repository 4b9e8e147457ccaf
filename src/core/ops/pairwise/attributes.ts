/** What a pairwise similarity is made of: s = cosine·⟨x, y⟩ + distance·d(x, y), each part only where it is used. */
export interface PairwiseAttributes {
  useCosine: boolean;
  useDistance: boolean;
  /** Factor of the inner product of the spherical parts (1/τ_s). */
  cosine: number;
  /** Factor of the hyperbolic distance of the ball parts (−1/τ_h, −λ/τ_h; +1 gives the distance itself). */
  distance: number;
  c: number;
}

/** How the upstream gradient enters the gradient of one side: as it is, transposed, or their sum (x compared with itself). */
export type Upstream = 'row' | 'column' | 'both';

/**
 * Below this t = sinh²(√c·d/2) two points count as one and the distance has no gradient: its direction (x − y)/‖x − y‖ is
 * rounding error there (and 0/0 on the diagonal).
 */
export const DISTANCE_GRADIENT_FLOOR = 1e-7;
