/** Tables as CSV (RFC 4180), for spreadsheets and scripts alike. */
import { csvFormatRow } from 'd3';
import type { Provenance } from './provenance';

/** What is not there (undefined, NaN) is an empty cell. */
export type Cell = string | number | boolean | undefined;

/** The data behind a plot, one row a datum. */
export interface Table {
  /** With unit or symbol: `loss, nats`. */
  columns: readonly string[];
  rows: Iterable<readonly Cell[]>;
}

/**
 * Names come from anywhere: one that begins like a formula gets an apostrophe, so that no spreadsheet runs it.
 * Numbers are written by us and stay numbers, minus sign and all.
 */
const inert = (text: string) => (/^[=+\-@\t\r]/u.test(text) ? `'${text}` : text);

/** Nine significant digits: all that a 32-bit float holds. */
function written(cell: Cell): string {
  if (typeof cell === 'string') return inert(cell);
  if (typeof cell === 'number')
    return Number.isInteger(cell) ? String(cell) : Number.isFinite(cell) ? String(Number(cell.toPrecision(9))) : '';
  return cell === undefined ? '' : String(cell);
}

export function csvText({ columns, rows }: Table): string {
  const lines = [csvFormatRow(columns.map(inert))];
  for (const row of rows) lines.push(csvFormatRow(row.map(written)));
  return `${lines.join('\r\n')}\r\n`;
}

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
