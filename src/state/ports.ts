/**
 * What the state needs of the engine, as narrow interfaces: `engine/client.ts` and `engine/images.ts` stand behind them on the
 * page; in the tests the same client over the real training host in this thread, and images made up in memory. Both are asked for only when they are first needed, so that the page can draw before them.
 */
import type { TrainingClient } from '../engine/client';
import type { ImageLibrary, ImageProgress, ImageSetListing, ImageSetSummary, OpenedImageSet } from '../engine/images';

export type { ImageSetListing, ImageProgress, ImageSetSummary, OpenedImageSet };

export type TrainingPort = Pick<
  TrainingClient,
  | 'open'
  | 'load'
  | 'create'
  | 'train'
  | 'pause'
  | 'step'
  | 'apply'
  | 'rename'
  | 'snapshot'
  | 'evaluate'
  | 'checkpoint'
  | 'finalTest'
  | 'embedGuest'
  | 'end'
  | 'close'
  | 'on'
>;

export type ImagePort = Pick<ImageLibrary, 'list' | 'listing' | 'open' | 'pack' | 'pixels' | 'remove' | 'restore'>;

export interface Ports {
  training(): Promise<TrainingPort>;
  images(): Promise<ImagePort>;
  /** Milliseconds before each try to open a backend again, where other than on the page. */
  retries?: readonly number[];
}
