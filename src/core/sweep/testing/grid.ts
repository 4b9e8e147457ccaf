/** Cells for tests: those of a grid over the default configuration, and what became of them. */
import { defaultConfig } from '../../configuration/presets';
import type { MetricKey } from '../../record/measures';
import { cellsOf, type GridRequest } from '../cells';
import type { Cell, CellStatus, Grid } from '../sweep.types';

export const emoji = { id: 'emoji', name: 'Emoji', images: 4000, classes: 300, contentHash: 'sha-256-sheets:00ff' };

export const requestOf = (grid: Grid, more: Partial<GridRequest> = {}): GridRequest => ({
  base: defaultConfig,
  grid,
  budget: { steps: 100 },
  metric: 'recall@1',
  ...more,
});

export const gridCells = (grid: Grid, more?: Partial<GridRequest>): Cell[] => cellsOf(requestOf(grid, more), emoji).cells;

/** Every cell done, with a value of the metric. */
export const measured = (cells: readonly Cell[], valueOf: (cell: Cell) => number, metric: MetricKey = 'recall@1'): CellStatus[] =>
  cells.map((cell) => ({ cell, state: 'done', step: 100, steps: 100, metrics: { [metric]: valueOf(cell) } }));
