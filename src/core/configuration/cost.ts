/** What a training step computes: for estimates of its time before one has been taken. Pure. */
import type { ExperimentConfig, ModelConfig } from './schema';
import { trainedPart } from './train';

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

/** What is trained; by default all of a model. */
export type Trained = Pick<ExperimentConfig, 'model' | 'batch' | 'runs'> & Partial<Pick<ExperimentConfig, 'train'>>;

/** Into which parts a batch goes, as far as it costs something. */
export interface Passes {
  /** Images of a part. */
  microbatch: number;
  /** Whether blocks are computed once more. */
  recompute: boolean;
}

/**
 * Of one training step of all runs: the backward pass takes twice the forward pass, as far down as something is trained.
 * @param passes default: the batch goes at once and blocks are kept
 */
export function stepOperations({ model, batch, runs, train = 'all' }: Trained, passes?: Passes): number {
  const n = batch.classes * batch.samplesPerClass;
  const { firstBlock, norm } = trainedPart(train, model.depth);
  const trained = (model.depth - firstBlock) / model.depth;
  // Parts go forward twice, unless the head alone is trained.
  const forward = passes && passes.microbatch < n && norm ? 2 : 1;
  const backward = (passes?.recompute ? 3 : 2) * trained;
  return (forward + backward) * forwardOperations(model) * n * runs.length;
}
