/** Opens an image set as the training worker does, and answers with all its pixels. For tests. */
import type { ImageSetReference } from '../../core/data/imageSet';
import { messageOf } from '../../core/errors';
import { openImageSet } from '../../worker/openImageSet';

self.onmessage = ({ data }: MessageEvent<ImageSetReference>) => {
  void readAll(data).then(
    (answer) => self.postMessage(answer),
    (error: unknown) => self.postMessage({ refused: messageOf(error) }),
  );
};

async function readAll(reference: ImageSetReference): Promise<{ pixels: Uint8Array; size: number }> {
  const { info, pixels } = await openImageSet(reference);
  const all = await pixels.rows(Int32Array.from({ length: info.count }, (_, row) => row));
  pixels.close();
  return { pixels: all, size: pixels.size };
}
