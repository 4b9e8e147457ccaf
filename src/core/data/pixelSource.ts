/** The pixels of an image set as training reads them: some rows at a time, from wherever they are stored. */
import type { ImageSetInfo, ImageStore } from './imageSet';
import { ImageSetError } from '../errors';

export interface PixelSource {
  /** Side of the images as they are stored, pixels. */
  readonly size: number;
  /**
   * Pixels of some rows, in the order of `rows`: [rows.length, size, size, 3], in a buffer of the caller's own.
   * Rejects with ImageSetError where they cannot be read.
   */
  rows(rows: Int32Array): Promise<Uint8Array>;
  /** Lets go of what it holds; later requests are refused. */
  close(): void;
}

/** An image set that is open for training: what is known of every image in memory, the pixels where they are stored. */
export interface ImageSet extends Omit<ImageStore, 'pixels'> {
  pixels: PixelSource;
}

/** @throws ImageSetError when labels and split do not fit the description */
export function checkImageSet({ info, labels, split }: Omit<ImageStore, 'pixels'>): void {
  const fail = (what: string) => damaged(info, what);
  if (!Number.isInteger(info.size) || info.size < 1) fail(`its image side is ${info.size}`);
  if (info.count < 1) fail('it holds no images');
  if (labels.length !== info.count) fail(`${info.count} images have ${labels.length} labels`);
  if (split.length !== info.count) fail(`${info.count} images have ${split.length} split codes`);
  const stray = labels.findIndex((label) => label < 0 || label >= info.classes.length);
  if (stray >= 0) fail(`image ${stray} has label ${labels[stray]}, and there are ${info.classes.length} classes`);
}

/** An image set whose pixels lie in memory. @throws ImageSetError when the buffers do not hold what the description says */
export function imageSetInMemory({ pixels, ...set }: ImageStore): ImageSet {
  const { count, size } = set.info;
  checkImageSet(set);
  const expected = count * size * size * 3;
  if (pixels.length !== expected)
    damaged(set.info, `${count} images of ${size}×${size} take ${expected} bytes, and there are ${pixels.length}`);
  let open = true;
  return {
    ...set,
    pixels: {
      size,
      async rows(rows) {
        if (!open) throw closedError(set.info);
        return gatherRows(pixels, size, rows);
      },
      close: () => (open = false),
    },
  };
}

/** Pixels of the given rows of [count, size, size, 3], in that order. */
export function gatherRows(pixels: Uint8Array, size: number, rows: Int32Array): Uint8Array {
  const stride = size * size * 3;
  const out = new Uint8Array(rows.length * stride);
  rows.forEach((row, i) => out.set(pixels.subarray(row * stride, (row + 1) * stride), i * stride));
  return out;
}

export const closedError = ({ title }: Pick<ImageSetInfo, 'title'>) =>
  new ImageSetError(`The image set “${title}” has been closed. Open it again.`);

function damaged({ title }: ImageSetInfo, what: string): never {
  throw new ImageSetError(`The image set “${title}” cannot be used: ${what}. Open it again; if this comes back, its files are damaged.`);
}
