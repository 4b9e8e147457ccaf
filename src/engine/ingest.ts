/**
 * The page's side of the ingest worker: one session for one drop, from looking at the files over the preview and its edits to a stored
 * image set. Nothing is decoded on the page, and nothing leaves the machine.
 */
import { ImageSetError, LabelsUnclearError } from '../core/errors';
import { createPace } from '../core/ingest/pace';
import { drawSvg } from './drawSvg';
import type {
  ImageSetReport,
  IngestAnswers,
  IngestEdit,
  IngestFailure,
  IngestFile,
  IngestMessage,
  IngestOptions,
  IngestPreview,
  IngestProgress,
  IngestRequest,
  IngestResponse,
  LabelsWanted,
  PreviewOptions,
  Rejected,
} from './ingest.protocol';

export { ImageSetError, LabelsUnclearError };
export { DEFAULT_WORKING_SIZE, WORKING_SIZES, type WorkingSize } from '../core/data/workingSizes';
export type * from './ingest.protocol';

/** No image of a drop could be taken into a set; `rejected` names every file with its reason. */
export class NothingReadError extends ImageSetError {
  constructor(
    message: string,
    readonly rejected: Rejected[],
  ) {
    super(message);
  }
}

export interface IngestSessionOptions {
  /** For tests. */
  createWorker?: () => Worker;
}

export interface Ongoing {
  onProgress?: (progress: IngestProgress) => void;
  /** Ends the work with AbortError; what an ingest has stored so far is removed. `IngestSession.stop` keeps it. */
  signal?: AbortSignal;
}

/** Files sent in one message: cloning one costs some microseconds. */
const FILES_AT_ONCE = 256;

type Asked = IngestRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

interface Waiting {
  type: IngestRequest['type'];
  resolve(answer: IngestAnswers[keyof IngestAnswers]): void;
  reject(error: Error): void;
  onProgress?: ((progress: IngestProgress) => void) | undefined;
}

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

/** One drop on its way to an image set. `close` it when it is done with. */
export class IngestSession {
  readonly #createWorker: () => Worker;
  readonly #files: readonly IngestFile[];
  readonly #waiting = new Map<number, Waiting>();
  #worker?: Worker;
  #sent?: Promise<void>;
  #closed = false;
  #nextId = 1;

  constructor(files: readonly IngestFile[], { createWorker = startWorker }: IngestSessionOptions = {}) {
    this.#files = files;
    this.#createWorker = createWorker;
  }

  /**
   * What there is: classes, counts, samples, what was left out. The first call looks into archives and lists; no image is decoded.
   * Never rejects because of a file: those that can't be used are in `rejected`.
   */
  preview(options: PreviewOptions = {}, ongoing: Ongoing = {}): Promise<IngestPreview> {
    return this.#ask<'preview'>({ type: 'preview', options }, ongoing);
  }

  /** Takes labels from elsewhere; edits made before are dropped. Rejects with ImageSetError for a pattern that is none. */
  setLabels(labels: LabelsWanted, options: PreviewOptions = {}, ongoing: Ongoing = {}): Promise<IngestPreview> {
    return this.#ask<'labels'>({ type: 'labels', labels, options }, ongoing);
  }

  /** Renames, merges, excludes, regroups classes, or labels images. Rejects with ImageSetError where that makes no sense, changing nothing. */
  edit(edit: IngestEdit, options: PreviewOptions = {}): Promise<IngestPreview> {
    return this.#ask<'edit'>({ type: 'edit', edit, options });
  }

  /** Ids of all entries of a class; `null`: of those without one. */
  entries(path: string | null): Promise<Int32Array> {
    return this.#ask<'entries'>({ type: 'entries', path });
  }

  /**
   * Small pictures of entries, in the order asked for; null for those that can't be decoded. They are the caller's to close.
   * @param size side in pixels
   */
  thumbnails(entries: number[], size = 96, ongoing: Ongoing = {}): Promise<(ImageBitmap | null)[]> {
    return this.#ask<'thumbnails'>({ type: 'thumbnails', entries, size }, ongoing);
  }

  /**
   * Reads, resizes and stores all images. Resolves with the report, also where the browser's storage ran out or `stop` was called and
   * enough is kept to train on (`complete: false`). Rejects with AbortError when the signal fires, with ImageSetError where nothing can be
   * kept (NothingReadError where no file was an image, LabelsUnclearError where labels could be read in several ways and no option says
   * which); nothing stays behind then.
   */
  async ingest(options: IngestOptions = {}, ongoing: Ongoing = {}): Promise<ImageSetReport> {
    await askForPersistence();
    return this.#ask<'ingest'>({ type: 'ingest', options }, ongoing);
  }

  /** Ends a running ingest and keeps what it has stored; its promise resolves with the report. */
  stop(): void {
    for (const [id, { type }] of this.#waiting) if (type === 'ingest') this.#send({ type: 'stop', target: id, keep: true });
  }

  /** Ends the session's workers. An ingest under way is broken off; what it has stored stays as an unfinished set. */
  close(): void {
    this.#end(new ImageSetError('This session has been closed. Add the files again.'));
  }

  async #ask<T extends keyof IngestAnswers>(
    asked: Extract<Asked, { type: T }>,
    { signal, onProgress }: Ongoing = {},
  ): Promise<IngestAnswers[T]> {
    signal?.throwIfAborted();
    await (this.#sent ??= this.#sendFiles());
    signal?.throwIfAborted();
    if (this.#closed) throw new ImageSetError('This session has been closed. Add the files again.');
    const id = this.#nextId++;
    const stop = () => this.#send({ type: 'stop', target: id, keep: false });
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await new Promise<IngestAnswers[T]>((resolve, reject) => {
        this.#waiting.set(id, { type: asked.type, resolve: (answer) => resolve(answer as IngestAnswers[T]), reject, onProgress });
        // Omit over a union loses the tie between `type` and the rest, which the parameter's type has checked.
        this.#send({ ...asked, id } as unknown as IngestRequest);
      });
    } finally {
      this.#waiting.delete(id);
      signal?.removeEventListener('abort', stop);
    }
  }

  async #sendFiles(): Promise<void> {
    const pace = createPace();
    for (let first = 0; first < this.#files.length && !this.#closed; first += FILES_AT_ONCE) {
      this.#send({ type: 'files', files: this.#files.slice(first, first + FILES_AT_ONCE) });
      const turn = pace.tick('Sending files', first, this.#files.length);
      if (turn) await turn;
    }
  }

  #send(message: IngestMessage, transfer: Transferable[] = []): void {
    if (!this.#closed) this.#running().postMessage(message, transfer);
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#createWorker();
    worker.addEventListener('message', ({ data }: MessageEvent<IngestResponse>) => this.#receive(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const why = event.message || 'its script could not be loaded';
      this.#end(new ImageSetError(`The ingest worker stopped: ${why}. Reload the page and add the files again; what was stored is kept.`));
    });
    this.#worker = worker;
    return worker;
  }

  #receive(response: IngestResponse): void {
    switch (response.type) {
      case 'done':
        return this.#waiting.get(response.id)?.resolve(response.answer);
      case 'failed':
        return this.#waiting.get(response.id)?.reject(revived(response.error));
      case 'progress':
        return this.#waiting.get(response.id)?.onProgress?.(response.progress);
      case 'draw':
        return void this.#draw(response);
    }
  }

  async #draw({ drawing, svg, width, height }: Extract<IngestResponse, { type: 'draw' }>): Promise<void> {
    const bitmap = await drawSvg(svg, width, height);
    if (this.#closed) return bitmap?.close();
    this.#send({ type: 'drawn', drawing, bitmap }, bitmap ? [bitmap] : []);
  }

  #end(error: Error): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function revived({ name, message, rejected, question }: IngestFailure): Error {
  if (name === 'AbortError') return new DOMException(message, 'AbortError');
  if (question) return new LabelsUnclearError(question);
  if (rejected) return new NothingReadError(message, rejected);
  return name === 'ImageSetError' ? new ImageSetError(message) : new Error(`The ingest worker failed: ${message}`);
}

function startWorker(): Worker {
  return new Worker(new URL('../worker/ingest.ts', import.meta.url), { type: 'module', name: 'ingest' });
}
