/** What recognisers of known benchmarks see, and what they answer. */
import { counted, type Labelling } from '../labels/labelling';
import type { PathIndex } from '../labels/pathIndex';
import { compareNames, fileName, folderOf } from '../names';
import type { SourceFile } from '../source';
import type { IngestSplit } from '../splits/splits';

export interface Surroundings {
  /** Paths of the images. */
  paths: readonly string[];
  index: PathIndex;
  /** Files that are no images. */
  others: readonly SourceFile[];
}

export interface Recognised extends Labelling {
  protocol: { name: string; note: string };
}

/** @returns null when the layout is another; throws FileError when the benchmark's own lists are damaged */
export type Recogniser = (around: Surroundings) => Promise<Recognised | null>;

/** Files of one name, in any folder; names as published, case aside. */
export function filesNamed(others: readonly SourceFile[], name: string | RegExp): SourceFile[] {
  return others.filter(({ path }) =>
    typeof name === 'string' ? fileName(path).toLowerCase() === name.toLowerCase() : name.test(fileName(path)),
  );
}

/** Files of these names that lie in one folder, or null. */
export function filesTogether(others: readonly SourceFile[], names: readonly string[]): SourceFile[] | null {
  for (const first of filesNamed(others, names[0]!)) {
    const folder = folderOf(first.path);
    const all = names.map((name) => filesNamed(others, name).find(({ path }) => folderOf(path) === folder));
    if (all.every((file) => file !== undefined)) return all;
  }
  return null;
}

/** Collects labels for images that a list names one by one. */
export interface Collector {
  /** @returns whether the image is here */
  add(listed: string, near: string, classPath: string, split: IngestSplit): boolean;
  finish(protocol: Recognised['protocol'], names?: Map<string, string>): Recognised | null;
}

export function createCollector({ paths, index }: Surroundings): Collector {
  const classPaths = new Array<string | null>(paths.length).fill(null);
  const splits = new Array<IngestSplit | undefined>(paths.length).fill(undefined);
  let missing = 0;
  let present = 0;
  return {
    add(listed, near, classPath, split) {
      const found = index.resolve(listed, near);
      if (found === null) {
        missing++;
        return false;
      }
      if (classPaths[found] === null) present++;
      classPaths[found] = classPath;
      splits[found] = split;
      return true;
    },
    finish(protocol, names) {
      // Lists of a benchmark beside other images, or images of a tenth of it, are still that benchmark; none at all are not.
      if (present === 0) return null;
      const notes =
        missing > 0
          ? [`${counted(missing, 'image')} that the lists of ${protocol.name} name ${missing === 1 ? 'is' : 'are'} not here.`]
          : [];
      return { classPaths, splits, notes, protocol, ...(names ? { names } : {}) };
    },
  };
}

/** The last folder of each path, and the distinct ones as people count. */
export function lastFolders(paths: readonly string[]): { own: string[]; distinct: string[] } {
  const own = paths.map((path) => fileName(folderOf(path)).trim());
  return { own, distinct: [...new Set(own)].sort(compareNames) };
}
