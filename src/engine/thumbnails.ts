/** Thumbnails on the page: pages of bitmaps as the image worker sends them, drawn by row of the store. */
import type { ThumbnailPage } from './images.protocol';

/** Draws images of one image set. The same shape as the views' ThumbnailSource, which lives above the engine. */
export interface Thumbnails {
  /** Native side of a thumbnail, pixels. */
  readonly size: number;
  /** Draws image `row` of the store into the square at (x, y); false where its pixels have not arrived. */
  draw(context: CanvasRenderingContext2D, row: number, x: number, y: number, side: number): boolean;
  /** Called when more thumbnails can be drawn; returns the way to stop listening. */
  onChange(listener: () => void): () => void;
}

export class ThumbnailAtlas implements Thumbnails {
  readonly size: number;
  /** Ascending by `first`. */
  readonly #pages: ThumbnailPage[] = [];
  readonly #listeners = new Set<() => void>();
  #closed = false;

  constructor(size: number) {
    this.size = size;
  }

  /** Images that can be drawn. */
  get arrived(): number {
    return this.#pages.reduce((sum, { count }) => sum + count, 0);
  }

  draw(context: CanvasRenderingContext2D, row: number, x: number, y: number, side: number): boolean {
    const page = this.#pages.find(({ first, count }) => row >= first && row < first + count);
    if (!page) return false;
    const place = row - page.first;
    const left = (place % page.columns) * this.size;
    const top = Math.floor(place / page.columns) * this.size;
    const quality = context.imageSmoothingQuality;
    // Smaller than native: averaged, not picked; flat artwork breaks up otherwise.
    context.imageSmoothingQuality = 'medium';
    context.drawImage(page.bitmap, left, top, this.size, this.size, x, y, side, side);
    context.imageSmoothingQuality = quality;
    return true;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes a page from the worker and tells the listeners. */
  add(page: ThumbnailPage): void {
    // A worker that took another's place sends what is there already.
    if (this.#closed || this.#pages.some(({ first }) => first === page.first)) return page.bitmap.close();
    const after = this.#pages.findIndex(({ first }) => first > page.first);
    this.#pages.splice(after < 0 ? this.#pages.length : after, 0, page);
    for (const listener of this.#listeners) listener();
  }

  /** Lets the bitmaps go; nothing is drawn any more. */
  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    for (const { bitmap } of this.#pages.splice(0)) bitmap.close();
  }
}
