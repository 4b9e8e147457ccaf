/**
 * JPEGs decoded at a fraction of their size: from the blocks' low frequencies alone, which is several times as fast as decoding all of them
 * and throwing most away, and as free of aliasing. Where the browser's `ImageDecoder` does it; it is also the cheaper one for small images,
 * since it takes bytes where `createImageBitmap` wants a file.
 */
import type { Dimensions } from '../../core/ingest/dimensions';
import { startsWith } from '../../core/ingest/sniff';

/** Decoders reduce by whole eighths. */
const EIGHTHS = 8;
/** What is hardly smaller than the whole is decoded as slowly, and rings at edges. */
const MOST_REDUCED = 4;

/**
 * The size to ask for; null where another decoder is needed: because there is none here, or the image has to be turned, which not every one does.
 * @param least pixels that the shorter side must have at least, if it has as many
 */
export function scaledSize(jpeg: Uint8Array, { width, height }: Dimensions, least: number): Dimensions | null {
  if (typeof ImageDecoder === 'undefined' || orientationOf(jpeg) !== 1) return null;
  const needed = Math.max(1, Math.ceil((EIGHTHS * least) / Math.min(width, height)));
  const eighths = needed <= MOST_REDUCED ? needed : EIGHTHS;
  const reduced = (side: number) => Math.ceil((side * eighths) / EIGHTHS);
  return { width: reduced(width), height: reduced(height) };
}

/** Decodes about at a size; null where this decoder cannot, though another may. */
export async function decodeScaled(jpeg: Uint8Array<ArrayBuffer>, { width, height }: Dimensions): Promise<VideoFrame | null> {
  const decoder = new ImageDecoder({
    data: jpeg,
    type: 'image/jpeg',
    colorSpaceConversion: 'none',
    desiredWidth: width,
    desiredHeight: height,
  });
  try {
    return (await decoder.decode()).image;
  } catch {
    return null;
  } finally {
    decoder.close();
  }
}

const ORIENTATION = 0x0112;

/** EXIF orientation, 1 … 8; 1 where nothing is said, 0 where what is said makes no sense. */
export function orientationOf(jpeg: Uint8Array): number {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; at += 2 + view.getUint16(at + 2)) {
    if (jpeg[at + 1] !== 0xe1 || !startsWith(jpeg, at + 4, 'Exif\0\0')) continue;
    try {
      return exifOrientation(new DataView(view.buffer, view.byteOffset + at + 10, view.getUint16(at + 2) - 8));
    } catch (error) {
      // Reading beyond the end of the segment.
      if (error instanceof RangeError) return 0;
      throw error;
    }
  }
  return 1;
}

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
