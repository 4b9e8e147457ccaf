/** A scan of a JPEG: which blocks it has, and what stands around and between its data. */
import { Damaged, type Codes } from './codes';

export interface Component {
  id: number;
  /** Which table of steps it takes. */
  table: number;
  h: number;
  v: number;
  /** Blocks that a scan of this component alone has. */
  columns: number;
  rows: number;
  /** Blocks of a row with what fills up the last MCU. */
  stride: number;
  /** Steps of its coefficients, in the order of the codes; absent where no table is there. */
  quantisation?: Uint16Array;
  /** The most bits that each coefficient can have, in the order of the codes: more would be brighter than white. */
  sizes: Uint8Array;
  /** Progressive: 1 for every coefficient that is not 0, [blocks, 64]. */
  known?: Uint8Array;
  /** Progressive: the bit that each coefficient is known down to; -1: nothing yet. */
  precision?: Int8Array;
}

export interface Frame {
  progressive: boolean;
  /** Samples of more than 8 bits. */
  deep: boolean;
  components: Component[];
  mcuColumns: number;
  mcuRows: number;
}

export interface Scan {
  parts: { component: Component; dc: Codes | undefined; ac: Codes | undefined }[];
  first: number;
  last: number;
  high: number;
  low: number;
}

/** Bytes that may stand between the last code and the next marker: writers fill up, some to whole words. */
const MOST_LEFT = 8;

/** Of a block of samples between black and white, times the transform's 8; room for encoders that overshoot on purpose. */
const MOST_VALUE = 1024 * 1.5;

/** @param quantisation absent: any value that the format has room for @param deep samples of 12 bits */
export function sizesOf(quantisation: Uint16Array | undefined, deep: boolean): Uint8Array {
  const format = deep ? 15 : 11;
  return Uint8Array.from({ length: 64 }, (_, k) => {
    // The constant term is coded as a difference, which is up to twice as large.
    const most = (k === 0 ? 2 : 1) * (deep ? 16 : 1) * MOST_VALUE;
    return quantisation ? Math.min(format, Math.ceil(Math.log2(most / quantisation[k]! + 1))) : format;
  });
}

/** How many blocks or MCUs a scan has, and which blocks each holds. */
export function unitsOf({ mcuColumns, mcuRows }: Frame, { parts }: Scan): number {
  const [only] = parts;
  return parts.length === 1 ? only!.component.columns * only!.component.rows : mcuColumns * mcuRows;
}

/**
 * Where the next marker stands that is no restart. What is left between the codes and it must be no more than filling.
 * @param ahead bytes before `from` that no code has used
 */
export function afterData(bytes: Uint8Array, from: number, ahead: number): number {
  const end = nextMarker(bytes, from);
  if (ahead + end - from > MOST_LEFT && !isFilling(bytes.subarray(from, end))) throw new Damaged();
  return end;
}

/** Where the next marker stands that is no restart; the end of the file where there is none. */
export function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === 0 || next === 0xff || (next !== undefined && next >= 0xd0 && next <= 0xd7)) continue;
    return at;
  }
  return bytes.length;
}

const isFilling = (bytes: Uint8Array) => bytes.every((byte) => byte === 0 || byte === 0xff);

/** At a restart: the marker with this number must follow. @returns where the data go on */
export function restartAt(bytes: Uint8Array, from: number, number: number): number {
  let at = from;
  // Filled up with ones: a marker may be preceded by any number of them.
  while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
  if (bytes[at] !== 0xff || bytes[at + 1] !== 0xd0 + (number & 7)) throw new Damaged();
  return at + 2;
}
