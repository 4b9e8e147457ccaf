/** One of the user's own image sets, open in the image worker: labels and split in memory, pixels read from storage as they are asked for. */
import type { ImageStore } from '../core/data/imageSet';
import { ImageSetError } from '../core/errors';
import type { Described } from '../core/data/manifest';
import { resizeImages } from '../core/data/resize';
import { bytesInWords } from '../core/ingest/limits';
import { mapBounded } from '../core/ingest/pace';
import type { ImageProgress, ThumbnailTiles } from '../engine/images.protocol';
import { rgbaOf } from './rgba';
import type { StoredSet } from './storage/storedSet';

/** Read and made smaller between two looks at the message queue. */
const STEP_BYTES = 2 ** 22;
/** Browsers refuse arrays beyond this, or soon after. */
const MOST_BYTES = 2 ** 31;
/** Thumbnails are never larger than this: views draw them smaller still. */
const LARGEST_TILE = 96;
/** Rows nearer than this to one another are read together. */
const GAP = 4;
const READS_AT_ONCE = 8;

export class StoredSource {
  readonly described: Described;
  /** Side of thumbnails, pixels. */
  readonly tile: number;
  #closed = false;

  constructor(
    private readonly set: StoredSet,
    private readonly onProgress: (progress: ImageProgress) => void,
  ) {
    this.described = { info: set.info, labels: set.rows.labels, split: set.rows.split };
    this.tile = Math.min(LARGEST_TILE, set.meta.size);
  }

  /** Nothing to be done: images are read when they are asked for. */
  start(): void {}

  /**
   * The images at a side in pixels, in buffers of their own. Those kept smaller are enlarged.
   * @throws ImageSetError where they do not fit into memory, or cannot be read
   */
  async store(size: number): Promise<ImageStore> {
    const { count, size: stored } = this.set.meta;
    const { info, labels, split } = this.described;
    const pixels = this.#allocate(size);
    const step = Math.max(1, Math.floor(STEP_BYTES / (stored * stored * 3)));
    for (let first = 0; first < count; first += step) {
      const part = Math.min(step, count - first);
      const read = await this.set.pixels(first, part);
      this.#refuseClosed();
      pixels.set(resizeImages(read, part, stored, size), first * size * size * 3);
      this.onProgress({ done: first + part, images: count });
    }
    const { role } = this.set.rows;
    return {
      info: { ...info, size },
      pixels,
      labels: labels.slice(),
      split: split.slice(),
      ...(role ? { role: role.slice() } : {}),
    };
  }

  /** Thumbnails of some rows, in one bitmap. @throws ImageSetError where they cannot be read */
  async tiles(rows: readonly number[]): Promise<ThumbnailTiles> {
    const { size } = this.set.meta;
    const { tile } = this;
    const columns = Math.ceil(Math.sqrt(rows.length));
    const lines = Math.ceil(rows.length / columns);
    const context = new OffscreenCanvas(columns * tile, lines * tile).getContext('2d', { alpha: false });
    if (!context) throw new Error('no 2D canvas in the image worker');
    const places = new Map(rows.map((row, place) => [row, place]));
    const stride = size * size * 3;
    await mapBounded(stretches(rows), READS_AT_ONCE, async ({ first, count }) => {
      const pixels = await this.set.pixels(first, count);
      for (let row = first; row < first + count; row++) {
        const place = places.get(row);
        if (place === undefined) continue;
        const own = pixels.subarray((row - first) * stride, (row - first + 1) * stride);
        const image = new ImageData(rgbaOf(resizeImages(own, 1, size, tile)), tile, tile);
        context.putImageData(image, (place % columns) * tile, Math.floor(place / columns) * tile);
      }
    });
    this.#refuseClosed();
    return { bitmap: context.canvas.transferToImageBitmap(), columns, rows: [...rows] };
  }

  close(): void {
    this.#closed = true;
  }

  #allocate(size: number): Uint8Array<ArrayBuffer> {
    const { count, title } = this.set.meta;
    const bytes = count * size * size * 3;
    try {
      if (bytes <= MOST_BYTES) return new Uint8Array(bytes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    throw new ImageSetError(
      `${count.toLocaleString('en')} images of “${title}” take ${bytesInWords(bytes)} at ${size}×${size} pixels, more than this browser holds. Choose a smaller image side for the model.`,
    );
  }

  #refuseClosed(): void {
    if (this.#closed) throw new ImageSetError(`Image set “${this.set.meta.title}” has been closed. Open it again.`);
  }
}

/** Rows as stretches of neighbours. */
function stretches(rows: readonly number[]): { first: number; count: number }[] {
  const found: { first: number; count: number }[] = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    const last = found.at(-1);
    if (last && row < last.first + last.count + GAP) last.count = row - last.first + 1;
    else found.push({ first: row, count: 1 });
  }
  return found;
}
