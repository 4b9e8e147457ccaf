/** IDX files of unsigned bytes, as MNIST and its like are published, gzipped. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export interface IdxArray {
  shape: number[];
  data: Uint8Array;
}

const UNSIGNED_BYTE = 0x08;

/** Takes an IDX file apart. Throws an Error naming `name` where it is not one, is cut short, or holds another type of number. */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rank = bytes[3] ?? 0;
  if (bytes.length < 4 + 4 * rank || rank === 0 || view.getUint16(0) !== 0) throw new Error(`${name} is not an IDX file`);
  if (bytes[2] !== UNSIGNED_BYTE)
    throw new Error(`${name} holds numbers of type 0x${bytes[2]!.toString(16)}; only unsigned bytes (0x8) are read`);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const data = bytes.subarray(4 + 4 * rank);
  const wanted = shape.reduce((product, side) => product * side, 1);
  if (data.length !== wanted)
    throw new Error(`${name} says it is ${shape.join('×')}, ${wanted} bytes, but holds ${data.length}: get it again`);
  return { shape, data };
}

/** Reads a gzipped IDX file. */
export function readIdx(path: string): IdxArray {
  return parseIdx(new Uint8Array(gunzipSync(readFileSync(path))), path);
}
