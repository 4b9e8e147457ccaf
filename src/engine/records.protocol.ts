/** What crosses the boundary between the page and the worker that keeps records: types only. */
import type { ExperimentRecord } from '../core/record';
import type { Annotations, KeepAs, KeptRecord, ListedRecord } from '../core/record/kept';
import type { SweepDefinition } from '../core/sweep/sweep.types';
import type { Checkpoint } from '../core/training/experiment.types';
import type { Nothing } from '../link';

export type { KeepAs };

/** A sweep as it is kept: what it is, and in which order its cells are to come. What became of a cell stands in its record. */
export interface KeptSweep {
  definition: SweepDefinition;
  /** Ids of cells, in the order they are to be trained; where it was not changed absent. */
  order?: readonly string[];
  /** `running` as it was left: a page that opens it later goes on only when asked. */
  state: 'running' | 'paused' | 'ended' | 'cancelled';
  /** Cells that failed, and why; those that were cancelled. */
  failed: Readonly<Record<string, string>>;
  cancelled: readonly string[];
  /** Cells stopped by halving, and at which step. */
  lost: Readonly<Record<string, number>>;
}

export interface StorageUse {
  /** Bytes that records and checkpoints take. */
  records: number;
  /** Of everything of this site, and what the browser grants it; absent where it does not say. */
  used?: number;
  quota?: number;
}

/** `of` is the id of a record: `id` is that of the request. */
export interface RecordsRequests {
  /** The newest first, in parts: a page that is told of thousands at once stands still. */
  list: { ask: object; answer: { count: number }; progress: ListedRecord[] };
  /** @throws RecordError, RecordVersionError */
  read: { ask: { of: string }; answer: ExperimentRecord };
  /** Keeps a record, in place of the one of this id. Annotations of the one before stay. @throws StorageFullError with the numbers */
  keep: {
    ask: {
      record: ExperimentRecord;
      as: KeepAs;
      /** Steps whose snapshots do not come along: they are kept already, and stay. */
      stored: number[];
    };
    answer: KeptRecord;
  };
  annotate: { ask: { of: string; change: Partial<Annotations> }; answer: KeptRecord };
  /** Out of the list; the bytes are freed when `empty` is asked for, or the page is opened next. */
  remove: { ask: { ids: string[] }; answer: null };
  /** Takes back a removal. */
  restore: { ask: { ids: string[] }; answer: KeptRecord[] };
  empty: { ask: object; answer: null };
  /** Two generations, checksummed; the older one stays until the newer one is whole. */
  keepCheckpoint: { ask: { of: string; checkpoint: Checkpoint }; answer: KeptRecord };
  /** The newest that is whole; null where there is none. */
  checkpoint: { ask: { of: string }; answer: Checkpoint | null };
  sweeps: { ask: object; answer: KeptSweep[] };
  keepSweep: { ask: { sweep: KeptSweep }; answer: null };
  removeSweep: { ask: { sweep: string }; answer: null };
  use: { ask: object; answer: StorageUse };
}

export type RecordsEvent =
  /** Another tab has changed what is kept: these rows alone, or without them whatever else. */
  | { type: 'changed'; rows?: ListedRecord[] }
  /** The storage was full: earlier snapshots of this record were let go to make room. The record itself is all there. */
  | { type: 'thinned'; id: string; title: string; steps: number };

export interface RecordsProtocol {
  requests: RecordsRequests;
  events: RecordsEvent;
  callbacks: Nothing;
  messages: never;
}
