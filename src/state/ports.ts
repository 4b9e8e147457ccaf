/**
 * What the state needs of the engine, as narrow interfaces: `engine/client.ts` and `engine/images.ts` stand behind them on the
 * page, small fakes in the tests. Both are asked for only when they are first needed, so that the page can draw before them.
 */
import type { TrainingClient } from '../engine/client';
import type { ImageLibrary, ImageProgress, ImageSetSummary, OpenedImageSet } from '../engine/images';

export type { ImageProgress, ImageSetSummary, OpenedImageSet };

export type TrainingPort = Pick<
  TrainingClient,
  'open' | 'load' | 'create' | 'train' | 'pause' | 'step' | 'apply' | 'snapshot' | 'checkpoint' | 'lastCheckpoint' | 'on'
>;

export type ImagePort = Pick<ImageLibrary, 'list' | 'open' | 'remove'>;

export interface Ports {
  training(): Promise<TrainingPort>;
  images(): Promise<ImagePort>;
}
