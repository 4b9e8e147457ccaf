/** Successive halving: who goes on after a rung. Pure: the same verdict for the same cells, in whatever order they come. */
import type { Geometry } from '../configuration/schema';
import { createRandom } from '../random/random';
import { MEASURES, type Measure, type MetricKey } from '../record/measures';
import { settingKey, SEED_ALONE } from './grouping';
import type { CellStatus, Halving } from './sweep.types';

/** Steps at which cells are judged, ascending, and the budget itself, to which the last ones go on. */
export function rungsOf({ first, factor }: Pick<Halving, 'first' | 'factor'>, steps: number): number[] {
  const rungs: number[] = [];
  for (let rung = first; rung < steps; rung *= factor) rungs.push(rung);
  return [...rungs, steps];
}

export interface Verdict {
  /** Steps that those who go on take in all. */
  steps: number;
  /** Ids of cells, in the order given. */
  goOn: string[];
  /** Stopped here: kept, and marked. */
  lost: string[];
}

/** In the order of merit: larger = better. */
export const merit = (metric: MetricKey, value: number | undefined): number => {
  if (value === undefined || Number.isNaN(value)) return -Infinity;
  return (MEASURES[metric] as Measure).better === 'lower' ? -value : value;
};

/**
 * Who goes on, once every cell that is under way has taken the steps of its rung (its `steps`); undefined before that, and where nobody is
 * under way or all train to the end. The best of every `factor` settings of a geometry go on, rounded down, but one at least. A setting of
 * which a seed has failed, was cancelled or was not measured comes after all that are whole. Cells that were done before, for another
 * sweep, are neither judged nor counted: what they measured is of more steps.
 * @param steps the budget
 */
export function nextRung(statuses: readonly CellStatus[], halving: Halving, metric: MetricKey, steps: number): Verdict | undefined {
  const underWay = statuses.filter(({ state }) => state === 'waiting' || state === 'running');
  const rungs = rungsOf(halving, steps);
  const rung = Math.min(...underWay.map((status) => status.steps ?? rungs[0]!));
  if (underWay.length === 0 || rung >= steps || underWay.some(({ step }) => step < rung)) return undefined;
  const geometries = new Set(underWay.map(({ cell }) => cell.geometry));
  const chosen = new Set([...geometries].flatMap((geometry) => bestOf(statuses, underWay, geometry, { halving, metric, rung })));
  const goesOn = ({ cell }: CellStatus) => chosen.has(keyOf({ cell }));
  return {
    steps: rungs.find((next) => next > rung)!,
    goOn: underWay.filter(goesOn).map(({ cell }) => cell.id),
    lost: underWay.filter((status) => !goesOn(status)).map(({ cell }) => cell.id),
  };
}

const keyOf = ({ cell }: Pick<CellStatus, 'cell'>): string => settingKey(cell, SEED_ALONE);

/** Keys of the settings of a geometry that go on. */
function bestOf(
  statuses: readonly CellStatus[],
  underWay: readonly CellStatus[],
  geometry: Geometry,
  { halving, metric, rung }: { halving: Halving; metric: MetricKey; rung: number },
): string[] {
  const keys = [...new Set(underWay.filter(({ cell }) => cell.geometry === geometry).map(keyOf))].sort();
  const seedsOf = (key: string) => statuses.filter((status) => status.state !== 'done' && keyOf(status) === key);
  const scores = new Map(keys.map((key) => [key, scoreOf(seedsOf(key), metric)]));
  const drawn = createRandom(halving.seed).fork(`rung of ${rung} steps, ${geometry}`).shuffle(keys);
  return drawn.sort((a, b) => compare(scores.get(b)!, scores.get(a)!)).slice(0, Math.max(1, Math.floor(keys.length / halving.factor)));
}

interface Score {
  whole: boolean;
  mean: number;
}

/** Of one setting over its seeds. */
function scoreOf(seeds: readonly CellStatus[], metric: MetricKey): Score {
  const values = seeds
    .filter(({ state }) => state === 'waiting' || state === 'running')
    .map(({ metrics }) => merit(metric, metrics?.[metric]))
    .filter((value) => value !== -Infinity);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { whole: values.length === seeds.length, mean: values.length === 0 ? -Infinity : mean };
}

const compare = (a: Score, b: Score): number => Number(a.whole) - Number(b.whole) || (a.mean === b.mean ? 0 : a.mean - b.mean);
