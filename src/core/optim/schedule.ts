/** The learning rate as a pure function of the step. */
import type { OptimizerConfig } from '../configuration/schema';

export type Schedule = Pick<OptimizerConfig, 'learningRate' | 'schedule' | 'warmupSteps'>;

/**
 * Rate of step `step`, counted from 1. During the warm-up it grows linearly, step/warmupSteps of the full rate, so that no
 * step is wasted on a rate of 0; afterwards it is constant, or falls as a half cosine (Loshchilov & Hutter, arXiv 1608.03983,
 * eq. 5 with η_min = 0) from the full rate at the first step after the warm-up towards 0 just after step `steps`; 0 beyond.
 * @throws RangeError when step is not a whole number ≥ 1
 */
export function learningRateAt(step: number, { learningRate, schedule, warmupSteps }: Schedule, steps: number): number {
  if (!Number.isInteger(step) || step < 1) throw new RangeError(`A learning rate is asked for a step 1, 2, 3 …, not ${step}`);
  if (step <= warmupSteps) return (learningRate * step) / warmupSteps;
  if (schedule === 'constant') return learningRate;
  const share = Math.min(1, (step - 1 - warmupSteps) / Math.max(1, steps - warmupSteps));
  return (learningRate * (1 + Math.cos(Math.PI * share))) / 2;
}
