/** Records kept in memory, as copies: what storage would give back. For tests. */
import { RecordError } from '../../core/record/errors';
import type { Annotations, KeepAs, KeptRecord, ListedRecord } from '../../core/record/kept';
import { experimentRecordSchema, type ExperimentRecord } from '../../core/record/schema';
import { keptOf } from '../../core/record/summary';
import type { Checkpoint } from '../../core/training/experiment.types';
import type { KeptSweep, StorageUse } from '../../engine/records.protocol';
import type { RecordPort } from '../library/runs.types';

interface Entry {
  record: ExperimentRecord;
  kept: KeptRecord;
  checkpoints: Checkpoint[];
  removed?: boolean;
}

export class MemoryRecords implements RecordPort {
  readonly entries = new Map<string, Entry>();
  readonly kept: { id: string; step: number; as: KeepAs }[] = [];
  /** Thrown by what is kept from now on. */
  refuse: Error | undefined;
  readonly #sweeps = new Map<string, KeptSweep>();
  readonly #listeners = new Set<Parameters<RecordPort['onChange']>[0]>();
  /** How often the list was read. */
  lists = 0;

  async list(): Promise<ListedRecord[]> {
    this.lists++;
    const shown = [...this.entries.values()].filter(({ removed }) => !removed).map(({ kept }) => kept);
    return structuredClone(shown.sort((a, b) => (a.date < b.date ? 1 : -1)));
  }

  async read(id: string): Promise<ExperimentRecord> {
    return structuredClone({ ...this.#entry(id).record, title: this.#entry(id).kept.title });
  }

  async keep(record: ExperimentRecord, as: KeepAs): Promise<KeptRecord> {
    if (this.refuse) throw this.refuse;
    const before = this.entries.get(record.id);
    const checked = structuredClone(experimentRecordSchema.parse(record));
    const kept = structuredClone(keptOf(checked, as, before?.kept));
    this.entries.set(record.id, { ...before, record: checked, kept, checkpoints: before?.checkpoints ?? [] });
    this.kept.push({ id: record.id, step: record.step, as });
    this.#tell(kept);
    return kept;
  }

  async annotate(id: string, change: Partial<Annotations>): Promise<KeptRecord> {
    Object.assign(this.#entry(id).kept, change);
    this.#tell(this.#entry(id).kept);
    return structuredClone(this.#entry(id).kept);
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#entry(id).removed = true;
    this.#tell();
  }

  async restore(ids: readonly string[]): Promise<KeptRecord[]> {
    const back = ids.flatMap((id) => this.entries.get(id) ?? []);
    for (const entry of back) entry.removed = false;
    this.#tell();
    return back.map(({ kept }) => structuredClone(kept));
  }

  async empty(): Promise<void> {
    for (const [id, { removed }] of this.entries) if (removed) this.entries.delete(id);
    this.#tell();
  }

  async keepCheckpoint(id: string, checkpoint: Checkpoint): Promise<void> {
    if (this.refuse) throw this.refuse;
    const entry = this.#entry(id);
    entry.checkpoints = [structuredClone(checkpoint), ...entry.checkpoints].slice(0, 2);
    Object.assign(entry.kept, { checkpoint: true, checkpointStep: checkpoint.step });
    this.#tell(entry.kept);
  }

  async checkpoint(id: string): Promise<Checkpoint | undefined> {
    return structuredClone(this.#entry(id).checkpoints[0]);
  }

  async sweeps(): Promise<KeptSweep[]> {
    return structuredClone([...this.#sweeps.values()]);
  }

  async keepSweep(sweep: KeptSweep): Promise<void> {
    this.#sweeps.set(sweep.definition.id, structuredClone(sweep));
    this.#tell();
  }

  async removeSweep(id: string): Promise<void> {
    this.#sweeps.delete(id);
    this.#tell();
  }

  async use(): Promise<StorageUse> {
    return { records: 0 };
  }

  onChange(listener: Parameters<RecordPort['onChange']>[0]): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #entry(id: string): Entry {
    const entry = this.entries.get(id);
    if (!entry) throw new RecordError('not a record', id, 'there is no record of this id.');
    return entry;
  }

  #tell(row?: KeptRecord): void {
    for (const listener of this.#listeners) listener(row && [structuredClone(row)]);
  }
}
