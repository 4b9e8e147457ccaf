/**
 * What crosses the boundary between the page and the image worker: types only.
 * Requests carry an id and are answered by exactly one `done` or `failed` with that id. An opened image set is known by the id of
 * the `open` request; its events bear it. Pixel buffers and bitmaps are transferred, never copied.
 */
import type { ImageSetInfo } from '../core/data/imageSet';

// The ingest worker's protocol, through the same door.
export type * from './ingest.protocol';

/** One line of a list of image sets. */
export interface ImageSetSummary {
  id: string;
  title: string;
  detail: string;
  /** Of an own set: what it takes of the browser's storage. */
  bytes?: number;
  /** true: one of the user's own, which `remove` deletes. */
  removable?: boolean;
  /** Of an own set, when it was read: milliseconds since 1970. */
  created?: number;
}

/** What is known as soon as the manifest has been read, before any image. */
export interface OpenedAnswer {
  /** `size` is the native side, that of thumbnails. */
  info: ImageSetInfo;
  /** [count] index into `info.classes`. */
  labels: Int32Array;
  /** [count] codes of SPLIT_CODE. */
  split: Uint8Array;
  /** Thumbnails come by themselves, page by page; or only those that are asked for, at this side in pixels. */
  thumbnails: 'pages' | number;
}

export interface ImageProgress {
  /** Images decoded, of `images`. */
  done: number;
  images: number;
}

/** Thumbnails: rows `first` … `first + count − 1` of the store stand in the bitmap, left to right and top to bottom. */
export interface ThumbnailPage {
  bitmap: ImageBitmap;
  columns: number;
  first: number;
  count: number;
}

/** Thumbnails that were asked for: they stand in the bitmap in this order, left to right and top to bottom. */
export interface ThumbnailTiles {
  bitmap: ImageBitmap;
  columns: number;
  rows: number[];
}

/** Everything of a stored set but its pixels; columns, which are quick to send. */
export interface ListingAnswer {
  title: string;
  /** Side of its images, pixels. */
  size: number;
  classes: { path: string; name: string }[];
  /** [count] as they came, from what was dropped on; empty where the set was stored before paths were. */
  paths: string[];
  /** [count] index into `classes`. */
  labels: Int32Array;
  /** [count] codes of SPLIT_CODE. */
  split: Uint8Array;
  notes: string[];
}

export type ImagesRequest =
  /** `base`: absolute address of the folder with index.json. */
  | { type: 'list'; id: number; base: string }
  | { type: 'open'; id: number; base: string; imageSet: string }
  /** Thumbnails of some rows, each once. */
  | { type: 'tiles'; id: number; opened: number; rows: number[] }
  /** What is in one of the user's own sets. */
  | { type: 'listing'; id: number; imageSet: string }
  /** Deletes one of the user's own sets. */
  | { type: 'remove'; id: number; imageSet: string }
  | { type: 'close'; id: number; opened: number };

/** What a request of each type is answered with. */
export interface ImagesAnswers {
  list: ImageSetSummary[];
  open: OpenedAnswer;
  tiles: ThumbnailTiles;
  listing: ListingAnswer;
  remove: null;
  close: null;
}

export type ImagesEvent =
  { type: 'progress'; opened: number; progress: ImageProgress } | { type: 'thumbnails'; opened: number; page: ThumbnailPage };

export type ImagesResponse =
  | { type: 'done'; id: number; answer: ImagesAnswers[keyof ImagesAnswers] }
  /** `refused`: the image set or the request is at fault (ImageSetError); otherwise the worker is. */
  | { type: 'failed'; id: number; refused: boolean; message: string }
  | ImagesEvent;
