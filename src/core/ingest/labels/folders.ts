/** Labels from folders: the path of an image's folder is its class and its place in the hierarchy. */
import { folderOf, folderTitle } from '../names';
import { splitOf } from '../splits';
import type { Labelling } from './labelling';

export interface FolderLabelling extends Labelling {
  /** The folders that all images have in common, outermost first: they say nothing, but make a title. */
  common: string[];
}

/**
 * Folders that all images share are stripped; folders `train`, `val`, `test` directly below are the split.
 * Two folders of one name in different places are two classes.
 * @returns null when all images lie in one folder
 */
export function labelByFolders(paths: readonly string[]): FolderLabelling | null {
  const folders = partsOf(paths);
  const depth = commonDepth(folders);
  const common = (folders[0] ?? []).slice(0, depth);
  let rest = folders.map((parts) => parts.slice(depth));
  const first = new Set(rest.map((parts) => splitOf(parts[0] ?? '')));
  const isSplit = !first.has(undefined) && first.has('train') && first.size > 1;
  const splits = isSplit ? rest.map((parts) => splitOf(parts[0]!)) : undefined;
  if (isSplit) {
    rest = rest.map((parts) => parts.slice(1));
    // `train/images/cat` and `test/images/cat`
    const inner = commonDepth(rest);
    rest = rest.map((parts) => parts.slice(inner));
  }
  const classPaths = rest.map((parts) => (parts.length === 0 ? null : parts.join('/')));
  if (classPaths.every((path) => path === null)) return null;
  return {
    classPaths,
    ...(splits ? { splits } : {}),
    common,
    notes: splits ? ['The folders train, test and the like were taken as the split.'] : [],
  };
}

/** The folders that all paths have in common, as titles. */
export function commonFolders(paths: readonly string[]): string[] {
  const folders = partsOf(paths);
  return (folders[0] ?? []).slice(0, commonDepth(folders));
}

/** Each folder is taken apart once, however many images are in it. */
function partsOf(paths: readonly string[]): string[][] {
  const known = new Map<string, string[]>();
  return paths.map((path) => {
    const folder = folderOf(path);
    let parts = known.get(folder);
    if (!parts) known.set(folder, (parts = folder === '' ? [] : folder.split('/').map(folderTitle)));
    return parts;
  });
}

function commonDepth(folders: readonly (readonly string[])[]): number {
  const [first] = folders;
  if (!first) return 0;
  let depth = first.length;
  for (const parts of folders) {
    let same = 0;
    while (same < depth && parts[same] === first[same]) same++;
    depth = same;
  }
  return depth;
}
