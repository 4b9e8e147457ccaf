/** The real store of records in this thread, over storage in memory that can be full. For tests. */
import type { ExperimentRecord } from '../../core/record';
import type { Annotations, KeepAs } from '../../core/record/kept';
import type { Checkpoint } from '../../core/training/experiment.types';
import { RecordFiles } from '../../worker/records/recordFiles';
import { RecordStore } from '../../worker/records/recordStore';
import { MemoryRows } from '../../worker/testing/memoryRows';
import { MemoryStorage } from '../../worker/testing/memoryStorage';
import { Emitter } from '../emitter';
import type { KeptSweep } from '../records.protocol';

/** What the client of the records worker answers, by the same code. */
export class LocalRecords {
  readonly storage = new MemoryStorage();
  readonly #rows = new MemoryRows();
  readonly #emitter = new Emitter<{ changed: undefined }>();
  readonly #store = new RecordStore(this.#rows, new RecordFiles(this.storage));

  list = () => this.#store.list();
  read = (id: string) => this.#store.read(id);
  keep = (record: ExperimentRecord, as: KeepAs) => this.#changed(this.#store.keep(record, as));
  annotate = (id: string, change: Partial<Annotations>) => this.#changed(this.#store.annotate(id, change));
  remove = (ids: readonly string[]) => this.#changed(this.#store.remove(ids));
  restore = (ids: readonly string[]) => this.#changed(this.#store.restore(ids));
  empty = () => this.#changed(this.#store.empty());
  async keepCheckpoint(id: string, checkpoint: Checkpoint): Promise<void> {
    await this.#changed(this.#store.keepCheckpoint(id, checkpoint));
  }
  checkpoint = (id: string) => this.#store.checkpoint(id);
  sweeps = () => this.#store.sweeps();
  keepSweep = (sweep: KeptSweep) => this.#changed(this.#store.keepSweep(sweep));
  removeSweep = (id: string) => this.#changed(this.#store.removeSweep(id));
  use = () => this.#store.use();
  onChange = (listener: () => void) => this.#emitter.on('changed', listener);

  async #changed<T>(change: Promise<T>): Promise<T> {
    const answer = await change;
    this.#emitter.emit('changed', undefined);
    return answer;
  }
}
