/**
 * The content of an image set as one short text: two sets of one hash hold the same images, in the same order, under the same classes
 * and in the same splits. Titles, ids and dates do not count. It is SHA-256 throughout, written `algorithm:hex`; what was digested is
 * part of the algorithm's name, so hashes of two algorithms say nothing of one another.
 *
 * Browsers digest in secure contexts only (https and localhost): elsewhere there is no hash, and a set's content is unknown.
 */
import type { Split } from './imageSet';

export const CONTENT_HASH = /^[\w-]+:[0-9a-f]+$/;

/** Of an own set: digested are its stored pixels. */
const PIXELS = 'sha-256-pixels';
/** Of a bundled set: digested are the files of its sheets, which need not be decoded for it. */
const SHEETS = 'sha-256-sheets';

const DIGEST = 32;
/** Bytes of pixels that are digested at once. Another number would be another algorithm. */
const BLOCK = 2 ** 20;

type Bytes = Uint8Array<ArrayBuffer>;

// `crypto.subtle` is missing in insecure contexts, whatever its type says.
const subtle = (): SubtleCrypto | undefined => globalThis.crypto?.subtle;

async function sha256(digests: SubtleCrypto, bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await digests.digest('SHA-256', bytes));
}

const hexOf = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function joined(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/**
 * A running digest of pixels as they come, in a block of memory: each block is digested together with the digest of those before it.
 * It does not depend on how many bytes come at once.
 */
export class PixelDigest {
  /** The digest so far, and behind it what came since. */
  readonly #block = new Uint8Array(DIGEST + BLOCK);
  #filled = 0;

  async append(pixels: Uint8Array): Promise<void> {
    const digests = subtle();
    if (!digests) return;
    for (let at = 0; at < pixels.length;) {
      const fitting = Math.min(pixels.length - at, BLOCK - this.#filled);
      this.#block.set(pixels.subarray(at, at + fitting), DIGEST + this.#filled);
      this.#filled += fitting;
      at += fitting;
      if (this.#filled < BLOCK) continue;
      this.#block.set(await sha256(digests, this.#block));
      this.#filled = 0;
    }
  }

  /** [32] of all pixels so far, more of which can follow; undefined where this browser does not digest here. */
  async digest(): Promise<Uint8Array | undefined> {
    const digests = subtle();
    return digests && sha256(digests, this.#block.slice(0, DIGEST + this.#filled));
  }
}

/** What an own set's hash covers besides its pixels. */
export interface StoredContent {
  /** Side of the stored images, pixels. */
  size: number;
  /** Paths of the classes, in the order that the labels count by. */
  classes: readonly { path: string }[];
  /** [count] index into the classes. */
  labels: Int32Array;
  /** [count] codes of SPLIT_CODE. */
  split: Uint8Array;
  /** [count] codes of ROLE_CODE. */
  role?: Uint8Array;
}

/** @param pixels of all images, [count, size, size, 3] @returns undefined where this browser does not digest here */
export async function storedContentHash(content: StoredContent, pixels: PixelDigest): Promise<string | undefined> {
  const digests = subtle();
  const digested = await pixels.digest();
  if (!digests || !digested) return undefined;
  const { size, classes, labels, split, role } = content;
  const about = bytesOf({ size, classes: classes.map(({ path }) => path), count: labels.length, hasRole: role !== undefined });
  const rows = [new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength), split, ...(role ? [role] : [])];
  return `${PIXELS}:${hexOf(await sha256(digests, joined([about, ...rows, digested])))}`;
}

/** What a bundled set's hash covers besides its sheets: as in its manifest. */
export interface BundledContent {
  tile: number;
  classes: readonly { path: string; split: Split }[];
  sheets: readonly { file: string; columns: number; images: readonly number[] }[];
}

/**
 * @param files bytes of each sheet, by its name in the manifest
 * @throws Error where a sheet is missing or nothing can be digested here
 */
export async function bundledContentHash(
  { tile, classes, sheets }: BundledContent,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<string> {
  const digests = subtle();
  if (!digests) throw new Error('SHA-256 is not available here: hash bundled image sets in Node or on a page of https or localhost.');
  const about = bytesOf({
    tile,
    classes: classes.map(({ path, split }) => [path, split]),
    sheets: sheets.map(({ columns, images }) => [columns, images]),
  });
  const digested = sheets.map(({ file }) => {
    const bytes = files.get(file);
    if (!bytes) throw new Error(`The bytes of sheet ${file} are missing: give those of every sheet in the manifest.`);
    return sha256(digests, bytes.slice());
  });
  return `${SHEETS}:${hexOf(await sha256(digests, joined([about, ...(await Promise.all(digested))])))}`;
}
