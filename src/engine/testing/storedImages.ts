/** The pixels of an image set as the training worker reads them. For tests. */
import type { ImageSetReference } from '../../core/data/imageSet';

export interface StoredImages {
  /** All images at the stored side: [count, size, size, 3]. */
  pixels: Uint8Array;
  size: number;
}

/** Read in a worker, as in training: the file system they lie in is not given to pages. */
export async function storedImages(reference: ImageSetReference): Promise<StoredImages> {
  const worker = new Worker(new URL('./storedImages.worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<StoredImages>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<StoredImages | { refused: string }>) =>
        'refused' in data ? reject(new Error(data.refused)) : resolve(data);
      worker.onerror = (event) => reject(new Error(event.message || 'the worker of the test could not be loaded'));
      worker.postMessage(reference);
    });
  } finally {
    worker.terminate();
  }
}
