/** What a training step computes: for estimates of its time before one has been taken. Pure. */
import type { ExperimentConfig, ModelConfig } from './schema';

/**
 * Floating-point operations of one forward pass over one image: patch embedding, the products of each block (attention included) and the
 * linear head; a multiplication and an addition are two.
 */
export function forwardOperations({ image, patch, width, depth, mlpRatio, embedding }: ModelConfig): number {
  const patches = (image / patch) ** 2;
  const tokens = patches + 1;
  const block = tokens * width * (8 * width + 4 * mlpRatio * width) + 4 * tokens * tokens * width;
  return 2 * patches * patch * patch * 3 * width + depth * block + 2 * width * embedding;
}

/** Of one training step of all runs: the backward pass takes twice the forward pass. */
export function stepOperations({ model, batch, runs }: Pick<ExperimentConfig, 'model' | 'batch' | 'runs'>): number {
  return 3 * forwardOperations(model) * batch.classes * batch.samplesPerClass * runs.length;
}
