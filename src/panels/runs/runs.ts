/** What the list of runs says and how a run is drafted. Pure. */
import {
  type ExperimentConfig,
  type Geometry,
  type HeadConfig,
  type OptimizerConfig,
  type RunInput,
} from '../../core/configuration/schema';
import { headLetter, isFelt, nameOfSetting, settingLabel } from '../../core/configuration/settingNames';
import { LIVE_HEAD_SETTINGS, type LiveHeadSetting } from '../../state/session/settings';
import { formatNumber, parseNumber } from '../fields/numbers';

/** Settings of the head that matter for a geometry, with their symbols. */
export const HEAD_SYMBOLS: Record<Geometry, readonly { key: LiveHeadSetting; symbol: string; label: string }[]> = (() => {
  const of = (geometry: Geometry) =>
    LIVE_HEAD_SETTINGS.filter((key) => isFelt(`head.${key}`, geometry)).map((key) => ({
      key,
      symbol: headLetter(key, geometry === 'fused'),
      label: settingLabel(`head.${key}`),
    }));
  return { spherical: of('spherical'), hyperbolic: of('hyperbolic'), fused: of('fused') };
})();

/** Settings of the optimiser that a run may have for itself in the dialog. */
export const OPTIMIZER_SYMBOLS = (['learningRate', 'weightDecay'] as const).map((key) => ({ key, ...nameOfSetting(`optimizer.${key}`) }));
export type OwnOptimizerSetting = (typeof OPTIMIZER_SYMBOLS)[number]['key'];

/**
 * `τ 0.2 c 0.1`; of a fused run what it shares with the others is left out: `λ 1`. Its own seed is named, as it makes it a control, and
 * what it has of its own in the optimiser.
 */
export function describeRun(head: HeadConfig, run: RunInput): string {
  const shown = run.geometry === 'fused' ? new Set<string>(['lambda', ...Object.keys(run.head ?? {})]) : undefined;
  const parts = HEAD_SYMBOLS[run.geometry]
    .filter(({ key }) => (shown ? shown.has(key) : key !== 'clipRadius' || run.head?.clipRadius !== undefined))
    .map(({ key, symbol }) => `${symbol} ${formatNumber(head[key])}`);
  for (const { key, symbol } of OPTIMIZER_SYMBOLS) {
    const own = run.optimizer?.[key];
    if (own !== undefined) parts.push(`${symbol} ${formatNumber(own)}`);
  }
  if (run.seed !== undefined && !run.name.includes(`seed ${run.seed}`)) parts.push(`seed ${run.seed}`);
  return parts.join(' ');
}

/** A run as it stands in the dialog: everything as text, empty = as the experiment has it. */
export interface RunDraft {
  geometry: Geometry;
  name: string;
  seed: string;
  head: Partial<Record<LiveHeadSetting, string>>;
  optimizer: Partial<Record<OwnOptimizerSetting, string>>;
}

export function draftOf(run: RunInput): RunDraft {
  const head: RunDraft['head'] = {};
  for (const { key } of HEAD_SYMBOLS[run.geometry]) {
    const value = run.head?.[key];
    if (value !== undefined) head[key] = formatNumber(value);
  }
  const optimizer: RunDraft['optimizer'] = {};
  for (const { key } of OPTIMIZER_SYMBOLS) {
    const value = run.optimizer?.[key];
    if (value !== undefined) optimizer[key] = formatNumber(value);
  }
  return { geometry: run.geometry, name: run.name, seed: run.seed === undefined ? '' : String(run.seed), head, optimizer };
}

/** A further run to begin with: the control every comparison needs, the first geometry again with another seed. */
export function controlDraft(config: ExperimentConfig): RunDraft {
  const geometry = config.runs[0]?.geometry ?? 'spherical';
  const taken = new Set(config.runs.map((run) => run.seed ?? config.seed));
  let seed = config.seed + 1;
  while (taken.has(seed)) seed++;
  return { geometry, name: uniqueName(config.runs, `${geometry}, seed ${seed}`), seed: String(seed), head: {}, optimizer: {} };
}

export function uniqueName(runs: readonly RunInput[], wanted: string): string {
  const names = new Set(runs.map((run) => run.name));
  let name = wanted;
  for (let i = 2; names.has(name); i++) name = `${wanted} (${i})`;
  return name;
}

export interface ReadRun {
  /** Without an id where it is a new one: it gets a fresh one. */
  run: RunInput;
  /** Field (`seed`, `head.c`) → why it cannot be read. What can be read but not used is said by the configuration's own check. */
  problems: Map<string, string>;
}

/** The run a draft stands for; settings its geometry does not have are left out. Id and other settings of the run it came from are kept. */
export function readDraft(draft: RunDraft, before?: RunInput): ReadRun {
  const problems = new Map<string, string>();
  const number = (field: string, text: string | undefined): number | undefined => {
    if (text === undefined || text.trim() === '') return undefined;
    const value = parseNumber(text);
    if (value === undefined) problems.set(field, `“${text.trim()}” is not a number`);
    return value;
  };
  const head: Partial<HeadConfig> = {};
  if (before?.head?.hyperbolicInput !== undefined) head.hyperbolicInput = before.head.hyperbolicInput;
  if (before?.head?.initialRadius !== undefined) head.initialRadius = before.head.initialRadius;
  for (const { key } of HEAD_SYMBOLS[draft.geometry]) {
    const value = number(`head.${key}`, draft.head[key]);
    if (value !== undefined) head[key] = value;
  }
  // What the dialog does not show of the run's own optimiser stays as it was.
  const optimizer: Partial<OptimizerConfig> = { ...before?.optimizer };
  for (const { key } of OPTIMIZER_SYMBOLS) {
    const value = number(`optimizer.${key}`, draft.optimizer[key]);
    if (value === undefined) delete optimizer[key];
    else optimizer[key] = value;
  }
  const seed = number('seed', draft.seed);
  return {
    run: {
      ...(before?.id === undefined ? {} : { id: before.id }),
      name: draft.name.trim(),
      geometry: draft.geometry,
      ...(seed === undefined ? {} : { seed }),
      ...(Object.keys(head).length === 0 ? {} : { head }),
      ...(Object.keys(optimizer).length === 0 ? {} : { optimizer }),
    },
    problems,
  };
}

/** What the experiment gives a run that does not say it itself: shown where nothing is typed. */
export function inherited(config: ExperimentConfig, key: LiveHeadSetting): string {
  return formatNumber(config.head[key]);
}
