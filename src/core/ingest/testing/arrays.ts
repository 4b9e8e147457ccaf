/** Arrays in the formats of programs, made byte by byte for tests. */
import { deflateSync } from 'node:zlib';
import { bytesOf, be32, le16, le32 } from './images';

type Bytes = Uint8Array<ArrayBuffer>;

/** An `.npy` of version 1.0. @param data its bytes as they are to stand in the file */
export function npy(type: string, shape: readonly number[], data: ArrayBufferView, { fortran = false, version = 1 } = {}): Bytes {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const start = version === 1 ? 10 : 12;
  let header = `{'descr': '${type}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': ${tuple}, }`;
  header = `${header.padEnd(Math.ceil((start + header.length + 1) / 64) * 64 - start - 1)}\n`;
  const length = version === 1 ? le16(header.length) : le32(header.length);
  const head = bytesOf('\x93NUMPY', version, 0, length, header);
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const all = new Uint8Array(head.length + bytes.length);
  all.set(head);
  all.set(bytes, head.length);
  return all;
}

/** UTF-32 text as NumPy's `<U`. */
export function unicode(texts: readonly string[], length: number): Uint32Array {
  const codes = new Uint32Array(texts.length * length);
  texts.forEach((text, i) => [...text].forEach((character, k) => (codes[i * length + k] = character.codePointAt(0)!)));
  return codes;
}

export function idx(shape: readonly number[], data: Uint8Array): Bytes {
  return bytesOf(0, 0, 8, shape.length, shape.map(be32).flat(), data);
}

/** Elements of a MATLAB level 5 file, little-endian. */
const element = (type: number, data: Uint8Array): Bytes => {
  if (data.length > 0 && data.length <= 4) return bytesOf(le16(type), le16(data.length), data, new Uint8Array(4 - data.length));
  return bytesOf(le32(type), le32(data.length), data, new Uint8Array((8 - (data.length % 8)) % 8));
};

export type MatInput = number | string | MatInput[] | { numbers: readonly number[] } | { records: Record<string, MatInput>[] };

function matrix(name: string, value: MatInput): Bytes {
  const flags = (arrayClass: number) => element(6, bytesOf(le32(arrayClass), le32(0)));
  const dims = (...sides: number[]) => element(5, bytesOf(sides.map(le32).flat()));
  const title = element(1, bytesOf(name));
  if (typeof value === 'number')
    return element(14, bytesOf(flags(6), dims(1, 1), title, element(value < 256 ? 2 : 4, bytesOf(value < 256 ? value : le16(value)))));
  if (typeof value === 'string') {
    const units = Uint16Array.from([...value].map((character) => character.charCodeAt(0)));
    return element(14, bytesOf(flags(4), dims(1, units.length), title, element(4, new Uint8Array(units.buffer))));
  }
  if (Array.isArray(value)) return element(14, bytesOf(flags(1), dims(1, value.length), title, ...value.map((cell) => matrix('', cell))));
  if ('numbers' in value) {
    const { numbers } = value;
    return element(14, bytesOf(flags(6), dims(1, numbers.length), title, element(4, new Uint8Array(Uint16Array.from(numbers).buffer))));
  }
  const fields = Object.keys(value.records[0]!);
  const names = bytesOf(...fields.map((field) => field.padEnd(32, '\0')));
  const cells = value.records.flatMap((record) => fields.map((field) => matrix('', record[field]!)));
  return element(14, bytesOf(flags(2), dims(1, value.records.length), title, element(5, bytesOf(le32(32))), element(1, names), ...cells));
}

/** A MATLAB level 5 file. */
export function mat(variables: Record<string, MatInput>, { packed = true } = {}): Bytes {
  const header = bytesOf('MATLAB 5.0 MAT-file, made by a test'.padEnd(124), le16(0x0100), 'IM');
  const elements = Object.entries(variables).map(([name, value]) => {
    const plain = matrix(name, value);
    if (!packed) return plain;
    const data = deflateSync(plain);
    return bytesOf(le32(15), le32(data.length), data);
  });
  return bytesOf(header, ...elements);
}

/** Records of CIFAR's binary form: every pixel of a record is 10 × label + channel. */
export function cifar(records: readonly (readonly number[])[]): Bytes {
  return bytesOf(
    ...records.map((labels) => bytesOf(labels, ...[0, 1, 2].map((channel) => new Uint8Array(1024).fill(10 * labels.at(-1)! + channel)))),
  );
}
