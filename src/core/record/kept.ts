/** A record as a table of runs reads it: what it says, without its arrays. Types alone; `keptOf` in `summary.ts` makes it. */
import type { ExperimentConfig, Geometry, HeadConfig } from '../configuration/schema';
import type { MetricKey } from './measures';
import type { EvaluatedPart, ExperimentRecord, ImageSetIdentity } from './schema';

export interface KeptRun {
  id: string;
  name: string;
  geometry: Geometry;
  /** In force at the last evaluation. */
  head: HeadConfig;
  seed: number;
  learningRate: number;
  /** Step of the last evaluation of all images (of a subset where there is no other), the part it looked at and what it measured. */
  evaluated?: {
    step: number;
    part: EvaluatedPart;
    images: number;
    of: number;
    metrics: Partial<Record<MetricKey, number>>;
    standardError: number;
  };
  /** Recall@1 of every evaluation, thinned to 40 points at most: [step, share]. */
  sparkline: [step: number, recall: number][];
  /** Its final test, where it had one. */
  tested?: {
    step: number;
    recallAt1: number;
    standardError: number;
    /** Everything that a look at the test images measures; absent in rows that were kept before it was. */
    metrics?: Partial<Record<MetricKey, number>>;
  };
  /** The picture of its last snapshot for a thumbnail: x, y in −1 … 1 of 100 images at most, and their classes. */
  thumbnail?: { points: Float32Array; classes: Uint16Array };
}

/** What whoever keeps a record notes about it. Everything here can be changed at any time. */
export interface Annotations {
  title: string;
  tags: readonly string[];
  note: string;
}

export type KeptState = 'under way' | 'complete' | 'failed';

/** What whoever keeps a record says of it, each time it is kept. */
export interface KeepAs {
  state: KeptState;
  error?: string;
  sweep?: { id: string; cell: string };
  /** Seconds of training, by the clock. */
  seconds?: number;
}

export interface KeptRecord extends Annotations {
  /** Of the record. */
  id: string;
  /** When it was begun, ISO 8601. */
  date: string;
  imageSet: ImageSetIdentity;
  /** In force at its last step. */
  configuration: ExperimentConfig;
  step: number;
  /** Of training, by the clock, as far as it was recorded. */
  seconds?: number;
  backend: ExperimentRecord['backend'];
  versions: ExperimentRecord['versions'];
  runs: KeptRun[];
  state: KeptState;
  /** Why it failed. */
  error?: string;
  /** The sweep it is a cell of, and which. */
  sweep?: { id: string; cell: string };
  /** It can be gone on from. */
  checkpoint: boolean;
  /** From this step: that of the newest checkpoint, which may be earlier than the record's. */
  checkpointStep?: number;
  /** Of storage: record and checkpoints. */
  bytes: number;
  /** Steps whose snapshots were let go when the storage was full, or could not be read any more. Absent: all are there. */
  thinned?: number;
}

/** A record that a newer version of the page has made: shown as such, not opened, not deleted by anything but a person. */
export interface NewerRecord {
  id: string;
  newer: true;
  /** Its version, and the newest that this page reads. */
  version: number;
  date: string;
  bytes: number;
}

export type ListedRecord = KeptRecord | NewerRecord;

export const isNewer = (record: ListedRecord): record is NewerRecord => 'newer' in record;
