/** From a table to labels: which rows are of which images, what they say, and what is odd about it. */
import { classPathOf, counted, type Labelling } from '../labels/labelling';
import { shownImages, type LabelOptions, type Question } from '../labels/question';
import type { Match, MatchKind } from '../labels/pathIndex';
import { fileName, showName } from '../names';
import { splitInName, splitOf, type IngestSplit } from '../splits/splits';
import { cellValue, wholeNumbers } from './columns';
import { headingKey, FILE_HEADINGS, LABEL_HEADINGS } from './headings';
import { findFileColumn, findLabel, titleOf, type LabelRole, type LabelSureness, type Looked } from './roles';
import type { Table } from './separated';
import { findSplitColumn, splitQuestion } from './splitColumn';

export interface TableReading extends Labelling {
  /** The table's path. */
  path: string;
  sure: LabelSureness;
  /** What the label's column is called. */
  title: string;
  /** Images with a label. */
  covered: number;
  distinct: number;
  /** What gave the parts of the split: a column, in words, or the table's name. */
  splitFrom?: { column: string } | 'name';
  /** The option `split` means one of its columns. */
  splitTold?: boolean;
}

export type TableAnswer =
  | { reading: TableReading }
  | { question: Question }
  /** Of no use. `question`: to be asked where nothing else gives labels. */
  | { reason: string; question?: Question };

export interface TableContext {
  path: string;
  /** Of images that the paths are of. */
  count: number;
  match(listed: string): Match | 'ambiguous' | null;
  /** Whether a name is that of a class which other images have by other means. */
  isClass?(name: string): boolean;
  /** Whether most images have a class by other means. */
  hasClasses?: boolean;
  options?: LabelOptions;
}

/** @returns labels, or what has to be asked, or why the table is of no use */
export function readTable(table: Table, context: TableContext): TableAnswer {
  const { options = {} } = context;
  const isImage = (cell: string) => {
    const found = context.match(cell);
    return found !== null && found !== 'ambiguous';
  };
  const looked = withHeadings(table, isImage);
  if (looked.width < 2) return { reason: 'it has one column; a column with files and one with labels are needed' };
  const file = findFileColumn(looked, isImage, options.fileColumn);
  if ('reason' in file) return ambiguousReason(looked, context) ?? file;
  if ('ask' in file) return { question: fileQuestion(looked, file.ask, context) };
  return labelled(looked, file.file, context);
}

/** Whether the first row is one of headings: it names no image where others do, or says what headings say. */
function withHeadings(table: Table, isImage: (cell: string) => boolean): Looked & { spaced?: boolean } {
  const width = Math.max(0, ...table.rows.slice(0, 200).map(({ length }) => length), table.headings?.length ?? 0);
  const [first = [], ...rest] = table.rows;
  const spaced = table.spaced ? { spaced: true } : {};
  if (table.headings !== null || rest.length === 0) return { headings: table.headings, rows: table.rows, width, ...spaced };
  const keys = first.map(headingKey);
  const known = keys.some((key) => FILE_HEADINGS.includes(key) || LABEL_HEADINGS.includes(key));
  const isHeading = !first.some(isImage) && (known || rest.slice(0, 200).some((row) => row.some(isImage)));
  return isHeading ? { headings: first, rows: rest, width, ...spaced } : { headings: null, rows: table.rows, width, ...spaced };
}

/** Where names are here more than once, that is the reason, and not that there are none. */
function ambiguousReason({ rows }: Looked, { match }: TableContext): { reason: string } | null {
  for (const row of rows.slice(0, 50))
    for (const cell of row)
      if (match(cell) === 'ambiguous')
        return {
          reason: `“${showName(cell.trim(), 60)}” is the name of pictures in several folders, and it does not say which is meant; put it into the folder of its pictures, or write their folders into it`,
        };
  return null;
}

interface Matched {
  /** For each row its image, or -1. */
  images: Int32Array;
  rows: (readonly string[])[];
  missing: number;
  ambiguous: number;
  firstMissing: string;
  firstAmbiguous: string;
  kinds: Map<MatchKind, number>;
  shortened: number;
}

function matchRows({ rows }: Looked, file: number, match: TableContext['match']): Matched {
  const found: Matched = {
    images: new Int32Array(rows.length).fill(-1),
    rows: [],
    missing: 0,
    ambiguous: 0,
    firstMissing: '',
    firstAmbiguous: '',
    kinds: new Map(),
    shortened: 0,
  };
  const images: number[] = [];
  for (const row of rows) {
    const listed = row[file] ?? '';
    const own = match(listed);
    if (own === null) {
      if (found.missing++ === 0) found.firstMissing = listed;
    } else if (own === 'ambiguous') {
      if (found.ambiguous++ === 0) found.firstAmbiguous = listed;
    } else {
      images.push(own.image);
      found.rows.push(row);
      found.kinds.set(own.kind, (found.kinds.get(own.kind) ?? 0) + 1);
      if (own.shortened) found.shortened++;
    }
  }
  found.images = Int32Array.from(images);
  return found;
}

function labelled(looked: Looked & { spaced?: boolean }, file: number, context: TableContext): TableAnswer {
  const { path, options = {}, isClass = () => false } = context;
  const matched = matchRows(looked, file, context.match);
  if (matched.rows.length === 0) return ambiguousReason(looked, context) ?? { reason: 'none of its rows names an image of this set' };
  const splitFound = findSplitColumn(looked, file, matched.rows, options);
  const splitColumns = 'ask' in splitFound ? splitFound.ask : [splitFound.at];
  const split = splitColumns[0]!;
  const told = 'told' in splitFound ? { splitTold: true } : {};
  const found = findLabel(looked, [file, ...splitColumns], matched.rows, isClass, options.labelColumn);
  const elsewhere = 'none' in found && (found.none.length === 0 || context.hasClasses === true);
  if ('ask' in splitFound && ('label' in found || elsewhere)) return { question: splitQuestion(looked, splitFound.ask, matched, path) };
  if ('label' in found) return { reading: { ...apply(looked, found.label, split, matched, found, context), ...told } };
  // The labels are elsewhere, and the split is here.
  if (elsewhere && split !== null) {
    const reading = apply(looked, { kind: 'column', at: [] }, split, matched, { sure: 'values', title: '', notes: [] }, context);
    return { reading: { ...reading, ...told, notes: [] } };
  }
  const choices = 'ask' in found ? found.ask : 'none' in found ? found.none : [];
  const images = shownImages([...new Set(matched.images)]);
  const question: Question = {
    about: 'label column',
    text: `Which column of ${showName(fileName(path))} is the label?`,
    images,
    choices: choices.map(({ title, option, role }) => {
      const { classPaths } = apply(looked, role, split, matched, { sure: 'told', title, notes: [] }, context);
      return { title, option, labels: images.map((image) => classPaths[image] ?? null) };
    }),
  };
  if ('ask' in found) return { question };
  const titles = (looked.headings ?? []).map((heading) => showName(heading.trim(), 30)).filter((heading) => heading !== '');
  const reason =
    titles.length > 0
      ? `none of its columns (${titles.join(', ')}) is called “label” or looks like one; name one so`
      : 'none of its columns looks like a label; give it headings, and call one “label”';
  return question.choices.length > 0 ? { reason, question } : { reason };
}

function fileQuestion(looked: Looked & { spaced?: boolean }, columns: readonly number[], context: TableContext): Question {
  const read = columns.map((at) => labelled(looked, at, { ...context, options: { ...context.options, fileColumn: String(at + 1) } }));
  const readings = read.map((answer) => ('reading' in answer ? answer.reading : null));
  const covered = readings.flatMap((reading) =>
    reading ? [...reading.classPaths.keys()].filter((i) => reading.classPaths[i] !== null) : [],
  );
  const images = shownImages([...new Set(covered)].sort((a, b) => a - b));
  return {
    about: 'file column',
    text: `Which column of ${showName(fileName(context.path))} names the files?`,
    images,
    choices: [
      ...columns.map((at, i) => ({
        title: titleOf(looked, at),
        option: { fileColumn: looked.headings?.[at]?.trim() || String(at + 1) },
        labels: images.map((image) => readings[i]?.classPaths[image] ?? null),
      })),
      { title: 'none of them: the table is not of these images', option: { labelsFrom: 'none' }, labels: images.map(() => null) },
    ],
  };
}

/** Corners of boxes, as tables of objects have them. */
const CORNERS = [
  ['xmin', 'ymin', 'xmax', 'ymax'],
  ['x_min', 'y_min', 'x_max', 'y_max'],
  ['x1', 'y1', 'x2', 'y2'],
];

/** Area of the box in a row; null where the table has no boxes. */
function areaReader({ headings }: Looked): ((row: readonly string[]) => number) | null {
  const keys = (headings ?? []).map(headingKey);
  const at = CORNERS.map((names) => names.map((name) => keys.indexOf(name))).find((places) => places.every((place) => place >= 0));
  if (!at) return null;
  return (row) => {
    const [x1, y1, x2, y2] = at.map((place) => Number(row[place]));
    return Math.max(0, x2! - x1!) * Math.max(0, y2! - y1!);
  };
}

function apply(
  looked: Looked & { spaced?: boolean },
  role: LabelRole,
  splitAt: number | null,
  matched: Matched,
  found: { sure: LabelSureness; title: string; notes: string[] },
  { path, count }: TableContext,
): TableReading {
  const labels = labelsOf(looked, role, matched.rows);
  const area = areaReader(looked);
  const classPaths = new Array<string | null>(count).fill(null);
  const splits = new Array<IngestSplit | undefined>(count).fill(undefined);
  const areas = new Map<number, number>();
  const conflicts = new Set<number>();
  const objects = new Set<number>();
  const nameSplit = splitInName(fileName(path).replace(/\.[^.]*$/u, ''));
  let empty = 0;
  matched.rows.forEach((row, at) => {
    const image = matched.images[at]!;
    const split = (splitAt === null ? undefined : splitOf(row[splitAt] ?? '')) ?? nameSplit;
    splits[image] = split ?? splits[image];
    const label = labels[at]!;
    if (label === null) return void empty++;
    const known = classPaths[image]!;
    if (area) {
      const own = area(row);
      if (known !== null) objects.add(image);
      if (known !== null && own <= areas.get(image)!) return;
      areas.set(image, own);
    } else if (known !== null && known !== label) conflicts.add(image);
    classPaths[image] = label;
  });
  for (const image of conflicts) classPaths[image] = null;
  const name = showName(fileName(path));
  const present = classPaths.filter((label) => label !== null);
  const notes = [
    `Labels were read from ${found.title} of ${name}.`,
    ...found.notes,
    ...matchNotes(matched, name),
    ...(conflicts.size > 0
      ? [
          `${counted(conflicts.size, 'image')} ${conflicts.size === 1 ? 'has' : 'have'} two labels in ${name} and ${conflicts.size === 1 ? 'is' : 'are'} taken with neither.`,
        ]
      : []),
    ...(objects.size > 0
      ? [`${counted(objects.size, 'image')} ${objects.size === 1 ? 'shows' : 'show'} several objects: the largest is the label.`]
      : []),
    ...(empty > 0 ? [`${counted(empty, 'row')} of ${name} ${empty === 1 ? 'has' : 'have'} no label.`] : []),
  ];
  return {
    path,
    ...found,
    classPaths,
    notes,
    covered: present.length,
    distinct: new Set(present).size,
    ...(splits.some((split) => split !== undefined)
      ? { splits, splitFrom: splitAt === null ? ('name' as const) : { column: titleOf(looked, splitAt) } }
      : {}),
  };
}

function labelsOf(looked: Looked & { spaced?: boolean }, role: LabelRole, rows: readonly (readonly string[])[]): (string | null)[] {
  if (role.kind === 'one-hot')
    return rows.map((row) => {
      const ones = role.at.filter((at) => Number(row[at]) === 1);
      // Several classes at once are none that could be trained on.
      return ones.length === 1 ? classPathOf(looked.headings![ones[0]!]!) : null;
    });
  const levels = role.at.map((at) => wholeNumbers(rows.map((row) => cellValue(row[at]))));
  const joint = looked.spaced && looked.headings === null && role.at.length > 1 ? ' ' : '/';
  return rows.map((_, row) => {
    const parts = levels.map((values) => values[row]!).filter((value) => value !== '');
    return parts.length === 0 ? null : classPathOf(joint === ' ' ? parts.join(' ').replaceAll('/', '-') : parts.join('/'));
  });
}

const MATCH_WORDS: Record<Exclude<MatchKind, 'path'>, string> = {
  case: 'capital letters aside',
  extension: 'by name without its extension',
  zeros: 'by number, leading zeros aside',
};

function matchNotes({ missing, firstMissing, ambiguous, firstAmbiguous, kinds, shortened }: Matched, name: string): string[] {
  const notes: string[] = [];
  for (const [kind, words] of Object.entries(MATCH_WORDS)) {
    const times = kinds.get(kind as MatchKind) ?? 0;
    if (times > 0) notes.push(`${counted(times, 'file')} of ${name} ${times === 1 ? 'was' : 'were'} found ${words}.`);
  }
  if (shortened > 0)
    notes.push(
      `${counted(shortened, 'file')} of ${name} ${shortened === 1 ? 'was' : 'were'} found by the end of ${shortened === 1 ? 'its path' : 'their paths'}: the folders before it are not here.`,
    );
  if (missing > 0)
    notes.push(
      `${counted(missing, 'row')} of ${name} ${missing === 1 ? 'names a file that is' : 'name files that are'} not here, “${showName(firstMissing)}” first.`,
    );
  if (ambiguous > 0)
    notes.push(
      `${counted(ambiguous, 'row')} of ${name} ${ambiguous === 1 ? 'names a picture' : 'name pictures'} of which there are several, “${showName(firstAmbiguous)}” first: ${ambiguous === 1 ? 'it is' : 'they are'} taken as none of them.`,
    );
  return notes;
}
