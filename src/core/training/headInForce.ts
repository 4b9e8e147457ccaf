/** Heads of the runs of an experiment as its configuration and the changes applied since make them. */
import { ConfigError, applyPatch } from '../configuration/validate';
import { headOf, type ExperimentConfig, type HeadConfig, type RunConfig } from '../configuration/schema';
import type { AppliedHead } from './experiment.types';

/**
 * The configuration with the changes in force: the latest value of each setting counts. A run that sets a value for
 * itself keeps it.
 */
export function configInForce(config: ExperimentConfig, applied: readonly AppliedHead[]): ExperimentConfig {
  return { ...config, head: Object.assign({}, config.head, ...applied.map(({ head }) => head)) as HeadConfig };
}

export function headInForce(config: ExperimentConfig, applied: readonly AppliedHead[], run: RunConfig): HeadConfig {
  return headOf(configInForce(config, applied), run);
}

/**
 * Refuses a change that a running experiment cannot take.
 * @throws ConfigError with paths such as `head.c`
 */
export function checkChange(config: ExperimentConfig, applied: readonly AppliedHead[], change: Partial<HeadConfig>): void {
  const present = configInForce(config, applied);
  const next = applyPatch(present, { head: change });
  if (next.head.initialRadius !== present.head.initialRadius) {
    const message = 'The initial radius is calibrated once, before the first step; reset the experiment to choose another';
    throw new ConfigError([{ path: 'head.initialRadius', message }]);
  }
}
