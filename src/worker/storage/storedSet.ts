/**
 * A stored image set: pixels in chunks that are written once, and beside them labels, split and description, written anew at every save
 * under a new number. The newest whole save counts, so a crash at any moment leaves the set as it was saved last.
 */
import { z } from 'zod';
import { CONTENT_HASH } from '../../core/data/contentHash';
import { ImageSetError } from '../../core/errors';
import type { ImageSetInfo } from '../../core/data/imageSet';
import type { SetStorage } from './storage';

export const STORED_VERSION = 1;

const whole = z.int().min(0);
const metaSchema = z.object({
  version: z.literal(STORED_VERSION),
  id: z.string().min(1),
  title: z.string(),
  /** Milliseconds since 1970. */
  created: z.number(),
  /** false: reading was broken off, or goes on. */
  complete: z.boolean(),
  /** Images there were to read. */
  planned: whole,
  size: z.int().min(1),
  fit: z.enum(['crop', 'pad']),
  splitRule: z.string(),
  disjointClasses: z.boolean(),
  classes: z.array(z.object({ path: z.string(), name: z.string() })).min(1),
  count: whole,
  /** Images in each chunk. */
  chunks: z.array(z.int().min(1)),
  hasRole: z.boolean(),
  /** Sets stored before there was one, or on a page where nothing can be digested, have none. */
  contentHash: z.string().regex(CONTENT_HASH).optional(),
});
export type StoredMeta = z.infer<typeof metaSchema>;

/** What is written of every image beside its pixels. */
export interface StoredRows {
  /** [count] index into the classes. */
  labels: Int32Array;
  /** [count] codes of SPLIT_CODE. */
  split: Uint8Array;
  /** [count] codes of ROLE_CODE. */
  role?: Uint8Array;
}

export const metaName = (save: number) => `set-${save}.json`;
export const rowsName = (save: number) => `rows-${save}.bin`;
/** Paths as they came and notes of reading; sets stored before there was this file have none. */
export const listingName = (save: number) => `listing-${save}.json`;
export const chunkName = (chunk: number) => `pixels-${String(chunk).padStart(5, '0')}.bin`;

const META = /^set-(\d+)\.json$/u;

/** Ids of own sets; those of bundled ones never look like it. */
export const isOwnId = (id: string) => id.startsWith('own-');

/** An id that tells people which set it is, and is like no other. */
export function newId(title: string): string {
  const slug = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .slice(0, 32)
    .replace(/^-+|-+$/gu, '');
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  return ['own', slug, random!.toString(36).padStart(7, '0')].filter((part) => part !== '').join('-');
}

/** Labels, split and roles in one file, in this order. */
export function packRows({ labels, split, role }: StoredRows): Uint8Array<ArrayBuffer> {
  const count = labels.length;
  const bytes = new Uint8Array(count * (role ? 6 : 5));
  bytes.set(new Uint8Array(labels.buffer, labels.byteOffset, count * 4));
  bytes.set(split, count * 4);
  if (role) bytes.set(role, count * 5);
  return bytes;
}

function unpackRows(bytes: ArrayBuffer, { count, hasRole }: StoredMeta): StoredRows | null {
  if (bytes.byteLength !== count * (hasRole ? 6 : 5)) return null;
  return {
    labels: new Int32Array(bytes.slice(0, count * 4)),
    split: new Uint8Array(bytes.slice(count * 4, count * 5)),
    ...(hasRole ? { role: new Uint8Array(bytes.slice(count * 5)) } : {}),
  };
}

/** Bytes of a set in the storage, all but a few. */
export function storedBytes({ count, size, hasRole }: Pick<StoredMeta, 'count' | 'size' | 'hasRole'>): number {
  return count * (size * size * 3 + (hasRole ? 6 : 5));
}

const listingSchema = z.object({ paths: z.array(z.string()), notes: z.array(z.string()) });
export type StoredListing = z.infer<typeof listingSchema>;

/** Paths and notes of a save; null where there are none, or not as many as images. */
export async function readListing(storage: SetStorage, { id, count }: StoredMeta, save: number): Promise<StoredListing | null> {
  const text = await (await storage.read(id, listingName(save)))?.text();
  if (text === undefined) return null;
  try {
    const read = listingSchema.safeParse(JSON.parse(text));
    return read.success && read.data.paths.length === count ? read.data : null;
  } catch {
    return null;
  }
}

/** The newest save of a set that can be read; null where there is none. */
export async function readMeta(storage: SetStorage, id: string): Promise<{ meta: StoredMeta; save: number } | null> {
  const saves = (await storage.files(id)).flatMap((name) => META.exec(name)?.[1] ?? []).map(Number);
  for (const save of saves.sort((a, b) => b - a)) {
    const text = await (await storage.read(id, metaName(save)))?.text();
    const meta = text === undefined ? null : parseMeta(text);
    if (meta?.id === id && meta.chunks.reduce((sum, rows) => sum + rows, 0) === meta.count) return { meta, save };
  }
  return null;
}

function parseMeta(text: string): StoredMeta | null {
  try {
    const read = metaSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

/** An own set that is open: its description in memory, its pixels read when they are asked for. */
export class StoredSet {
  /** First row of each chunk, and the end. */
  readonly #starts: number[] = [0];
  readonly #chunks = new Map<number, Promise<Blob>>();

  private constructor(
    private readonly storage: SetStorage,
    readonly meta: StoredMeta,
    readonly rows: StoredRows,
  ) {
    for (const rows of meta.chunks) this.#starts.push(this.#starts.at(-1)! + rows);
  }

  /** @throws ImageSetError where there is no such set, or it is damaged */
  static async open(storage: SetStorage, id: string): Promise<StoredSet> {
    const found = await readMeta(storage, id);
    if (!found) throw new ImageSetError(`There is no image set “${id}” in this browser. Add its images again, or choose another set.`);
    const { meta, save } = found;
    const packed = await (await storage.read(id, rowsName(save)))?.arrayBuffer();
    const rows = packed === undefined ? null : unpackRows(packed, meta);
    if (!rows || rows.labels.some((label) => label < 0 || label >= meta.classes.length)) throw damaged(meta);
    return new StoredSet(storage, meta, rows);
  }

  get info(): ImageSetInfo {
    const { id, title, classes, count, size, splitRule, disjointClasses, contentHash } = this.meta;
    return { id, title, classes, count, size, splitRule, disjointClasses, ...(contentHash === undefined ? {} : { contentHash }) };
  }

  /** Pixels of `count` images from row `first` on: [count, size, size, 3]. @throws ImageSetError where they cannot be read */
  async pixels(first: number, count: number): Promise<Uint8Array<ArrayBuffer>> {
    const stride = this.meta.size ** 2 * 3;
    const out = new Uint8Array(count * stride);
    for (let row = first; row < first + count;) {
      const chunk = this.#chunkOf(row);
      const start = this.#starts[chunk]!;
      const end = Math.min(first + count, this.#starts[chunk + 1]!);
      const part = (await this.#chunk(chunk)).slice((row - start) * stride, (end - start) * stride);
      const bytes = await part.arrayBuffer().catch((cause: unknown) => {
        throw damaged(this.meta, cause);
      });
      if (bytes.byteLength !== (end - row) * stride) throw damaged(this.meta);
      out.set(new Uint8Array(bytes), (row - first) * stride);
      row = end;
    }
    return out;
  }

  #chunkOf(row: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= row) low = middle;
      else high = middle;
    }
    return low;
  }

  #chunk(chunk: number): Promise<Blob> {
    let blob = this.#chunks.get(chunk);
    if (!blob) {
      blob = this.storage.read(this.meta.id, chunkName(chunk)).then((found) => {
        if (found) return found;
        throw damaged(this.meta);
      });
      // What could not be read may be readable later.
      blob.catch(() => this.#chunks.delete(chunk));
      this.#chunks.set(chunk, blob);
    }
    return blob;
  }
}

function damaged({ title }: StoredMeta, cause?: unknown): ImageSetError {
  return new ImageSetError(
    `The stored image set “${title}” is damaged or was deleted in another window. Delete it from the list and add its images again.`,
    cause === undefined ? undefined : { cause },
  );
}
