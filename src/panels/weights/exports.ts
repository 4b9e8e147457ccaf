/** All weights of an anchor as a table: the curves show only the ranks that can be told apart. */
import type { Cell, Series, Table } from '../../plots';
import type { LabState } from '../../state/lab.types';
import { anchorView } from '../../state/views/selection';
import type { OwnRanking } from './useShown';

/** A row for each negative of each run in the order of distance, and below them the points of the what-if curves. */
export function anchorWeightsTable(
  { evaluation, imageSet, anchor }: LabState,
  own: ReadonlyMap<string, OwnRanking>,
  series: readonly Series[],
): Table {
  function* rows(): Generator<Cell[]> {
    if (!evaluation) return;
    for (const [run, { ranking }] of own) {
      const view = anchorView(ranking, evaluation.labels, anchor);
      if (!view?.weights) continue;
      for (let i = 0; i < view.negatives.length; i++) {
        const index = view.negatives[i] ?? -1;
        const path = imageSet?.classes[evaluation.labels[index] ?? -1]?.path;
        yield [run, i + 1, 100 * (view.weights[i] ?? NaN), view.distances[i], index, evaluation.rows[index], path];
      }
    }
    for (const { id, x, y } of series) if (!own.has(id)) for (let i = 0; i < x.length; i++) yield [id, x[i], y[i], ...Array<undefined>(4)];
  }
  return { columns: ['series', 'rank', 'p(x⁻) %', 'distance', 'index', 'image', 'class path'], rows: rows() };
}
