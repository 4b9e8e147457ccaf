/** All arrays among the files that were dropped, as images. */
import { linesOf, readText } from '../labels/text';
import type { Limits } from '../limits';
import { fileName, folderOf, showName, stemOf } from '../names';
import { FileError } from '../rejection';
import type { SourceFile } from '../source';
import { shapeInWords, type ArrayImages } from './arrayImages';
import { readCifar } from './cifar';
import { readIdxFiles } from './idx';
import { findAxes } from './layout';
import { NPY_HEAD_BYTES, readNpyHeader } from './npy';
import { readNpyImages, readNpz, readTogether, type Member } from './npz';

export type { ArrayImages } from './arrayImages';

export interface ArrayFiles {
  npy: SourceFile[];
  npz: SourceFile[];
  idx: SourceFile[];
  cifar: SourceFile[];
  texts: SourceFile[];
}

export interface ReadArrays {
  images: ArrayImages[];
  /** The path of its file for every row of every array without labels, in order. */
  unlabelledPaths: string[];
  /** Texts that held no names of classes. */
  unusedTexts: SourceFile[];
}

type Failed = (path: string, error: unknown) => void;

/** @param failed is told of each file that cannot be used */
export async function readArrays(files: ArrayFiles, limits: Limits, failed: Failed): Promise<ReadArrays> {
  const images: ArrayImages[] = [];
  for (const source of files.npz) await attempt(source, failed, async () => images.push(...(await readNpz(source, limits))));
  images.push(...(await readNpyFiles(files.npy, failed)));
  images.push(...(await readIdxFiles(files.idx, failed)));
  const names = await cifarNames(files);
  for (const source of files.cifar)
    await attempt(source, failed, async () => images.push(readCifar(await source.bytes(), source.path, names)));
  return {
    images,
    unlabelledPaths: images.filter(({ labels }) => labels === null).flatMap(({ path, n }) => new Array<string>(n).fill(path)),
    unusedTexts: files.texts.filter((text) => !names.used.includes(text)),
  };
}

async function attempt(source: SourceFile, failed: Failed, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    failed(source.path, error);
  }
}

/**
 * Image arrays, and what lies beside them in files of their own: `x.npy` with `y.npy`, as the arrays of one `.npz` do. A single picture an array
 * has its label from elsewhere.
 */
async function readNpyFiles(sources: readonly SourceFile[], failed: Failed): Promise<ArrayImages[]> {
  const folders = new Map<string, Member[]>();
  const images: ArrayImages[] = [];
  for (const source of sources)
    await attempt(source, failed, async () => {
      const { type, shape } = readNpyHeader(await source.slice(0, NPY_HEAD_BYTES), source.path);
      if (shape.length > 2 && isPicture(shape)) return void images.push(await readNpyImages(source));
      const folder = folderOf(source.path);
      const key = stemOf(source.path);
      folders.set(folder, [...(folders.get(folder) ?? []), { key, file: source, path: source.path, type, shape }]);
    });
  for (const members of folders.values()) {
    const [lead] = members.filter(({ shape }) => shape.length > 2);
    const fail = ({ path, shape }: Member) => failed(path, unused(path, shape));
    if (!lead) {
      members.forEach(fail);
      continue;
    }
    try {
      const read = await readTogether(members, lead.path, ({ path }) => showName(fileName(path)));
      images.push(...read.images);
      members.filter((member) => !read.used.has(member)).forEach(fail);
    } catch (error) {
      failed(lead.path, error);
    }
  }
  return images;
}

/** One picture: alone, or in a stack of one. */
function isPicture(shape: readonly number[]): boolean {
  const found = findAxes(shape);
  return 'axes' in found && (found.axes === 'HWC' || shape[0] === 1);
}

const unused = (path: string, shape: readonly number[]) =>
  new FileError(path, `it is an array ${shapeInWords(shape)}, neither images nor the labels of images beside it`);

async function cifarNames({ cifar, texts }: ArrayFiles): Promise<{ fine?: string[]; coarse?: string[]; used: SourceFile[] }> {
  if (cifar.length === 0) return { used: [] };
  const find = (name: RegExp) => texts.find(({ path }) => name.test(fileName(path)));
  const fine = find(/^(fine_label_names|batches\.meta)\.txt$/iu);
  const coarse = find(/^coarse_label_names\.txt$/iu);
  const read = async (source: SourceFile) => linesOf(await readText(source)).map((line) => line.trim());
  return {
    ...(fine ? { fine: await read(fine) } : {}),
    ...(coarse ? { coarse: await read(coarse) } : {}),
    used: [fine, coarse].filter((source) => source !== undefined),
  };
}
