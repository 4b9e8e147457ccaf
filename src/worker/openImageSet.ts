/** Opens an image set for training, wherever it lies. */
import type { ImageSetReference } from '../core/data/imageSet';
import { checkImageSet, imageSetInMemory, type ImageSet } from '../core/data/pixelSource';
import { openBundled } from './bundledPixels';
import { openStorage } from './storage/open';
import { openStored } from './storedPixels';

/** @throws ImageSetError where there is no such set, or it is damaged */
export async function openImageSet(reference: ImageSetReference): Promise<ImageSet> {
  const set = await open(reference);
  checkImageSet(set);
  return set;
}

async function open(reference: ImageSetReference): Promise<ImageSet> {
  switch (reference.from) {
    case 'site':
      return openBundled(reference.base, reference.id);
    case 'browser':
      return openStored(await openStorage(), reference.id);
    case 'memory':
      return imageSetInMemory(reference.store);
  }
}
