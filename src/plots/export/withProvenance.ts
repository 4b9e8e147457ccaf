/** Tables of plots, with where they come from. */
import type { Cell, Table } from '../../core/formats/separated';
import type { Provenance } from './provenance';

/**
 * The table with what it was measured with as its last column, in the first row alone: a comment above the names of the columns would
 * be data to every program that reads tables.
 */
export function withProvenance({ columns, rows }: Table, provenance: Provenance | undefined): Table {
  if (!provenance) return { columns, rows };
  function* told(): Generator<readonly Cell[]> {
    let first = true;
    for (const row of rows) {
      yield first
        ? [...row, ...Array<undefined>(Math.max(0, columns.length - row.length)), JSON.stringify(provenance!.data)]
        : [...row, undefined];
      first = false;
    }
  }
  return { columns: [...columns, 'measured with'], rows: told() };
}
