/** Puts images, arrays and labels together into the classes and entries of a plan. */
import type { ClassInfo } from '../data/imageSet';
import type { ArrayImages } from './arrays/arrayImages';
import { commonFolders } from './labels/folders';
import { classPathOf, counted, type Labelling } from './labels/labelling';
import { compareNames, fileName, folderTitle, showName, stemOf } from './names';
import { UNLABELLED, type IngestPlan, type LabelSource, type PlanEntry } from './plan.types';
import type { SourceFile } from './source';
import type { IngestSplit } from './splits/splits';

export interface Parts {
  images: readonly SourceFile[];
  arrays: readonly ArrayImages[];
  /** Of the images, then of the rows of arrays that have no labels of their own; it may end with the images. */
  labelling: Labelling;
  labelSource: LabelSource;
  /** Each image its own class, whatever labels there are. */
  each?: boolean;
  /** It has to be asked where labels are: images without one stay so. */
  unclear?: boolean;
  dropped: readonly SourceFile[];
  title?: string | undefined;
}

interface Item {
  name: string;
  source: PlanEntry['source'];
  classPath: string | null;
  split: IngestSplit | undefined;
}

/** Sorting by the rules of people takes a second for 100,000 names; beyond this many classes nobody reads the order. */
const MOST_COMPARED = 5000;

/** Everything of a plan but what was left out. */
export function assemble(parts: Parts): Omit<IngestPlan, 'rejected' | 'ignored' | 'protocol' | 'labelSources' | 'question' | 'encoding'> {
  const items = itemsOf(parts);
  if (parts.each) for (const item of items) item.classPath = null;
  const labelled = items.some(({ classPath }) => classPath !== null);
  // Without any label each image is its own class, whose only positives are other views of it.
  if (!labelled && !parts.unclear) nameEach(items);
  const paths = [...new Set(items.map(({ classPath }) => classPath).filter((path) => path !== null))];
  paths.sort(paths.length <= MOST_COMPARED ? compareNames : byCodeUnits);
  const places = new Map(paths.map((path, index) => [path, index]));
  const classes: ClassInfo[] = paths.map((path) => ({ path, name: parts.labelling.names?.get(path) ?? fileName(path) }));
  const entries = items.map(({ name, source, classPath, split }): PlanEntry => {
    const classIndex = classPath === null ? UNLABELLED : places.get(classPath)!;
    return { name, source, classIndex, ...(split === undefined ? {} : { split }) };
  });
  const ownLabels = labelled && parts.arrays.some(({ labels }) => labels !== null);
  const fromArrays = ownLabels && (parts.images.length === 0 || parts.labelSource === 'none');
  return {
    title: parts.title ?? titleOf(parts),
    classes,
    entries,
    arrays: [...parts.arrays],
    notes: [...parts.labelling.notes, ...parts.arrays.flatMap(({ notes }) => notes), ...(parts.unclear ? [] : remarks(items, labelled))],
    labelSource: fromArrays ? 'arrays' : labelled ? parts.labelSource : 'none',
  };
}

function itemsOf({ images, arrays, labelling }: Parts): Item[] {
  const { classPaths, splits } = labelling;
  const items = images.map((file, index): Item => ({
    name: file.path,
    source: { file },
    classPath: classPaths[index] ?? null,
    split: splits?.[index],
  }));
  let next = images.length;
  arrays.forEach(({ name, n, labels, classNames, split }, array) => {
    const known = new Map<number, string | null>();
    for (let row = 0; row < n; row++) {
      const own = labels?.[row];
      if (own !== undefined && !known.has(own)) known.set(own, own < 0 ? null : classPathOf(classNames?.get(own) ?? String(own)));
      const place = labels ? -1 : next++;
      const classPath = own === undefined ? (classPaths[place] ?? null) : known.get(own)!;
      items.push({ name: `${name}, image ${row}`, source: { array, row }, classPath, split: split ?? splits?.[place] });
    }
  });
  return items;
}

function nameEach(items: Item[]): void {
  const taken = new Set<string>();
  for (const item of items) {
    const name = ('file' in item.source ? stemOf(item.name) : item.name).replaceAll('/', ' ').trim() || 'image';
    let unique = name;
    for (let i = 2; taken.has(unique); i++) unique = `${name} (${i})`;
    taken.add(unique);
    item.classPath = unique;
  }
}

function remarks(items: readonly Item[], labelled: boolean): string[] {
  if (items.length === 0)
    return [
      'There are no images here. Add a folder, files or an archive with PNG, JPEG, WebP, AVIF, GIF, BMP or SVG images, or arrays as .npz, .npy, IDX or CIFAR.',
    ];
  if (!labelled)
    return [
      'Without labels each image is its own class, and two augmentations of it are the positives. Folders, a table or file names can give labels; or select thumbnails and label them.',
    ];
  const without = items.filter(({ classPath }) => classPath === null).length;
  const classes = new Set(items.map(({ classPath }) => classPath));
  classes.delete(null);
  const notes: string[] = [];
  if (without > 0)
    notes.push(
      `${counted(without, 'image')} ${without === 1 ? 'has' : 'have'} no label; label ${without === 1 ? 'it' : 'them'} in the preview, or ${without === 1 ? 'it is' : 'they are'} left out.`,
    );
  if (classes.size === 1)
    notes.push(
      `All images are of one class, “${showName([...classes][0]!)}”: without negatives nothing can be trained. Add images of another class, or train without labels.`,
    );
  return notes;
}

/** After the innermost folder that all images share, or the only thing that was dropped. */
function titleOf({ images, arrays, dropped }: Parts): string {
  const common = commonFolders([...images.map(({ path }) => path), ...arrays.map(({ path }) => path)]);
  const telling = common.filter((folder) => !/^(images?|imgs?|data|photos?|pictures?)$/iu.test(folder));
  const folder = telling.at(-1) ?? common.at(-1);
  if (folder !== undefined) return folder;
  if (arrays.length > 0 && images.length === 0) return stemOf(arrays[0]!.path);
  return dropped.length === 1 ? folderTitle(stemOf(dropped[0]!.path)) : 'Own images';
}

const byCodeUnits = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
