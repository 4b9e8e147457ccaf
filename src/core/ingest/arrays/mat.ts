/**
 * MATLAB level 5 files, as far as annotations need them: numbers, text, cells and structs, packed or not.
 * Format: "MAT-File Format", The MathWorks, chapter 1. Version 7.3 is HDF5 and not read.
 */
import { inflated, joined } from '../archives/inflate';
import { DEFAULT_LIMITS, refuseSize, type Limits } from '../limits';
import { FileError } from '../rejection';
import { startsWith } from '../image/sniff';

export type MatValue =
  | { kind: 'numbers'; dims: number[]; values: ArrayLike<number> }
  | { kind: 'text'; dims: number[]; text: string }
  | { kind: 'cells'; dims: number[]; cells: MatValue[] }
  /** One record an element, in column order. */
  | { kind: 'structs'; dims: number[]; fields: string[]; records: Record<string, MatValue>[] }
  /** Sparse arrays, objects and functions are passed over. */
  | { kind: 'other' };

const COMPRESSED = 15;
const MATRIX = 14;
const HEADER_BYTES = 128;

/** The variables of a file by name. @throws FileError */
export async function readMat(
  bytes: Uint8Array<ArrayBuffer>,
  path: string,
  limits: Limits = DEFAULT_LIMITS,
): Promise<Record<string, MatValue>> {
  if (startsWith(bytes, 0, 'MATLAB 7.3'))
    throw new FileError(path, 'it is a MATLAB 7.3 file (HDF5), which can’t be read; save it with the option -v7');
  if (bytes.length < HEADER_BYTES + 8) throw new FileError(path, 'it is cut short; download it again');
  const mark = String.fromCharCode(bytes[126]!, bytes[127]!);
  if (mark !== 'IM' && mark !== 'MI') throw new FileError(path, 'it is not a MATLAB level 5 file; save it with the option -v7');
  const little = mark === 'IM';
  const variables: [string, MatValue][] = [];
  try {
    for (let at = HEADER_BYTES; at + 8 <= bytes.length;) {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const type = view.getUint32(at, little);
      const size = view.getUint32(at + 4, little);
      if (at + 8 + size > bytes.length) throw new RangeError('An element ends beyond the file');
      const data = bytes.subarray(at + 8, at + 8 + size);
      if (type === COMPRESSED) {
        const unpacked = await unpack(data, path, limits);
        const inner = new Reader(unpacked, little).element();
        if (inner.type === MATRIX) variables.push(readMatrix(inner.data, little));
      } else if (type === MATRIX) variables.push(readMatrix(data, little));
      // Packed elements are the only ones that are not filled up to a multiple of eight.
      at += 8 + (type === COMPRESSED ? size : Math.ceil(size / 8) * 8);
    }
  } catch (error) {
    if (error instanceof RangeError) throw new FileError(path, 'it is damaged or cut short; download it again', { cause: error });
    throw error;
  }
  return Object.fromEntries(variables);
}

async function unpack(packed: Uint8Array<ArrayBuffer>, path: string, limits: Limits): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  for await (const piece of inflated(new Blob([packed]), 'deflate', path)) {
    total += piece.length;
    const reason = refuseSize(total, packed.length, limits);
    if (reason !== null) throw new FileError(path, reason);
    pieces.push(piece);
  }
  return joined(pieces);
}

/** Elements one after another: type, size, data, filled up to eight bytes; small ones in four bytes beside their tag. */
class Reader {
  private at = 0;
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly little: boolean,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Elements that there can be at most in what is left: each has a tag of eight bytes. */
  get most(): number {
    return Math.max(0, Math.floor((this.bytes.length - this.at) / 8));
  }

  get done(): boolean {
    return this.at + 8 > this.bytes.length;
  }

  /** @throws RangeError beyond the end */
  element(): { type: number; data: Uint8Array } {
    const tag = this.view.getUint32(this.at, this.little);
    if (tag >>> 16 !== 0) {
      const data = this.bytes.subarray(this.at + 4, this.at + 4 + (tag >>> 16));
      this.at += 8;
      return { type: tag & 0xffff, data };
    }
    const size = this.view.getUint32(this.at + 4, this.little);
    const from = this.at + 8;
    if (from + size > this.bytes.length) throw new RangeError('An element ends beyond its parent');
    this.at = from + Math.ceil(size / 8) * 8;
    return { type: tag, data: this.bytes.subarray(from, from + size) };
  }

  numbers(): number[] {
    const { type, data } = this.element();
    return decodeNumbers(type, data, this.little);
  }
}

type ReadNumber = (view: DataView, at: number, little: boolean) => number;

/** Bytes of a number of each type, and how it is read. */
const NUMBER_TYPES: Record<number, [width: number, read: ReadNumber]> = {
  1: [1, (view, at) => view.getInt8(at)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [2, (view, at, little) => view.getInt16(at, little)],
  4: [2, (view, at, little) => view.getUint16(at, little)],
  5: [4, (view, at, little) => view.getInt32(at, little)],
  6: [4, (view, at, little) => view.getUint32(at, little)],
  7: [4, (view, at, little) => view.getFloat32(at, little)],
  9: [8, (view, at, little) => view.getFloat64(at, little)],
  12: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  13: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
};

function decodeNumbers(type: number, data: Uint8Array, little: boolean): number[] {
  const known = NUMBER_TYPES[type];
  if (known === undefined) throw new RangeError(`There are no numbers of type ${type}`);
  const [width, read] = known;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const values = new Array<number>(Math.floor(data.length / width));
  for (let i = 0; i < values.length; i++) values[i] = read(view, i * width, little);
  return values;
}

/** Classes of arrays: 1 cell, 2 struct, 4 text, 6 to 15 numbers. */
function readMatrix(data: Uint8Array, little: boolean): [string, MatValue] {
  const reader = new Reader(data, little);
  if (reader.done) return ['', { kind: 'numbers', dims: [0, 0], values: [] }];
  const arrayClass = (reader.numbers()[0] ?? 0) & 0xff;
  const dims = reader.numbers();
  const name = String.fromCharCode(...reader.element().data);
  return [name, readBody(reader, arrayClass, dims, little)];
}

function readBody(reader: Reader, arrayClass: number, dims: number[], little: boolean): MatValue {
  const count = dims.reduce((product, side) => product * side, 1);
  if (dims.length < 2 || !Number.isSafeInteger(count) || dims.some((side) => side < 0)) throw new RangeError('Dimensions are impossible');
  const child = () => readMatrix(reader.element().data, little)[1];
  if (arrayClass === 1 && count > reader.most) throw new RangeError('There are more cells than bytes');
  if (arrayClass === 1) return { kind: 'cells', dims, cells: Array.from({ length: count }, child) };
  if (arrayClass === 2) {
    const length = reader.numbers()[0] ?? 0;
    const names = reader.element().data;
    if (length < 1) throw new RangeError('Fields have no names');
    const fields = Array.from({ length: Math.floor(names.length / length) }, (_, i) =>
      String.fromCharCode(...names.subarray(i * length, (i + 1) * length)).replace(/\0.*$/su, ''),
    );
    if (count * Math.max(1, fields.length) > reader.most && count > 1) throw new RangeError('There are more records than bytes');
    const records = Array.from({ length: count }, () => Object.fromEntries(fields.map((field) => [field, child()])));
    return { kind: 'structs', dims, fields, records };
  }
  if (arrayClass === 4) return { kind: 'text', dims, text: readText(reader, little) };
  if (arrayClass >= 6 && arrayClass <= 15) {
    const values = count === 0 ? [] : reader.numbers();
    if (values.length < count) throw new RangeError('There are fewer numbers than the dimensions say');
    return { kind: 'numbers', dims, values };
  }
  return { kind: 'other' };
}

/** Text is stored as UTF-8 (16), UTF-16 (17), UTF-32 (18) or code units of any width. */
function readText(reader: Reader, little: boolean): string {
  if (reader.done) return '';
  const { type, data } = reader.element();
  if (type === 16) return new TextDecoder().decode(data);
  const units = decodeNumbers(type === 17 ? 4 : type === 18 ? 6 : type, data, little);
  return type === 18 ? units.map((code) => String.fromCodePoint(code)).join('') : units.map((unit) => String.fromCharCode(unit)).join('');
}
