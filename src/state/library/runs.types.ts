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
  /**
   * Something was kept, changed or removed, here or in another tab. Returns the way to stop listening.
   * @param listener with `rows` no more than these have changed, or are new; without, the list has to be read again
   */
  onChange(listener: (rows?: readonly ListedRecord[]) => void): () => void;
  /** The storage was full, and earlier snapshots of a record were let go to make room. Returns the way to stop listening. */
  onThinned?(listener: (thinned: Thinned) => void): () => void;
}

/** Of a record whose earlier snapshots were let go: the record itself is all there. */
export interface Thinned {
  id: string;
  title: string;
  /** Snapshots that went, by steps. */
  steps: number;
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

  /** Left under way when the page was left last, and not being trained in another tab: the page offers to go on with it. */
  resumable?: KeptRecord;

  /** Reads the list and the storage used; from then on they are kept up to date. */
  refresh(): Promise<void>;
  annotate(id: string, change: Partial<Annotations>): Promise<void>;
  /** @throws OrderError for the experiment of this page, while it is one */
  remove(ids: readonly string[]): Promise<void>;
  undoRemove(): Promise<void>;
  /** The whole record, from a small cache. */
  read(id: string): Promise<ExperimentRecord>;
  /**
   * Shows a record in all the views of Train, with its configuration. The experiment of this session is kept and put away first.
   * @throws OrderError while it trains, or where it could not be kept; ImageSetError where the images are not here, or other ones
   */
  open(id: string): Promise<void>;
  /** Its configuration becomes the present one, as if it had been set; nothing of what it measured. @throws ImageSetError as `open` */
  load(id: string): Promise<void>;
  /**
   * Stands where its checkpoint was taken, paused, with everything that was measured up to there. The experiment of this session is kept and
   * put away first.
   * @throws OrderError where it has none, another tab trains it, or this session trains; ImageSetError as `open`
   */
  continueFrom(id: string): Promise<void>;
  dismissResume(): void;
  /**
   * Keeps the experiment of this session evaluated and with a checkpoint of where it stands, before something takes its place.
   * @returns the id of its record, for `continueFrom`; undefined where nothing has been trained
   * @throws OrderError while it trains, or where it could not be kept
   */
  putAway(): Promise<string | undefined>;
}
