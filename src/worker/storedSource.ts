/** One of the user's own image sets, open in the image worker: labels and split in memory, thumbnails made as they are asked for. */
import { ImageSetError } from '../core/errors';
import type { Described } from '../core/data/manifest';
import { resizeImages } from '../core/data/resize';
import { mapBounded } from '../core/ingest/pace';
import type { ThumbnailTiles } from '../engine/images.protocol';
import { rgbaOf } from './rgba';
import type { StoredSet } from './storage/storedSet';
import { stretches } from './stretches';

/** Thumbnails are never larger than this: views draw them smaller still. */
const LARGEST_TILE = 96;
const READS_AT_ONCE = 8;

export class StoredSource {
  readonly described: Described;
  /** Side of thumbnails, pixels. */
  readonly tile: number;
  #closed = false;

  constructor(private readonly set: StoredSet) {
    this.described = { info: set.info, labels: set.rows.labels, split: set.rows.split };
    this.tile = Math.min(LARGEST_TILE, set.meta.size);
  }

  /** Nothing to be done: images are read when they are asked for. */
  start(): void {}

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

  #refuseClosed(): void {
    if (this.#closed) throw new ImageSetError(`Image set “${this.set.meta.title}” has been closed. Open it again.`);
  }
}
