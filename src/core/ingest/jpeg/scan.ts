/** A scan of a JPEG: which blocks it has, and what stands around and between its data. */
import { Damaged, type Codes } from './codes';

export interface Component {
  id: number;
  h: number;
  v: number;
  /** Blocks that a scan of this component alone has. */
  columns: number;
  rows: number;
  /** Blocks of a row with what fills up the last MCU. */
  stride: number;
  /** Progressive: 1 for every coefficient that is not 0, [blocks, 64]. */
  known?: Uint8Array;
  /** Progressive: the bit that each coefficient is known down to; -1: nothing yet. */
  precision?: Int8Array;
}

export interface Frame {
  progressive: boolean;
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

/** What may stand between the last code and the next marker: writers fill up, some with more than a byte. */
const MOST_LEFT = 32;

/** How many blocks or MCUs a scan has, and which blocks each holds. */
export function unitsOf({ mcuColumns, mcuRows }: Frame, { parts }: Scan): number {
  const [only] = parts;
  return parts.length === 1 ? only!.component.columns * only!.component.rows : mcuColumns * mcuRows;
}

/** Where the next marker stands that is no restart. What is left between the codes and it must be no more than filling. */
export function afterData(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); ; at = bytes.indexOf(0xff, at + 1)) {
    if (at < 0) {
      if (bytes.length - from > MOST_LEFT && !isFilling(bytes.subarray(from))) throw new Damaged();
      return bytes.length;
    }
    const next = bytes[at + 1];
    if (next === 0 || next === 0xff || (next !== undefined && next >= 0xd0 && next <= 0xd7)) continue;
    if (at - from > MOST_LEFT && !isFilling(bytes.subarray(from, at))) throw new Damaged();
    return at;
  }
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
