/** The image set as training reads it: checked once, and rows of it as batches of pixels. */
import { ImageSetError } from '../errors';
import type { ImageStore } from './imageSet';
import { resizeImages } from './resize';

/** @throws ImageSetError when the buffers do not hold what the description says */
export function checkStore({ info, pixels, labels, split }: ImageStore): void {
  const fail = (what: string) => {
    throw new ImageSetError(
      `The image set “${info.title}” cannot be used: ${what}. Open it again; if this comes back, its files are damaged.`,
    );
  };
  const expected = info.count * info.size * info.size * 3;
  if (!Number.isInteger(info.size) || info.size < 1) fail(`its image side is ${info.size}`);
  if (info.count < 1) fail('it holds no images');
  if (pixels.length !== expected)
    fail(`${info.count} images of ${info.size}×${info.size} take ${expected} bytes, and there are ${pixels.length}`);
  if (labels.length !== info.count) fail(`${info.count} images have ${labels.length} labels`);
  if (split.length !== info.count) fail(`${info.count} images have ${split.length} split codes`);
  const stray = labels.findIndex((label) => label < 0 || label >= info.classes.length);
  if (stray >= 0) fail(`image ${stray} has label ${labels[stray]}, and there are ${info.classes.length} classes`);
}

/** Pixels of the given rows of the store, in that order: [rows.length, size, size, 3]. */
export function gatherPixels({ pixels, info }: Pick<ImageStore, 'pixels' | 'info'>, rows: Int32Array): Uint8Array {
  const stride = info.size * info.size * 3;
  const out = new Uint8Array(rows.length * stride);
  rows.forEach((row, i) => out.set(pixels.subarray(row * stride, (row + 1) * stride), i * stride));
  return out;
}

/** The store with its images at another side; itself where they are that already. */
export function atSide(store: ImageStore, side: number): ImageStore {
  if (store.info.size === side) return store;
  const pixels = resizeImages(store.pixels, store.info.count, store.info.size, side);
  return { ...store, info: { ...store.info, size: side }, pixels };
}
