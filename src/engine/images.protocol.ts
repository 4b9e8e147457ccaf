/** What crosses the boundary between the page and the image worker: types only. Pixel buffers and bitmaps are transferred, never copied. */
import type { ImageSetInfo } from '../core/data/imageSet';
import type { BroughtImageSet } from '../core/export/imageSets';
import type { Nothing } from '../link';

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
  /** Of an own set, of its content; absent where it was stored before there was one. */
  contentHash?: string;
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

/** Everything of a stored set but its pixels and its images, which come in parts before it. */
export interface ListingAnswer {
  title: string;
  /** Side of its images, pixels. */
  size: number;
  classes: { path: string; name: string }[];
  /** Images in all parts. */
  count: number;
  notes: string[];
}

/** Some images of a set, in the order of its rows; columns, which are quick to send. */
export interface ListingPart {
  /** As they came, from what was dropped on; empty where the set was stored before paths were. */
  paths: string[];
  /** Index into `classes`. */
  labels: Int32Array;
  /** Codes of SPLIT_CODE. */
  split: Uint8Array;
}

/** What the page asks of the worker. An image set that is open goes by a number that the page gives it. */
export interface ImagesRequests {
  /** `base`: absolute address of the folder with index.json. */
  list: { ask: { base: string }; answer: ImageSetSummary[] };
  open: { ask: { base: string; imageSet: string; opened: number }; answer: OpenedAnswer };
  /** Thumbnails of some rows, each once. */
  tiles: { ask: { opened: number; rows: number[] }; answer: ThumbnailTiles };
  /** What is in one of the user's own sets: its images part by part, then the rest. */
  listing: { ask: { imageSet: string }; answer: ListingAnswer; progress: ListingPart };
  /** Of one of the user's own sets: all that goes into an archive but its pixels, and then these, stretch by stretch. */
  pack: { ask: { imageSet: string }; answer: Pick<BroughtImageSet, 'header' | 'rows'> };
  pixels: { ask: { imageSet: string; first: number; count: number }; answer: Uint8Array };
  /** Keeps a set that an archive has brought. The answer is its id here. */
  restore: { ask: { set: BroughtImageSet }; answer: string };
  /** Deletes one of the user's own sets. */
  remove: { ask: { imageSet: string }; answer: null };
}

export type ImagesEvent =
  { type: 'decoded'; opened: number; progress: ImageProgress } | { type: 'thumbnails'; opened: number; page: ThumbnailPage };

/** The image worker, for a link. */
export interface ImagesProtocol {
  requests: ImagesRequests;
  events: ImagesEvent;
  callbacks: Nothing;
  /** An image set is no longer needed. */
  messages: { type: 'close'; opened: number };
}
