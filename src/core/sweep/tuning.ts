/**
 * Tune each geometry, then compare, in three phases: the grid with the first seed; the best setting of each geometry with every seed; one
 * look at the test classes with each of those models. Choices are made on validation alone, since the test comes after the last of them.
 */
import type { Geometry } from '../configuration/schema';
import type { ImageSetIdentity } from '../record';
import type { MetricKey } from '../record/measures';
import { SEED } from './axes';
import type { GridRequest } from './checks';
import { merit } from './halving';
import { canonicalRun, cellId } from './identity';
import type { Cell, CellStatus } from './sweep.types';

/** The setting that a geometry is compared with. */
export interface Choice {
  geometry: Geometry;
  /** The cell that was best. */
  cell: Cell;
  /** What the metric was for it. */
  value: number;
  /** Of so many that were trained to their budget. */
  among: number;
}

const hasEnded = ({ state }: CellStatus): boolean => state !== 'waiting' && state !== 'running';

/**
 * The best setting of each geometry, in the order of the cells; undefined while one of them is under way. Only cells that were trained to
 * their budget can be chosen, so a geometry of which none was is missing. Of two that are as good the first is taken.
 * @param tuning the cells of the first phase
 */
export function chosenSettings(tuning: readonly CellStatus[], metric: MetricKey): Choice[] | undefined {
  if (!tuning.every(hasEnded)) return undefined;
  const choices = new Map<Geometry, Choice>();
  for (const { state, cell, metrics } of tuning) {
    const value = metrics?.[metric];
    if (state !== 'done' || value === undefined) continue;
    const before = choices.get(cell.geometry);
    if (!before) choices.set(cell.geometry, { geometry: cell.geometry, cell, value, among: 1 });
    else {
      before.among++;
      if (merit(metric, value) > merit(metric, before.value)) Object.assign(before, { cell, value });
    }
  }
  return [...choices.values()];
}

/** The cells of the second phase, seed by seed. Those of the first seed have been trained already, and have the ids they had. */
export function comparedCells(
  { compare, budget }: Pick<GridRequest, 'compare' | 'budget'>,
  choices: readonly Choice[],
  imageSet: ImageSetIdentity,
): Cell[] {
  return (compare?.seeds ?? []).flatMap((seed) =>
    choices.map(({ geometry, cell }) => {
      const config = canonicalRun({ ...cell.config, seed });
      return { id: cellId(config, budget, imageSet), config, geometry, at: { ...cell.at, [SEED]: seed } };
    }),
  );
}

/**
 * Ids of the cells whose models are to look at the test classes now: those of the comparison that are done and have not been tested, once
 * every one of it has ended, so that nothing that is seen there can still change what is trained.
 */
export function cellsToTest(compared: readonly CellStatus[]): string[] {
  if (!compared.every(hasEnded)) return [];
  return compared.filter(({ state, tested }) => state === 'done' && tested === undefined).map(({ cell }) => cell.id);
}
