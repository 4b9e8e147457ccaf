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
/** Images whose pixels are read together: one below the other they stay within what any canvas may be. */
const READ_TOGETHER = 64;
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

/**
 * Pixels of rows 0 … count − 1 at the side of their thumbnails: [count, side, side, 3]. Thumbnails are opaque, so that nothing is lost
 * on the way through a canvas.
 * @returns undefined where one of them does not come
 */
export async function imagePixels(images: ThumbnailSource, count: number): Promise<Uint8Array | undefined> {
  const side = images.size;
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side * READ_TOGETHER;
  const context = context2d(canvas);
  if (!context) return undefined;
  const pixels = new Uint8Array(count * side * side * 3);
  for (let from = 0; from < count; from += READ_TOGETHER) {
    const to = Math.min(count, from + READ_TOGETHER);
    const missing = await drawn(images, from, to, (index) => images.draw(context, index, 0, (index - from) * side, side));
    if (missing > 0) return undefined;
    const { data } = context.getImageData(0, 0, side, (to - from) * side);
    const start = from * side * side * 3;
    for (let i = 0, at = start; i < data.length; i += 4) for (let k = 0; k < 3; k++) pixels[at++] = data[i + k]!;
  }
  return pixels;
}

/** Draws the images from … to, as they come. @returns how many did not */
function drawn(images: ThumbnailSource, from: number, to: number, draw: (index: number) => boolean): Promise<number> {
  let missing = Array.from({ length: to - from }, (_, i) => from + i);
  const again = () => {
    const before = missing.length;
    missing = missing.filter((index) => !draw(index));
    return missing.length < before;
  };
  again();
  if (missing.length === 0) return Promise.resolve(0);
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
      resolve(missing.length);
    }
  });
}
