/** A batch of images as bytes, and whether it is whole. */
import type { CropRequest } from './taps';

export interface ImageBatch extends CropRequest {
  /** [n, size, size, 3]. */
  pixels: Uint8Array;
}

/** Throws RangeError when pixels, crops or flips do not have the length that n and size say. */
export function checkImages({ pixels, n, size, crops, flips }: ImageBatch, image: number): void {
  if (!Number.isInteger(image) || image < 1) throw new RangeError(`The image side must be a whole number of pixels, not ${image}.`);
  expectLength('pixels', pixels.length, n * size * size * 3, `${n} images of ${size} × ${size} × 3`);
  if (crops) expectLength('crops', crops.length, 4 * n, `${n} boxes`);
  if (flips) expectLength('flips', flips.length, n, `${n} images`);
}

function expectLength(what: string, length: number, expected: number, meaning: string): void {
  if (length !== expected) throw new RangeError(`${what} has ${length} values; ${meaning} need ${expected}.`);
}
