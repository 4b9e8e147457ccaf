/** Where more than one reading of the split is possible: what is asked, and the part that each answer would give. */
import { isRule, splitName, type IngestSplit } from '../splits/splits';
import { showName } from '../names';
import { folderSplitOf, type FolderSplit } from './splitFolders';
import { readFolders, type FolderReading } from './folders';
import { counted } from './labelling';
import { shownImages, type Choice, type LabelOptions, type Question } from './question';

/** Splits that do without what the files say: nothing has to be asked about that then. */
const OWN_RULES: readonly unknown[] = ['classes', 'images'];

/** Whether an option says how to split, so that what the files say of it needs no question. */
export const saysSplit = ({ split }: Pick<LabelOptions, 'split'>): boolean =>
  OWN_RULES.includes(split) || (split !== undefined && !isRule(split));

/** The option as a table's heading or a table's name, if it may be one. */
export function namedSplit({ split }: Pick<LabelOptions, 'split'>): string | undefined {
  if (typeof split !== 'string' || isRule(split)) return undefined;
  return split === 'folders' || split === 'table' || split === 'none' ? undefined : split;
}

/** As parts are told: what is trained on first. */
const ORDER: readonly IngestSplit[] = ['train', 'validation', 'test', 'query', 'gallery'];

const quoted = (names: readonly string[]) => {
  const all = names.map((name) => `“${showName(name, 40)}”`);
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
};

/**
 * `cat`, `dog`, `train` and `test` beside one another, or `train` and `test` without a label anywhere: parts of the split, or classes?
 * @returns null where they make no classes, or it was said
 */
export function foldersOrClasses(paths: readonly string[], folders: FolderReading, options: LabelOptions): Question | null {
  if (!folders.splits || folderSplitOf(options) !== undefined) return null;
  const asClasses = readFolders(paths, 'all', 'none');
  if (new Set(asClasses.classPaths).size < 2) return null;
  const images = shownImages([...paths.keys()]);
  const order = (name: string) => ORDER.indexOf(splitName(name)?.split ?? 'test');
  const names = [...folders.splitNames].sort((a, b) => order(a) - order(b));
  return {
    about: 'split',
    text: `Are the folders ${quoted(names)} parts of a split, or classes?`,
    images,
    choices: [
      {
        title: 'parts of a split; what lies beside them has no label',
        option: { split: 'folders' },
        labels: images.map((image) => folders.splits![image] ?? null),
      },
      {
        title: 'classes like other folders',
        option: { split: 'none' },
        labels: images.map((image) => (asClasses.classPaths[image] === null ? null : `class ${asClasses.classPaths[image]}`)),
      },
    ],
  };
}

const PURPOSE: Record<IngestSplit, string> = {
  train: 'to train',
  validation: 'to choose settings by',
  test: 'to test',
  query: 'queries',
  gallery: 'the gallery',
};

/** `val` and `valid` beside one another: one part in two folders, or two? @returns null where there are none, or it was said */
export function doubledFolders(paths: readonly string[], { doubled, splits }: FolderReading, options: LabelOptions): Question | null {
  const [first] = doubled;
  if (!first || !splits || saysSplit(options)) return null;
  const { split, names } = first;
  const present = new Set(splits);
  const other = split === 'validation' ? 'test' : split === 'test' ? 'validation' : undefined;
  const images = shownImages([...paths.keys()].filter((image) => splits[image] === split));
  const choice = (title: string, told: 'folders' | Exclude<FolderSplit, string>): Choice => {
    const read = readFolders(paths, 'all', told === 'folders' ? 'asked' : told);
    return { title, option: { split: told }, labels: images.map((image) => read.splits?.[image] ?? null) };
  };
  const purpose = PURPOSE[split];
  return {
    about: 'split',
    text: `The folders ${quoted(names)} are called alike: ${purpose} both? Or what are they?`,
    images,
    choices: [
      choice(`${names.length > 2 ? 'all of them' : 'both'} ${purpose}`, 'folders'),
      ...(other !== undefined && !present.has(other)
        ? names.map((name) => choice(`${quoted([name])} ${PURPOSE[other]}`, { [name]: other }))
        : []),
      ...names.map((name) => choice(`${quoted([name])} left out`, { [name]: 'none' })),
    ],
  };
}

/** Something that gives images their parts: folders, or a table. */
export interface SplitSource {
  title: string;
  option: LabelOptions;
  splits: readonly (IngestSplit | undefined)[];
}

/** `test` says less than `query` or `gallery`; else different parts contradict one another. */
export function finerSplit(a: IngestSplit | undefined, b: IngestSplit | undefined): IngestSplit | undefined | 'contradiction' {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  const roles = (split: IngestSplit) => split === 'query' || split === 'gallery';
  if (a === 'test' && roles(b)) return b;
  return b === 'test' && roles(a) ? a : 'contradiction';
}

/** Two sources that put the same images into different parts. @returns null where they agree, or it was said which is right */
export function splitsDisagree(first: SplitSource, second: SplitSource, options: LabelOptions): Question | null {
  if (saysSplit(options)) return null;
  const differ = [...first.splits.keys()].filter((image) => finerSplit(first.splits[image], second.splits[image]) === 'contradiction');
  if (differ.length === 0) return null;
  const images = shownImages(differ);
  const choice = ({ title, option, splits }: SplitSource): Choice => ({
    title,
    option,
    labels: images.map((image) => splits[image] ?? null),
  });
  return {
    about: 'split',
    text: `${capital(first.title)} and ${second.title} put ${counted(differ.length, 'image')} into different parts of the split. Which is right?`,
    images,
    choices: [choice(first), choice(second)],
  };
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
