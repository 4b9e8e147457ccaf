/** The learner that the page trains with. */
import { createVitLearner } from '../../../src/core/training/vitLearner';
import { SAMPLES_PER_CLASS, type Contender, type Task } from './contender';

export async function createOurs({ model, weights, head, optimizer, pixels, n }: Task): Promise<Contender> {
  const learner = createVitLearner({ model, geometry: 'fused', head, optimizer, seed: 0, initial: weights });
  const batch = { pixels, n, size: model.image, samplesPerClass: SAMPLES_PER_CLASS };
  return {
    step: async () => (await learner.step(batch, optimizer.learningRate)).loss,
    dispose: () => learner.dispose(),
  };
}
