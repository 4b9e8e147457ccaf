/** Masks beside pictures: outlines of what is in them, and no pictures to train on. They are known by having a picture's name. */
import { fileName, folderOf, stemOf } from '../names';
import type { Rejected } from '../rejection';

export const MASK_REASON = 'it is a mask of another picture, by its folder and name; masks are not trained on';

/** Folders of masks; `with_mask` and `no mask` are classes. */
const MASK_FOLDER =
  /^((?:image|train|test|val|binary|object|instance|semantic)?[_ -]?(masks?|mattes?)|trimaps?|ground[_ -]?truths?|gts?|segmentations?|segmentation(class|object)(raw|aug)?|seg[_ -]?(masks?|labels?)|annotations?|labels?|alphas?|mattings?|depths?)$/iu;
const MASK_SUFFIX = /[_ .-](mask|masks|seg|segmentation|gt|trimap|matte|alpha|groundtruth|label)$/iu;
const PICTURE_FOLDER = /^(images?|imgs?|jpegimages|jpe?gs?|photos?|pictures?|data|rgb|raw|inputs?|originals?|train|test|val)$/iu;
/** Of a folder's files that must have a picture's name. */
const MOST = 0.9;

/** @returns indices of masks among the images */
export function findMasks(paths: readonly string[]): Set<number> {
  const masks = new Set<number>();
  const folders = new Map<string, number[]>();
  paths.forEach((path, image) => {
    const own = folders.get(folderOf(path));
    if (own) own.push(image);
    else folders.set(folderOf(path), [image]);
  });
  const suffixed = bySuffix(paths);
  for (const image of suffixed) masks.add(image);
  const maskFolders = [...folders.keys()].filter((folder) => folder.split('/').some((part) => MASK_FOLDER.test(part)));
  if (maskFolders.length === 0) return masks;
  const isMask = new Set(maskFolders);
  const pictures = new Map<string, string[]>();
  for (const [folder, images] of folders)
    if (!isMask.has(folder))
      for (const image of images) {
        const stem = stemOf(paths[image]!);
        const known = pictures.get(stem);
        if (known) known.push(folder);
        else pictures.set(stem, [folder]);
      }
  for (const folder of maskFolders) {
    const images = folders.get(folder)!;
    const paired = images.filter((image) => hasPicture(paths[image]!, folder, pictures));
    if (paired.length >= MOST * images.length) for (const image of images) masks.add(image);
  }
  return masks;
}

/** A picture of the same name in a parallel folder, or of a name that cannot be a coincidence. */
function hasPicture(path: string, folder: string, pictures: ReadonlyMap<string, string[]>): boolean {
  const stem = stemOf(path);
  const found = pictures.get(stem) ?? pictures.get(stem.replace(MASK_SUFFIX, '')) ?? [];
  if (found.length === 0) return false;
  const parts = folder.split('/');
  const at = parts.findLastIndex((part) => MASK_FOLDER.test(part));
  const parallel = (other: string) => {
    const own = other.split('/');
    const before = parts.slice(0, at);
    const inside = before.every((part, i) => own[i] === part);
    return inside && (own.length === at || PICTURE_FOLDER.test(own[at] ?? '') || PICTURE_FOLDER.test(own.at(-1) ?? ''));
  };
  return found.some(parallel) || (!/^\d+$/u.test(stem) && found.some((other) => PICTURE_FOLDER.test(fileName(other))));
}

/** `0001_mask.png` beside `0001.png`, or in a folder of its own. */
function bySuffix(paths: readonly string[]): number[] {
  const marked = paths.flatMap((path, image) => (MASK_SUFFIX.test(stemOf(path)) ? [image] : []));
  if (marked.length === 0) return [];
  const byFolder = new Set(paths.map((path) => `${folderOf(path)}/${stemOf(path)}`));
  const stems = new Set(paths.map(stemOf));
  const isPaired = (image: number) => {
    const bare = stemOf(paths[image]!).replace(MASK_SUFFIX, '');
    const folder = folderOf(paths[image]!);
    return byFolder.has(`${folder}/${bare}`) || (folder.split('/').some((part) => MASK_FOLDER.test(part)) && stems.has(bare));
  };
  return marked.filter(isPaired);
}

export const rejectMasks = (paths: readonly string[], masks: ReadonlySet<number>): Rejected[] =>
  [...masks].map((image) => ({ name: paths[image]!, reason: MASK_REASON }));
