/**
 * What the state needs of the engine, as narrow interfaces: `engine/client.ts` and `engine/images.ts` stand behind them on the
 * page, small fakes in the tests. Both are asked for only when they are first needed, so that the page can draw before them.
 */
import type { BackendChoice, ExperimentConfig, HeadConfig } from '../core/configuration/schema';
import type { ImageSetInfo, ImageStore } from '../core/data/imageSet';
import type {
  AppliedHead,
  BackendReport,
  Checkpoint,
  ExperimentInfo,
  RunSnapshot,
  StepMetrics,
  TrainingStatus,
} from '../engine/protocol';
import type { ThumbnailSource } from './lab.types';

/** What the training worker says unasked. */
export interface TrainingEvents {
  status: TrainingStatus;
  metrics: Record<string, StepMetrics[]>;
  snapshot: RunSnapshot;
  deviceLost: string;
  /** A new worker goes on from the last checkpoint; `step` is where it stands. */
  recovered: { step: number; reason: string };
  /** The worker is gone for good. */
  failed: string;
}

export interface TrainingPort {
  /** Starts the backend; called again, moves to another one (what was loaded and created is gone then). */
  open(backend: BackendChoice): Promise<BackendReport>;
  load(store: ImageStore): Promise<void>;
  create(config: ExperimentConfig, checkpoint?: Checkpoint): Promise<ExperimentInfo>;
  train(): Promise<void>;
  pause(): Promise<void>;
  step(count: number): Promise<Record<string, StepMetrics[]>>;
  apply(head: Partial<HeadConfig>): Promise<AppliedHead>;
  snapshot(run: string): Promise<RunSnapshot>;
  checkpoint(): Promise<Checkpoint>;
  /** Returns the way to stop listening. */
  on<E extends keyof TrainingEvents>(event: E, handler: (value: TrainingEvents[E]) => void): () => void;
}

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
