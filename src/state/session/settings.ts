/** Questions about configurations: what differs, what a running experiment can take over, what is refused. Pure. */
import type { ConfigIssue, ConfigPatch, ExperimentConfig, HeadConfig } from '../../core/configuration/schema';
import { withNamesOf } from '../../core/configuration/runNames';
import { ConfigError, applyPatch, checkAgainstImageSet, type ImageSetCounts } from '../../core/configuration/validate';

/** Head settings that a running experiment takes over at its next step; all others are built into its models and batches. */
export const LIVE_HEAD_SETTINGS = ['tauSpherical', 'tauHyperbolic', 'c', 'lambda', 'clipRadius'] as const;
export type LiveHeadSetting = (typeof LIVE_HEAD_SETTINGS)[number];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Dotted paths at which two values differ; a list is compared as one value. */
export function differingPaths(a: unknown, b: unknown, path = ''): string[] {
  if (Object.is(a, b)) return [];
  if (isRecord(a) && isRecord(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => differingPaths(a[key], b[key], path === '' ? key : `${path}.${key}`));
  }
  if (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => differingPaths(item, b[i]).length === 0))
    return [];
  return [path];
}

const isLive = (path: string) => LIVE_HEAD_SETTINGS.some((key) => path === `head.${key}`);
/** What an experiment can go on with from where it stands. */
const isContinuing = (path: string) =>
  path === 'steps' || path === 'evaluation.every' || path === 'evaluation.seconds' || path.startsWith('optimizer.');

/** Settings of `wanted` that an experiment made from `running` cannot take over: it has to start anew for them. Names of runs it takes. */
export function restartPaths(running: ExperimentConfig, wanted: ExperimentConfig): string[] {
  return differingPaths(withNamesOf(running, wanted), wanted).filter(
    (path) => !isLive(path) && !isContinuing(path) && path !== 'backend' && path !== 'kernels',
  );
}

/** Settings of `wanted` that an experiment takes over by going on from a checkpoint. */
export function continuingPaths(running: ExperimentConfig, wanted: ExperimentConfig): string[] {
  return differingPaths(running, wanted).filter(isContinuing);
}

/** A configuration that goes on from a checkpoint with what of `wanted` can be taken over there; where it runs is free. */
export function withContinuing(config: ExperimentConfig, wanted: ExperimentConfig): ExperimentConfig {
  const { backend, kernels } = wanted;
  return withNamesOf(applyPatch(config, { ...patchOf(continuingPaths(config, wanted), wanted), backend, kernels }), wanted);
}

/** A change that gives the settings at these paths the values they have in `wanted`. */
export function patchOf(paths: readonly string[], wanted: ExperimentConfig): ConfigPatch {
  return paths.map((path) => patchAt(path, valueAt(wanted, path))).reduce(mergePatches, {});
}

/** Both changes, the second counting where both say something. */
export function mergePatches(a: ConfigPatch, b: ConfigPatch): ConfigPatch {
  const merged: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = merged[key];
    merged[key] = isRecord(before) && isRecord(value) ? mergePatches(before as ConfigPatch, value as ConfigPatch) : value;
  }
  return merged as ConfigPatch;
}

/** The head settings of `wanted` that differ and can be taken over while training. */
export function liveHeadChange(running: HeadConfig, wanted: Partial<HeadConfig>): Partial<Pick<HeadConfig, LiveHeadSetting>> {
  const change: Partial<Pick<HeadConfig, LiveHeadSetting>> = {};
  for (const key of LIVE_HEAD_SETTINGS) {
    const value = wanted[key];
    if (value !== undefined && value !== running[key]) change[key] = value;
  }
  return change;
}

/** Why a change would be refused; empty = it would be taken. What the image set cannot carry is checked once it is open. */
export function issuesOf(config: ExperimentConfig, patch: ConfigPatch, counts?: ImageSetCounts): ConfigIssue[] {
  try {
    const next = applyPatch(config, patch);
    return counts ? checkAgainstImageSet(next, counts) : [];
  } catch (error) {
    if (error instanceof ConfigError) return error.issues;
    throw error;
  }
}

/** A change of one setting named by its dotted path (`head.c`). */
export function patchAt(path: string, value: unknown): ConfigPatch {
  return path
    .split('.')
    .reverse()
    .reduce<unknown>((inner, key) => ({ [key]: inner }), value) as ConfigPatch;
}

/** The value of a setting named by its dotted path; undefined where there is none. */
export function valueAt(config: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, key) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined),
      config,
    );
}
