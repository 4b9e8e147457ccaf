/** How far a sweep is. Pure. */
import type { SweepView } from '../../../state/sweep/sweeps.types';

/** 0 … 1: of each cell the share of its steps, or of its seconds; a cell that has ended, however, is whole. */
export function shareDone({ cells, definition: { budget } }: Pick<SweepView, 'cells' | 'definition'>): number {
  if (cells.length === 0) return 0;
  const of = (had: number, whole: number) => Math.min(1, had / whole);
  const shares = cells.map(({ state, step, seconds = 0 }): number => {
    if (state !== 'waiting' && state !== 'running') return 1;
    return 'steps' in budget ? of(step, budget.steps) : of(seconds, budget.seconds);
  });
  return shares.reduce((sum, share) => sum + share, 0) / cells.length;
}
