/** What is wrong with a sweep before any of its cells is made. Pure. */
import type { ExperimentConfig } from '../configuration/schema';
import type { GridFault } from '../errors';
import { isMetricKey, MEASURES } from '../record/measures';
import { AXES, axisOf, SEED } from './axes';
import type { Budget, Grid, Halving, SweepDefinition, TuneThenCompare } from './sweep.types';

/** What is to be swept; identity and title do not matter here. */
export type GridRequest = Pick<SweepDefinition, 'base' | 'grid' | 'budget' | 'metric'> &
  Partial<Pick<SweepDefinition, 'halving' | 'compare'>>;

/** The most steps that a configuration can have; a run with a budget in seconds has them before it. */
export const MOST_STEPS = 1_000_000;
const MOST_SECONDS = 86_400 * 30;

/** Each thing that is wrong, as far as single settings tell; empty = nothing. */
export function requestFaults({ base, grid, budget, metric, halving, compare }: GridRequest): GridFault[] {
  return [
    ...gridFaults(grid),
    ...budgetFaults(budget, base),
    ...(halving ? halvingFaults(halving, budget) : []),
    ...(compare ? compareFaults(compare, grid, base) : []),
    ...metricFaults(metric, halving !== undefined || compare !== undefined),
  ];
}

function gridFaults(grid: Grid): GridFault[] {
  const paths = Object.keys(grid);
  if (paths.length === 0)
    return [
      { path: 'grid', message: `Nothing is swept; give values for one setting at least, of ${AXES.map(({ path }) => path).join(', ')}` },
    ];
  return paths.flatMap((path) => {
    const axis = axisOf(path);
    if (!axis) return [{ path, message: `This setting cannot be swept; these can: ${AXES.map((one) => one.path).join(', ')}` }];
    const values: unknown = grid[path];
    if (!Array.isArray(values)) return [{ path, message: 'The values of a setting are a list' }];
    if (values.length === 0)
      return [{ path, message: 'This list is empty; give one value at least, or leave the setting out of the grid' }];
    const faults = values.flatMap((value: unknown) => {
      const message = axis.refusal(value);
      return message === undefined ? [] : [{ path, message: `${message} (the value ${JSON.stringify(value)})` }];
    });
    const twice = values.find((value, i) => values.indexOf(value) < i) as unknown;
    if (twice !== undefined) faults.push({ path, message: `${String(twice)} is there twice; leave out one of the two` });
    return faults;
  });
}

const isWhole = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && (value as number) >= least && (value as number) <= most;

function budgetFaults(budget: Budget, base: ExperimentConfig): GridFault[] {
  const refuse = (message: string): GridFault[] => [{ path: 'budget', message }];
  const { steps, seconds } = budget as { steps?: unknown; seconds?: unknown };
  if ((steps === undefined) === (seconds === undefined))
    return refuse('A cell trains for a number of steps or of seconds: give one of them');
  if (steps !== undefined)
    return isWhole(steps, 1, MOST_STEPS)
      ? []
      : refuse(`Steps must be a whole number from 1 to ${MOST_STEPS.toLocaleString('en')}, not ${String(steps)}`);
  if (typeof seconds !== 'number' || !(seconds > 0 && seconds <= MOST_SECONDS))
    return refuse(`Seconds must be greater than 0 and at most ${MOST_SECONDS.toLocaleString('en')}, not ${String(seconds)}`);
  if (base.optimizer.schedule === 'cosine')
    return refuse('A cosine schedule falls over a known number of steps; give steps instead of seconds, or choose the constant schedule');
  return [];
}

function halvingFaults({ factor, first, seed }: Halving, budget: Budget): GridFault[] {
  const refuse = (message: string): GridFault => ({ path: 'halving', message });
  if (!('steps' in budget)) return [refuse('Halving compares cells after equal steps; give the budget in steps, not in seconds')];
  const faults: GridFault[] = [];
  if (!isWhole(factor, 2, 1000)) faults.push(refuse(`Of so many one goes on: a whole number of 2 or more, not ${factor}`));
  if (!isWhole(first, 1, MOST_STEPS)) faults.push(refuse(`The first rung must be a whole number of steps, 1 or more, not ${first}`));
  else if (first >= budget.steps)
    faults.push(
      refuse(`The first rung, ${first} steps, must come before the end, ${budget.steps} steps; choose fewer, or leave halving out`),
    );
  if (!isWhole(seed, 0, 2 ** 31 - 1)) faults.push(refuse(`The seed must be a whole number, 0 or more, not ${seed}`));
  return faults;
}

function compareFaults({ seeds }: TuneThenCompare, grid: Grid, base: ExperimentConfig): GridFault[] {
  const refuse = (message: string): GridFault => ({ path: 'compare', message });
  const faults: GridFault[] = [];
  const refusal = axisOf(SEED)!.refusal;
  if (seeds.length === 0) faults.push(refuse('Give the seeds to train the chosen settings with, one at least'));
  for (const seed of seeds) if (refusal(seed) !== undefined) faults.push(refuse(`Seed ${String(seed)}: ${refusal(seed)!}`));
  if (new Set(seeds).size < seeds.length) faults.push(refuse('A seed is there twice; leave out one of the two'));
  const swept = grid[SEED];
  if (swept && (swept.length !== seeds.length || swept.some((seed, i) => seed !== seeds[i])))
    faults.push(refuse('The grid has other seeds; leave them out of the grid, since settings are tuned with the first seed alone'));
  if (base.evaluation.split === 'test')
    faults.push(refuse('Settings would be chosen by the test classes; evaluate on validation, and the test comes once at the end'));
  return faults;
}

function metricFaults(metric: string, chosenBy: boolean): GridFault[] {
  const refuse = (message: string): GridFault[] => [{ path: 'metric', message }];
  if (!isMetricKey(metric)) return refuse(`“${metric}” is not measured; these are: ${Object.keys(MEASURES).join(', ')}`);
  const { label, better } = MEASURES[metric];
  return chosenBy && better === 'neither'
    ? refuse(`${label} is neither better nor worse: choose by a metric that is, such as recall@1`)
    : [];
}
