/** Floating point operations of a training step. */
import { bodyWidth, CHANNELS, patchCount, type ModelShape } from '../../src/core/model/shape';

/**
 * Products and sums of the matrix products in a step over n images: twice the forward pass again for the backward pass. What
 * is computed again to save memory is not counted, nor what is not a matrix product.
 */
export function stepFlops(model: ModelShape, n: number): number {
  const patches = patchCount(model);
  const tokens = patches + 1;
  const { width, depth, patch, embedding } = model;
  const layers = tokens * width * (4 * width + 2 * Math.round(width * model.mlpRatio));
  const attention = 2 * tokens * tokens * width;
  const ends = patches * width * CHANNELS * patch ** 2 + bodyWidth(model) * embedding;
  return 3 * 2 * n * (depth * (layers + attention) + ends);
}
