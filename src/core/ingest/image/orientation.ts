/** How an image has to be turned: EXIF orientation in JPEG, WebP and PNG (CIPA DC-008, tag 0112). */
import { startsWith, type ImageKind } from './sniff';

const ORIENTATION = 0x0112;

/** 1 … 8; 1 where nothing is said, 0 where what is said makes no sense. */
export function orientationOf(kind: ImageKind, bytes: Uint8Array): number {
  const exif = kind === 'jpeg' ? exifInJpeg(bytes) : kind === 'webp' ? exifInWebp(bytes) : kind === 'png' ? exifInPng(bytes) : null;
  if (!exif) return 1;
  try {
    return exifOrientation(exif);
  } catch (error) {
    // Reading beyond the end of the data.
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

function exifInJpeg(jpeg: Uint8Array): DataView | null {
  const view = viewOf(jpeg);
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; at += 2 + view.getUint16(at + 2)) {
    if (jpeg[at + 1] !== 0xe1 || !startsWith(jpeg, at + 4, 'Exif\0\0')) continue;
    return stretch(jpeg, at + 10, view.getUint16(at + 2) - 8);
  }
  return null;
}

/** Only the extended form has metadata, and says so by a flag. */
function exifInWebp(webp: Uint8Array): DataView | null {
  if (!startsWith(webp, 12, 'VP8X') || webp.length < 30 || (webp[20]! & 0x08) === 0) return null;
  const view = viewOf(webp);
  for (let at = 12; at + 8 <= webp.length;) {
    const size = view.getUint32(at + 4, true);
    if (startsWith(webp, at, 'EXIF')) {
      // Some writers put the mark of JPEG's segment before it.
      const mark = startsWith(webp, at + 8, 'Exif\0\0') ? 6 : 0;
      return stretch(webp, at + 8 + mark, size - mark);
    }
    at += 8 + size + (size % 2);
  }
  return null;
}

function exifInPng(png: Uint8Array): DataView | null {
  const view = viewOf(png);
  for (let at = 8; at + 12 <= png.length;) {
    const size = view.getUint32(at);
    if (startsWith(png, at + 4, 'eXIf')) return stretch(png, at + 8, size);
    // It may also stand after the pixels, which are passed over by their lengths.
    at += 12 + size;
  }
  return null;
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const stretch = (bytes: Uint8Array, from: number, length: number) =>
  new DataView(bytes.buffer, bytes.byteOffset + Math.min(from, bytes.length), Math.max(0, Math.min(length, bytes.length - from)));

/** @param tiff the EXIF data: a TIFF header and directories */
function exifOrientation(tiff: DataView): number {
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  const entries = tiff.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + i * 12;
    if (tiff.getUint16(entry, little) !== ORIENTATION) continue;
    const value = tiff.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : 0;
  }
  return 1;
}
