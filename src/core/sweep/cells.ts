/**
 * From a grid to its cells. Pure, and in one order: seed by seed, so that the whole grid has been seen once before any setting is
 * repeated; in each seed geometry by geometry, then the other settings in the order of `AXES`, the last varying fastest.
 */
import { parseConfig } from '../configuration/validate';
import type { ConfigIssue, ExperimentConfig, Geometry, HeadConfig } from '../configuration/schema';
import { GridError } from '../errors';
import type { ImageSetIdentity } from '../record';
import { AXES, GEOMETRY, SEED, type Axis } from './axes';
import { MOST_STEPS, requestFaults, type GridRequest } from './checks';
import { canonicalRun, cellId } from './identity';
import type { Cell, Grid, GridValue, StruckOut } from './sweep.types';

export type { GridRequest };

export const MOST_CELLS = 10_000;
/** Combinations that are looked at, before those that mean nothing are struck out. */
const MOST_COMBINATIONS = 100_000;

export interface Cells {
  cells: Cell[];
  struckOut: StruckOut[];
}

/** What of a configuration the image set cannot carry: see `checkAgainstImageSet`. */
export type ImageSetCheck = (config: ExperimentConfig) => readonly ConfigIssue[];

/**
 * Every cell once, and what was struck out. Of a sweep that tunes and then compares these are the cells of the tuning: the grid with the
 * first seed; `comparedCells` has the others.
 * @param check asked of every cell where the image set is open
 * @throws GridError with each fault of grid, budget, halving and metric; ConfigError for what else of the base is refused
 */
export function cellsOf(request: GridRequest, imageSet: ImageSetIdentity, check?: ImageSetCheck): Cells {
  const faults = requestFaults(request);
  if (faults.length > 0) throw new GridError(faults);
  const { base, budget, compare } = request;
  const grid: Grid = compare ? { ...request.grid, [SEED]: [compare.seeds[0]!] } : request.grid;
  const steps = 'steps' in budget ? budget.steps : MOST_STEPS;
  const geometries = geometriesOf(grid, base);
  // With this base and values that are right each by itself cells are right too: between settings that can be swept there is no rule.
  const common = parseConfig({ ...base, steps });
  refuseTooMany(geometries, grid);

  const found = new Map<string, { cell: Cell; values: readonly GridValue[] }>();
  const struck = new StruckOutCount();
  for (const geometry of geometries) struck.addAll(geometry, unused(geometry, grid));
  for (const seed of grid[SEED] ?? [base.seed])
    for (const geometry of geometries) {
      const axes = activeAxes(geometry, grid);
      for (const values of combinations(axes.map(({ path }) => grid[path]!))) {
        const { config, head } = configOf({ ...common, seed: seed as number }, geometry, axes, values);
        const isIdle = ({ idle }: Axis) => idle({ geometry, head });
        const id = cellId(config, budget, imageSet);
        const known = found.get(id);
        if (known) {
          // What differs from the combination that is kept, and makes no difference.
          const axis = axes.find((one, i) => values[i] !== known.values[i] && isIdle(one) !== undefined)!;
          struck.add(geometry, axis, isIdle(axis)!);
          continue;
        }
        const at = Object.fromEntries([
          ...(GEOMETRY in grid ? [[GEOMETRY, geometry] as const] : []),
          ...axes.flatMap((one, i) => (isIdle(one) === undefined ? [[one.path, values[i]!] as const] : [])),
          ...(SEED in grid ? [[SEED, seed] as const] : []),
        ]);
        found.set(id, { cell: { id, config, geometry, at }, values });
      }
    }
  const cells = [...found.values()].map(({ cell }) => cell);
  if (cells.length > MOST_CELLS) throw new GridError([tooMany(cells.length)]);
  if (check) checkCells(cells, check);
  return { cells, struckOut: struck.list() };
}

/** Of the grid, or of the base where the grid names none. */
function geometriesOf(grid: Grid, base: ExperimentConfig): Geometry[] {
  return [...new Set((grid[GEOMETRY] as readonly Geometry[] | undefined) ?? base.runs.map(({ geometry }) => geometry))];
}

/** What varies for a geometry, without geometry and seed. */
const activeAxes = (geometry: Geometry, grid: Grid): Axis[] =>
  AXES.filter(({ path, meaningless }) => path in grid && path !== GEOMETRY && path !== SEED && meaningless[geometry] === undefined);

function* combinations(lists: readonly (readonly GridValue[])[]): Generator<GridValue[]> {
  const [first, ...others] = lists;
  if (!first) yield [];
  else for (const value of first) for (const rest of combinations(others)) yield [value, ...rest];
}

const countOf = (lists: readonly (readonly unknown[])[]): number => lists.reduce((product, { length }) => product * length, 1);

/** The canonical configuration of a combination, and the head with all of its values. */
function configOf(
  common: ExperimentConfig,
  geometry: Geometry,
  axes: readonly Axis[],
  values: readonly GridValue[],
): { config: ExperimentConfig; head: HeadConfig } {
  const single: ExperimentConfig = { ...common, runs: [{ id: geometry, name: geometry, geometry }] };
  const set = axes.reduce((config, axis, i) => axis.set(config, values[i]!), single);
  return { config: canonicalRun(set), head: set.head };
}

/** Of the settings that mean nothing to a geometry whatever the others are: how many combinations each of them alone would have made. */
function unused(geometry: Geometry, grid: Grid): [Axis, string, number][] {
  const passive = AXES.filter(({ path, meaningless }) => path in grid && meaningless[geometry] !== undefined);
  const before = countOf([...activeAxes(geometry, grid).map(({ path }) => grid[path]!), grid[SEED] ?? [0]]);
  return passive.map((axis, i) => {
    const later = countOf(passive.slice(i + 1).map(({ path }) => grid[path]!));
    return [axis, axis.meaningless[geometry]!, before * (grid[axis.path]!.length - 1) * later];
  });
}

class StruckOutCount {
  readonly #entries = new Map<string, StruckOut>();

  add(geometry: Geometry, { path, label, symbol }: Axis, why: string, combinations = 1): void {
    if (combinations === 0) return;
    const reason = `${label} means nothing to a ${geometry} run (${why}): run once, not per ${symbol}`;
    const key = `${path} ${reason}`;
    const before = this.#entries.get(key)?.combinations ?? 0;
    this.#entries.set(key, { path, geometry, combinations: before + combinations, reason });
  }

  addAll(geometry: Geometry, entries: readonly [Axis, string, number][]): void {
    for (const [axis, why, combinations] of entries) this.add(geometry, axis, why, combinations);
  }

  list(): StruckOut[] {
    return [...this.#entries.values()];
  }
}

const tooMany = (count: number) => ({
  path: 'grid',
  message: `These are ${count.toLocaleString('en')} cells; a sweep has at most ${MOST_CELLS.toLocaleString('en')}: take fewer values, or sweep in parts`,
});

function refuseTooMany(geometries: readonly Geometry[], grid: Grid): void {
  const lists = (geometry: Geometry) => [...activeAxes(geometry, grid).map(({ path }) => grid[path]!), grid[SEED] ?? [0]];
  const count = geometries.reduce((sum, geometry) => sum + countOf(lists(geometry)), 0);
  if (count > MOST_COMBINATIONS) throw new GridError([tooMany(count)]);
}

/** Each reason once, whatever number of cells it is given for. */
function checkCells(cells: readonly Cell[], check: ImageSetCheck): void {
  const faults = new Map<string, ConfigIssue>();
  for (const { config } of cells) for (const issue of check(config)) faults.set(`${issue.path} ${issue.message}`, issue);
  if (faults.size > 0) throw new GridError([...faults.values()]);
}
