/** Labels from folders: the path of an image's folder is its class and its place in the hierarchy. */
import { folderOf, folderTitle, showName } from '../names';
import type { IngestSplit } from '../splits/splits';
import type { Labelling } from './labelling';
import { shownImages, type Choice, type Question } from './question';
import { divideFolders, type DividedFolder, type Division, type FolderSplit } from './splitFolders';

/** Images that lie in one of the split's folders, or all of them where there are none. */
export interface Region {
  split?: IngestSplit;
  /** As in the paths; empty where it is the whole. */
  folder: string;
  /** Indices, ascending. */
  images: number[];
}

export interface FolderReading extends Labelling {
  /** The folders that all images have in common, outermost first: they say nothing, but make a title. */
  common: string[];
  /** At least one. Images beside the split's folders are in none. */
  regions: Region[];
  /** Names of the folders that are the split, as they are. */
  splitNames: readonly string[];
  /** Folders beside one another whose different names mean one part. */
  doubled: Division['doubled'];
  /** Whether the split's folders may be classes: most images lie beside them. */
  unsureSplit: boolean;
  /** Where folders could be read in several ways. */
  question?: Question;
}

/** Folders that hold images of any class. */
const CONTAINER =
  /^(images?|imgs?|jpe?g|jpegs|jpegimages|png|pngs|photos?|pictures?|pics?|data|raw|rgb|all|files|crops?|originals?|inputs?|unknown|unlabell?ed|no_?label|unsorted)$/iu;
/** The same within a class: `cat/images`. */
const INNER = /^(images?|imgs?|jpe?g|jpegs|jpegimages|png|pngs|photos?|pictures?|pics?|data|raw|rgb|files)$/iu;

export type FolderChoice = 'all' | 'first' | 'last';

/**
 * Folders that all images share say nothing, nor do folders such as `images` within a class or a part of the split; folders that are the split
 * give it. Two folders of one name in different places are two classes. An image that lies beside the classes has no label.
 * @param levels which of several levels are the class
 * @param told what was said of the split's folders
 */
export function readFolders(paths: readonly string[], levels: FolderChoice = 'all', told?: FolderSplit): FolderReading {
  const own = distinctFolders(paths);
  const common = commonParts(own.folders);
  const inner = own.folders.map((parts) => parts.slice(common.length));
  const division = divideFolders(inner, own.counts, told);
  const divided = division?.folders ?? inner.map((parts): DividedFolder => ({ parts, region: '' }));
  const parts = withoutContainers(divided, division !== null);
  const crossed = levels === 'all' && isCrossed(parts);
  const classes = parts.map((folders, i) => {
    if (division && divided[i]!.split === undefined) return null;
    const chosen = levels === 'first' ? folders.slice(0, 1) : levels === 'last' ? folders.slice(-1) : folders;
    return chosen.length === 0 ? null : chosen.join('/');
  });
  const classPaths = paths.map((_, image) => classes[own.of[image]!]!);
  const regions = regionsOf(paths, own, divided, common);
  return {
    classPaths,
    common,
    regions,
    notes: division ? notesOf(division.names, paths.length - regions.reduce((sum, { images }) => sum + images.length, 0)) : [],
    splitNames: division?.names ?? [],
    doubled: division?.doubled ?? [],
    unsureSplit: division?.unsure ?? false,
    ...(division ? { splits: paths.map((_, image) => divided[own.of[image]!]!.split) } : {}),
    ...(crossed ? { question: levelsQuestion(paths, classPaths) } : {}),
  };
}

/** The same as a source of labels. @returns null when folders give none */
export function labelByFolders(paths: readonly string[], levels: FolderChoice = 'all', told?: FolderSplit): FolderReading | null {
  const reading = readFolders(paths, levels, told);
  return reading.classPaths.every((path) => path === null) ? null : reading;
}

function notesOf(names: readonly string[], beside: number): string[] {
  const listed = names.slice(0, 4).map((name) => `“${showName(name, 40)}”`);
  return [
    `The folders ${listed.slice(0, -1).join(', ')} and ${listed.at(-1)} were taken as the split.`,
    ...(beside > 0
      ? [`${beside === 1 ? '1 image lies' : `${beside.toLocaleString('en')} images lie`} beside the split’s folders, which gives no label.`]
      : []),
  ];
}

interface Folders {
  folders: string[][];
  /** Images in each. */
  counts: number[];
  /** For each image its folder. */
  of: Int32Array;
}

/** Each folder is taken apart once, however many images are in it. */
function distinctFolders(paths: readonly string[]): Folders {
  const known = new Map<string, number>();
  const found: Folders = { folders: [], counts: [], of: new Int32Array(paths.length) };
  paths.forEach((path, image) => {
    const folder = folderOf(path);
    let at = known.get(folder);
    if (at === undefined) {
      known.set(folder, (at = found.folders.length));
      found.folders.push(folder === '' ? [] : folder.split('/').map(folderTitle));
      found.counts.push(0);
    }
    found.counts[at]!++;
    found.of[image] = at;
  });
  return found;
}

/** The folders that all paths have in common, as titles. */
export function commonFolders(paths: readonly string[]): string[] {
  return commonParts(distinctFolders(paths).folders);
}

function commonParts(folders: readonly (readonly string[])[]): string[] {
  const [first] = folders;
  if (!first) return [];
  let depth = first.length;
  for (const parts of folders) {
    let same = 0;
    while (same < depth && parts[same] === first[same]) same++;
    depth = same;
  }
  return first.slice(0, depth);
}

/** Leaves out what holds images and is no class: in front, where a whole part of the split shares it; behind, within a class. */
function withoutContainers(divided: readonly DividedFolder[], hasSplit: boolean): (readonly string[])[] {
  const regions = new Map<string, number[]>();
  divided.forEach(({ region }, i) => {
    const own = regions.get(region);
    if (own) own.push(i);
    else regions.set(region, [i]);
  });
  const parts = divided.map((folder) => folder.parts);
  if (hasSplit) {
    // `train/images/cat` and `test/images/cat`
    const shared = commonParts(parts.filter((own, i) => divided[i]!.split !== undefined && own.length > 0)).length;
    const classes = new Set(parts.map((own) => own.join('/')));
    if (classes.size > 1) parts.forEach((own, i) => (parts[i] = own.slice(shared)));
    for (const folders of regions.values()) {
      let first = parts[folders[0]!]![0];
      while (first !== undefined && CONTAINER.test(first) && folders.every((i) => parts[i]![0] === first)) {
        for (const i of folders) parts[i] = parts[i]!.slice(1);
        first = parts[folders[0]!]![0];
      }
    }
  }
  // `amazon/images/mug`, `dslr/images/mug`
  const deepest = parts.reduce((most, { length }) => Math.max(most, length), 0);
  const holders = Array.from({ length: deepest }, (_, at) => at).filter(
    (at) => at > 0 && parts.every((own) => own.length <= at || INNER.test(own[at]!)),
  );
  const bare = holders.length === 0 ? parts : parts.map((own) => own.filter((_, at) => !holders.includes(at)));
  return bare.map((own) => {
    let end = own.length;
    while (end > 1 && INNER.test(own[end - 1]!)) end--;
    return own.slice(0, end);
  });
}

/** `amazon/cat`, `amazon/dog`, `dslr/cat`, `dslr/dog`: every inner folder is in most of the outer ones, so either can be the class. */
function isCrossed(parts: readonly (readonly string[])[]): boolean {
  const deep = parts.filter(({ length }) => length > 0);
  if (deep.length < 4 || deep.some(({ length }) => length !== 2)) return false;
  const outer = new Map<string, Set<string>>();
  for (const [above, below] of deep) outer.set(below!, (outer.get(below!) ?? new Set()).add(above!));
  const all = new Set(deep.map(([above]) => above)).size;
  return outer.size > 1 && all > 1 && [...outer.values()].every(({ size }) => size > 1 && size >= all / 2);
}

function levelsQuestion(paths: readonly string[], classPaths: readonly (string | null)[]): Question {
  const labelled = [...paths.keys()].filter((image) => classPaths[image] !== null);
  const images = shownImages(labelled);
  const choice = (title: string, labelsFrom: string, label: (path: string) => string): Choice => ({
    title,
    option: { labelsFrom },
    labels: images.map((image) => label(classPaths[image]!)),
  });
  return {
    about: 'hierarchy levels',
    text: 'Which folder is the class? The same folders are found in several others.',
    images,
    choices: [
      choice('the inner folder', 'last folder', (path) => path.slice(path.lastIndexOf('/') + 1)),
      choice('the outer folder', 'first folder', (path) => path.split('/')[0]!),
      choice('both, as levels', 'folders', (path) => path),
    ],
  };
}

function regionsOf(paths: readonly string[], { of }: Folders, divided: readonly DividedFolder[], common: readonly string[]): Region[] {
  const hasSplit = divided.some(({ split }) => split !== undefined);
  if (!hasSplit) return [{ folder: '', images: [...paths.keys()] }];
  const regions = new Map<string, Region>();
  paths.forEach((path, image) => {
    const { split, region } = divided[of[image]!]!;
    if (split === undefined) return;
    let own = regions.get(region);
    if (!own) {
      const depth = common.length + region.split('/').length;
      own = { split, folder: path.split('/').slice(0, depth).join('/'), images: [] };
      regions.set(region, own);
    }
    own.images.push(image);
  });
  return [...regions.values()];
}
