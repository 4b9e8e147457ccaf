/** Fourth piece of a step: the gradient clipped to its norm, and AdamW in place. */
import { adamWProgram, adamWRates } from '../../ops/adamw/kernel';
import { clipProgram } from '../../ops/gradientNorm/kernel';
import type { PlanBuilder, Region } from '../../ops/runtime/plan';
import type { AdamWConfig, ParameterLayout } from '../../optim';
import type { GradientPlace } from './gradient';
import { assign, settings } from './settings';

export interface PlannedUpdate {
  /** [clip coefficient, norm before clipping] */
  clip: Region;
  /** Puts a learning rate in force for runs begun afterwards. `step` is 1 for the first. */
  set(learningRate: number, step: number): void;
}

/** Appends one step of the optimiser, over the parameters that are trained. */
export function planUpdate(
  plan: PlanBuilder,
  { trained, trainedSize, state }: ParameterLayout,
  { gradient, squares }: GradientPlace,
  optimizer: AdamWConfig,
): PlannedUpdate {
  const clip = plan.keep(plan.run(clipProgram(squares.size, optimizer.clipNorm), [squares]));
  const rates = settings('keep', 'rate', 'inverseRoot');
  plan.runInto(adamWProgram(trainedSize, optimizer), [gradient, clip], trained, { writes: [state[1], state[2]], settings: rates });
  return { clip, set: (learningRate, step) => assign(rates, adamWRates({ ...optimizer, learningRate, step })) };
}
