/** The batches that the runs of an experiment begin with, and what is calibrated on them. */
import type { DrawnBatch } from '../learner/learner';
import type { Run } from './runs';

/** The batch that each seed will train on next, as it is. */
export async function firstBatchesOf(runs: readonly Run[]): Promise<Map<number, DrawnBatch>> {
  const sources = new Map(runs.map(({ seed, source }) => [seed, source]));
  return new Map(await Promise.all([...sources].map(async ([seed, source]) => [seed, await source.peek()] as const)));
}

/**
 * Calibrated on the batch that the first step will train on, its images as they are: the radius of an image should not hang on the crop
 * it happened to get. Runs with the same weights find the same factor, and so look once.
 */
export async function calibrate(runs: readonly Run[], firstBatches: ReadonlyMap<number, DrawnBatch>): Promise<void> {
  const found = new Map<string, number>();
  for (const { seed, learner } of runs) {
    const { initialRadius } = learner.head;
    const key = `${seed} ${initialRadius}`;
    const known = found.get(key);
    if (known !== undefined) learner.featureScale = known;
    else found.set(key, await learner.calibrate(firstBatches.get(seed)!.batch, initialRadius));
  }
}
