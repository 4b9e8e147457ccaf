/** All arrays among the files that were dropped, as images. */
import { linesOf, readText } from '../labels/text';
import type { Limits } from '../limits';
import { fileName, folderOf } from '../names';
import { FileError } from '../rejection';
import type { SourceFile } from '../source';
import { shapeInWords, type ArrayImages } from './arrayImages';
import { readCifar } from './cifar';
import { readIdxFiles } from './idx';
import { canBeLabels } from './layout';
import { NPY_HEAD_BYTES, readNpyHeader } from './npy';
import { readNpyImages, readNpyLabels, readNpz } from './npz';

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

/** Image arrays, and label arrays in files of their own: `x.npy` with `y.npy` beside it, by their length. */
async function readNpyFiles(sources: readonly SourceFile[], failed: Failed): Promise<ArrayImages[]> {
  const headed: { source: SourceFile; type: string; shape: number[] }[] = [];
  for (const source of sources)
    await attempt(source, failed, async () =>
      headed.push({ source, ...readNpyHeader(await source.slice(0, NPY_HEAD_BYTES), source.path) }),
    );
  const flat = headed.filter(({ shape }) => shape.length <= 2);
  const used = new Set<SourceFile>();
  const images: ArrayImages[] = [];
  for (const { source } of headed.filter(({ shape }) => shape.length > 2)) {
    await attempt(source, failed, async () => {
      const read = await readNpyImages(source);
      const fitting = flat.filter((other) => folderOf(other.source.path) === folderOf(source.path) && canBeLabels(other, read.n));
      if (fitting.length > 1) {
        const names = fitting.map((other) => fileName(other.source.path)).join(' and ');
        throw new FileError(source.path, `${names} could each be its labels; keep one beside it`);
      }
      const labels = fitting[0]?.source;
      if (labels) used.add(labels);
      images.push({ ...read, ...(labels ? await readNpyLabels(labels) : {}) });
    });
  }
  for (const { source, shape } of flat)
    if (!used.has(source))
      failed(
        source.path,
        new FileError(source.path, `it is an array ${shapeInWords(shape)}, neither images nor the labels of images beside it`),
      );
  return images;
}

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
