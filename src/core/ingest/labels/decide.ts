/** The one place where it is decided which reading of the labels is taken, or that it has to be asked. */
import { fileName, showName } from '../names';
import type { LabelSource } from '../plan.types';
import type { Gathered, GatheredTable } from '../tables/gather';
import type { TableReading } from '../tables/reading';
import { asked, type Decided } from './decided';
import { labelByFolders, readFolders, type FolderReading, type Region } from './folders';
import { counted } from './labelling';
import { guessFromNames, labelByNames, labelByPattern } from './names';
import { shownImages, type LabelOptions, type Question } from './question';
import { folderSplitOf } from './splitFolders';
import { joinSplit } from './joinSplit';
import { foldersOrClasses } from './splitQuestion';

/**
 * `auto` and `arrays`: the readings that fit, arrays with labels keeping theirs. `pattern`: a regular expression over the path, the label
 * being its first group. `table`: one table, by its name.
 */
export type LabelChoice = 'auto' | LabelSource | { pattern: string } | { folders: 'first' | 'last' } | { table: string };

/** A choice as an option of scripts has it. */
export function choiceOf({ labelsFrom }: LabelOptions): LabelChoice | undefined {
  if (labelsFrom === undefined) return undefined;
  const known: readonly string[] = ['auto', 'benchmark', 'layout', 'arrays', 'table', 'folders', 'names', 'none'] satisfies LabelChoice[];
  if (known.includes(labelsFrom)) return labelsFrom as LabelSource;
  if (labelsFrom === 'first folder') return { folders: 'first' };
  return labelsFrom === 'last folder' ? { folders: 'last' } : { table: labelsFrom };
}

/**
 * Labels from the paths alone. What was asked for and yields nothing gives images without labels, and says so.
 * @throws ImageSetError for a pattern that is none
 */
export function labelsOfPaths(paths: readonly string[], choice: LabelChoice, options: LabelOptions = {}): Decided {
  return decide(paths, readFolders(paths, 'all', folderSplitOf(options)), { tables: [], passedOver: [] }, choice, options);
}

/**
 * @param options what was said of the split
 * @throws ImageSetError for a pattern that is none
 */
export function decide(
  paths: readonly string[],
  folders: FolderReading,
  gathered: Gathered,
  choice: LabelChoice,
  options: LabelOptions = {},
): Decided {
  if (choice === 'none') return nothing(paths, choice);
  const own = typeof choice === 'object' && 'table' in choice ? tableCalled(gathered, choice.table) : gathered;
  const tables = mergeTables(own.tables);
  const withSplit = (decided: Decided) => joinSplit(paths, decided, folders, own.tables, options);
  if (typeof choice === 'object' && 'pattern' in choice)
    return withSplit({ labelling: labelByPattern(paths, choice.pattern), source: 'names' });
  if (choice === 'folders' || (typeof choice === 'object' && 'folders' in choice))
    return withSplit(fromFolders(paths, folders, choice, options));
  if (choice === 'names') return withSplit(fromNames(paths, choice));
  if (choice === 'table' || typeof choice === 'object') {
    if ('question' in tables) return asked(paths, tables.question);
    return tables.reading ? withSplit(fromTable(tables.reading, tables.tables)) : nothing(paths, 'table');
  }
  return withSplit(byRegions(paths, folders, gathered, tables, options));
}

/** `tables`: paths of those that were joined. */
type Merged = { reading: TableReading | null; tables: readonly string[] } | { question: Question };

function byRegions(paths: readonly string[], folders: FolderReading, gathered: Gathered, merged: Merged, options: LabelOptions): Decided {
  const unsure = folders.unsureSplit ? foldersOrClasses(paths, folders, options) : null;
  if (unsure) return asked(paths, unsure);
  const byFolder = folders.classPaths.filter((path) => path !== null).length;
  // What class folders say of most images needs no table whose columns are unclear, unless it is the split that is.
  if ('question' in merged && (byFolder <= paths.length / 2 || merged.question.about === 'split')) return asked(paths, merged.question);
  const table = 'reading' in merged ? inClassesOf(merged.reading, folders) : null;
  const classPaths = new Array<string | null>(paths.length).fill(null);
  const used = { table: 0, folders: 0, names: 0 };
  for (const region of folders.regions) {
    const taken = readingOf(paths, region, folders, table);
    if (!taken) continue;
    region.images.forEach((image, i) => (classPaths[image] = taken.labels[i]!));
    used[taken.source] += region.images.length;
  }
  const beside = besideRegions(paths, folders);
  // A table that names both the label and the part of the split speaks of images beside the split's folders, too.
  for (const image of beside) if (table?.splits?.[image] !== undefined) classPaths[image] = table.classPaths[image] ?? null;
  if (classPaths.every((path) => path === null)) return unlabelled(paths, folders, gathered, options);
  const source = used.table > 0 && used.table >= used.folders ? 'table' : used.folders > 0 ? 'folders' : used.names > 0 ? 'names' : 'table';
  if (folders.question && used.folders > 0 && source === 'folders') return asked(paths, folders.question);
  return {
    source,
    ...('tables' in merged && (used.table > 0 || beside.length > 0) ? { tables: merged.tables } : {}),
    labelling: {
      classPaths,
      notes: [
        ...(used.table > 0 ? table!.notes : []),
        ...(used.names > 0 ? ['Labels were read from file names: what stands before the number.'] : []),
        ...unusedNotes(gathered, merged, used),
      ],
    },
  };
}

interface Taken {
  labels: (string | null)[];
  source: 'table' | 'folders' | 'names';
}

/**
 * Class folders go before a table unless it is headed as one of labels, covers most images and gives several the same label; a table goes
 * before file names.
 */
function readingOf(paths: readonly string[], { images }: Region, folders: FolderReading, table: TableReading | null): Taken | null {
  const byFolder = images.map((image) => folders.classPaths[image]!);
  const byTable = images.map((image) => table?.classPaths[image] ?? null);
  const present = (labels: readonly (string | null)[]) => labels.filter((label) => label !== null).length;
  const [inFolders, inTable] = [present(byFolder), present(byTable)];
  if (table && inTable > 0) {
    const repeats = new Set(byTable.filter((label) => label !== null)).size < inTable;
    const surer = (table.sure === 'told' || table.sure === 'heading') && inTable > images.length / 2 && repeats;
    // Numbers of classes that the folders name are not better for being in a table.
    const numbersOnly = surer && sameGroups(byFolder, byTable) && byTable.every((label) => label === null || /^-?\d+$/u.test(label));
    if (inFolders === 0 || (surer && !numbersOnly)) return { labels: byTable, source: 'table' };
  }
  if (inFolders > 0) return { labels: byFolder, source: 'folders' };
  const names = guessFromNames(images.map((image) => paths[image]!));
  return names ? { labels: names.classPaths, source: 'names' } : null;
}

function sameGroups(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  const pairs = new Map<string, string>();
  const back = new Map<string, string>();
  return a.every((label, i) => {
    const other = b[i]!;
    if (label === null || other === null) return label === other;
    const [first, second] = [pairs.get(label) ?? other, back.get(other) ?? label];
    pairs.set(label, first);
    back.set(other, second);
    return first === other && second === label;
  });
}

/** `cat` of a table is `animals/cat` where folders have that class, and only that one, of this name. */
function inClassesOf(table: TableReading | null, folders: FolderReading): TableReading | null {
  if (!table || folders.classPaths.every((path) => path === null)) return table;
  const full = new Map<string, string | null>();
  for (const path of new Set(folders.classPaths)) {
    if (path === null) continue;
    const name = fileName(path);
    full.set(name, full.has(name) ? null : path);
  }
  return { ...table, classPaths: table.classPaths.map((label) => (label === null ? null : (full.get(label) ?? label))) };
}

function besideRegions(paths: readonly string[], { regions, splits }: FolderReading): number[] {
  if (!splits) return [];
  const inside = new Set(regions.flatMap(({ images }) => images));
  return [...paths.keys()].filter((image) => !inside.has(image));
}

const RANK = { told: 0, heading: 1, likely: 2, values: 3 } as const;

/**
 * Several tables as one: the surest, and those that go on with it, such as `train.csv` and `val.csv`. Two that label the same images
 * differently are asked about.
 */
function mergeTables(tables: readonly GatheredTable[]): Merged {
  const readings = tables.flatMap(({ answer }) => ('reading' in answer && answer.reading.covered > 0 ? [answer.reading] : []));
  const questions = tables.flatMap(({ answer }) =>
    'question' in answer && answer.question && !('reason' in answer) ? [answer.question] : [],
  );
  readings.sort((a, b) => RANK[a.sure] - RANK[b.sure] || b.covered - a.covered || (a.path < b.path ? -1 : 1));
  const [first, ...rest] = readings;
  if (!first || (RANK[first.sure] > RANK.heading && questions.length > 0))
    return questions[0] ? { question: questions[0] } : { reading: first ?? null, tables: first ? [first.path] : [] };
  let merged = first;
  const taken = [first.path];
  for (const other of rest) {
    const both = [...merged.classPaths.keys()].filter((image) => merged.classPaths[image] !== null && other.classPaths[image] !== null);
    const differ = both.filter((image) => merged.classPaths[image] !== other.classPaths[image]);
    if (differ.length === 0) {
      if (!goesOn(merged, other, both.length > 0)) continue;
      merged = joined(merged, other);
      taken.push(other.path);
    } else if (other.sure === first.sure && !sameGroups(pick(merged, both), pick(other, both))) {
      if (sameTitle(merged, other)) {
        merged = joined(withoutLabels(merged, differ), withoutLabels(other, differ), [contradiction(merged, other, differ)]);
        taken.push(other.path);
      } else return { question: tablesQuestion(merged, other, both) };
    }
  }
  return { reading: merged, tables: taken };
}

const pick = ({ classPaths }: TableReading, images: readonly number[]) => images.map((image) => classPaths[image]!);
const sameTitle = (a: TableReading, b: TableReading) => a.title.toLowerCase() === b.title.toLowerCase();

/** Whether a table speaks of the same classes: by its column's heading, or since most of its labels are known. */
function goesOn(a: TableReading, b: TableReading, agrees: boolean): boolean {
  if (agrees || sameTitle(a, b)) return true;
  const known = new Set(a.classPaths);
  const own = [...new Set(b.classPaths)].filter((label) => label !== null);
  return own.filter((label) => known.has(label)).length >= own.length / 2;
}

function withoutLabels(reading: TableReading, images: readonly number[]): TableReading {
  const classPaths = [...reading.classPaths];
  for (const image of images) classPaths[image] = null;
  return { ...reading, classPaths };
}

function joined(a: TableReading, b: TableReading, more: readonly string[] = []): TableReading {
  const splits = a.classPaths.map((_, image) => a.splits?.[image] ?? b.splits?.[image]);
  return {
    ...a,
    classPaths: a.classPaths.map((label, image) => label ?? b.classPaths[image]!),
    notes: [...a.notes, ...b.notes, ...more],
    ...(splits.some((split) => split !== undefined) ? { splits } : {}),
  };
}

const contradiction = (a: TableReading, b: TableReading, images: readonly number[]) =>
  `${counted(images.length, 'image')} ${images.length === 1 ? 'has' : 'have'} one label in ${shown(a)} and another in ${shown(b)}, and ${images.length === 1 ? 'is' : 'are'} taken with neither.`;

const shown = ({ path }: TableReading) => showName(fileName(path));

function tablesQuestion(a: TableReading, b: TableReading, both: readonly number[]): Question {
  const images = shownImages(both);
  const choice = (reading: TableReading) => ({
    title: `${reading.title} of ${shown(reading)}`,
    option: { labelsFrom: reading.path },
    labels: pick(reading, images),
  });
  return {
    about: 'labels',
    text: `${shown(a)} and ${shown(b)} give the same images different labels. Which of them is right?`,
    images,
    choices: [choice(a), choice(b)],
  };
}

function tableCalled({ tables, passedOver }: Gathered, name: string): Gathered {
  const own = tables.filter(({ file: { path } }) => path === name);
  return { tables: own.length > 0 ? own : tables.filter(({ file: { path } }) => fileName(path) === name), passedOver };
}

/** After a table that was of no use, the person is asked: nothing else may stand in for it in silence. */
function unlabelled(paths: readonly string[], folders: FolderReading, { tables }: Gathered, options: LabelOptions): Decided {
  const refused = tables.filter(({ answer }) => 'reason' in answer);
  const withQuestion = refused
    .map(({ answer }) => ('reason' in answer ? answer.question : undefined))
    .find((question) => question !== undefined);
  const first = refused.find(({ file: { path } }) => /\.(csv|tsv|jsonl|ndjson)$/iu.test(path));
  if (!withQuestion && !first) {
    const question = foldersOrClasses(paths, folders, options);
    if (question) return asked(paths, question);
    const { labelling, source } = nothing(paths, 'auto');
    // Who labels by hand keeps the parts that the folders are.
    return { labelling: { ...labelling, ...(folders.splits ? { splits: folders.splits, notes: folders.notes } : {}) }, source };
  }
  const images = withQuestion?.images ?? shownImages([...paths.keys()]);
  const names = labelByNames(paths).classPaths;
  const none = { title: 'no label: each image its own class', option: { labelsFrom: 'none' }, labels: images.map(() => null) };
  const byNames = names.some((label) => label !== null)
    ? [{ title: 'file names', option: { labelsFrom: 'names' }, labels: images.map((image) => names[image]!) }]
    : [];
  return asked(paths, {
    about: withQuestion?.about ?? 'labels',
    text: withQuestion?.text ?? `${showName(fileName(first!.file.path))} gives no labels. Where are they?`,
    images,
    choices: [...(withQuestion?.choices ?? []), ...byNames, none],
  });
}

function unusedNotes({ tables }: Gathered, merged: Merged, used: { table: number }): string[] {
  if ('question' in merged)
    return ['A table beside the images was not used: class folders say more, and several of its columns could be the label.'];
  if (!merged.reading || used.table > 0) return [];
  const name = showName(fileName(merged.reading.path));
  return tables.length > 0 ? [`${name} was not used: class folders say more. It can be chosen as the source of labels.`] : [];
}

function fromFolders(paths: readonly string[], folders: FolderReading, choice: LabelChoice, options: LabelOptions): Decided {
  const levels = typeof choice === 'object' && 'folders' in choice ? choice.folders : 'all';
  const reading = labelByFolders(paths, levels, folderSplitOf(options));
  const unsure = !reading || reading.unsureSplit ? foldersOrClasses(paths, folders, options) : null;
  if (unsure) return asked(paths, unsure);
  return reading ? { labelling: { classPaths: reading.classPaths, notes: reading.notes }, source: 'folders' } : nothing(paths, choice);
}

function fromTable({ classPaths, notes }: TableReading, tables: readonly string[]): Decided {
  return { labelling: { classPaths, notes }, source: 'table', tables };
}

function fromNames(paths: readonly string[], choice: LabelChoice): Decided {
  const names = labelByNames(paths);
  return names.classPaths.some((path) => path !== null) ? { labelling: names, source: 'names' } : nothing(paths, choice);
}

function nothing(paths: readonly string[], choice: LabelChoice): Decided {
  return { labelling: { classPaths: paths.map(() => null), notes: missing(choice) }, source: 'none' };
}

function missing(choice: LabelChoice): string[] {
  if (choice === 'folders' || (typeof choice === 'object' && 'folders' in choice))
    return ['All images lie in one folder, so folders give no labels.'];
  if (choice === 'names') return ['File names give no labels: none has a word before a number. A pattern can say where the label is.'];
  if (choice === 'benchmark' || choice === 'layout') return ['This is no layout that is known here.'];
  return choice === 'table' ? ['There is no table with labels beside the images.'] : [];
}

/** Which sources would give labels. */
export function sourcesOf(paths: readonly string[], folders: FolderReading, { tables }: Gathered): LabelSource[] {
  return [
    ...(tables.some(({ answer }) => 'reading' in answer && answer.reading.covered > 0) ? (['table'] as const) : []),
    ...(folders.classPaths.some((path) => path !== null) ? (['folders'] as const) : []),
    ...(guessFromNames(paths) ? (['names'] as const) : []),
  ];
}
