/**
 * MNIST's IDX files: two zeros, a type, the number of axes, each axis as four big-endian bytes, the data, big-endian.
 */
import { fileName } from '../names';
import { FileError } from '../rejection';
import type { SourceFile } from '../source';
import { splitInName } from '../splits/splits';
import { shapeInWords, type ArrayImages, type Numbers } from './arrayImages';
import { imagesFrom, labelsFrom, type NamedArray } from './layout';
import { swapBytes } from './npy';

const TYPES: Record<number, { type: string; Numbers: (new (buffer: ArrayBuffer) => Numbers) & { BYTES_PER_ELEMENT: number } }> = {
  0x08: { type: 'u1', Numbers: Uint8Array },
  0x09: { type: 'i1', Numbers: Int8Array },
  0x0b: { type: 'i2', Numbers: Int16Array },
  0x0c: { type: 'i4', Numbers: Int32Array },
  0x0d: { type: 'f4', Numbers: Float32Array },
  0x0e: { type: 'f8', Numbers: Float64Array },
};

/** @throws FileError when the file is damaged */
export function readIdx(bytes: Uint8Array<ArrayBuffer>, path: string): NamedArray {
  const kind = TYPES[bytes[2] ?? 0];
  const axes = bytes[3] ?? 0;
  const dataAt = 4 + 4 * axes;
  if (!kind || axes < 1 || bytes.length < dataAt) throw new FileError(path, 'its IDX header is damaged; download it again');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const width = kind.Numbers.BYTES_PER_ELEMENT;
  const needed = shape.reduce((product, side) => product * side, width);
  if (bytes.length - dataAt !== needed) {
    const wrong = bytes.length - dataAt < needed ? 'cut short' : 'damaged';
    throw new FileError(
      path,
      `it is ${wrong}: ${shapeInWords(shape)} takes ${needed} bytes after the header, ${bytes.length - dataAt} are there; download it again`,
    );
  }
  const data = bytes.slice(dataAt);
  if (width > 1) swapBytes(data, width);
  return {
    name: fileName(path),
    path,
    type: kind.type,
    shape,
    fortran: false,
    data: kind.Numbers === Uint8Array ? data : new kind.Numbers(data.buffer),
  };
}

/**
 * Image files with their label files: `train-images-idx3-ubyte` goes with `train-labels-idx1-ubyte`; one of each goes together whatever the names.
 * @param failed is told of each file that cannot be used
 */
export async function readIdxFiles(sources: readonly SourceFile[], failed: (path: string, error: unknown) => void): Promise<ArrayImages[]> {
  const images: NamedArray[] = [];
  const labels: NamedArray[] = [];
  for (const source of sources) {
    try {
      const array = readIdx(await source.bytes(), source.path);
      (array.shape.length > 1 ? images : labels).push(array);
    } catch (error) {
      failed(source.path, error);
    }
  }
  const unused = new Set(labels);
  const found: ArrayImages[] = [];
  for (const array of images) {
    const own =
      labels.find((one) => pairKey(one.path) === pairKey(array.path)) ??
      (images.length === 1 && labels.length === 1 ? labels[0] : undefined);
    try {
      const read = imagesFrom(array);
      if (own && own.shape[0] !== read.n) {
        unused.delete(own);
        throw new FileError(array.path, `it has ${read.n} images, ${own.name} has ${own.shape[0]} labels; download both again`);
      }
      const split = splitInName(array.name);
      found.push({ ...read, ...(own ? labelsFrom(own) : {}), ...(split ? { split } : {}) });
      if (own) unused.delete(own);
    } catch (error) {
      failed(array.path, error);
    }
  }
  for (const { path } of unused)
    failed(path, new FileError(path, 'it holds labels, and the images that go with them are missing; add both files'));
  return found;
}

/** What the names of images and their labels have in common. */
function pairKey(path: string): string {
  return path
    .toLowerCase()
    .replace(/images?|labels?/u, '')
    .replace(/idx\d/u, '');
}
