/**
 * NumPy's `.npy` files. Format: numpy.lib.format, versions 1.0 to 3.0: a magic, the length of the header, the header as a Python
 * dictionary, the data.
 */
import { decodeHalf } from '../../formats/halves';
import { showName } from '../names';
import { FileError } from '../rejection';
import { startsWith } from '../image/sniff';
import { shapeInWords, type Numbers } from './arrayImages';

export interface NpyHeader {
  /** NumPy's type string: `|u1`, `<f4`, `<U12`, … */
  type: string;
  shape: number[];
  /** true: the first index runs fastest. */
  fortran: boolean;
  /** Where the data begin. */
  dataAt: number;
}

export interface NpyArray extends Omit<NpyHeader, 'dataAt'> {
  data: Numbers | string[];
}

/** Headers are padded to some 128 bytes; longer ones belong to arrays of records. */
export const NPY_HEAD_BYTES = 4096;

/** @throws FileError when these are not the beginnings of an array */
export function readNpyHeader(head: Uint8Array, path: string): NpyHeader {
  if (!startsWith(head, 0, '\x93NUMPY') || head.length < 12)
    throw new FileError(path, 'it is not a NumPy array; save it again with numpy.save');
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const wide = head[6]! >= 2;
  const start = wide ? 12 : 10;
  const dataAt = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const text = new TextDecoder().decode(head.subarray(start, dataAt));
  if (dataAt > head.length) throw new FileError(path, 'it is cut short, or an array of records; save plain numbers with numpy.save');
  const type = /'descr'\s*:\s*'([^']+)'/u.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/u.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\sL,]*)\)/u.exec(text)?.[1];
  if (type === undefined) throw new FileError(path, 'it is an array of records; save the images and the labels as arrays of their own');
  if (fortran === undefined || shape === undefined) throw new FileError(path, 'its header is damaged; save it again with numpy.save');
  const sides = shape
    .split(',')
    .map((side) => side.replace('L', '').trim())
    .filter((side) => side !== '')
    .map(Number);
  // Every length below follows from these: what is no number, or too large to count exactly, goes no further.
  if (
    !sides.every((side) => Number.isSafeInteger(side)) ||
    !Number.isSafeInteger(sides.reduce((product, side) => product * Math.max(1, side), 1))
  )
    throw new FileError(path, 'its header is damaged: the shape in it is impossible; save it again with numpy.save');
  return { type, shape: sides, fortran: fortran === 'True', dataAt };
}

/** Reads an array as a whole. @throws FileError that names the array and what is wrong with it */
export function readNpy(bytes: Uint8Array<ArrayBuffer>, path: string): NpyArray {
  const { type, shape, fortran, dataAt } = readNpyHeader(bytes, path);
  const kind = parseType(type, path);
  const count = shape.reduce((product, side) => product * side, 1);
  const needed = count * kind.bytes;
  const there = bytes.length - dataAt;
  if (there < needed)
    throw new FileError(
      path,
      `it is cut short: ${shapeInWords(shape)} of ${type} takes ${needed} bytes, ${there} are there; copy it again`,
    );
  return { type, shape, fortran, data: kind.read(bytes.subarray(dataAt, dataAt + needed), count) };
}

interface Kind {
  /** Bytes of one value. */
  bytes: number;
  read(data: Uint8Array<ArrayBuffer>, count: number): Numbers | string[];
}

const NUMBERS: Record<string, (new (buffer: ArrayBuffer) => Numbers) & { BYTES_PER_ELEMENT: number }> = {
  b1: Uint8Array,
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
  u8: BigUint64Array,
  i8: BigInt64Array,
  f4: Float32Array,
  f8: Float64Array,
};

function parseType(type: string, path: string): Kind {
  const [, order, code = '', digits = ''] = /^([<>|=])?([a-zA-Z])(\d*)$/u.exec(type) ?? [];
  const big = order === '>';
  const size = Number(digits);
  if (code === 'U' && size > 0) return { bytes: 4 * size, read: (data, count) => readUnicode(data, count, size, big) };
  if (code === 'S' && size > 0) return { bytes: size, read: (data, count) => readBytes(data, count, size) };
  if (code === 'f' && size === 2) return { bytes: 2, read: (data) => decodeHalf(data, big) };
  const Numbers = NUMBERS[code + digits];
  if (code === 'O') throw new FileError(path, 'it holds Python objects, which are not read; save a plain array of numbers or strings');
  if (!Numbers) throw new FileError(path, `it holds values of type ${showName(type, 24)}, which can't be read; save it as uint8`);
  return {
    bytes: Numbers.BYTES_PER_ELEMENT,
    // A copy where the data do not stand at a multiple of their size, or stand in the other byte order.
    read(data) {
      const swapped = big && Numbers.BYTES_PER_ELEMENT > 1;
      if (!swapped && Numbers === Uint8Array) return data;
      const copy = data.slice();
      if (swapped) swapBytes(copy, Numbers.BYTES_PER_ELEMENT);
      return new Numbers(copy.buffer);
    },
  };
}

/** Turns the byte order of every value around, in place. */
export function swapBytes(bytes: Uint8Array, width: number): void {
  for (let at = 0; at + width <= bytes.length; at += width) bytes.subarray(at, at + width).reverse();
}

function readUnicode(data: Uint8Array, count: number, length: number, big: boolean): string[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: count }, (_, i) => {
    let text = '';
    for (let k = 0; k < length; k++) {
      const code = view.getUint32(4 * (i * length + k), !big);
      if (code === 0) break;
      text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    }
    return text;
  });
}

function readBytes(data: Uint8Array, count: number, length: number): string[] {
  const decoder = new TextDecoder();
  return Array.from({ length: count }, (_, i) => {
    let end = (i + 1) * length;
    while (end > i * length && data[end - 1] === 0) end--;
    return decoder.decode(data.subarray(i * length, end));
  });
}
