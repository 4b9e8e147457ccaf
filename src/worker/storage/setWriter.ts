/** Writes an image set as its images come: chunks of pixels, and a save now and then from which the set can be opened as it is then. */
import { PixelDigest, storedContentHash } from '../../core/data/contentHash';
import type { ClassInfo } from '../../core/data/imageSet';
import { StorageFull, type SetStorage } from './storage';
import {
  STORED_VERSION,
  chunkName,
  listingName,
  metaName,
  packRows,
  rowsName,
  storedBytes,
  type StoredListing,
  type StoredMeta,
  type StoredRows,
} from './storedSet';

/** Of a chunk: what a crash loses at most, and what is held in memory. */
const CHUNK_BYTES = 2 ** 24;
const RESERVE = 'reserve.bin';
/** Of a path in the listing, more than most have. */
const PATH_BYTES = 96;

/** Of the set as a whole, known before the first image. */
export type SetHeader = Pick<
  StoredMeta,
  'id' | 'title' | 'created' | 'planned' | 'size' | 'fit' | 'splitRule' | 'disjointClasses' | 'hasRole'
> & {
  /** All that images may be of; those without images are left out of what is saved. */
  classes: readonly ClassInfo[];
  /** What was decided in reading, a sentence each; asked with every save, of the split of what is stored by then. */
  notes?: (split: Uint8Array) => readonly string[];
};

export interface NewRow {
  /** Index into the header's classes. */
  label: number;
  split: number;
  role: number;
  /** The path as it came. */
  path?: string;
}

/** A set as it was saved. */
export interface Saved {
  classes: ClassInfo[];
  rows: StoredRows;
  bytes: number;
}

export class SetWriter {
  readonly #stride: number;
  readonly #buffer: Uint8Array<ArrayBuffer>;
  readonly #chunks: number[] = [];
  /** Of the pixels in the chunks. */
  readonly #digest = new PixelDigest();
  /** Of all images, those in the buffer at the end. */
  #rows: NewRow[] = [];
  #buffered = 0;
  #save = 0;

  private constructor(
    private readonly storage: SetStorage,
    readonly header: SetHeader,
    chunkBytes: number,
  ) {
    this.#stride = header.size ** 2 * 3;
    this.#buffer = new Uint8Array(Math.max(1, Math.floor(chunkBytes / this.#stride)) * this.#stride);
  }

  /**
   * Begins a set. Room for the description is put aside: when the storage is full, what has been read can still be saved.
   * @throws StorageFull
   */
  static async begin(storage: SetStorage, header: SetHeader, chunkBytes = CHUNK_BYTES): Promise<SetWriter> {
    const names = header.classes.reduce((sum, { path, name }) => sum + 40 + 2 * (path.length + name.length), 0);
    await storage.write(header.id, RESERVE, new Uint8Array(4096 + names + header.planned * (6 + PATH_BYTES)));
    return new SetWriter(storage, header, chunkBytes);
  }

  get id(): string {
    return this.header.id;
  }

  get count(): number {
    return this.#rows.length;
  }

  /** @param pixels [rows.length, size, size, 3] @throws StorageFull; `rescue` then saves what there is */
  async append(pixels: Uint8Array, rows: readonly NewRow[]): Promise<void> {
    const capacity = this.#buffer.length / this.#stride;
    for (let at = 0; at < rows.length;) {
      const taken = Math.min(rows.length - at, capacity - this.#buffered);
      this.#buffer.set(pixels.subarray(at * this.#stride, (at + taken) * this.#stride), this.#buffered * this.#stride);
      this.#rows.push(...rows.slice(at, at + taken));
      this.#buffered += taken;
      at += taken;
      if (this.#buffered === capacity) await this.#flush();
    }
  }

  /** Makes the set as it is now the one that is opened. @throws StorageFull */
  async save(complete: boolean): Promise<Saved> {
    await this.#flush();
    const { classes: all, notes, ...header } = this.header;
    const places = new Map([...new Set(this.#rows.map(({ label }) => label))].sort((a, b) => a - b).map((label, place) => [label, place]));
    const classes = [...places.keys()].map((label) => ({ path: all[label]!.path, name: all[label]!.name }));
    const rows: StoredRows = {
      labels: Int32Array.from(this.#rows, ({ label }) => places.get(label)!),
      split: Uint8Array.from(this.#rows, ({ split }) => split),
      ...(header.hasRole ? { role: Uint8Array.from(this.#rows, ({ role }) => role) } : {}),
    };
    const contentHash = await storedContentHash({ size: header.size, classes, ...rows }, this.#digest);
    const meta: StoredMeta = {
      ...header,
      version: STORED_VERSION,
      complete,
      classes,
      count: this.count,
      chunks: [...this.#chunks],
      ...(contentHash === undefined ? {} : { contentHash }),
    };
    const save = this.#save + 1;
    if (complete) await this.storage.discard(this.id, RESERVE);
    await this.storage.write(this.id, rowsName(save), packRows(rows));
    const listing: StoredListing = { paths: this.#rows.map(({ path = '' }) => path), notes: [...(notes?.(rows.split) ?? [])] };
    await this.storage.write(this.id, listingName(save), new TextEncoder().encode(JSON.stringify(listing)));
    await this.storage.write(this.id, metaName(save), new TextEncoder().encode(JSON.stringify(meta)));
    await this.#discardSave(this.#save);
    this.#save = save;
    return { classes, rows, bytes: storedBytes(meta) };
  }

  /** After the storage ran out, or reading was stopped: saves what is stored, giving up what is not. */
  async rescue(): Promise<Saved> {
    try {
      await this.#flush();
    } catch (error) {
      if (!(error instanceof StorageFull)) throw error;
      this.#rows.length -= this.#buffered;
      this.#buffered = 0;
    }
    await this.storage.discard(this.id, RESERVE);
    return this.save(false);
  }

  /** Removes the set. */
  abandon(): Promise<void> {
    return this.storage.remove(this.id);
  }

  async #flush(): Promise<void> {
    if (this.#buffered === 0) return;
    const pixels = this.#buffer.slice(0, this.#buffered * this.#stride);
    await this.storage.write(this.id, chunkName(this.#chunks.length), pixels);
    this.#chunks.push(this.#buffered);
    // After the writing: what could not be stored is no part of the set.
    await this.#digest.append(pixels);
    this.#buffered = 0;
  }

  async #discardSave(save: number): Promise<void> {
    if (save === 0) return;
    await this.storage.discard(this.id, metaName(save));
    await this.storage.discard(this.id, rowsName(save));
    await this.storage.discard(this.id, listingName(save));
  }
}
