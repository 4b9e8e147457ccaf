/** The configuration that a cell is trained with: its own, evaluated as often as a sweep needs it. Pure. */
import type { BackendChoice, ExperimentConfig } from '../../core/configuration/schema';
import type { Cell, SweepDefinition } from '../../core/sweep/sweep.types';

/** From so many steps on a cell is evaluated at every quarter of its budget, below at its half and its end: it is to be trained, not watched. */
const MANY_STEPS = 400;

/**
 * Rungs are evaluated beside these, and where they say enough there are no others. None of it changes what a cell is: how often it is
 * evaluated decides nothing.
 * @param backend where sweeps run now, whatever it was when the cell was thought of
 */
export function trainedWith(
  { config }: Cell,
  { budget, halving }: Pick<SweepDefinition, 'budget' | 'halving'>,
  backend: BackendChoice,
): ExperimentConfig {
  const { steps } = config;
  const parts = halving ? 1 : steps >= MANY_STEPS ? 4 : 2;
  const every = 'steps' in budget ? Math.ceil(steps / parts) : steps;
  return { ...config, backend, evaluation: { ...config.evaluation, every, seconds: 0 } };
}
