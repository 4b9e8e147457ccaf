/**
 * JPEGs decoded at a fraction of their size: from the blocks' low frequencies alone, which is several times as fast as decoding all of them
 * and throwing most away, and as free of aliasing. Where the browser's `ImageDecoder` does it; it is also the cheaper one for small images,
 * since it takes bytes where `createImageBitmap` wants a file.
 */
import type { Dimensions } from '../../core/ingest/image/dimensions';
import { orientationOf } from '../../core/ingest/image/orientation';
import { hasOtherProfile } from '../../core/ingest/image/profile';

/** Decoders reduce by whole eighths. */
const EIGHTHS = 8;
/** What is hardly smaller than the whole is decoded as slowly, and rings at edges. */
const MOST_REDUCED = 4;

/**
 * The size to ask for; null where another decoder is needed: because there is none here, or the image has to be turned or its colours to be
 * converted, which not every one does.
 * @param least pixels that the shorter side must have at least, if it has as many
 */
export function scaledSize(jpeg: Uint8Array, { width, height }: Dimensions, least: number): Dimensions | null {
  if (typeof ImageDecoder === 'undefined' || orientationOf('jpeg', jpeg) !== 1 || hasOtherProfile(jpeg)) return null;
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
