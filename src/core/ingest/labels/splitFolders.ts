/** Folders that are parts of a set, `train` and `test` in all their spellings, wherever they stand: `images/train`, `cat/test`, `seg_train/seg_train`. */
import { splitName, type IngestSplit } from '../splits/splits';

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
}

/** Of the images that must lie in the split's folders for them to be ones. */
const MOST = 0.5;

/**
 * @param folders distinct folders, each in parts
 * @param counts images in each
 * @returns null where no folders are a split
 */
export function divideFolders(folders: readonly (readonly string[])[], counts: readonly number[]): Division | null {
  return divideBy(folders, counts, true) ?? divideBy(folders, counts, false);
}

interface Found {
  at: number;
  split: IngestSplit;
  rest: string;
}

/** @param together whether the split's folders must stand in one folder */
function divideBy(folders: readonly (readonly string[])[], counts: readonly number[], together: boolean): Division | null {
  const memo = new Map<string, ReturnType<typeof splitName>>();
  const named = (part: string) => {
    if (!memo.has(part)) memo.set(part, splitName(part));
    return memo.get(part);
  };
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
  if (inside === 0 || inside < MOST * all || new Set(own.map((found) => found?.split)).size < 2) return null;
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
  return { folders: divided, names: [...names] };
}
