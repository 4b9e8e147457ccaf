/** One opened image set in the image worker: fetches its sheets, decodes them one after the other, keeps the native uint8 store. */
import { ImageSetError } from '../core/errors';
import type { ImageStore } from '../core/data/imageSet';
import { describe, parseIndex, parseManifest, type Described, type Manifest, type SetIndex, type Sheet } from '../core/data/manifest';
import { resizeImages } from '../core/data/resize';
import { storeTileRow } from '../core/data/tiles';
import type { ImageProgress, ThumbnailPage } from '../engine/images.protocol';

export interface Listener {
  progress(progress: ImageProgress): void;
  thumbnails(page: ThumbnailPage): void;
}

/** Tiles resized between two looks at the message queue: keeps `close` and other requests prompt. */
const RESIZED_AT_A_TIME = 512;

/** Reads index.json of a folder of image sets. @param base absolute address of the folder, ending in a slash */
export async function readIndex(base: string): Promise<SetIndex> {
  const address = new URL('index.json', base);
  return parseIndex(await fetchJson(address), address.pathname);
}

/** Opens the image set `id`: resolves as soon as its manifest has been read; the sheets follow. */
export async function openImageSource(base: string, id: string, listener: Listener): Promise<ImageSource> {
  const { sets } = await readIndex(base);
  const entry = sets.find((set) => set.id === id);
  if (!entry) throw new ImageSetError(`There is no bundled image set "${id}". Choose one of: ${sets.map((set) => set.id).join(', ')}.`);
  const address = new URL(entry.manifest, base);
  return new ImageSource(parseManifest(await fetchJson(address), address.pathname), address, listener);
}

export class ImageSource {
  readonly described: Described;
  readonly #manifest: Manifest;
  readonly #address: URL;
  readonly #listener: Listener;
  readonly #abort = new AbortController();
  #pixels: Uint8Array;
  #reading?: Promise<void>;

  constructor(manifest: Manifest, address: URL, listener: Listener) {
    this.#manifest = manifest;
    this.#listener = listener;
    this.described = describe(manifest);
    this.#pixels = new Uint8Array(this.described.info.count * manifest.tile ** 2 * 3);
    this.#address = address;
  }

  /** Starts fetching and decoding; failures are told by `store`. */
  start(): void {
    if (this.#reading) return;
    this.#reading = this.#read();
    this.#reading.catch(() => undefined);
  }

  /** The images at a side in pixels, in buffers of their own. Waits until every sheet has been decoded. */
  async store(size: number): Promise<ImageStore> {
    this.start();
    await this.#reading;
    const { info, labels, split } = this.described;
    return { info: { ...info, size }, pixels: await this.#resized(size), labels: labels.slice(), split: split.slice() };
  }

  /** Stops what is under way and lets the pixels go; later requests are refused. */
  close(): void {
    this.#abort.abort();
    this.#pixels = new Uint8Array(0);
  }

  async #read(): Promise<void> {
    // All are asked for at once, decoded in order: only one decoded sheet is alive at a time.
    const files = this.#manifest.sheets.map((sheet) => fetchFile(new URL(sheet.file, this.#address), this.#abort.signal));
    for (const file of files) file.catch(() => undefined);
    let first = 0;
    for (const [index, sheet] of this.#manifest.sheets.entries()) {
      const bitmap = await this.#decode(sheet, await files[index]!);
      if (this.#abort.signal.aborted) bitmap.close();
      this.#refuseClosed();
      this.#copy(sheet, bitmap, first);
      this.#listener.thumbnails({ bitmap, columns: sheet.columns, first, count: sheet.images.length });
      first += sheet.images.length;
      this.#listener.progress({ done: first, images: this.described.info.count });
    }
  }

  async #decode({ file, columns, images }: Sheet, blob: Blob): Promise<ImageBitmap> {
    const { id, tile } = this.#manifest;
    let bitmap: ImageBitmap;
    try {
      // Exactly the stored values: no colour management, no alpha arithmetic.
      bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
    } catch (cause) {
      throw new ImageSetError(
        `Sheet ${file} of image set "${id}" cannot be decoded: the file is broken, or this browser does not read its format.`,
        {
          cause,
        },
      );
    }
    const rows = Math.ceil(images.length / columns);
    if (bitmap.width < columns * tile || bitmap.height < rows * tile) {
      const found = `${bitmap.width}×${bitmap.height}`;
      bitmap.close();
      throw new ImageSetError(
        `Sheet ${file} of image set "${id}" is ${found} pixels; its manifest needs ${columns * tile}×${rows * tile}. Build the set again with tools/samples.`,
      );
    }
    return bitmap;
  }

  /** Row of tiles by row of tiles, so that a sheet never stands in memory twice. */
  #copy({ columns, images }: Sheet, bitmap: ImageBitmap, first: number): void {
    const { tile } = this.#manifest;
    const width = columns * tile;
    const context = new OffscreenCanvas(width, tile).getContext('2d', { willReadFrequently: true, alpha: false });
    if (!context) throw new Error('no 2D canvas in the image worker');
    for (let at = 0; at < images.length; at += columns) {
      context.drawImage(bitmap, 0, -(at / columns) * tile);
      const { data } = context.getImageData(0, 0, width, tile);
      storeTileRow(data, width, tile, Math.min(columns, images.length - at), this.#pixels, first + at);
    }
  }

  async #resized(size: number): Promise<Uint8Array> {
    const { count, size: tile } = this.described.info;
    if (size === tile) {
      this.#refuseClosed();
      return this.#pixels.slice();
    }
    const out = new Uint8Array(count * size * size * 3);
    for (let first = 0; first < count; first += RESIZED_AT_A_TIME) {
      this.#refuseClosed();
      const last = Math.min(count, first + RESIZED_AT_A_TIME);
      const part = this.#pixels.subarray(first * tile * tile * 3, last * tile * tile * 3);
      out.set(resizeImages(part, last - first, tile, size), first * size * size * 3);
      await new Promise((resume) => setTimeout(resume));
    }
    return out;
  }

  #refuseClosed(): void {
    if (this.#abort.signal.aborted) throw new ImageSetError(`Image set "${this.#manifest.id}" has been closed. Open it again.`);
  }
}

async function fetchFile(address: URL, signal?: AbortSignal): Promise<Blob> {
  const response = await get(address, signal);
  try {
    return await response.blob();
  } catch (cause) {
    // The body comes after the head, and either can be cut off.
    throw interrupted(address, signal, cause);
  }
}

function interrupted(address: URL, signal: AbortSignal | undefined, cause: unknown): ImageSetError {
  if (signal?.aborted) return new ImageSetError(`Reading ${address.pathname} was cancelled.`, { cause });
  return new ImageSetError(`${address.pathname} cannot be fetched: check the connection and reload the page.`, { cause });
}

async function fetchJson(address: URL): Promise<unknown> {
  const response = await get(address);
  try {
    return (await response.json()) as unknown;
  } catch (cause) {
    throw new ImageSetError(`${address.pathname} is not JSON: the server sent something else. Reload the page.`, { cause });
  }
}

async function get(address: URL, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address, signal ? { signal } : {});
  } catch (cause) {
    throw interrupted(address, signal, cause);
  }
  if (!response.ok)
    throw new ImageSetError(
      `${address.pathname} cannot be fetched (status ${response.status}): the folder samples/ must lie beside the page.`,
    );
  return response;
}
