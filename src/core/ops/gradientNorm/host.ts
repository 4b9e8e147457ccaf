/** Clipping by the global norm, as torch.nn.utils.clip_grad_norm_ does it. */

/** PyTorch's guard against dividing by a norm of 0. */
export const CLIP_EPSILON = 1e-6;

/** Factor on every gradient: min(1, clipNorm/(norm + 1e-6)); 1 where clipNorm is 0 (never clip). */
export function clipCoefficient(norm: number, clipNorm: number): number {
  return clipNorm > 0 ? Math.min(1, clipNorm / (norm + CLIP_EPSILON)) : 1;
}

/** Euclidean norm of all gradients taken as one vector, in float64. */
export function globalNorm(gradients: ArrayLike<number>[]): number {
  let sum = 0;
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) sum += gradient[i]! * gradient[i]!;
  return Math.sqrt(sum);
}
