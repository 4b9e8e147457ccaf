/**
 * PNGs of 16 bits a value, whose numbers browsers halve to bytes: those of cameras and scanners, which use 10, 12 or 14 of the bits, would be all
 * but black. (Portable Network Graphics, third edition: sections 7.3, 9 and 11.2.)
 */
import { inflated } from '../archives/inflate';
import { startsWith } from './sniff';

export interface Png16 {
  width: number;
  height: number;
  /** 1 grey, 2 grey and alpha, 3 colours, 4 colours and alpha. */
  channels: 1 | 2 | 3 | 4;
  /** [height, width, channels] */
  values: Uint16Array;
  /** The largest value of a colour. */
  most: number;
}

/** Bits that a value may have: the least of them that all fit into is what they have. */
export const BIT_DEPTHS = [10, 12, 14, 16] as const;

export const bitsFor = (most: number): number => BIT_DEPTHS.find((depth) => most < 2 ** depth) ?? 16;

/** Bytes of a file that tell whether it is one. */
export const PNG_HEAD_BYTES = 26;
const CHANNELS: Record<number, 1 | 2 | 3 | 4> = { 0: 1, 2: 3, 4: 2, 6: 4 };

/** Whether the head is that of a PNG of 16 bits a value. */
export function isPng16(head: Uint8Array): boolean {
  return head.length >= PNG_HEAD_BYTES && startsWith(head, 1, 'PNG') && head[24] === 16 && CHANNELS[head[25]!] !== undefined;
}

/**
 * Reads one; null where it is interlaced or has a transparent colour, which are left to the browser.
 * @throws FileError, RangeError where its data are damaged
 */
export async function readPng16(bytes: Uint8Array<ArrayBuffer>, path: string): Promise<Png16 | null> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const channels = CHANNELS[bytes[25]!];
  if (!isPng16(bytes) || channels === undefined || bytes[28] !== 0) return null;
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const packed: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const size = view.getUint32(at);
    if (startsWith(bytes, at + 4, 'tRNS')) return null;
    if (startsWith(bytes, at + 4, 'IDAT')) packed.push(bytes.subarray(at + 8, at + 8 + size));
    at += 12 + size;
  }
  const stride = 2 * channels * width;
  const raw = new Uint8Array((stride + 1) * height);
  let filled = 0;
  for await (const piece of inflated(new Blob(packed), 'deflate', path)) {
    const part = piece.subarray(0, raw.length - filled);
    raw.set(part, filled);
    filled += part.length;
  }
  if (filled < raw.length) throw new RangeError('The pixels end before the last row');
  unfilter(raw, height, stride, 2 * channels);
  const values = new Uint16Array(width * height * channels);
  const colours = channels === 2 ? 1 : Math.min(3, channels);
  let most = 0;
  for (let y = 0, to = 0; y < height; y++)
    for (let at = y * (stride + 1) + 1, i = 0; i < stride / 2; at += 2, i++, to++) {
      const value = (raw[at]! << 8) | raw[at + 1]!;
      values[to] = value;
      if (value > most && i % channels < colours) most = value;
    }
  return { width, height, channels, values, most };
}

/** Takes the filters of the rows back, in place. */
function unfilter(raw: Uint8Array, height: number, stride: number, pixel: number): void {
  for (let y = 0; y < height; y++) {
    const from = y * (stride + 1);
    const filter = raw[from]!;
    for (let i = 0; i < stride; i++) {
      const at = from + 1 + i;
      const left = i >= pixel ? raw[at - pixel]! : 0;
      const up = y > 0 ? raw[at - stride - 1]! : 0;
      if (filter === 1) raw[at] = raw[at]! + left;
      else if (filter === 2) raw[at] = raw[at]! + up;
      else if (filter === 3) raw[at] = raw[at]! + ((left + up) >> 1);
      else if (filter === 4) raw[at] = raw[at]! + paeth(left, up, i >= pixel && y > 0 ? raw[at - stride - 1 - pixel]! : 0);
      else if (filter !== 0) throw new RangeError(`There is no filter ${filter}`);
    }
  }
}

function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/**
 * As bytes: colours by the bits that they have, alpha by all of them.
 * @returns [height, width, 1, 3 or 4]
 */
export function bytesOfPng16({ width, height, channels, values }: Png16, bits: number): { data: Uint8Array; channels: 1 | 3 | 4 } {
  const full = 2 ** bits - 1;
  const byte = (value: number) => Math.min(255, Math.round((value * 255) / full));
  if (channels !== 2) {
    const data = new Uint8Array(values.length);
    for (let i = 0; i < values.length; i++) data[i] = channels === 4 && i % 4 === 3 ? values[i]! >> 8 : byte(values[i]!);
    return { data, channels };
  }
  const data = new Uint8Array(4 * width * height);
  for (let i = 0; i < width * height; i++) {
    data.fill(byte(values[2 * i]!), 4 * i, 4 * i + 3);
    data[4 * i + 3] = values[2 * i + 1]! >> 8;
  }
  return { data, channels: 4 };
}
