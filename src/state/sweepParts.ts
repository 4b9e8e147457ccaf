/**
 * A sweep as parts of an address, a setting each: `sweep.head.tauSpherical=[0.05,0.1]&sweep.budget={"seconds":60}`. As many steps as the
 * configuration has, and recall@1 as the metric, need not be said. `sweepUrl.ts` reads them.
 */
import type { ExperimentConfig } from '../core/configuration/schema';
import type { AddressPart } from './configUrl';
import type { SweepRequest } from './sweep/sweeps.types';

/** Beginning of the path of every part that says something of a sweep. */
export const SWEEP = 'sweep.';

/** What of a request is no setting that is swept. */
export const OTHERS = ['budget', 'halving', 'compare', 'metric', 'jobs', 'title'] as const;
export type Other = (typeof OTHERS)[number];

/** The parts of an address that say what is swept. @param config the one that the address holds beside it */
export function sweepParts({ grid, budget, halving, compare, metric, jobs, title }: SweepRequest, config: ExperimentConfig): AddressPart[] {
  const others: Partial<Record<Other, unknown>> = {
    ...('steps' in budget && budget.steps === config.steps ? {} : { budget }),
    ...(halving ? { halving } : {}),
    ...(compare ? { compare } : {}),
    ...(metric === 'recall@1' ? {} : { metric }),
    ...(jobs === undefined ? {} : { jobs }),
    ...(title === undefined ? {} : { title }),
  };
  return [...Object.entries(grid), ...Object.entries(others)].map(([path, value]) => ({ path: SWEEP + path, value }));
}
