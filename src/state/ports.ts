/**
 * What the state needs of the engine, as narrow interfaces: `engine/client.ts` and `engine/images.ts` stand behind them on the
 * page, small fakes in the tests. Both are asked for only when they are first needed, so that the page can draw before them.
 */
import type { ImageSetInfo, ImageStore } from '../core/data/imageSet';
import type { TrainingClient } from '../engine/client';
import type { ThumbnailSource } from './lab.types';

export type TrainingPort = Pick<
  TrainingClient,
  'open' | 'load' | 'create' | 'train' | 'pause' | 'step' | 'apply' | 'snapshot' | 'checkpoint' | 'lastCheckpoint' | 'on'
>;

/** An image set that can be chosen. */
export interface ImageSetEntry {
  id: string;
  title: string;
  detail: string;
}

/** An image set that has been opened: labels at once, thumbnails as they arrive, all pixels when training asks for them. */
export interface OpenImageSet {
  info: ImageSetInfo;
  /** [count] index into `info.classes`. */
  labels: Int32Array;
  /** [count] codes of SPLIT_CODE. */
  split: Uint8Array;
  thumbnails: ThumbnailSource;
  /** All images at this side, for the training worker. */
  store(size: number): Promise<ImageStore>;
  close(): void;
}

export interface ImagePort {
  list(): Promise<ImageSetEntry[]>;
  open(id: string, onProgress?: (done: number, total: number) => void): Promise<OpenImageSet>;
}

export interface Ports {
  training(): Promise<TrainingPort>;
  images(): Promise<ImagePort>;
}
