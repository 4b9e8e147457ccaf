/**
 * Which engine learners get on WebGPU: the prepared plan or, where the self-test finds that the plan computes wrongly on the device,
 * automatic differentiation on tfjs's tape. Other backends have the tape only.
 */
export type TrainingEngine = 'plan' | 'tape';

let current: TrainingEngine = 'plan';

export const trainingEngine = (): TrainingEngine => current;

/** Chooses the engine of learners created from now on. */
export function setTrainingEngine(engine: TrainingEngine): void {
  current = engine;
}
