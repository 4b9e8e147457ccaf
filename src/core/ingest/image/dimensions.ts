/**
 * Width and height of an image from its header, before anything is decoded. Each reader gets the beginning of a file and answers with
 * the size, `null` when the header holds none that can be had cheaply, or `'short'` when the file ends within its header.
 */
import { startsWith, type ImageKind } from './sniff';
import { svgText, unicodeForm } from './svgText';
import { localName, rootElement } from './xml';

export interface Dimensions {
  width: number;
  height: number;
}
export type Reading = Dimensions | 'short' | null;

/**
 * @param head the beginning of the file
 * @param whole whether that is all of it: if not, a header that goes on beyond `head` gives `null`, not `'short'`
 */
export function readDimensions(kind: ImageKind, head: Uint8Array, whole: boolean): Reading {
  const reader = READERS[kind];
  if (!reader) return null;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  try {
    return reader(head, view);
  } catch (error) {
    // Reading beyond the end of the view is how every reader finds out that bytes are missing.
    if (error instanceof RangeError) return whole ? 'short' : null;
    throw error;
  }
}

const READERS: Partial<Record<ImageKind, (head: Uint8Array, view: DataView) => Dimensions | null>> = {
  png: (head, view) => {
    if (head.length >= 16 && !startsWith(head, 12, 'IHDR')) return { width: 0, height: 0 };
    return { width: view.getUint32(16), height: view.getUint32(20) };
  },
  gif: (_, view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  jpeg: readJpeg,
  webp: readWebp,
  bmp: (_, view) =>
    view.getUint32(14, true) === 12
      ? { width: view.getUint16(18, true), height: view.getUint16(20, true) }
      : { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) },
  // 0 stands for 256; the largest picture of an icon file is nowhere near any limit.
  ico: (_, view) => ({ width: view.getUint8(6) || 256, height: view.getUint8(7) || 256 }),
  avif: readIsoImage,
  heic: readIsoImage,
  svg: readSvg,
};

/** Frame headers SOF0 … SOF15, but not the Huffman tables, arithmetic tables and the JPG extension among their numbers. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Walks the segments up to the frame header. */
function readJpeg(_: Uint8Array, view: DataView): Dimensions {
  for (let at = 2; ;) {
    while (view.getUint8(at) !== 0xff) at++;
    while (view.getUint8(at) === 0xff) at++;
    const marker = view.getUint8(at++);
    if (isFrame(marker)) return { height: view.getUint16(at + 3), width: view.getUint16(at + 5) };
    // A scan or the end before any frame: there is no picture.
    if (marker === 0xda || marker === 0xd9) return { width: 0, height: 0 };
    // Markers without a segment: TEM, restarts, a second start.
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    at += view.getUint16(at);
  }
}

function readWebp(head: Uint8Array, view: DataView): Dimensions | null {
  if (startsWith(head, 12, 'VP8 ')) return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (startsWith(head, 12, 'VP8L')) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (startsWith(head, 12, 'VP8X')) {
    const three = (at: number) => view.getUint8(at) | (view.getUint8(at + 1) << 8) | (view.getUint8(at + 2) << 16);
    return { width: three(24) + 1, height: three(27) + 1 };
  }
  view.getUint32(12);
  return null;
}

/** AVIF and HEIC: the largest `ispe` (image spatial extents) in meta › iprp › ipco; tiles have smaller ones of their own. */
function readIsoImage(head: Uint8Array, view: DataView): Dimensions | null {
  let found: Dimensions | null = null;
  const walk = (from: number, to: number): void => {
    for (let at = from; at + 8 <= to;) {
      let size = view.getUint32(at);
      let body = at + 8;
      if (size === 1) {
        size = Number(view.getBigUint64(body));
        body += 8;
      }
      const end = size === 0 ? to : at + size;
      if (end <= at) return;
      const inner = Math.min(end, to);
      if (startsWith(head, at + 4, 'meta')) walk(body + 4, inner);
      else if (startsWith(head, at + 4, 'iprp') || startsWith(head, at + 4, 'ipco')) walk(body, inner);
      else if (startsWith(head, at + 4, 'ispe')) {
        const size = { width: view.getUint32(body + 4), height: view.getUint32(body + 8) };
        if (!found || size.width * size.height > found.width * found.height) found = size;
      }
      at = end;
    }
  };
  walk(0, head.length);
  return found;
}

const LONGEST_SVG_HEAD = 65_536;

/** The `width` and `height` of the root, or its `viewBox`; a drawing without either has no size of its own. */
function readSvg(head: Uint8Array): Dimensions | null {
  const root = rootElement(svgText(head.subarray(0, LONGEST_SVG_HEAD), unicodeForm(head)));
  if (!root || localName(root.name) !== 'svg') return null;
  const width = cssLength(root.attributes.get('width'));
  const height = cssLength(root.attributes.get('height'));
  if (width > 0 && height > 0) return { width: Math.ceil(width), height: Math.ceil(height) };
  const [, , w = NaN, h = NaN] = (root.attributes.get('viewbox') ?? '')
    .trim()
    .split(/[\s,]+/u, 5)
    .map(Number);
  if (!(w > 0 && h > 0)) return null;
  if (width > 0) return { width: Math.ceil(width), height: Math.ceil((width * h) / w) };
  if (height > 0) return { width: Math.ceil((height * w) / h), height: Math.ceil(height) };
  return { width: Math.ceil(w), height: Math.ceil(h) };
}

/** CSS pixels; NaN where none are given, or in a unit that depends on something else, such as `%`. */
function cssLength(value = ''): number {
  const [, number, unit = ''] = /^(\d+\.?\d*|\.\d+)([a-z]*)$/iu.exec(value.trim()) ?? [];
  return number === undefined ? NaN : Number(number) * (UNITS[unit.toLowerCase()] ?? NaN);
}

/** CSS pixels in a unit. */
const UNITS: Record<string, number> = { '': 1, px: 1, pt: 4 / 3, pc: 16, in: 96, cm: 96 / 2.54, mm: 9.6 / 2.54, em: 16, rem: 16 };
