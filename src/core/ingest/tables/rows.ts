/** Tables that name no file: one row for each image of an array, in its order or numbered. */
import type { ArrayImages } from '../arrays/arrayImages';
import type { LabelOptions } from '../labels/question';
import { readTextAs } from '../labels/text';
import { extensionOf, fileName, folderOf, showName, stemOf } from '../names';
import { splitInName } from '../splits/splits';
import type { SourceFile } from '../source';
import type { Encoding } from '../encoding';
import type { GatheredTable } from './gather';
import { headingKey, isRowHeading, LABEL_HEADINGS } from './headings';
import { readTable } from './reading';
import { parseSeparated } from './separated';

const READ = new Set(['csv', 'tsv', 'txt', 'lst', 'list']);

/** An array whose images have no labels, and the place of the first among all paths. */
export interface Unlabelled {
  array: ArrayImages;
  first: number;
}

export interface RowTables {
  tables: GatheredTable[];
  /** Tables that are of no use because they have another number of rows. */
  apart: { file: SourceFile; reason: string }[];
}

/** @param count of all paths */
export async function gatherRowTables(
  arrays: readonly Unlabelled[],
  files: readonly SourceFile[],
  count: number,
  { options, encoding }: { options: LabelOptions; encoding?: Encoding },
): Promise<RowTables> {
  const found: RowTables = { tables: [], apart: [] };
  if (arrays.length === 0) return found;
  for (const file of files.filter(({ path }) => READ.has(extensionOf(path)) && !/^(readme|licen[cs]e)/iu.test(fileName(path)))) {
    const own = arraysOf(file, arrays);
    if (own.length === 0) continue;
    const rows = await rowsOf(file, encoding);
    if (!rows) continue;
    const fitting = own.flatMap((one) => {
      const read = withHeadings(rows, one.array.n);
      return read ? [{ ...one, ...read }] : [];
    });
    // Two of one length: neither the table nor its name says of which it speaks.
    const [fit, another] = fitting;
    if (fit && !another) found.tables.push({ file, answer: answerOf(fit, file, count, options) });
    else
      found.apart.push({
        file,
        reason: fit
          ? `it has a row for each image of ${fitting.map(({ array }) => showName(array.name)).join(' and of ')}; put it into the folder of the one that it is of`
          : `it names no file, and has ${rows.length - 1} rows below its headings (${rows.length} in all) where ${showName(own[0]!.array.name)} has ${own[0]!.array.n} images`,
      });
  }
  return found;
}

/** Those of its part of the split, where its name says one; those of its folder, where there are any. */
function arraysOf({ path }: SourceFile, arrays: readonly Unlabelled[]): readonly Unlabelled[] {
  const beside = arrays.filter(({ array }) => folderOf(array.path) === folderOf(path));
  const near = beside.length > 0 ? beside : arrays;
  const split = splitInName(stemOf(path));
  const same = near.filter(({ array }) => (splitInName(array.name) ?? array.split) === split);
  return same.length > 0 ? same : split === undefined || near.length === 1 ? near : [];
}

async function rowsOf(file: SourceFile, encoding: Encoding | undefined): Promise<string[][] | null> {
  const { text } = await readTextAs(file, encoding);
  const body = text.replace(/^\uFEFF/u, '');
  const parsed = parseSeparated(body);
  const lines = body.split(/\r\n?|\n/u);
  while (lines.at(-1)?.trim() === '') lines.pop();
  // A single column has no separators: each line is a value, spaces and all.
  if ('reason' in parsed || (parsed.spaced && parsed.rows.length !== lines.length)) return lines.map((line) => [line.trim()]);
  if (parsed.spaced) return lines.map((line) => [line.trim()]);
  return [...(parsed.headings ? [parsed.headings] : []), ...parsed.rows];
}

interface Rows {
  headings: string[];
  rows: string[][];
}

/** The first row is one of headings where there is one more than images. */
function withHeadings(rows: readonly string[][], n: number): Rows | null {
  const [first = [], ...rest] = rows;
  if (rest.length === n) return { headings: first, rows: rest };
  const known = first.some((cell) => LABEL_HEADINGS.includes(headingKey(cell)));
  return rows.length === n && !known
    ? { headings: first.map((_, at) => (first.length === 1 ? 'label' : `column ${at + 1}`)), rows: [...rows] }
    : null;
}

function answerOf(
  { first, headings, rows }: Unlabelled & Rows,
  { path }: SourceFile,
  count: number,
  options: LabelOptions,
): GatheredTable['answer'] {
  const numbered = headings.findIndex(
    (heading, at) => (heading.trim() === '' || isRowHeading(headingKey(heading))) && isPermutation(rows, at),
  );
  const start = numbered >= 0 ? Math.min(...rows.map((row) => Number(row[numbered]))) : 0;
  const places = rows.map((row, at) => (numbered >= 0 ? Number(row[numbered]) - start : at));
  const kept = headings.map((_, at) => at).filter((at) => at !== numbered);
  const answer = readTable(
    {
      headings: ['file', ...kept.map((at) => headings[at]!)],
      rows: rows.map((row, at) => [`row ${places[at]!}`, ...kept.map((column) => row[column] ?? '')]),
    },
    {
      ...{ path, count, options },
      match: (listed) => {
        const place = /^row (\d+)$/u.exec(listed)?.[1];
        return place === undefined ? null : { image: first + Number(place), kind: 'path', shortened: false };
      },
    },
  );
  if ('reading' in answer)
    answer.reading.notes.push(
      `${showName(fileName(path))} names no file: its rows were taken in ${numbered >= 0 ? 'the order of their numbers' : 'their order'}, one for each image of the array.`,
    );
  return answer;
}

/** Whole numbers from 0 or 1 on, each once. */
function isPermutation(rows: readonly string[][], at: number): boolean {
  const values = rows.map((row) => (/^\d{1,12}$/u.test((row[at] ?? '').trim()) ? Number(row[at]) : NaN));
  const least = Math.min(...values);
  return (least === 0 || least === 1) && new Set(values).size === rows.length && Math.max(...values) === least + rows.length - 1;
}
