/** The page's side of the image worker: lists image sets, opens them, hands out thumbnails. */
import { ImageSetError } from '../core/errors';
import type { BroughtImageSet } from '../core/export/imageSets';
import { SPLIT_CODE, type ImageSetInfo, type ImageSetReference, type Split } from '../core/data/imageSet';
import { createPace } from '../core/ingest/pace';
import { onceMore, WorkerLink, type WorkerLike } from '../link';
import type { ImageProgress, ImageSetSummary, ImagesEvent, ImagesProtocol, ListingPart, OpenedAnswer } from './images.protocol';
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
  startWorker?: () => WorkerLike;
}

export type OnProgress = (progress: ImageProgress) => void;

export interface ListedImage {
  path: string;
  class: string;
  split: Split;
}

/** Everything of a set but its pixels. */
export interface ImageSetListing {
  id: string;
  name: string;
  classes: { path: string; images: number }[];
  /** `path`: as it came, from what was dropped on. */
  images: ListedImage[];
  /** What was decided in reading. */
  notes: string[];
  /** Side of its images, pixels. */
  size: number;
}

interface Opened {
  /** The worker that knows it: `WorkerLink.generation`. */
  generation: number;
  /** Settled when that worker has opened it. */
  opening: Promise<OpenedAnswer>;
  imageSet: string;
  thumbnails?: ThumbnailAtlas | ThumbnailCache;
  info?: ImageSetInfo;
  /** Opened again because its worker stopped while sheets were to come; once, lest a sheet that stops workers is read for ever. */
  resumed?: boolean;
  onProgress?: OnProgress;
}

/**
 * Image sets, read by a worker that starts with the first request. When that worker stops, another one takes its place with the next
 * request, in which the image sets that are open are opened again; what was being read is read once more.
 */
export class ImageLibrary {
  readonly #base: string;
  readonly #opened = new Map<number, Opened>();
  readonly #link: WorkerLink<ImagesProtocol>;
  #nextSet = 1;

  constructor({ base = `${import.meta.env.BASE_URL}samples/`, startWorker = start }: ImageLibraryOptions = {}) {
    this.#base = new URL(base.endsWith('/') ? base : `${base}/`, document.baseURI).href;
    this.#link = new WorkerLink<ImagesProtocol>({
      name: 'image',
      start: startWorker,
      advice: 'Another one is started; if this comes again, reload the page.',
      onEvent: (event) => this.#hear(event),
      onStopped: () => this.#resume(),
    });
  }

  /** The bundled image sets, the default one first, then the user's own, the newest first. */
  list(): Promise<ImageSetSummary[]> {
    return onceMore(() => this.#link.request('list', { base: this.#base }));
  }

  /**
   * Opens an image set: resolves when its classes, labels and split are known; decoding goes on.
   * @param onProgress called as images are decoded
   */
  async open(imageSet: string, onProgress?: OnProgress): Promise<OpenedImageSet> {
    const number = this.#nextSet++;
    const {
      info,
      labels,
      split,
      thumbnails: kind,
    } = await onceMore(() => {
      const opening = this.#open(number, imageSet);
      this.#opened.set(number, { generation: this.#link.generation, opening, imageSet, ...(onProgress ? { onProgress } : {}) });
      return opening;
    }).catch((error: unknown) => {
      this.#opened.delete(number);
      throw error;
    });
    const thumbnails =
      kind === 'pages'
        ? new ThumbnailAtlas(info.size)
        : new ThumbnailCache(kind, {
            ask: (rows) => this.#read(number, info, () => this.#link.request('tiles', { opened: number, rows })),
          });
    const opened = this.#opened.get(number);
    if (opened) Object.assign(opened, { thumbnails, info });
    return {
      info,
      labels,
      split,
      thumbnails,
      reference: kind === 'pages' ? { from: 'site', base: this.#base, id: imageSet } : { from: 'browser', id: imageSet },
      close: () => this.#closeSet(number),
    };
  }

  /**
   * What is in one of the user's own sets, image by image. Images come from the worker in parts, so that neither the worker nor the page is held
   * up by a set of a hundred thousand. Rejects with ImageSetError for another.
   */
  async listing(imageSet: string): Promise<ImageSetListing> {
    const parts = Object.keys(SPLIT_CODE) as Split[];
    let columns: ListingPart[] = [];
    const { title, size, classes, notes } = await onceMore(() => {
      columns = [];
      return this.#link.request('listing', { imageSet }, { onProgress: (part) => void columns.push(part) });
    });
    const counts = new Int32Array(classes.length);
    const images: ListedImage[] = [];
    const pace = createPace();
    for (const { paths, labels, split } of columns) {
      labels.forEach((label, row) => {
        counts[label]!++;
        images.push({ path: paths[row] ?? '', class: classes[label]!.path, split: parts.find((part) => SPLIT_CODE[part] === split[row])! });
      });
      await pace.tick('Listing images', images.length, images.length);
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

  /** All of one of the user's own sets that goes into an archive but its pixels. Rejects with ImageSetError where it is not there. */
  pack(imageSet: string): Promise<Pick<BroughtImageSet, 'header' | 'rows'>> {
    return onceMore(() => this.#link.request('pack', { imageSet }));
  }

  /** Pixels of one of the user's own sets: [count, size, size, 3] from row `first` on. Rejects as `pack`. */
  pixels(imageSet: string, first: number, count: number): Promise<Uint8Array> {
    return onceMore(() => this.#link.request('pixels', { imageSet, first, count }));
  }

  /** Keeps a set that an archive has brought; its id here. Rejects with ImageSetError where it is damaged or has no room: nothing stays then. */
  restore(set: BroughtImageSet): Promise<string> {
    return this.#link.request('restore', { set });
  }

  /** Deletes one of the user's own image sets and frees its storage. Where it is open, close it first. */
  async remove(imageSet: string): Promise<void> {
    await this.#link.request('remove', { imageSet });
  }

  /** Ends the worker; every open set is closed and what was asked for is refused. */
  close(): void {
    for (const { thumbnails } of this.#opened.values()) thumbnails?.close();
    this.#opened.clear();
    this.#link.close(new ImageSetError('The image library has been closed.'));
  }

  /** Reads from an image set that is open, in a worker that knows it. */
  #read<T>(number: number, { title }: ImageSetInfo, read: () => Promise<T>): Promise<T> {
    return onceMore(async () => {
      const opened = this.#opened.get(number);
      if (!opened) throw new ImageSetError(`Image set "${title}" has been closed. Open it again.`);
      if (opened.generation !== this.#link.generation || !this.#link.running) {
        opened.opening = this.#open(number, opened.imageSet);
        opened.generation = this.#link.generation;
      }
      await opened.opening;
      return read();
    });
  }

  /** Sheets come unasked, and only from a worker that knows the set. */
  #resume(): void {
    for (const [number, set] of this.#opened) {
      const { thumbnails, info } = set;
      if (!(thumbnails instanceof ThumbnailAtlas) || !info || set.resumed || thumbnails.arrived >= info.count) continue;
      set.resumed = true;
      void this.#read(number, info, () => Promise.resolve()).catch(() => undefined);
    }
  }

  #open(opened: number, imageSet: string): Promise<OpenedAnswer> {
    return this.#link.request('open', { base: this.#base, imageSet, opened });
  }

  #closeSet(number: number): void {
    const set = this.#opened.get(number);
    if (!set) return;
    this.#opened.delete(number);
    set.thumbnails?.close();
    if (this.#link.running) this.#link.tell({ type: 'close', opened: number });
  }

  #hear(event: ImagesEvent): void {
    const set = this.#opened.get(event.opened);
    if (event.type === 'decoded') set?.onProgress?.(event.progress);
    else if (set?.thumbnails instanceof ThumbnailAtlas) set.thumbnails.add(event.page);
    else event.page.bitmap.close();
  }
}

function start(): WorkerLike {
  return new Worker(new URL('../worker/images.ts', import.meta.url), { type: 'module', name: 'images' });
}
