/**
 * The page's side of the ingest worker: one session for one drop, from looking at the files over the preview and its edits to a stored
 * image set. Nothing is decoded on the page, and nothing leaves the machine.
 */
import { ImageSetError, LabelsUnclearError, NothingReadError, WorkerError } from '../core/errors';
import { createPace } from '../core/ingest/pace';
import { handOver, onceMore, WorkerLink, type WorkerLike } from '../link';
import { drawSvg } from './drawSvg';
import type {
  ImageSetReport,
  IngestEdit,
  IngestFile,
  IngestOptions,
  IngestPreview,
  IngestProgress,
  IngestProtocol,
  IngestRequests,
  LabelsWanted,
  PreviewOptions,
  ReadingOptions,
} from './ingest.protocol';

export { ImageSetError, LabelsUnclearError, NothingReadError };
export { DEFAULT_WORKING_SIZE, WORKING_SIZES, leastWorkingSize, workingSizeFor, type WorkingSize } from '../core/data/workingSizes';
export type * from './ingest.protocol';

export interface IngestSessionOptions {
  /** For tests. */
  startWorker?: () => WorkerLike;
}

export interface Ongoing {
  onProgress?: (progress: IngestProgress) => void;
  /** Ends the work with AbortError; what an ingest has stored so far is removed. `IngestSession.stop` keeps it. */
  signal?: AbortSignal;
}

/** Files sent in one message: cloning one costs some microseconds. */
const FILES_AT_ONCE = 256;

/** Asks for storage that the browser does not clear by itself. @returns whether it is granted; browsers may refuse in silence */
export async function askForPersistence(): Promise<boolean> {
  try {
    return (await navigator.storage?.persist?.()) ?? false;
  } catch {
    return false;
  }
}

/** Room left in the browser's storage, bytes; undefined where the browser does not say. */
export async function storageRoom(): Promise<{ free: number; used: number } | undefined> {
  try {
    const { quota, usage = 0 } = await navigator.storage.estimate();
    return quota === undefined ? undefined : { free: Math.max(0, quota - usage), used: usage };
  } catch {
    return undefined;
  }
}

/**
 * One drop on its way to an image set. `close` it when it is done with. When its worker stops, the next request starts another one,
 * which is given the files, the labels and the edits again; only an ingest under way is lost, and what it has stored is kept.
 */
export class IngestSession {
  readonly #files: readonly IngestFile[];
  readonly #link: WorkerLink<IngestProtocol>;
  /** What was decided about the drop, in order. */
  readonly #decisions: ({ reading: ReadingOptions } | { labels: LabelsWanted } | { edit: IngestEdit })[] = [];
  #given: { generation: number; over: Promise<void> } | undefined;
  #ingesting = 0;

  constructor(files: readonly IngestFile[], { startWorker = start }: IngestSessionOptions = {}) {
    this.#files = files;
    this.#link = new WorkerLink<IngestProtocol>({
      name: 'ingest',
      start: startWorker,
      advice: 'Try again; what was stored is kept.',
      callbacks: {
        draw: async ({ svg, wanted }) => {
          const drawn = await drawSvg(svg, wanted);
          return drawn && handOver(drawn, [drawn.bitmap]);
        },
      },
    });
  }

  /**
   * What there is: classes, counts, samples, what was left out. The first call looks into archives and lists; no image is decoded.
   * Never rejects because of a file: those that can't be used are in `rejected`.
   */
  async preview(options: PreviewOptions = {}, ongoing: Ongoing = {}): Promise<IngestPreview> {
    const preview = await this.#ask('preview', { options }, ongoing);
    const reading = { ...options };
    delete reading.samples;
    if (Object.keys(reading).length > 0) this.#decisions.push({ reading });
    return preview;
  }

  /** Takes labels from elsewhere; edits made before are dropped. Rejects with ImageSetError for a pattern that is none. */
  async setLabels(labels: LabelsWanted, options: PreviewOptions = {}, ongoing: Ongoing = {}): Promise<IngestPreview> {
    const preview = await this.#ask('labels', { labels, options }, ongoing);
    this.#decisions.push({ labels });
    return preview;
  }

  /** Renames, merges, excludes, regroups classes, or labels images. Rejects with ImageSetError where that makes no sense, changing nothing. */
  async edit(edit: IngestEdit, options: PreviewOptions = {}): Promise<IngestPreview> {
    const preview = await this.#ask('edit', { edit, options });
    this.#decisions.push({ edit });
    return preview;
  }

  /** Ids of all entries of a class; `null`: of those without one. */
  entries(path: string | null): Promise<Int32Array> {
    return this.#ask('entries', { path });
  }

  /**
   * Small pictures of entries, in the order asked for; null for those that can't be decoded. They are the caller's to close.
   * @param size side in pixels; `background`: what transparent ones are laid over, as for `ingest`
   */
  thumbnails(
    entries: number[],
    size = 96,
    { background, ...ongoing }: Ongoing & { background?: string | undefined } = {},
  ): Promise<(ImageBitmap | null)[]> {
    return this.#ask('thumbnails', { entries, size, ...(background === undefined ? {} : { background }) }, ongoing);
  }

  /**
   * Reads, resizes and stores all images. Resolves with the report, also where the browser's storage ran out or `stop` was called and
   * enough is kept to train on (`complete: false`). Rejects with AbortError when the signal fires, with ImageSetError where nothing can be
   * kept (NothingReadError where no file was an image, LabelsUnclearError where labels could be read in several ways and no option says
   * which); nothing stays behind then. Rejects with WorkerError where its worker stops; what was stored stays then, as an unfinished set.
   */
  async ingest(options: IngestOptions = {}, ongoing: Ongoing = {}): Promise<ImageSetReport> {
    await askForPersistence();
    this.#ingesting++;
    try {
      return await this.#once('ingest', { options }, ongoing);
    } finally {
      this.#ingesting--;
    }
  }

  /** Ends a running ingest and keeps what it has stored; its promise resolves with the report. */
  stop(): void {
    if (this.#ingesting > 0 && this.#link.running) this.#link.tell({ type: 'finish' });
  }

  /** Ends the session's workers. An ingest under way is broken off; what it has stored stays as an unfinished set. */
  close(): void {
    this.#link.close(new ImageSetError('This session has been closed. Add the files again.'));
  }

  /** What the worker's end breaks off is done once more: nothing of it outlives the worker. */
  #ask<T extends keyof IngestRequests>(
    type: T,
    ask: IngestRequests[T]['ask'],
    ongoing: Ongoing = {},
  ): Promise<IngestRequests[T]['answer']> {
    return onceMore(() => this.#once(type, ask, ongoing));
  }

  async #once<T extends keyof IngestRequests>(
    type: T,
    ask: IngestRequests[T]['ask'],
    { signal, onProgress }: Ongoing,
  ): Promise<IngestRequests[T]['answer']> {
    signal?.throwIfAborted();
    await this.#give();
    signal?.throwIfAborted();
    return this.#link.request(type, ask, {
      ...(signal ? { signal } : {}),
      waitForEnd: true,
      onProgress: onProgress as never,
    });
  }

  /** Gives the files and what was decided about them to a worker that has not got them. */
  #give(): Promise<void> {
    if (!this.#given || !this.#link.running || this.#given.generation !== this.#link.generation) {
      const over = this.#giveAll();
      this.#given = { generation: this.#link.generation, over };
    }
    return this.#given.over;
  }

  async #giveAll(): Promise<void> {
    const pace = createPace();
    let first = 0;
    let generation: number | undefined;
    do {
      this.#link.tell({ type: 'files', files: this.#files.slice(first, first + FILES_AT_ONCE) });
      generation ??= this.#link.generation;
      first += FILES_AT_ONCE;
      const turn = pace.tick('Sending files', first, this.#files.length);
      if (turn) await turn;
      if (!this.#link.running || this.#link.generation !== generation)
        throw new WorkerError('The ingest worker stopped while it was given the files. Try again.');
    } while (first < this.#files.length);
    for (const decision of this.#decisions)
      if ('reading' in decision) await this.#link.request('preview', { options: decision.reading });
      else if ('labels' in decision) await this.#link.request('labels', { ...decision, options: {} });
      else await this.#link.request('edit', { ...decision, options: {} });
  }
}

function start(): WorkerLike {
  return new Worker(new URL('../worker/ingest.ts', import.meta.url), { type: 'module', name: 'ingest' });
}
