/** The two lines to judge a run by: retrieval without any model, and by one that has not been trained. */
import type { ImageSet, PixelSource } from '../data/pixelSource';
import { resizeImages } from '../data/resize';
import { rawPixelFeatures } from '../metrics/retrieval/rawPixels';
import type { RetrievalMetrics } from '../metrics/retrieval/retrieval';
import { judgedBy, retrieveByCosine, within, type Embedded, type Judged, type Share } from './embedding';

/** Found once for an image set, its side and the rows looked at: resetting an experiment need not wait for it again. */
const known = new WeakMap<PixelSource, Map<string, RetrievalMetrics>>();

/** Of raw pixels a larger side tells no more (cosine of whole images), and 5,000 images at 224 px would take 3 GB as numbers. */
const LARGEST_SIDE = 32;
const READ_AT_ONCE = 256;

/**
 * Retrieval by the pixels themselves (centred cosine), at the side the model sees them, or 32 px where that is larger.
 * @param rows of the images that are judged by
 * @param side the model's
 */
export async function* rawPixelBaseline(images: ImageSet, rows: Int32Array, side: number): AsyncGenerator<Share, RetrievalMetrics> {
  const small = Math.min(side, LARGEST_SIDE);
  const name = `${small} ${rows.join()}`;
  const found = known.get(images.pixels)?.get(name);
  if (found) return found;
  const pixels = yield* within(0, 0.3, readAt(images.pixels, rows, small));
  const { features, d } = rawPixelFeatures(pixels, rows.length, small);
  const metrics = yield* within(0.3, 1, retrieveByCosine(features, rows.length, d, judgedBy(images, rows)));
  known.set(images.pixels, (known.get(images.pixels) ?? new Map<string, RetrievalMetrics>()).set(name, metrics));
  return metrics;
}

/** Rows at another side, [rows.length, side, side, 3]. */
async function* readAt(source: PixelSource, rows: Int32Array, side: number): AsyncGenerator<Share, Uint8Array> {
  const stride = side * side * 3;
  const out = new Uint8Array(rows.length * stride);
  for (let first = 0; first < rows.length; first += READ_AT_ONCE) {
    const part = rows.subarray(first, first + READ_AT_ONCE);
    out.set(resizeImages(await source.rows(part), part.length, source.size, side), first * stride);
    yield (first + part.length) / rows.length;
  }
  return out;
}

/**
 * Retrieval by the head's features of a model that has not been trained, by cosine: the spherical embedding, whatever the
 * geometry of the runs, so that one line serves all of them.
 */
export function untrainedBaseline({ features, n, d }: Embedded, judged: Judged): AsyncGenerator<Share, RetrievalMetrics> {
  return retrieveByCosine(features, n, d, judged);
}
