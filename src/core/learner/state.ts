/** Whether the state of a learner fits a model. */
import type { ModelConfig } from '../configuration/schema';
import { checkWeights, WeightsError } from '../model/shape';
import type { LearnerState } from './learner';

/** @throws WeightsError naming what does not fit: weights, a moment, or the number of steps */
export function checkState(model: ModelConfig, { step, parameters }: LearnerState): void {
  for (const slot of [0, 1, 2] as const)
    checkWeights(model, Object.fromEntries(Object.entries(parameters).map(([name, arrays]) => [name, arrays[slot]])));
  if (!Number.isInteger(step) || step < 0) throw new WeightsError(`A state has a whole number of steps, not ${step}`);
}
