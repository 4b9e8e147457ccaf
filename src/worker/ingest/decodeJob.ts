/** A decode worker's work: the images of a job, a few at a time, into one buffer. */
import { resizeImages } from '../../core/data/resize';
import { openSource } from '../../core/ingest/archives';
import { HASH_WORDS, perceptualHashes } from '../../core/ingest/duplicates/hash';
import { mapBounded } from '../../core/ingest/pace';
import { rejectedBy } from '../../core/ingest/rejection';
import { COMPARED_SIDE, type DecodedItem, type DecodeItem, type DecodeJob, type Decoded } from './decode.protocol';
import { decodeImage, fitRasterOver, type DecodedImage, type DrawSvg } from './decodeImage';
import { PixelBudget } from './pixelBudget';

/** Images of a job that are under way at a time: while one is decoded, the next is read and the last is made smaller. */
const LANES = 3;
/** Decoded pixels alive in one worker: 96 MB. */
const budget = new PixelBudget(24_000_000);

/** @throws the signal's reason when cancelled */
export async function runDecodeJob(job: DecodeJob, drawSvg: DrawSvg, signal: AbortSignal): Promise<Decoded> {
  const { size, compare } = job;
  const stride = size * size * 3;
  const results = await mapBounded(job.items, LANES, async (item) => {
    signal.throwIfAborted();
    try {
      return await decodeItem(item, job, drawSvg);
    } catch (error) {
      return { rejected: rejectedBy('ref' in item ? item.ref.path : item.name, error) };
    }
  });
  signal.throwIfAborted();
  const taken = results.filter((result) => 'pixels' in result);
  const pixels = new Uint8Array(taken.length * stride);
  taken.forEach((image, place) => pixels.set(image.pixels, place * stride));
  return {
    items: results.map((result): DecodedItem => {
      if ('rejected' in result) return result;
      const { width, height, note, onBlack } = result;
      return { width, height, ...(note === undefined ? {} : { note }), ...(onBlack ? { onBlack } : {}) };
    }),
    pixels,
    hashes: compare ? (perceptualHashes(pixels, size) as Uint32Array<ArrayBuffer>) : new Uint32Array(0 * HASH_WORDS),
    small: compare ? new Uint8Array(resizeImages(pixels, taken.length, size, COMPARED_SIDE)) : new Uint8Array(0),
  };

  function decodeItem(item: DecodeItem, options: DecodeJob, draw: DrawSvg): Promise<DecodedImage> | DecodedImage {
    if ('ref' in item) return decodeImage(openSource(item.ref), { ...options, budget, drawSvg: draw });
    const { width, height } = item.raster;
    return { ...fitRasterOver(item.raster, options), width, height };
  }
}
