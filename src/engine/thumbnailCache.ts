/**
 * Thumbnails of large image sets: those that are drawn are asked for, a frame's worth at a time, and kept as long as they are drawn. Memory is
 * bounded however many images the set has.
 */
import type { ThumbnailTiles } from './images.protocol';
import type { Thumbnails } from './thumbnails';

/** Rows asked for in one message. */
const MOST_ASKED = 256;
/** Kept although nothing draws them now. */
const SOFT_BYTES = 64 * 2 ** 20;
/** Beyond this nothing more is asked for until something is no longer drawn. */
const HARD_BYTES = 192 * 2 ** 20;
/** What was drawn this recently is in use: letting it go would mean asking for it again at once. */
const IN_USE_MS = 2000;

interface Page extends ThumbnailTiles {
  places: Map<number, number>;
  drawnAt: number;
}

export interface ThumbnailCacheOptions {
  /** Asks for the thumbnails of some rows; rejects where there are none. */
  ask(rows: number[]): Promise<ThumbnailTiles>;
  /** For tests: milliseconds. */
  now?: () => number;
  softBytes?: number;
  hardBytes?: number;
}

export class ThumbnailCache implements Thumbnails {
  readonly #pages = new Set<Page>();
  readonly #pageOf = new Map<number, Page>();
  readonly #asked = new Set<number>();
  readonly #listeners = new Set<() => void>();
  #wanted: number[] = [];
  #sending = false;
  #closed = false;

  constructor(
    readonly size: number,
    private readonly options: ThumbnailCacheOptions,
  ) {}

  /** Bytes of the bitmaps that are kept. */
  get bytes(): number {
    return this.#pageOf.size * this.size ** 2 * 4;
  }

  draw(context: CanvasRenderingContext2D, row: number, x: number, y: number, side: number): boolean {
    const page = this.#pageOf.get(row);
    if (!page) {
      this.#want(row);
      return false;
    }
    page.drawnAt = this.#now();
    const place = page.places.get(row)!;
    const { size } = this;
    const quality = context.imageSmoothingQuality;
    context.imageSmoothingQuality = 'medium';
    context.drawImage(page.bitmap, (place % page.columns) * size, Math.floor(place / page.columns) * size, size, size, x, y, side, side);
    context.imageSmoothingQuality = quality;
    return true;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Lets the bitmaps go; nothing is drawn any more. */
  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    for (const { bitmap } of this.#pages) bitmap.close();
    this.#pages.clear();
    this.#pageOf.clear();
    this.#wanted = [];
  }

  #want(row: number): void {
    if (this.#closed || this.#asked.has(row)) return;
    if (this.#reserved() >= (this.options.hardBytes ?? HARD_BYTES) && !this.#makeRoom()) return;
    this.#asked.add(row);
    this.#wanted.push(row);
    if (this.#sending) return;
    this.#sending = true;
    // All that is drawn in this task is asked for together.
    queueMicrotask(() => void this.#send());
  }

  async #send(): Promise<void> {
    while (this.#wanted.length > 0) {
      const rows = this.#wanted.splice(0, MOST_ASKED);
      try {
        this.#add(await this.options.ask(rows));
      } catch {
        // The images stay empty; a redraw asks again, and `store` says what is wrong.
      }
      for (const row of rows) this.#asked.delete(row);
    }
    this.#sending = false;
  }

  #add(tiles: ThumbnailTiles): void {
    if (this.#closed) return tiles.bitmap.close();
    const page: Page = { ...tiles, places: new Map(tiles.rows.map((row, place) => [row, place])), drawnAt: this.#now() };
    this.#pages.add(page);
    for (const row of tiles.rows) this.#pageOf.set(row, page);
    if (this.bytes > (this.options.softBytes ?? SOFT_BYTES)) this.#makeRoom();
    for (const listener of [...this.#listeners]) listener();
  }

  /** Lets pages go that nothing draws any more, those longest not drawn first. @returns whether there is room */
  #makeRoom(): boolean {
    const soft = this.options.softBytes ?? SOFT_BYTES;
    const idle = [...this.#pages].filter(({ drawnAt }) => this.#now() - drawnAt > IN_USE_MS).sort((a, b) => a.drawnAt - b.drawnAt);
    for (const page of idle) {
      if (this.bytes <= soft) break;
      for (const row of page.rows) this.#pageOf.delete(row);
      this.#pages.delete(page);
      page.bitmap.close();
    }
    return this.#reserved() < (this.options.hardBytes ?? HARD_BYTES);
  }

  /** With what has been asked for. */
  #reserved(): number {
    return this.bytes + this.#asked.size * this.size ** 2 * 4;
  }

  #now(): number {
    return this.options.now?.() ?? performance.now();
  }
}
