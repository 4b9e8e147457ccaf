/** Small pictures of images in one sheet, as the Embedding Projector wants them: row after row of a square grid. */
import type { SpriteSheet } from '../../core/export';
import { context2d } from '../../plots/context';
import type { ThumbnailSource } from '../../state/lab.types';

/** Browsers draw no larger canvas with certainty, and the Projector takes none. */
const LARGEST = 8192;
/** The Projector draws them no larger. */
const SIDE = 32;
/** Images that are waited for together: no more than the cache of thumbnails keeps. */
const TOGETHER = 512;
/** Longest wait for one more of them, milliseconds. */
const PATIENCE = 4000;

/** Columns of a sheet of so many pictures: the Projector counts them alike. */
export const sheetColumns = (count: number): number => Math.ceil(Math.sqrt(count));

/** @returns undefined where the images are too many for one sheet, or cannot be drawn; a picture that does not come stays white */
export async function spriteSheet(images: ThumbnailSource, rows: Int32Array): Promise<SpriteSheet | undefined> {
  const columns = sheetColumns(rows.length);
  const side = Math.min(SIDE, images.size, Math.floor(LARGEST / columns));
  if (rows.length === 0 || side < 8) return undefined;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = columns * side;
  const context = context2d(canvas);
  if (!context) return undefined;
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (let from = 0; from < rows.length; from += TOGETHER)
    await drawn(images, from, Math.min(rows.length, from + TOGETHER), (index) =>
      images.draw(context, rows[index]!, (index % columns) * side, Math.floor(index / columns) * side, side),
    );
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob ? { png: new Uint8Array(await blob.arrayBuffer()), side } : undefined;
}

/** Draws the images from … to, as they come. */
function drawn(images: ThumbnailSource, from: number, to: number, draw: (index: number) => boolean): Promise<void> {
  let missing = Array.from({ length: to - from }, (_, i) => from + i);
  const again = () => {
    const before = missing.length;
    missing = missing.filter((index) => !draw(index));
    return missing.length < before;
  };
  again();
  if (missing.length === 0) return Promise.resolve();
  return new Promise((resolve) => {
    let timer = setTimeout(end, PATIENCE);
    const stop = images.onChange(() => {
      if (again()) {
        clearTimeout(timer);
        timer = setTimeout(end, PATIENCE);
      }
      if (missing.length === 0) end();
    });
    function end() {
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
}
