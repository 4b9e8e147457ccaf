/** The page's side of the image worker: lists image sets, opens them, hands out stores and thumbnails. */
import { ImageSetError } from '../core/errors';
import { SPLIT_CODE, type ImageSetInfo, type ImageSetReference, type Split } from '../core/data/imageSet';
import { createPace } from '../core/ingest/pace';
import type { ImageProgress, ImagesAnswers, ImageSetSummary, ImagesRequest, ImagesResponse } from './images.protocol';
import { ThumbnailCache } from './thumbnailCache';
import { ThumbnailAtlas, type Thumbnails } from './thumbnails';

export { ImageSetError };
export type { ImageProgress, ImageSetSummary, Thumbnails };

/** An image set that is open. Labels and split are there at once; thumbnails arrive sheet by sheet, or as they are drawn. */
export interface OpenedImageSet {
  /** `size` is the side that the images are kept at. */
  readonly info: ImageSetInfo;
  /** [count] index into `info.classes`. */
  readonly labels: Int32Array;
  /** [count] codes of SPLIT_CODE. */
  readonly split: Uint8Array;
  readonly thumbnails: Thumbnails;
  /** Where it lies: what the training worker reads it by. */
  readonly reference: ImageSetReference;
  /** Lets bitmaps go. */
  close(): void;
}

export interface ImageLibraryOptions {
  /** Folder with index.json and the bundled sets; absolute, or relative to the page. */
  base?: string;
  /** For tests. */
  createWorker?: () => Worker;
}

export type OnProgress = (progress: ImageProgress) => void;

/** Everything of a set but its pixels. */
export interface ImageSetListing {
  id: string;
  name: string;
  classes: { path: string; images: number }[];
  /** `path`: as it came, from what was dropped on. */
  images: { path: string; class: string; split: Split }[];
  /** What was decided in reading. */
  notes: string[];
  /** Side of its images, pixels. */
  size: number;
}

/** Listed between two looks at the clock. */
const LISTED_AT_ONCE = 1000;

type Message = ImagesRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

interface Waiting {
  resolve(answer: ImagesAnswers[keyof ImagesAnswers]): void;
  reject(error: Error): void;
}

interface Opened {
  thumbnails: ThumbnailAtlas | ThumbnailCache;
  onProgress?: OnProgress;
}

/** Image sets, read by a worker that starts with the first request. */
export class ImageLibrary {
  readonly #base: string;
  readonly #createWorker: () => Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #opened = new Map<number, Opened>();
  #worker?: Worker;
  #nextId = 1;

  constructor({ base = `${import.meta.env.BASE_URL}samples/`, createWorker = startWorker }: ImageLibraryOptions = {}) {
    this.#base = new URL(base.endsWith('/') ? base : `${base}/`, document.baseURI).href;
    this.#createWorker = createWorker;
  }

  /** The bundled image sets, the default one first, then the user's own, the newest first. */
  list(): Promise<ImageSetSummary[]> {
    return this.#ask<'list'>({ type: 'list', base: this.#base }).answer;
  }

  /**
   * Opens an image set: resolves when its classes, labels and split are known; decoding goes on.
   * @param onProgress called as images are decoded
   */
  async open(imageSet: string, onProgress?: OnProgress): Promise<OpenedImageSet> {
    const { id, answer } = this.#ask<'open'>({ type: 'open', base: this.#base, imageSet });
    const { info, labels, split, thumbnails: kind } = await answer;
    const thumbnails =
      kind === 'pages'
        ? new ThumbnailAtlas(info.size)
        : new ThumbnailCache(kind, { ask: (rows) => this.#ask<'tiles'>({ type: 'tiles', opened: id, rows }).answer });
    this.#opened.set(id, { thumbnails, ...(onProgress ? { onProgress } : {}) });
    return {
      info,
      labels,
      split,
      thumbnails,
      reference: kind === 'pages' ? { from: 'site', base: this.#base, id: imageSet } : { from: 'browser', id: imageSet },
      close: () => this.#closeSet(id),
    };
  }

  /** What is in one of the user's own sets, image by image. Rejects with ImageSetError for another. */
  async listing(imageSet: string): Promise<ImageSetListing> {
    const { title, size, classes, paths, labels, split, notes } = await this.#ask<'listing'>({ type: 'listing', imageSet }).answer;
    const counts = new Int32Array(classes.length);
    const parts = Object.keys(SPLIT_CODE) as Split[];
    const pace = createPace();
    const images: ImageSetListing['images'] = [];
    for (const [row, label] of labels.entries()) {
      counts[label]!++;
      images.push({ path: paths[row] ?? '', class: classes[label]!.path, split: parts.find((part) => SPLIT_CODE[part] === split[row])! });
      const turn = row % LISTED_AT_ONCE === 0 ? pace.tick('Listing images', row, labels.length) : undefined;
      if (turn) await turn;
    }
    return {
      id: imageSet,
      name: title,
      size,
      notes,
      classes: classes.map(({ path }, label) => ({ path, images: counts[label]! })),
      images,
    };
  }

  /** Deletes one of the user's own image sets and frees its storage. Where it is open, close it first. */
  async remove(imageSet: string): Promise<void> {
    await this.#ask<'remove'>({ type: 'remove', imageSet }).answer;
  }

  /** Ends the worker; every open set is closed and what was asked for is refused. */
  close(): void {
    this.#end(new ImageSetError('The image library has been closed.'));
  }

  #closeSet(opened: number): void {
    const set = this.#opened.get(opened);
    if (!set) return;
    this.#opened.delete(opened);
    set.thumbnails.close();
    this.#ask<'close'>({ type: 'close', opened }).answer.catch(() => undefined);
  }

  #ask<T extends keyof ImagesAnswers>(message: Message): { id: number; answer: Promise<ImagesAnswers[T]> } {
    const id = this.#nextId++;
    const answer = new Promise<ImagesAnswers[T]>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (value) => resolve(value as ImagesAnswers[T]), reject });
      this.#running().postMessage({ ...message, id } satisfies ImagesRequest);
    });
    return { id, answer };
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#createWorker();
    worker.addEventListener('message', ({ data }: MessageEvent<ImagesResponse>) => this.#receive(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#end(new ImageSetError(`The image worker stopped: ${event.message || 'its script could not be loaded'}. Reload the page.`));
    });
    this.#worker = worker;
    return worker;
  }

  #receive(response: ImagesResponse): void {
    switch (response.type) {
      case 'done':
        return this.#take(response.id)?.resolve(response.answer);
      case 'failed':
        return this.#take(response.id)?.reject(
          response.refused ? new ImageSetError(response.message) : new Error(`The image worker failed: ${response.message}`),
        );
      case 'progress':
        return this.#opened.get(response.opened)?.onProgress?.(response.progress);
      case 'thumbnails': {
        const set = this.#opened.get(response.opened);
        return set?.thumbnails instanceof ThumbnailAtlas ? set.thumbnails.add(response.page) : response.page.bitmap.close();
      }
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #end(error: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { thumbnails } of this.#opened.values()) thumbnails.close();
    this.#opened.clear();
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

function startWorker(): Worker {
  return new Worker(new URL('../worker/images.ts', import.meta.url), { type: 'module', name: 'images' });
}
