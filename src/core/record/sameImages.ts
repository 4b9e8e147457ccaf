/** Whether images are the ones that a record is of. Pure. */
import type { ImageSetInfo } from '../data/imageSet';
import { ImageSetError } from '../errors';
import type { ImageSetIdentity } from './schema';

/** @throws ImageSetError naming the set and what to do, where they are other ones. Without hashes the numbers have to be the same. */
export function assertSameImages(recorded: ImageSetIdentity, { title, count, classes, contentHash }: ImageSetInfo): void {
  const known = recorded.contentHash !== undefined && contentHash !== undefined;
  // Hashes of two algorithms say nothing of one another.
  const comparable = known && recorded.contentHash!.split(':')[0] === contentHash!.split(':')[0];
  const same = comparable ? recorded.contentHash === contentHash : recorded.images === count && recorded.classes === classes.length;
  if (same) return;
  throw new ImageSetError(
    `The image set “${title}” holds other images, classes or splits than when this run was trained (${recorded.images} images of ${recorded.classes} classes then). Add the images of that time again, or load the configuration and train anew.`,
  );
}
