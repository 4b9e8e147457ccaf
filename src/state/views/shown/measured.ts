/** Whether a number on the page still stands for the settings beside it. Pure. */
import { sayName } from '../../../core/configuration/settingNames';
import { headOf, type ExperimentConfig, type HeadConfig } from '../../../core/configuration/schema';
import type { MeasuredWith } from '../../session/phase';
import { differingPaths, valueAt } from '../../session/settings';

/** A setting that has another value now than a number was measured with. */
export interface ChangedSetting {
  /** Dotted path in the configuration (`head.c`, `model.width`); a setting of a run has that of the head. */
  path: string;
  was: unknown;
  now: unknown;
}

/** What changes no number: where it is computed, how long and how often, and what things are called. */
const WITHOUT_EFFECT = ['version', 'backend', 'kernels', 'steps', 'evaluation.every', 'evaluation.seconds', 'runs', 'seed'];

const HEAD_OF: Record<string, readonly (keyof HeadConfig)[]> = {
  spherical: ['tauSpherical', 'initialRadius'],
  hyperbolic: ['tauHyperbolic', 'c', 'clipRadius', 'hyperbolicInput', 'initialRadius'],
  fused: ['tauSpherical', 'tauHyperbolic', 'c', 'lambda', 'clipRadius', 'hyperbolicInput', 'initialRadius'],
};

/**
 * Settings in which what is wanted now differs from what a number of a run was measured with; empty = it stands for what is set.
 * @param id of the run
 */
export function changedSince({ config, head }: MeasuredWith, now: ExperimentConfig, id: string): ChangedSetting[] {
  const run = now.runs.find((one) => one.id === id);
  const then = config.runs.find((one) => one.id === id);
  if (!run || !then) return [];
  const present = headOf(now, run);
  const ofHead = (HEAD_OF[run.geometry] ?? [])
    .filter((key) => head[key] !== present[key])
    .map((key): ChangedSetting => ({ path: `head.${key}`, was: head[key], now: present[key] }));
  const seeds = [then.seed ?? config.seed, run.seed ?? now.seed] as const;
  const others = differingPaths({ ...config, head: {} }, { ...now, head: {} })
    .filter((path) => !WITHOUT_EFFECT.includes(path))
    .map((path): ChangedSetting => ({ path, was: valueAt(config, path), now: valueAt(now, path) }));
  return [...ofHead, ...(seeds[0] === seeds[1] ? [] : [{ path: 'seed', was: seeds[0], now: seeds[1] }]), ...others];
}

/** In one line: `temperature τ hyperbolic 0.2, now 0.03; width 96, now 32`. */
export function sayChanged(changed: readonly ChangedSetting[]): string {
  const say = (value: unknown) =>
    typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? String(value) : 'other';
  return changed.map(({ path, was, now }) => `${sayName(path)} ${say(was)}, now ${say(now)}`).join('; ');
}
