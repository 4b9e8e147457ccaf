/**
 * Cells of one setting taken together, for figures and tables. Nothing is averaged unasked: groups are “everything but the seed” unless
 * other settings are named, and every value stays in its group beside the mean. Pure.
 */
import type { Geometry } from '../configuration/schema';
import type { MetricKey } from '../record/measures';
import { AXES, SEED } from './axes';
import type { Cell, CellStatus, GridValue } from './sweep.types';

/** What is averaged over by default. */
export const SEED_ALONE: readonly string[] = [SEED];

/** Which images a figure is of: the part that settings are judged by, or the test classes. */
export type MeasuredOn = 'evaluation' | 'test';

export interface Grouping {
  metric: MetricKey;
  /** Default `evaluation`. */
  on?: MeasuredOn;
  /** Paths of the settings that are averaged over; default the seed alone. */
  over?: readonly string[];
}

/** What one cell measured. */
export interface Measurement {
  cell: string;
  seed: number;
  value: number;
  /** Steps it had been trained. */
  step: number;
}

export interface Group {
  /** Of geometry and settings. */
  key: string;
  geometry: Geometry;
  /** Swept settings that its cells have in common, without those averaged over. */
  at: Readonly<Record<string, GridValue>>;
  /** In the order of the cells. */
  values: readonly Measurement[];
  mean: number;
  /** Of the mean, from the sample deviation: √(Σ(x − mean)²/(n − 1)/n). Undefined for one value, which says nothing of its spread. */
  standardError?: number;
  /** Stopped early by halving: what is measured is of fewer steps. */
  lost: boolean;
}

/** Of geometry and settings without those averaged over: cells of one key are of one group. */
export function settingKey({ geometry, at }: Pick<Cell, 'geometry' | 'at'>, over: readonly string[]): string {
  return JSON.stringify([geometry, commonOf(at, over)]);
}

/** In the order of the axes. */
function commonOf(at: Cell['at'], over: readonly string[]): [string, GridValue][] {
  return AXES.flatMap(({ path }) => (path in at && !over.includes(path) ? [[path, at[path]!] as [string, GridValue]] : []));
}

/** Groups of the cells that have been trained (to the end, or till halving stopped them) and measured, in the order of their first cells. */
export function groupsOf(statuses: readonly CellStatus[], { metric, on = 'evaluation', over = SEED_ALONE }: Grouping): Group[] {
  const found = new Map<string, { first: CellStatus; values: Measurement[] }>();
  for (const status of statuses) {
    const { cell, state, step } = status;
    const value = (on === 'test' ? status.tested : status.metrics)?.[metric];
    if ((state !== 'done' && state !== 'lost') || value === undefined) continue;
    const lost = state === 'lost';
    // What was stopped early is not averaged with what was not.
    const key = settingKey(cell, over) + (lost ? ' lost' : '');
    const measured = { cell: cell.id, seed: cell.config.seed, value, step };
    const group = found.get(key);
    if (group) group.values.push(measured);
    else found.set(key, { first: status, values: [measured] });
  }
  return [...found].map(([key, { first, values }]) => ({
    key,
    geometry: first.cell.geometry,
    at: Object.fromEntries(commonOf(first.cell.at, over)),
    values,
    ...spreadOf(values.map(({ value }) => value)),
    lost: first.state === 'lost',
  }));
}

/** Mean and its standard error, which one value has none of. @throws RangeError for no values */
export function spreadOf(values: readonly number[]): { mean: number; standardError?: number } {
  const n = values.length;
  if (n === 0) throw new RangeError('There is no mean of nothing');
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  if (n === 1) return { mean };
  return { mean, standardError: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1) / n) };
}

/** Settings of which the cells have more than one value, in the order of the axes: what a figure can have as an axis or average over. */
export function varyingPaths(statuses: readonly Pick<CellStatus, 'cell'>[]): string[] {
  return AXES.map(({ path }) => path).filter(
    (path) => new Set(statuses.map(({ cell }) => cell.at[path]).filter((value) => value !== undefined)).size > 1,
  );
}
