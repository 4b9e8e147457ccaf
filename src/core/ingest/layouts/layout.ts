/** What recognisers of layouts see, and what they answer. A layout is known by what it is, not by what it is called. */
import type { FolderReading } from '../labels/folders';
import { counted, type Labelling } from '../labels/labelling';
import type { PathIndex } from '../labels/pathIndex';
import { readText } from '../labels/text';
import { fileName, folderOf } from '../names';
import type { SourceFile } from '../source';
import type { IngestSplit } from '../splits/splits';
import type { Scopes } from '../tables/gather';

export interface LayoutContext {
  /** Paths of the images. */
  paths: readonly string[];
  folders: FolderReading;
  /** Files that are no images. */
  others: readonly SourceFile[];
  scopes: Scopes;
}

export interface LayoutReading extends Labelling {
  /** What the layout is called. */
  name: string;
  /** Files that belong to it and are no images. */
  used: SourceFile[];
}

/** @returns null when the layout is another; throws FileError when its own lists are damaged */
export type LayoutRecogniser = (context: LayoutContext) => LayoutReading | null | Promise<LayoutReading | null>;

/** Collects what lists say of images, one by one. */
export class LayoutCollector {
  readonly classPaths: (string | null)[];
  readonly splits: (IngestSplit | undefined)[];
  #missing = 0;
  readonly #several = new Set<number>();

  constructor(context: Pick<LayoutContext, 'paths' | 'folders'>) {
    this.classPaths = context.paths.map(() => null);
    this.splits = context.paths.map((_, image) => context.folders.splits?.[image]);
  }

  /** Index of the image that a list means, or null, which is counted. */
  find(index: PathIndex, listed: string, near: string): number | null {
    const image = index.resolve(listed, near);
    if (image === null) this.#missing++;
    return image;
  }

  /** Notes that there are several objects in an image. */
  several(image: number): void {
    this.#several.add(image);
  }

  /** @returns null where not one image has a label */
  finish(name: string, used: SourceFile[], notes: string[] = []): LayoutReading | null {
    if (this.classPaths.every((label) => label === null)) return null;
    const without = this.classPaths.filter((label) => label === null).length;
    const several = this.#several.size;
    return {
      name,
      used,
      classPaths: this.classPaths,
      ...(this.splits.some((split) => split !== undefined) ? { splits: this.splits } : {}),
      notes: [
        `The layout is that of ${name}.`,
        ...notes,
        ...(several > 0
          ? [`${counted(several, 'image')} ${several === 1 ? 'shows' : 'show'} several objects: the largest is the label.`]
          : []),
        ...(this.#missing > 0
          ? [`${counted(this.#missing, 'image')} that the lists name ${this.#missing === 1 ? 'is' : 'are'} not here.`]
          : []),
        ...(without > 0 && without < this.classPaths.length ? [`The lists give ${counted(without, 'image')} no label.`] : []),
      ],
    };
  }
}

/** Label and size of the objects in an image, and the largest one's. */
export class LargestObject {
  readonly #found = new Map<number, { label: string; area: number }>();

  constructor(private readonly collector: LayoutCollector) {}

  add(image: number, label: string, area: number): void {
    const known = this.#found.get(image);
    if (known) this.collector.several(image);
    if (known && known.area >= area) return;
    this.#found.set(image, { label, area });
    this.collector.classPaths[image] = label;
  }
}

/** A label that is one class, whatever slashes it has: `F/A-18`. */
export const singleLevel = (label: string): string => label.trim().replaceAll('/', '-');

export function filesCalled(others: readonly SourceFile[], name: RegExp): SourceFile[] {
  return others.filter(({ path }) => name.test(fileName(path)));
}

/** Files of these names in one folder; null where one is missing. */
export function filesTogether(others: readonly SourceFile[], names: readonly RegExp[]): SourceFile[] | null {
  for (const first of filesCalled(others, names[0]!)) {
    const all = names.map((name) => filesCalled(others, name).find(({ path }) => folderOf(path) === folderOf(first.path)));
    if (all.every((file) => file !== undefined)) return all;
  }
  return null;
}

/** Lines with something in them that is no comment. */
export async function listLines(file: SourceFile): Promise<string[]> {
  return (await readText(file)).split(/\r\n|\n|\r/u).filter((line) => line.trim() !== '' && !line.startsWith('#'));
}
