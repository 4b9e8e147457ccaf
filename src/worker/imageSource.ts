/** One bundled image set in the image worker: fetches and decodes its sheets, and hands them on as thumbnails. */
import { describe, type Described } from '../core/data/manifest';
import type { ImageProgress, ThumbnailPage } from '../engine/images.protocol';
import { readManifest, readSheets, type LocatedManifest } from './sheets';

export interface Listener {
  progress(progress: ImageProgress): void;
  thumbnails(page: ThumbnailPage): void;
}

/** Opens the image set `id`: resolves as soon as its manifest has been read; the sheets follow. */
export async function openImageSource(base: string, id: string, listener: Listener): Promise<ImageSource> {
  return new ImageSource(await readManifest(base, id), listener);
}

export class ImageSource {
  readonly described: Described;
  readonly #located: LocatedManifest;
  readonly #listener: Listener;
  readonly #abort = new AbortController();
  #started = false;

  constructor(located: LocatedManifest, listener: Listener) {
    this.#located = located;
    this.#listener = listener;
    this.described = describe(located.manifest);
  }

  /** Starts fetching and decoding. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    // Whoever trains on the set reads the same sheets and says what is wrong with them; here only thumbnails are missing.
    this.#read().catch(() => undefined);
  }

  /** Stops what is under way. */
  close(): void {
    this.#abort.abort();
  }

  async #read(): Promise<void> {
    const images = this.described.info.count;
    for await (const { sheet, bitmap, first } of readSheets(this.#located, this.#abort.signal)) {
      const count = sheet.images.length;
      this.#listener.thumbnails({ bitmap, columns: sheet.columns, first, count });
      this.#listener.progress({ done: first + count, images });
    }
  }
}
