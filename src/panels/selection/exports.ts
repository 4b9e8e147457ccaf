/** A selection as tables: its images with how they are told from the others, and what lies nearest outside. */
import type { SelectionFound } from '../../core/metrics/selectionScan';
import type { Cell, Table } from '../../plots';
import type { LabState } from '../../state/lab.types';
import { measureOf, type Ranking } from '../../state/views/selection';

const pathIn =
  ({ imageSet, evaluation }: Pick<LabState, 'imageSet' | 'evaluation'>) =>
  (index: number): string | undefined =>
    imageSet?.classes[evaluation?.labels[index] ?? -1]?.path;

type Lab = Pick<LabState, 'imageSet' | 'evaluation'>;

/** The images selected, one a row. */
export function selectedTable(lab: Lab, selected: ReadonlySet<number>): Table {
  const path = pathIn(lab);
  const indices = [...selected].sort((a, b) => a - b);
  return {
    columns: ['index', 'image', 'class path'],
    rows: indices.map((index): Cell[] => [index, lab.evaluation?.rows[index], path(index)]),
  };
}

/** How often the selected images are retrieved, one run a row. */
export function recallTable(rankings: readonly Ranking[], found: readonly (SelectionFound | undefined)[]): Table {
  return {
    columns: ['run', 'Recall@1', 'standard error', 'Recall@2', 'Recall@4', 'Recall@8', 'queries', 'excluded', 'Recall@1 of all images'],
    rows: rankings.map(({ name, snapshot }, i): Cell[] => {
      const { recallAt, standardError, queries, excluded } = found[i]?.retrieval ?? {};
      return [
        name,
        recallAt?.[1],
        standardError,
        recallAt?.[2],
        recallAt?.[4],
        recallAt?.[8],
        queries,
        excluded,
        snapshot.retrieval.recallAt[1],
      ];
    }),
  };
}

/** The images nearest outside, run by run. */
export function outsideTable(lab: Lab, rankings: readonly Ranking[], found: readonly (SelectionFound | undefined)[]): Table {
  const path = pathIn(lab);
  const rows = rankings.flatMap(({ name, geometry }, i) =>
    Array.from(found[i]?.outside ?? [], (index, place): Cell[] => {
      const from = found[i]!.nearestTo[place] ?? -1;
      return [
        name,
        place + 1,
        index,
        lab.evaluation?.rows[index],
        path(index),
        found[i]!.distances[place],
        measureOf(geometry),
        from,
        path(from),
      ];
    }),
  );
  return {
    columns: ['run', 'rank', 'index', 'image', 'class path', 'least distance', 'measure', 'nearest to index', 'class path of that'],
    rows,
  };
}
