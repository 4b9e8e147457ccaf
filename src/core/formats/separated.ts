/** Tables as CSV (RFC 4180) and TSV, for spreadsheets and scripts alike. */

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
const SINGLE = 9;

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function written(cell: Cell, digits: number | 'all'): string {
  if (typeof cell === 'string') return inert(cell);
  if (typeof cell !== 'number') return cell === undefined ? '' : String(cell);
  if (!Number.isFinite(cell)) return '';
  return Number.isInteger(cell) || digits === 'all' ? String(cell) : String(Number(cell.toPrecision(digits)));
}

/** @param digits significant ones of a number; `all`: as many as give the same 64-bit number back */
export function csvText({ columns, rows }: Table, { digits = SINGLE }: { digits?: number | 'all' } = {}): string {
  const line = (cells: readonly string[]) => cells.map(quoted).join(',');
  const lines = [line(columns.map(inert))];
  for (const row of rows) lines.push(line(row.map((cell) => written(cell, digits))));
  return `${lines.join('\r\n')}\r\n`;
}

/**
 * As the Embedding Projector reads it: lines of cells with tabs between, nothing quoted, so that tabs and line ends in a cell become spaces.
 * @param headed false = without the line of columns, which tools want where there is one column only
 */
export function tsvText({ columns, rows }: Table, { headed = true, digits = SINGLE }: { headed?: boolean; digits?: number } = {}): string {
  const line = (cells: readonly string[]) => cells.map((cell) => cell.replace(/[\t\r\n]+/g, ' ')).join('\t');
  const lines = headed ? [line(columns)] : [];
  for (const row of rows) lines.push(line(row.map((cell) => (typeof cell === 'string' ? cell : written(cell, digits)))));
  return `${lines.join('\n')}\n`;
}

/** Rows of cells of CSV as `csvText` and Python's `csv` write it (RFC 4180): commas, quotes doubled within quotes, line ends of any kind. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A cell and what ends it; quoted ones may hold commas and line ends.
  for (const [, inQuotes, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/g)) {
    if (end === '' && row.length === 0 && !inQuotes && !plain) break;
    row.push(inQuotes === undefined ? plain! : inQuotes.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
