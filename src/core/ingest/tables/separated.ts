/** Text in columns, whatever separates them. Quotes are read before separators are looked for, so what stands in quotes separates nothing. */

export interface Table {
  /** As written; null where it cannot be told from the text whether the first row has headings. */
  headings: string[] | null;
  rows: string[][];
  /** Columns are separated by spaces: what follows the first may be one name. */
  spaced?: boolean;
}

/** Enough rows to tell the separator by. */
const SAMPLE = 65_536;
const SEPARATORS = ['\t', ',', ';', '|'];
/** Rows that must have the same number of columns: captions without quotes break some. */
const CONSISTENT = 0.8;

/** @returns the table, or why it is none */
export function parseSeparated(text: string): Table | { reason: string } {
  const told = /^sep=(.)\r?\n?/u.exec(text.slice(0, 8));
  const body = told ? text.slice(told[0].length) : text;
  const separator = told?.[1] ?? separatorOf(body);
  if (separator === null) return spacedTable(body);
  const { records, comments } = readRecords(body, separator);
  return withComment({ headings: null, rows: records }, comments, (line) => readRecords(line, separator).records[0] ?? []);
}

function separatorOf(text: string): string | null {
  const cut = text.length > SAMPLE;
  let best: { separator: string; consistent: number; width: number } | null = null;
  for (const separator of SEPARATORS) {
    const { records } = readRecords(text.slice(0, SAMPLE), separator);
    if (cut) records.pop();
    const widths = new Map<number, number>();
    for (const { length } of records) widths.set(length, (widths.get(length) ?? 0) + 1);
    const [width, count] = [...widths].reduce((a, b) => (b[1] > a[1] ? b : a), [0, 0]);
    const consistent = count / Math.max(1, records.length);
    if (width < 2 || consistent < CONSISTENT) continue;
    if (!best || consistent > best.consistent || (consistent === best.consistent && width > best.width))
      best = { separator, consistent, width };
  }
  return best?.separator ?? null;
}

interface Records {
  records: string[][];
  /** Lines that begin with #, without it. */
  comments: string[];
}

/** Records by RFC 4180, line ends of any kind; records without anything in them are left out. Time: that of the text's length. */
function readRecords(text: string, separator: string): Records {
  const found: Records = { records: [], comments: [] };
  let record: string[] = [];
  let at = 0;
  const endRecord = () => {
    if (record.some((cell) => cell.trim() !== '')) found.records.push(record);
    record = [];
  };
  while (at < text.length) {
    if (record.length === 0 && text[at] === '#') {
      const end = lineEnd(text, at);
      found.comments.push(text.slice(at + 1, end));
      at = afterLineEnd(text, end);
      continue;
    }
    let cell: string;
    if (text[at] === '"') [cell, at] = quotedCell(text, at + 1, separator);
    else {
      const end = cellEnd(text, at, separator);
      cell = text.slice(at, end);
      at = end;
    }
    record.push(cell);
    if (text[at] === separator) {
      at++;
      // A separator at the very end has an empty cell after it.
      if (at === text.length) record.push('');
    } else {
      at = afterLineEnd(text, at);
      endRecord();
    }
    if (at < text.length && record.length > 0 && (text[at] === '\n' || text[at] === '\r')) {
      record.push('');
      at = afterLineEnd(text, at);
      endRecord();
    }
  }
  endRecord();
  return found;
}

/** The text within quotes and what may stray behind them, and where it ends. A quote that is never closed is a character as others. */
function quotedCell(text: string, from: number, separator: string): [string, number] {
  let cell = '';
  let at = from;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) {
      const end = cellEnd(text, from - 1, separator);
      return [text.slice(from - 1, end), end];
    }
    cell += text.slice(at, quote);
    if (text[quote + 1] !== '"') {
      const end = cellEnd(text, quote + 1, separator);
      return [cell + text.slice(quote + 1, end), end];
    }
    cell += '"';
    at = quote + 2;
  }
}

function cellEnd(text: string, from: number, separator: string): number {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

const lineEnd = (text: string, from: number) => cellEnd(text, from, '\n');
const afterLineEnd = (text: string, at: number) => at + (text.startsWith('\r\n', at) ? 2 : at < text.length ? 1 : 0);

/** Columns with spaces between them: as many in each line, or a name and the rest of the line. */
function spacedTable(text: string): Table | { reason: string } {
  const lines = text.split(/\r\n|\n|\r/u).filter((line) => line.trim() !== '');
  const comments = lines.filter((line) => line.startsWith('#')).map((line) => line.slice(1));
  const rows = lines.filter((line) => !line.startsWith('#')).map(words);
  if (rows.length === 0 || rows.some(({ length }) => length < 2))
    return { reason: 'it is no table: there is no comma, tab or semicolon between columns' };
  return withComment({ headings: null, rows, spaced: true }, comments, words);
}

const words = (line: string) => line.trim().split(/\s+/u);

/** `#Image CLASS-ID SPECIES`: a comment with as many words as there are columns names them. */
function withComment(table: Table, comments: readonly string[], split: (line: string) => string[]): Table {
  const width = table.rows[0]?.length ?? 0;
  const headings = comments.map(split).findLast((cells) => cells.length === width && width > 1);
  return headings ? { ...table, headings } : table;
}
