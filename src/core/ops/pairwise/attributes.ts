import type { Geometry } from '../../configuration/schema';

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

export interface SimilarityOptions {
  geometry: Geometry;
  tauSpherical: number;
  tauHyperbolic: number;
  lambda: number;
  c: number;
}

/** What the kernels take of the options. Throws RangeError for temperatures, λ or c out of range. */
export function similarityAttributes({ geometry, tauSpherical, tauHyperbolic, lambda, c }: SimilarityOptions): PairwiseAttributes {
  const useCosine = geometry !== 'hyperbolic';
  const useDistance = geometry !== 'spherical';
  if (useCosine && !(tauSpherical > 0)) throw new RangeError(`Temperature τ spherical must be greater than 0, not ${tauSpherical}.`);
  if (useDistance && !(tauHyperbolic > 0)) throw new RangeError(`Temperature τ hyperbolic must be greater than 0, not ${tauHyperbolic}.`);
  const weight = geometry === 'fused' ? lambda : 1;
  if (!(weight >= 0)) throw new RangeError(`Fusion weight λ must be 0 or greater, not ${lambda}.`);
  return checked({
    useCosine,
    useDistance,
    cosine: useCosine ? 1 / tauSpherical : 0,
    distance: useDistance ? -weight / tauHyperbolic : 0,
    c,
  });
}

/** Throws RangeError where c is out of range. */
export function checked(attributes: PairwiseAttributes): PairwiseAttributes {
  if (attributes.useDistance && !(attributes.c > 0)) throw new RangeError(`Curvature c must be greater than 0, not ${attributes.c}.`);
  return attributes;
}
