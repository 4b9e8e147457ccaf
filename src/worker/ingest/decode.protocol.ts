/** What crosses between the ingest worker and its decode workers: types only. A job is a few images, answered together. */
import type { Fit, Raster } from '../../core/data/fit';
import type { Colour } from '../../core/ingest/image/ground';
import type { Rejected } from '../../core/ingest/rejection';
import type { SourceRef } from '../../core/ingest/source';
import type { IngestCallbacks } from '../../engine/images.protocol';

/** An image file, or the pixels of an array's row. */
export type DecodeItem = { ref: SourceRef } | { name: string; raster: Raster & { data: Uint8Array } };

export interface DecodeJob {
  size: number;
  fit: Fit;
  items: DecodeItem[];
  /** What transparent images are laid over; null: the ground on which each is seen. */
  background: Colour | null;
  /** Bits of the values of 16-bit PNGs; each by itself where it is not given. */
  bits?: number | undefined;
  /** Whether hashes and small copies are wanted, for the search of near-duplicates. */
  compare: boolean;
}

export type DecodedItem =
  /** `note`: what is worth saying about an image that was taken all the same. */
  { width: number; height: number; note?: string; onBlack?: boolean } | { rejected: Rejected };

export interface Decoded {
  /** One for each item, in order. */
  items: DecodedItem[];
  /** [taken, size, size, 3] of those that were taken. */
  pixels: Uint8Array<ArrayBuffer>;
  /** [taken, 2], or empty where nothing is compared. */
  hashes: Uint32Array<ArrayBuffer>;
  /** [taken, COMPARED_SIDE, COMPARED_SIDE, 3], or empty. */
  small: Uint8Array<ArrayBuffer>;
}

/** Side of the small copies. */
export const COMPARED_SIDE = 16;

/** A decode worker, for a link. */
export interface DecodeProtocol {
  /** Of a job that is withdrawn, items that have not been begun are given up. */
  requests: { decode: { ask: { job: DecodeJob }; answer: Decoded } };
  events: never;
  /** Only the page can draw SVG. */
  callbacks: IngestCallbacks;
  messages: never;
}
