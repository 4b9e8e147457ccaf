/** The one place where it is decided what says the parts of the split, folders or tables, or that it has to be asked. */
import { ImageSetError } from '../../errors';
import { fileName, folderTitle, showName } from '../names';
import { SPLIT_RULES, splitName, type IngestSplit } from '../splits/splits';
import type { Gathered, GatheredTable } from '../tables/gather';
import type { TableReading } from '../tables/reading';
import { asked, type Decided } from './decided';
import type { FolderReading } from './folders';
import type { LabelOptions } from './question';
import { doubledFolders, finerSplit, namedSplit, splitsDisagree, type SplitSource } from './splitQuestion';

interface TableSplit extends SplitSource {
  reading: TableReading;
}

/**
 * Joins what the files say of the split to the labels. What the labels' own source says goes first, then folders, then tables, unless the
 * option says otherwise; where two contradict one another it is asked.
 */
export function joinSplit(
  paths: readonly string[],
  decided: Decided,
  folders: FolderReading,
  tables: readonly GatheredTable[],
  options: LabelOptions,
): Decided {
  const { labelling, question } = decided;
  if (question || labelling.classPaths.every((path) => path === null)) return decided;
  const twice = doubledFolders(paths, folders, options);
  if (twice) return asked(paths, twice);
  const sources = sourcesOf(tables, decided.tables ?? [], options);
  const inFolders = folders.splits && { title: 'the folders', option: { split: 'folders' }, splits: folders.splits };
  const tableFirst = options.split === 'table' || namedSplit(options) !== undefined;
  const ordered: SplitSource[] = inFolders ? (tableFirst ? [...sources, inFolders] : [inFolders, ...sources]) : sources;
  let splits: readonly (IngestSplit | undefined)[] = labelling.splits ?? paths.map(() => undefined);
  const telling = new Set<SplitSource>();
  for (const [at, source] of ordered.entries()) {
    for (const before of ordered.slice(0, at)) {
      const contradiction = splitsDisagree(before, source, options);
      if (contradiction) return asked(paths, contradiction);
    }
    splits = splits.map((known, image) => {
      const both = finerSplit(known, source.splits[image]);
      if (both === 'contradiction' || both === known) return known;
      telling.add(source);
      return both;
    });
  }
  const notes = [...folders.notes, ...labelling.notes, ...splitNotes(sources.filter((source) => telling.has(source)))];
  return {
    ...decided,
    labelling: {
      ...labelling,
      notes: [...new Set(notes)],
      ...(splits.some((split) => split !== undefined) ? { splits: [...splits] } : {}),
    },
  };
}

/** Columns say it of whatever the labels are from; a table's name only where the table was taken. The one that was named goes first. */
function sourcesOf(tables: readonly GatheredTable[], taken: readonly string[], options: LabelOptions): TableSplit[] {
  const readings = tables.flatMap(({ answer }) => ('reading' in answer ? [answer.reading] : []));
  const telling = readings.filter(({ splitFrom, path }) => splitFrom !== undefined && (splitFrom !== 'name' || taken.includes(path)));
  const validation = telling.find(({ path, splitFrom }) => splitFrom === 'name' && splitName(stem(path))?.split === 'validation');
  const sources = telling.map((reading): TableSplit => {
    const { path, splitFrom } = reading;
    // What is in `trainval.txt` and in `val.txt` is to choose by.
    const spare = validation && splitFrom === 'name' && /train_?val/iu.test(fileName(path)) ? validation.splits! : [];
    return {
      reading,
      title: splitFrom === 'name' ? showName(fileName(path)) : `${(splitFrom as { column: string }).column} of ${showName(fileName(path))}`,
      option: { split: telling.length > 1 ? path : 'table' },
      splits: reading.splits!.map((split, image) => (spare[image] === 'validation' ? undefined : split)),
    };
  });
  const named = (source: TableSplit) => isNamed(source.reading, options);
  return [...sources.filter(named), ...sources.filter((source) => !named(source))];
}

const stem = (path: string) => fileName(path).replace(/\.[^.]*$/u, '');

function isNamed({ path, splitTold }: TableReading, options: LabelOptions): boolean {
  const name = namedSplit(options);
  return name !== undefined && (splitTold === true || path === name || fileName(path) === name);
}

function splitNotes(sources: readonly TableSplit[]): string[] {
  const columns = sources.filter(({ reading }) => reading.splitFrom !== 'name');
  const names = sources.filter(({ reading }) => reading.splitFrom === 'name').map(({ title }) => title);
  const listed = names.slice(0, 4);
  const words = listed.length < 2 ? listed.join('') : `${listed.slice(0, -1).join(', ')} and ${listed.at(-1)!}`;
  return [
    ...columns.map(({ title }) => `The split was read from ${title}.`),
    ...(names.length > 0 ? [`The split was read from the ${names.length === 1 ? 'name' : 'names'} of ${words}.`] : []),
  ];
}

const PARTS: readonly unknown[] = ['train', 'validation', 'test', 'none'];

/** @throws ImageSetError where the option `split` means nothing that is here */
export function checkSplit({ split }: LabelOptions, paths: readonly string[], { tables }: Gathered): void {
  const known = `Take one of ${[...SPLIT_RULES, 'folders', 'table', 'none'].join(', ')}, the heading of a column, the name of a table, or what folders are: {"valid": "test"}.`;
  if (typeof split === 'object') {
    const folders = new Set(paths.flatMap((path) => path.split('/').slice(0, -1).map(folderTitle)));
    for (const [folder, part] of Object.entries(split)) {
      if (!folders.has(folder))
        throw new ImageSetError(`There is no folder “${showName(folder, 40)}” that could be a part of the split. ${known}`);
      if (!PARTS.includes(part))
        throw new ImageSetError(`“${showName(String(part), 40)}” is no part of a split; a folder is train, validation, test or none.`);
    }
  }
  const name = namedSplit({ ...(split === undefined ? {} : { split }) });
  if (name === undefined || tables.some(({ answer }) => 'question' in answer)) return;
  const found = tables.some(
    ({ file: { path }, answer }) => path === name || fileName(path) === name || ('reading' in answer && answer.reading.splitTold === true),
  );
  if (!found)
    throw new ImageSetError(`“${showName(name, 40)}” says nothing of the split: it is neither a column nor a table here. ${known}`);
}
