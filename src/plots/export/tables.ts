/** The data of each kind of plot as a table. */
import type { Band, Series } from '../line/series';
import type { Cell, Table } from '../../core/formats/separated';

/** Every point of every curve, and under them the edges of the bands. */
export function lineTable({
  x,
  y,
  series,
  bands = [],
}: {
  /** What the axes measure, with units. */
  x: string;
  y: string;
  series: readonly Pick<Series, 'id' | 'x' | 'y'>[];
  bands?: readonly Pick<Band, 'id' | 'x' | 'lower' | 'upper'>[];
}): Table {
  const banded = bands.length > 0;
  function* rows(): Generator<Cell[]> {
    for (const one of series)
      for (let i = 0; i < one.x.length; i++) yield [one.id, one.x[i], one.y[i], ...(banded ? [undefined, undefined] : [])];
    for (const one of bands) for (let i = 0; i < one.x.length; i++) yield [one.id, one.x[i], undefined, one.lower[i], one.upper[i]];
  }
  return { columns: ['series', x, y, ...(banded ? ['band lower', 'band upper'] : [])], rows: rows() };
}

/** Bins from edge to edge with their counts. */
export function histogramTable({ unit, edges, counts }: { unit: string; edges: ArrayLike<number>; counts: ArrayLike<number> }): Table {
  return {
    columns: [`${unit} from`, `${unit} to`, 'count'],
    rows: Array.from(counts, (count, i) => [edges[i], edges[i + 1], count]),
  };
}
