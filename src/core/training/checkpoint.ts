/** Whether a checkpoint fits the experiment that is to go on from it. */
import { seedOf, type ExperimentConfig } from '../configuration/schema';
import { CheckpointError } from '../errors';
import type { Checkpoint } from './experiment.types';

/**
 * What must be as it was for the same losses to follow, and for the two lines to judge by to hold. How many steps, how often
 * to evaluate, optimiser and backend may be changed; the head is changed by applying a change.
 */
function identity(config: ExperimentConfig): Record<string, unknown> {
  const { imageSet, model, train, head, batch, augmentation, evaluation, runs } = config;
  return {
    'image set': imageSet,
    // What older versions wrote names no weights.
    model: { ...model, weights: model.weights ?? null },
    'part of the model that is trained': train,
    head,
    batch,
    augmentation,
    // A share counts only where something may be held back; what older versions wrote has none.
    'evaluated split': [evaluation.split, evaluation.images, evaluation.split === 'validation' ? (evaluation.validationShare ?? 0.2) : 0],
    runs: runs.map((run) => [run.id, run.geometry, seedOf(config, run), run.head ?? {}]),
  };
}

/** @throws CheckpointError naming what differs */
export function checkCheckpoint(config: ExperimentConfig, checkpoint: Checkpoint): void {
  const now = identity(config);
  const then = identity(checkpoint.config);
  const different = Object.keys(now).filter((key) => JSON.stringify(sorted(now[key])) !== JSON.stringify(sorted(then[key])));
  if (different.length > 0) {
    throw new CheckpointError(
      `This checkpoint was made with another ${different.join(' and another ')}: restore it with its own configuration, or start anew.`,
    );
  }
  const missing = config.runs.filter((run) => !checkpoint.runs.some(({ id }) => id === run.id));
  if (missing.length > 0)
    throw new CheckpointError(`This checkpoint has no weights for the run “${missing[0]!.name}”: it is incomplete; start anew.`);
}

/** Keys in one order, so that two objects with the same settings read the same. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
