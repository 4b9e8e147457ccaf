/** How long a sweep will take, from what steps have taken. Pure. */
import { stepOperations, type Trained } from '../configuration/cost';
import { rungsOf } from './halving';
import { settingKey, SEED_ALONE } from './grouping';
import type { Budget, Cell, Halving } from './sweep.types';

/** Steps that were timed on this machine. */
export interface Pace {
  /** What was trained; one run or several. */
  config: Trained;
  /** Each a step of every run. */
  stepsPerSecond: number;
}

export interface EstimateOptions {
  budget: Budget;
  halving?: Halving;
  /** Trained side by side. */
  jobs: number;
  /** Steps of cells alone, timed while as many train side by side as will. */
  paces: readonly Pace[];
  /** Floating-point operations a second, where no step has been timed: as of a matrix product. */
  operationsPerSecond?: number;
  /** Seconds that a cell takes beside its steps: starting, compiling, evaluations. */
  besides?: number;
}

/**
 * Seconds until all cells have ended; undefined where nothing says how fast this machine is. A cell takes as long as timed steps of its own
 * model, batch and geometry or, where there are none, as its operations need at the pace of the others (the median).
 */
export function estimateSeconds(cells: readonly Cell[], options: EstimateOptions): number | undefined {
  const { budget, halving, jobs, besides = 0 } = options;
  if (cells.length === 0) return 0;
  if ('seconds' in budget)
    return laidOut(
      cells.map(() => budget.seconds + besides),
      jobs,
    );
  const taken: number[] = [];
  for (const cell of cells) {
    const each = secondsPerStep(cell, options);
    if (each === undefined) return undefined;
    taken.push(each);
  }
  if (!halving)
    return laidOut(
      taken.map((each) => each * budget.steps + besides),
      jobs,
    );
  return halved(cells, taken, halving, budget.steps, jobs) + (besides * cells.length) / jobs;
}

export function secondsPerStep(
  { config, geometry }: Pick<Cell, 'config' | 'geometry'>,
  { paces, operationsPerSecond }: Pick<EstimateOptions, 'paces' | 'operationsPerSecond'>,
): number | undefined {
  const shape = shapeOf(config);
  const like = paces.filter(
    (pace) => pace.config.runs.length === 1 && pace.config.runs[0]!.geometry === geometry && shapeOf(pace.config) === shape,
  );
  if (like.length > 0) return 1 / median(like.map(({ stepsPerSecond }) => stepsPerSecond));
  const perSecond = paces.map((pace) => stepOperations(pace.config) * pace.stepsPerSecond);
  const speed = perSecond.length > 0 ? median(perSecond) : operationsPerSecond;
  return speed === undefined ? undefined : stepOperations(config) / speed;
}

const shapeOf = ({ model, batch, train = 'all' }: Omit<Trained, 'runs'>): string =>
  JSON.stringify([
    model.image,
    model.patch,
    model.width,
    model.depth,
    model.heads,
    model.mlpRatio,
    model.embedding,
    batch.classes,
    batch.samplesPerClass,
    train,
  ]);

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Each job takes the next cell when it is free, in the order given. */
function laidOut(durations: readonly number[], jobs: number): number {
  const free = new Array<number>(Math.max(1, jobs)).fill(0);
  for (const duration of durations) {
    const next = free.indexOf(Math.min(...free));
    free[next]! += duration;
  }
  return Math.max(...free);
}

/** A rung waits for all of the one before. Who goes on is not known: the first of each geometry stand for them. */
function halved(cells: readonly Cell[], perStep: readonly number[], halving: Halving, steps: number, jobs: number): number {
  let left = cells.map((cell, i) => ({ geometry: cell.geometry, key: settingKey(cell, SEED_ALONE), each: perStep[i]! }));
  let seconds = 0;
  let before = 0;
  for (const rung of rungsOf(halving, steps)) {
    seconds += laidOut(
      left.map(({ each }) => each * (rung - before)),
      jobs,
    );
    const kept = [...new Set(left.map(({ geometry }) => geometry))].flatMap((geometry) => {
      const keys = [...new Set(left.filter((one) => one.geometry === geometry).map(({ key }) => key))];
      return keys.slice(0, Math.max(1, Math.floor(keys.length / halving.factor)));
    });
    left = left.filter(({ key }) => kept.includes(key));
    before = rung;
  }
  return seconds;
}
