/** Whether the state of a learner fits a model. */
import type { ModelConfig } from '../configuration/schema';
import { isTrained, trainedPart, type Train } from '../configuration/train';
import { checkWeights, parameterShapes, sizeOf, WeightsError } from '../model/shape';
import type { LearnerState } from './learner';

/** @throws WeightsError naming what does not fit: weights, a moment, or the number of steps */
export function checkState(model: ModelConfig, { step, parameters }: LearnerState, train: Train = 'all'): void {
  checkWeights(model, Object.fromEntries(Object.entries(parameters).map(([name, [weights]]) => [name, weights])));
  const part = trainedPart(train, model.depth);
  for (const { name, shape } of parameterShapes(model)) {
    const [, ...moments] = parameters[name]!;
    const size = isTrained(part, name) ? sizeOf(shape) : 0;
    const other = moments.find(({ length }) => length !== size);
    if (other)
      throw new WeightsError(
        `A moment of ${name} has ${other.length} values where ${size} are needed: something else of the model was trained`,
      );
  }
  if (!Number.isInteger(step) || step < 0) throw new WeightsError(`A state has a whole number of steps, not ${step}`);
}
