/** All weights of an anchor as a table: the curves show only the ranks that can be told apart. */
import type { Cell, Series, Table } from '../../plots';
import type { LabState } from '../../state/lab.types';
import { measureOf } from '../../state/views/selection';
import { viewAround } from '../../state/views/guest/guest';
import { whatIfId } from './curves';
import type { OwnRanking } from './useShown';

/** A row for each negative of each run in the order of distance, and below them the points of the what-if curves. */
export function anchorWeightsTable(
  { evaluation, imageSet, anchor, guest }: LabState,
  own: ReadonlyMap<string, OwnRanking>,
  series: readonly Series[],
): Table {
  function* rows(): Generator<Cell[]> {
    if (!evaluation) return;
    for (const { ranking } of own.values()) {
      const view = viewAround({ guest, evaluation }, ranking, anchor);
      if (!view?.weights) continue;
      for (let i = 0; i < view.negatives.length; i++) {
        const index = view.negatives[i] ?? -1;
        const path = imageSet?.classes[evaluation.labels[index] ?? -1]?.path;
        yield [
          ranking.name,
          i + 1,
          100 * (view.weights[i] ?? NaN),
          view.distances[i],
          index,
          evaluation.rows[index],
          path,
          measureOf(ranking.geometry),
        ];
      }
    }
    for (const { id, label, x, y } of series) {
      if (own.has(id)) continue;
      const supposed = [...own.values()].find(({ ranking }) => id === whatIfId(ranking.run));
      const name = supposed ? whatIfId(supposed.ranking.name) : label;
      for (let i = 0; i < x.length; i++) yield [name, x[i], y[i], ...Array<undefined>(5)];
    }
  }
  return { columns: ['series', 'rank', 'p(x⁻) %', 'distance', 'index', 'image', 'class path', 'measure'], rows: rows() };
}
