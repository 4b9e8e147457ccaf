/** The pixels of an image set as the training worker reads them. For tests. */
import type { ImageSetReference } from '../../core/data/imageSet';
import { openImageSet } from '../../worker/openImageSet';

/** All images at the stored side: [count, size, size, 3]. */
export async function storedImages(reference: ImageSetReference): Promise<{ pixels: Uint8Array; size: number }> {
  const { info, pixels } = await openImageSet(reference);
  const all = await pixels.rows(Int32Array.from({ length: info.count }, (_, row) => row));
  pixels.close();
  return { pixels: all, size: pixels.size };
}
