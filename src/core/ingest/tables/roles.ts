/** Which column of a table names the files, which is the label; or the question, where several could be. */
import type { LabelOptions } from '../labels/question';
import { showName } from '../names';
import {
  cellValue,
  columnCalled,
  factsOf,
  looksLikeImageName,
  refines,
  samePartition,
  sureness,
  wholeNumbers,
  type Column,
  type Facts,
  type Sureness,
} from './columns';
import { FILE_HEADINGS, headingKey, isMeasure, isRowHeading, LABEL_HEADINGS } from './headings';

/** A label in one column, in several as levels of a hierarchy, or as the column that has a 1. */
export type LabelRole = { kind: 'column'; at: number[] } | { kind: 'one-hot'; at: number[] };

export interface RoleChoice {
  title: string;
  option: LabelOptions;
  role: LabelRole;
}

/** How a label was found: by what the person said, by a heading, or by its values. */
export type LabelSureness = Sureness | 'told';

export type LabelFound =
  | { label: LabelRole; sure: LabelSureness; title: string; notes: string[] }
  /** Several could be. */
  | { ask: RoleChoice[] }
  /** None looks like a label; these columns there are. */
  | { none: RoleChoice[] };

export type FileFound = { file: number } | { ask: number[] } | { reason: string };

export interface Looked {
  headings: readonly string[] | null;
  rows: readonly (readonly string[])[];
  width: number;
}

/** Rows that are looked at to find the file column. */
const SAMPLE_ROWS = 400;

export function sampleOf<T>(rows: readonly T[]): readonly T[] {
  const step = Math.ceil(rows.length / SAMPLE_ROWS);
  return step <= 1 ? rows : rows.filter((_, row) => row % step === 0);
}

export const titleOf = ({ headings }: Looked, at: number): string => {
  const heading = headings?.[at]?.trim() ?? '';
  return heading === '' ? `column ${at + 1}` : `column “${showName(heading, 40)}”`;
};

const optionOf = ({ headings }: Looked, at: number): string => headings?.[at]?.trim() || String(at + 1);

/** Place of the column that an option means: by heading, or by its number from 1 on. */
export function columnMeant({ headings, width }: Looked, name: string): number {
  const called = headings ? columnCalled(headings, name) : -1;
  if (called >= 0) return called;
  const number = /^\d{1,4}$/u.test(name.trim()) ? Number(name) : 0;
  return number >= 1 && number <= width ? number - 1 : -1;
}

/** @param isImage whether a cell names an image */
export function findFileColumn(table: Looked, isImage: (cell: string) => boolean, told: string | undefined): FileFound {
  const { headings, rows, width } = table;
  if (told !== undefined) {
    const at = columnMeant(table, told);
    if (at >= 0) return { file: at };
  }
  const sample = sampleOf(rows);
  const columns = Array.from({ length: width }, (_, at) => {
    const cells = sample.map((row) => (row[at] ?? '').trim());
    const key = headingKey(headings?.[at] ?? '');
    return {
      at,
      key,
      hits: cells.filter((cell) => cell !== '' && isImage(cell)).length,
      names: cells.filter(looksLikeImageName).length > cells.length / 2,
      counts: isRowNumber(rows, at),
      place: FILE_HEADINGS.indexOf(key),
    };
  });
  const most = Math.max(0, ...columns.map(({ hits }) => hits));
  if (most === 0)
    return { reason: 'none of its columns names images of this set; put it beside the images, with the columns “file” and “label”' };
  const found = columns.filter(({ hits }) => hits >= most / 2);
  const proper = found.filter(({ counts, key }) => !(counts && (isRowHeading(key) || found.length > 1)));
  const named = columns.find(({ at, names }) => names && !found.some((own) => own.at === at));
  // Rows are numbered from 0 on, and so are many images: a number that says which row it is says nothing of images.
  if (proper.length === 0 || proper.every(({ counts }) => counts)) {
    if (named)
      return {
        reason: `${titleOf(table, named.at)} names files that are not here, “${showName((sample[0]![named.at] ?? '').trim(), 60)}” first; add them, or the table of these images`,
      };
    if (proper.length === 0) return { ask: found.map(({ at }) => at) };
  }
  const score = ({ names, place, hits, key }: (typeof columns)[number]) =>
    (names ? 1000 : 0) + (place >= 0 ? 500 - 10 * place : 0) - (isMeasure(key) ? 600 : 0) + (100 * hits) / sample.length;
  const ranked = [...proper].sort((a, b) => score(b) - score(a) || a.at - b.at);
  const [best, second] = ranked;
  const equal = second && best!.names && second.names && best!.place < 0 && second.place < 0;
  return equal ? { ask: ranked.filter(({ names }) => names).map(({ at }) => at) } : { file: best!.at };
}

/** Whole numbers that go up by one from row to row. */
function isRowNumber(rows: readonly (readonly string[])[], at: number): boolean {
  const first = Number(rows[0]?.[at] || NaN);
  if (rows.length < 2 || !(first === 0 || first === 1)) return false;
  const sorted = rows.map((row) => (/^\d{1,12}$/u.test((row[at] ?? '').trim()) ? Number(row[at]) : NaN));
  if (sorted.some(Number.isNaN)) return false;
  // Rows may have been shuffled since they were numbered.
  const seen = new Set(sorted);
  return seen.size === rows.length && sorted.every((value) => value >= first && value < first + rows.length);
}

/**
 * The label among the other columns.
 * @param rows those whose image is here
 * @param isClass whether a value is the name of a class that other images have
 */
export function findLabel(
  table: Looked & { spaced?: boolean },
  taken: readonly (number | null)[],
  rows: readonly (readonly string[])[],
  isClass: (value: string) => boolean,
  told: string | undefined,
): LabelFound {
  const columns = Array.from({ length: table.width }, (_, at) => at)
    .filter((at) => !taken.includes(at))
    .map((at): Column & { facts: Facts } => {
      const column = {
        at,
        title: titleOf(table, at),
        key: headingKey(table.headings?.[at] ?? ''),
        values: wholeNumbers(rows.map((row) => cellValue(row[at]))),
      };
      return { ...column, facts: factsOf(column) };
    });
  if (told !== undefined) {
    const at = toldColumns(table, told);
    if (at) return { label: { kind: 'column', at }, sure: 'told', title: at.map((own) => titleOf(table, own)).join(' and '), notes: [] };
  }
  const spaced = spacedName(table, columns, rows);
  if (spaced) return { label: { kind: 'column', at: spaced }, sure: 'values', title: 'what follows the file', notes: [] };
  const judged = columns.map((column) => ({ column, sure: sureness(column, column.facts, isClass) }));
  const hot = oneHot(columns, rows);
  const of = (wanted: Sureness) => judged.filter(({ sure }) => sure === wanted).map(({ column }) => column);
  const headed = of('heading').filter(({ at }) => !hot?.includes(at));
  const likely = of('likely');
  // Without headings several numbers are coordinates; with them they are measures.
  const numbers = columns.filter(({ values }) => values.every((value) => /^-?[\d.]{0,24}$/u.test(value))).length;
  const values = of('values').filter(({ facts }) => table.headings !== null || facts.content === 'words' || numbers <= 3);
  if (headed.length === 0 && hot)
    return { label: { kind: 'one-hot', at: hot }, sure: 'heading', title: `the columns of 0 and 1 (${hot.length} classes)`, notes: [] };
  const candidates = headed.length > 0 ? [...headed, ...likely] : [...likely, ...values];
  const groups = distinctGroups(candidates);
  if (groups.length === 0) {
    const some = columns.filter(({ facts }) => facts.content !== 'empty').slice(0, 12);
    return { none: choicesOf(table, some) };
  }
  const [first] = groups;
  // One that is called a label and divides finer than everything else says the most; what is coarser is named.
  const finer = headed.length > 0 && distinctGroups(headed).length === 1 && groups.every((group) => refines(first!, group));
  if (groups.length > 1 && !finer) return { ask: choicesOf(table, groups) };
  const notes =
    groups.length > 1
      ? [
          `${groups
            .slice(1)
            .map(({ title }) => title)
            .join(' and ')} would give coarser classes.`,
        ]
      : [];
  return {
    label: { kind: 'column', at: [first!.at] },
    sure: headed.length > 0 ? 'heading' : likely.length > 0 ? 'likely' : 'values',
    title: first!.title,
    notes: notes.map((note) => note.charAt(0).toUpperCase() + note.slice(1)),
  };
}

function toldColumns(table: Looked, told: string): number[] | null {
  const whole = columnMeant(table, told);
  if (whole >= 0) return [whole];
  const levels = told.split('/').map((name) => columnMeant(table, name));
  return levels.length > 1 && levels.every((at) => at >= 0) ? levels : null;
}

/** Of columns that group the rows alike one stands for all: the one with words, or the surer heading. */
function distinctGroups<C extends Column & { facts: Facts }>(columns: readonly C[]): C[] {
  const groups: C[] = [];
  const rank = ({ key, facts }: C) => (facts.content === 'words' ? 0 : 1000) + (LABEL_HEADINGS.indexOf(key) >>> 0) / 2 ** 24;
  for (const column of columns) {
    const at = groups.findIndex((group) => samePartition(group, column));
    if (at < 0) groups.push(column);
    else if (rank(column) < rank(groups[at]!)) groups[at] = column;
  }
  return groups;
}

function choicesOf(table: Looked, columns: readonly Column[]): RoleChoice[] {
  const single = columns.map((column): RoleChoice => ({
    title: column.title,
    option: { labelColumn: optionOf(table, column.at) },
    role: { kind: 'column', at: [column.at] },
  }));
  const levels = columns.flatMap((coarse) =>
    columns
      .filter((fine) => fine !== coarse && refines(fine, coarse) && !refines(coarse, fine))
      .map((fine): RoleChoice => ({
        title: `${coarse.title}, then ${fine.title}, as levels`,
        option: { labelColumn: `${optionOf(table, coarse.at)}/${optionOf(table, fine.at)}` },
        role: { kind: 'column', at: [coarse.at, fine.at] },
      })),
  );
  return [...single, ...levels.slice(0, 4)];
}

/** `img_1 golden retriever`: without headings and other separators, words after the file are one name. */
function spacedName(
  table: Looked & { spaced?: boolean },
  columns: readonly (Column & { facts: Facts })[],
  rows: readonly (readonly string[])[],
): number[] | null {
  if (!table.spaced || table.headings !== null || columns.length === 0) return null;
  const widths = new Set(rows.map(({ length }) => length));
  const first = Math.min(...columns.map(({ at }) => at));
  // A split may stand at the end.
  const wordy = columns.filter(({ facts }) => facts.content === 'words').length > 0;
  const several = widths.size > 1 || columns.filter(({ facts }) => facts.content === 'words' || facts.content === 'constant').length > 0;
  if (!wordy && widths.size === 1) return null;
  if (columns.length === 1 && widths.size === 1) return null;
  const numeric = columns.filter(({ facts }) => facts.content === 'whole' || facts.content === 'fraction').length;
  if (widths.size === 1 && numeric > 1) return null;
  return several ? Array.from({ length: table.width - first }, (_, i) => first + i) : null;
}

/** Columns of 0 and 1 of which every row has one 1: each column is a class. */
function oneHot(columns: readonly (Column & { facts: Facts })[], rows: readonly unknown[]): number[] | null {
  const binary = columns.filter(
    ({ key, values, facts }) =>
      key !== '' && facts.filled > 0 && values.every((value) => value === '' || Number(value) === 0 || Number(value) === 1),
  );
  if (binary.length < 2 || rows.length === 0) return null;
  let single = 0;
  for (let row = 0; row < rows.length; row++) if (binary.reduce((sum, { values }) => sum + Number(values[row] || 0), 0) === 1) single++;
  return single >= 0.5 * rows.length ? binary.map(({ at }) => at) : null;
}
