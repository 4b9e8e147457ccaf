/** Folders that are parts of a set, `train` and `test` in all their spellings, wherever they stand: `images/train`, `cat/test`, `seg_train/seg_train`. */
import type { Split } from '../../data/imageSet';
import { splitName, type IngestSplit, type SplitName } from '../splits/splits';
import type { LabelOptions } from './question';

/** A folder that is taken apart: what is left of it when the split is taken out. */
export interface DividedFolder {
  /** Undefined beside the split's folders. */
  split?: IngestSplit;
  /** Folders that can be classes, outermost first. */
  parts: readonly string[];
  /** Which of the split's folders it lies in; empty beside them. */
  region: string;
}

export interface Division {
  /** In the order of the folders given. */
  folders: DividedFolder[];
  /** Names of the split's folders, as they are. */
  names: string[];
  /** Folders beside one another whose different names mean one part: `val` and `valid`. */
  doubled: { split: IngestSplit; names: string[] }[];
  /** Most images lie beside these folders, and nothing else says that they are the split. */
  unsure: boolean;
}

/**
 * What was said of folders: `asked`, that they are the split; `none`, that they are not; or what single ones are. Undefined where nothing was
 * said, or something else.
 */
export type FolderSplit = 'asked' | 'none' | Readonly<Record<string, Split | 'none'>>;

export function folderSplitOf({ split }: Pick<LabelOptions, 'split'>): FolderSplit | undefined {
  if (split === 'folders') return 'asked';
  if (split === 'none') return 'none';
  return typeof split === 'object' ? split : undefined;
}

/** Of the images that must lie in the split's folders for them to be ones without being asked about. */
const MOST = 0.5;

/**
 * @param folders distinct folders, each in parts
 * @param counts images in each
 * @returns null where no folders are a split
 */
export function divideFolders(folders: readonly (readonly string[])[], counts: readonly number[], told?: FolderSplit): Division | null {
  if (told === 'none') return null;
  const named = nameReader(typeof told === 'object' ? told : {});
  const [near, far] = [divideBy(folders, counts, named, true), divideBy(folders, counts, named, false)];
  const sure = [near, far].find((division) => division && !division.unsure);
  if (sure) return sure;
  return told !== undefined && near ? { ...near, unsure: false } : near;
}

type NameReader = (part: string) => SplitName | undefined;

function nameReader(told: Readonly<Record<string, Split | 'none'>>): NameReader {
  const memo = new Map<string, SplitName | undefined>();
  return (part) => {
    if (!memo.has(part)) {
      const own = Object.hasOwn(told, part) ? told[part] : undefined;
      memo.set(part, own === undefined ? splitName(part) : own === 'none' ? undefined : { split: own, word: part, rest: '' });
    }
    return memo.get(part);
  };
}

interface Found extends SplitName {
  at: number;
}

/** @param together whether the split's folders must stand in one folder */
function divideBy(
  folders: readonly (readonly string[])[],
  counts: readonly number[],
  named: NameReader,
  together: boolean,
): Division | null {
  const keyOf = (parts: readonly string[], at: number, rest: string) => `${together ? parts.slice(0, at).join('/') : ''}|${rest}`;
  const groups = new Map<string, Set<IngestSplit>>();
  for (const parts of folders)
    parts.forEach((part, at) => {
      const found = named(part);
      if (!found) return;
      const key = keyOf(parts, at, found.rest);
      groups.set(key, (groups.get(key) ?? new Set()).add(found.split));
    });
  const own = folders.map((parts): Found | null => {
    for (const [at, part] of parts.entries()) {
      const found = named(part);
      if (found && groups.get(keyOf(parts, at, found.rest))!.size > 1) return { at, ...found };
    }
    return null;
  });
  const inside = own.reduce((sum, found, i) => sum + (found ? counts[i]! : 0), 0);
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (inside === 0 || new Set(own.map((found) => found?.split)).size < 2) return null;
  // `cars_train` beside `bikes_train`: the rest of the name is the class; alone it is the name of the set.
  const rests = new Set(own.flatMap((found) => (found ? [found.rest] : [])));
  const names = new Set<string>();
  const divided = folders.map((parts, i): DividedFolder => {
    const found = own[i];
    if (!found) return { parts, region: '' };
    names.add(parts[found.at]!);
    let next = found.at + 1;
    // `seg_train/seg_train`, `train/train`
    while (named(parts[next] ?? '')?.split === found.split) next++;
    const before = together ? parts.slice(0, found.at) : [];
    const restPart = rests.size > 1 && found.rest !== '' ? [found.rest] : [];
    return { split: found.split, parts: [...before, ...restPart, ...parts.slice(next)], region: parts.slice(0, next).join('/') };
  });
  return {
    folders: divided,
    names: [...names],
    doubled: together ? doubledNames(folders, own, keyOf) : [],
    unsure: inside < MOST * all && !sharesClasses(divided),
  };
}

/** `train/cat` and `test/cat`: folders below that are the same say that these are parts of one set, whatever lies beside them. */
function sharesClasses(divided: readonly DividedFolder[]): boolean {
  const splits = new Map<string, Set<IngestSplit>>();
  for (const { split, parts } of divided) {
    if (split === undefined || parts.length === 0) continue;
    const key = parts.join('/');
    splits.set(key, (splits.get(key) ?? new Set()).add(split));
  }
  return [...splits.values()].some(({ size }) => size > 1);
}

function doubledNames(
  folders: readonly (readonly string[])[],
  own: readonly (Found | null)[],
  keyOf: (parts: readonly string[], at: number, rest: string) => string,
): Division['doubled'] {
  const groups = new Map<string, { split: IngestSplit; names: Map<string, string> }>();
  own.forEach((found, i) => {
    if (!found) return;
    const parts = folders[i]!;
    const key = `${keyOf(parts, found.at, found.rest)}|${found.split}`;
    const group = groups.get(key) ?? { split: found.split, names: new Map<string, string>() };
    // `train1` and `train2` are what one thing was divided into; other words are another matter.
    if (!group.names.has(found.word)) group.names.set(found.word, parts[found.at]!);
    groups.set(key, group);
  });
  return [...groups.values()].filter(({ names }) => names.size > 1).map(({ split, names }) => ({ split, names: [...names.values()] }));
}
