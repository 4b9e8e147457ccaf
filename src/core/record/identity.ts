/** Which images an experiment was made of, as its record says it. */
import type { ImageSetInfo } from '../data/imageSet';
import type { ImageSetIdentity } from './schema';

/** Without a content hash where the set has none: then nobody can say later whether the images are the same. */
export function identityOf({ id, title, count, classes, contentHash }: ImageSetInfo): ImageSetIdentity {
  return { id, name: title, images: count, classes: classes.length, ...(contentHash === undefined ? {} : { contentHash }) };
}
