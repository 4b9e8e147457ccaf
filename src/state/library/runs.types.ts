/** Runs kept, as the views read them. `runs.ts` makes the store that holds them. */
import type { Annotations, KeptRecord, ListedRecord } from '../../core/record/kept';
import type { ExperimentRecord } from '../../core/record';
import type { KeepAs, KeptSweep, StorageUse } from '../../engine/records.protocol';
import type { Checkpoint } from '../../core/training/experiment.types';

/** What the state needs of whoever keeps records: `engine/records.ts` on the page, one in memory in tests. Errors as in the protocol. */
export interface RecordPort {
  list(): Promise<ListedRecord[]>;
  read(id: string): Promise<ExperimentRecord>;
  keep(record: ExperimentRecord, as: KeepAs): Promise<KeptRecord>;
  annotate(id: string, change: Partial<Annotations>): Promise<KeptRecord>;
  remove(ids: readonly string[]): Promise<void>;
  restore(ids: readonly string[]): Promise<KeptRecord[]>;
  /** Frees what was removed. */
  empty(): Promise<void>;
  keepCheckpoint(id: string, checkpoint: Checkpoint): Promise<void>;
  checkpoint(id: string): Promise<Checkpoint | undefined>;
  sweeps(): Promise<KeptSweep[]>;
  keepSweep(sweep: KeptSweep): Promise<void>;
  removeSweep(id: string): Promise<void>;
  use(): Promise<StorageUse>;
  /** Something was kept, changed or removed, here or in another tab. Returns the way to stop listening. */
  onChange(listener: () => void): () => void;
}

export interface RunsState {
  /** The newest first; undefined until they have been read. */
  records?: readonly ListedRecord[];
  /** Why nothing can be kept or read, if that is so. */
  failure?: string;
  use?: StorageUse;
  /** Removed last: `undoRemove` takes it back. */
  removed: readonly string[];
  /** The record that the views show in place of an experiment of this session. */
  opened?: string;

  refresh(): Promise<void>;
  annotate(id: string, change: Partial<Annotations>): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  undoRemove(): Promise<void>;
  /** The whole record, from a small cache. */
  read(id: string): Promise<ExperimentRecord>;
  /** Shows a record in all the views of Train, with its configuration. @throws where an experiment of this session would be lost */
  open(id: string): Promise<void>;
  /** Its configuration becomes the present one; nothing of what it measured. */
  load(id: string): Promise<void>;
  /** Goes on training from its checkpoint. @throws where it has none */
  continueFrom(id: string): Promise<void>;
}
