/** Rows of pixels that have been read, kept in memory up to a bound. */
import { ImageSetError } from '../errors';
import type { PixelSource } from './pixelSource';

/** Of stored images the training worker keeps so many bytes: 16,000 images of 64×64, 1,700 of 224×224. */
export const KEPT_BYTES = 2 ** 28;
/** Room is taken piece by piece, so that a small set takes no more than it needs. */
const PIECE_BYTES = 2 ** 22;

/**
 * Keeps what it has read until the bound is reached, and from then on reads the rest each time: evaluations go through all their images
 * in the same order again and again, where giving up the oldest rows would never find one again.
 * @param most bytes kept at most
 */
export class KeptRows implements PixelSource {
  readonly size: number;
  readonly #source: PixelSource;
  readonly #stride: number;
  readonly #rowsInPiece: number;
  readonly #most: number;
  readonly #places = new Map<number, number>();
  #pieces: Uint8Array[] = [];
  #closed = false;

  constructor(source: PixelSource, most = KEPT_BYTES) {
    this.size = source.size;
    this.#source = source;
    this.#stride = source.size ** 2 * 3;
    this.#rowsInPiece = Math.max(1, Math.floor(PIECE_BYTES / this.#stride));
    this.#most = Math.floor(most / (this.#rowsInPiece * this.#stride)) * this.#rowsInPiece;
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.#pieces.reduce((sum, { length }) => sum + length, 0);
  }

  async rows(rows: Int32Array): Promise<Uint8Array> {
    const missing = Int32Array.from(new Set(rows.filter((row) => !this.#places.has(row))));
    const read = missing.length > 0 ? await this.#source.rows(missing) : new Uint8Array(0);
    if (this.#closed) throw new ImageSetError('This image set has been closed. Open it again.');
    const places = new Map(Array.from(missing, (row, i) => [row, i]));
    const stride = this.#stride;
    const out = new Uint8Array(rows.length * stride);
    rows.forEach((row, i) => {
      const place = places.get(row);
      out.set(place === undefined ? this.#kept(row) : read.subarray(place * stride, (place + 1) * stride), i * stride);
    });
    missing.forEach((row, i) => this.#keep(row, read.subarray(i * stride, (i + 1) * stride)));
    return out;
  }

  close(): void {
    this.#closed = true;
    this.#places.clear();
    this.#pieces = [];
    this.#source.close();
  }

  #at(place: number): Uint8Array {
    const from = (place % this.#rowsInPiece) * this.#stride;
    return this.#pieces[Math.floor(place / this.#rowsInPiece)]!.subarray(from, from + this.#stride);
  }

  #kept(row: number): Uint8Array {
    return this.#at(this.#places.get(row)!);
  }

  #keep(row: number, pixels: Uint8Array): void {
    const place = this.#places.size;
    // Two requests for one row may have been under way at once.
    if (place >= this.#most || this.#places.has(row)) return;
    if (place % this.#rowsInPiece === 0) this.#pieces.push(new Uint8Array(this.#rowsInPiece * this.#stride));
    this.#at(place).set(pixels);
    this.#places.set(row, place);
  }
}
