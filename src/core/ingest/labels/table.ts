/** Labels from a table beside the images: CSV, TSV or JSON with `file, label[, split]` under whatever headings. */
import { dsvFormat } from 'd3';
import { messageOf } from '../../errors';
import { fileName, folderOf, showName } from '../names';
import { linesOf } from './text';
import { splitOf } from '../splits';
import { classPathOf, counted, type Labelling } from './labelling';
import type { PathIndex } from './pathIndex';

/** Headings, best first. A table with numbers and names of classes is read by the names. */
const FILE_HEADINGS = [
  'file',
  'filename',
  'file_name',
  'filepath',
  'file_path',
  'path',
  'image',
  'image_path',
  'image_name',
  'image_file',
  'img',
  'image_id',
  'name',
  'id',
];
const LABEL_HEADINGS = [
  'label_name',
  'labelname',
  'class_name',
  'classname',
  'category_name',
  'label',
  'labels',
  'class',
  'category',
  'species',
  'breed',
  'variety',
  'identity',
  'target',
  'y',
  'label_id',
  'class_id',
  'category_id',
  'item_id',
  'product_id',
];
const SPLIT_HEADINGS = ['split', 'set', 'subset', 'partition', 'phase', 'usage', 'evaluation_status', 'fold'];

interface Row {
  file: string;
  label: string;
  split: string;
}

/**
 * Reads a table, if it is one about these images.
 * @param count number of images that `index` resolves to
 * @returns the labelling, or why the table is of no use
 */
export function labelByTable(text: string, path: string, count: number, index: PathIndex): Labelling | { reason: string } {
  const near = folderOf(path);
  const rows = /^[[{]/u.test(text.slice(0, 4096).trimStart())
    ? jsonRows(text)
    : tableRows(text, (listed) => index.resolve(listed, near) !== null);
  if ('reason' in rows) return rows;
  const classPaths = new Array<string | null>(count).fill(null);
  const splits = new Array<Labelling['splits'] extends (infer S)[] | undefined ? S : never>(count).fill(undefined);
  let missing = 0;
  let labelled = 0;
  let example = '';
  for (const { file, label, split } of rows.rows) {
    const found = index.resolve(file, near);
    if (found === null) {
      if (missing++ === 0) example = file;
      continue;
    }
    const classPath = classPathOf(label);
    if (classPath !== null && classPaths[found] === null) labelled++;
    classPaths[found] = classPath ?? classPaths[found]!;
    splits[found] = splitOf(split) ?? splits[found];
  }
  if (labelled === 0)
    return { reason: 'none of its rows names an image of this set; put it beside the images, with the columns “file” and “label”' };
  const name = showName(fileName(path));
  const notes = [`Labels were read from ${name}.`];
  if (missing > 0)
    notes.push(
      `${counted(missing, 'row')} of ${name} ${missing === 1 ? 'names a file that is' : 'name files that are'} not here, “${showName(example)}” first.`,
    );
  return { classPaths, notes, ...(splits.some((split) => split !== undefined) ? { splits } : {}) };
}

type Rows = { rows: Row[] } | { reason: string };

/** @param isImage whether a cell names an image of the set */
function tableRows(text: string, isImage: (cell: string) => boolean): Rows {
  const bare = text.replace(/^\uFEFF/u, '');
  const delimiter = delimiterOf(linesOf(bare.slice(0, 65_536)).slice(0, 20));
  if (delimiter === null) return { reason: 'it is no table: there is no comma, tab or semicolon between columns' };
  const cells = dsvFormat(delimiter)
    .parseRows(bare)
    .filter((row) => row.some((cell) => cell.trim() !== ''));
  const width = Math.max(0, ...cells.slice(0, 50).map((row) => row.length));
  const sample = cells.slice(0, 200);
  const hits = Array.from({ length: width }, (_, column) => sample.filter((row) => isImage(row[column] ?? '')).length);
  const most = Math.max(0, ...hits);
  if (most === 0)
    return { reason: 'none of its columns names images of this set; put it beside the images, with the columns “file” and “label”' };
  const fileColumn = hits.indexOf(most);
  const hasHeadings = !isImage(cells[0]![fileColumn] ?? '');
  const headings = hasHeadings
    ? cells[0]!.map((cell) =>
        cell
          .trim()
          .toLowerCase()
          .replace(/[\s-]+/gu, '_'),
      )
    : [];
  const column = (known: string[]) => known.map((heading) => headings.indexOf(heading)).find((at) => at >= 0 && at !== fileColumn);
  const others = Array.from({ length: width }, (_, at) => at).filter(
    (at) => at !== fileColumn && !FILE_HEADINGS.includes(headings[at] ?? ''),
  );
  const splitColumn =
    column(SPLIT_HEADINGS) ?? (hasHeadings ? undefined : others.find((at) => sample.every((row) => splitOf(row[at] ?? '') !== undefined)));
  const rest = others.filter((at) => at !== splitColumn);
  // Without headings the label follows the file; with unknown ones it must be the only column left.
  const labelColumn =
    column(LABEL_HEADINGS) ?? (hasHeadings && rest.length !== 1 ? undefined : (rest.find((at) => at > fileColumn) ?? rest[0]));
  if (labelColumn === undefined)
    return {
      reason: `none of its columns (${headings.map((heading) => showName(heading, 30)).join(', ')}) is called “label”; name one so`,
    };
  return {
    rows: cells.slice(hasHeadings ? 1 : 0).map((row) => ({
      file: row[fileColumn] ?? '',
      label: row[labelColumn] ?? '',
      split: splitColumn === undefined ? '' : (row[splitColumn] ?? ''),
    })),
  };
}

/** The separator that occurs in every line, most often; spaces only where nothing else does. */
function delimiterOf(lines: readonly string[]): string | null {
  const least = (separator: string) => Math.min(...lines.map((line) => line.split(separator).length - 1));
  if (lines.length === 0) return null;
  const best = ['\t', ',', ';', '|'].reduce((a, b) => (least(b) > least(a) ? b : a));
  if (least(best) > 0) return best;
  return least(' ') > 0 ? ' ' : null;
}

/** A list of records or pairs, `{file: label}`, `{label: [files]}`, or any of these one level down. */
function jsonRows(text: string): Rows {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch (error) {
    return { reason: `it is not valid JSON (${showName(messageOf(error), 100)}); check it with an editor` };
  }
  const rows =
    rowsFrom(data) ??
    (isRecord(data)
      ? Object.values(data)
          .map(rowsFrom)
          .find((found) => found !== null && found.length > 0)
      : null);
  return rows && rows.length > 0
    ? { rows }
    : { reason: 'it is no table of files and labels; a list of {"file": …, "label": …} is read, or {"file": "label"}' };
}

function rowsFrom(data: unknown): Row[] | null {
  if (Array.isArray(data)) {
    const rows = data.map(rowFrom).filter((row) => row !== null);
    return rows.length > 0 ? rows : null;
  }
  if (!isRecord(data)) return null;
  const entries = Object.entries(data);
  if (entries.every(([, value]) => isText(value))) return entries.map(([file, label]) => ({ file, label: String(label), split: '' }));
  if (entries.every(([, value]) => Array.isArray(value) && value.every(isText)))
    return entries.flatMap(([label, files]) => (files as unknown[]).map((file) => ({ file: String(file), label, split: '' })));
  return null;
}

function rowFrom(item: unknown): Row | null {
  if (Array.isArray(item))
    return item.length >= 2 && item.every(isText) ? { file: String(item[0]), label: String(item[1]), split: String(item[2] ?? '') } : null;
  if (!isRecord(item)) return null;
  const keys = new Map(Object.keys(item).map((key) => [key.toLowerCase().replace(/[\s-]+/gu, '_'), key]));
  const value = (known: string[]) =>
    known.map((heading) => keys.get(heading)).flatMap((key) => (key !== undefined && isText(item[key]) ? [String(item[key])] : []))[0];
  const file = value(FILE_HEADINGS);
  const label = value(LABEL_HEADINGS);
  return file === undefined || label === undefined ? null : { file, label, split: value(SPLIT_HEADINGS) ?? '' };
}

const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
