/**
 * What comes next in a sweep, from how its cells stand: rung after rung where cells are halved, then the cells that compare tuned
 * geometries, then their tests. Everything it decides by has been kept, so that a sweep that is resumed decides as one that was never
 * interrupted. Pure.
 */
import { nextRung, rungsOf } from '../../core/sweep/halving';
import { cellsToTest, chosenSettings, comparedCells } from '../../core/sweep/tuning';
import type { Cell, CellStatus, SweepDefinition } from '../../core/sweep/sweep.types';
import { hadOf, wholeOf } from './standing';

/** Trains a cell until it has had this much of its budget; then, where that is asked for, tests it. */
export interface Task {
  cell: Cell;
  until: number;
  test: boolean;
}

export type Next =
  /** These, in this order, as many as there is room for; a cell that is under way is among them. */
  | { kind: 'train'; tasks: readonly Task[] }
  /** These cells have lost their rung. */
  | { kind: 'halve'; lost: readonly string[]; at: number }
  /** Tuned: these cells join. */
  | { kind: 'compare'; cells: readonly Cell[] }
  | { kind: 'ended' };

export interface CourseState {
  /** Cells of the grid, in order. */
  statuses: readonly CellStatus[];
  /** Those that compare tuned geometries, once they are known; some may be among the cells of the grid. */
  comparison?: readonly CellStatus[];
  /** Cells that have lost, and at which rung. */
  lost: Readonly<Record<string, number>>;
}

const isOut = ({ state }: CellStatus): boolean => state === 'failed' || state === 'cancelled' || state === 'lost';

export function nextOf(definition: SweepDefinition, { statuses, comparison, lost }: CourseState): Next {
  const whole = wholeOf(definition.budget);
  const had = (status: CellStatus) => (status.state === 'done' ? whole : hadOf(status, definition.budget));
  const train = (cells: readonly CellStatus[], until: number, test = false): Next => ({
    kind: 'train',
    tasks: cells.map(({ cell }) => ({ cell, until, test })),
  });
  // One that was known costs nothing, and is judged with nobody: how it stood at a rung is not known.
  const contenders = statuses.filter((status) => !isOut(status) && !status.reused);
  for (const rung of definition.halving ? rungsOf(definition.halving, whole) : [whole]) {
    const below = contenders.filter((status) => had(status) < rung);
    if (below.length > 0) return train(below, rung);
    if (!definition.halving || rung === whole) break;
    // Whoever has gone on has been judged.
    if (contenders.some((status) => had(status) > rung) || Object.values(lost).includes(rung)) continue;
    const standing = statuses.map((status): CellStatus =>
      contenders.includes(status) ? { ...status, state: 'waiting', steps: rung } : status,
    );
    const verdict = nextRung(standing, definition.halving, definition.metric, whole);
    if (verdict && verdict.lost.length > 0) return { kind: 'halve', lost: verdict.lost, at: rung };
  }
  if (!definition.compare) return { kind: 'ended' };
  if (!comparison) {
    const choices = chosenSettings(statuses, definition.metric);
    return choices ? { kind: 'compare', cells: comparedCells(definition, choices, definition.imageSet) } : { kind: 'ended' };
  }
  const training = comparison.filter((status) => !isOut(status) && had(status) < whole);
  if (training.length > 0) return train(training, whole);
  const testing = new Set(cellsToTest(comparison));
  return testing.size > 0
    ? train(
        comparison.filter(({ cell }) => testing.has(cell.id)),
        whole,
        true,
      )
    : { kind: 'ended' };
}
