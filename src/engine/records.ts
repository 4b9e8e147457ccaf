/** The page's side of the records worker: keeps records and checkpoints, lists and reads them. The worker starts with the first request. */
import type { Annotations, KeepAs, KeptRecord, ListedRecord } from '../core/record/kept';
import type { ExperimentRecord, SnapshotRecord } from '../core/record/schema';
import type { Checkpoint } from '../core/training/experiment.types';
import { CancelledError } from '../core/errors';
import { onceMore, WorkerLink, type WorkerLike } from '../link';
import { Emitter } from './emitter';
import type { KeptSweep, RecordsEvent, RecordsProtocol, StorageUse } from './records.protocol';

export type { KeepAs, KeptSweep, StorageUse };

interface Events {
  changed: readonly ListedRecord[] | undefined;
  thinned: Extract<RecordsEvent, { type: 'thinned' }>;
}

/** `RecordPort` of the state. Errors as in `records.protocol`. */
export class RecordClient {
  readonly #link: WorkerLink<RecordsProtocol>;
  readonly #emitter = new Emitter<Events>();
  /** Snapshots that the storage has, by the record they are of: they are not sent again. */
  readonly #stored = new WeakMap<SnapshotRecord, string>();

  /** @param startWorker for tests */
  constructor(startWorker: () => WorkerLike = start) {
    this.#link = new WorkerLink<RecordsProtocol>({
      name: 'records',
      start: startWorker,
      advice: 'Another one is started; if this comes again, reload the page.',
      onEvent: (event) => (event.type === 'changed' ? this.#emitter.emit('changed', event.rows) : this.#emitter.emit('thinned', event)),
    });
  }

  list(): Promise<ListedRecord[]> {
    return onceMore(async () => {
      const listed: ListedRecord[] = [];
      await this.#link.request('list', {}, { onProgress: (part) => void listed.push(...part) });
      return listed;
    });
  }

  read(id: string): Promise<ExperimentRecord> {
    return onceMore(() => this.#link.request('read', { of: id }));
  }

  /** The arrays of the record are copied; they stay the caller's. A snapshot that is given again, the same object, is not sent again. */
  async keep(record: ExperimentRecord, as: KeepAs): Promise<KeptRecord> {
    const { sent, stored } = this.#unstored(record);
    const kept = await this.#changeRow('keep', { record: sent, as, stored });
    for (const { snapshots } of record.runs) for (const snapshot of snapshots.slice(0, -1)) this.#stored.set(snapshot, record.id);
    return kept;
  }

  annotate(id: string, change: Partial<Annotations>): Promise<KeptRecord> {
    return this.#changeRow('annotate', { of: id, change });
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#change('remove', { ids: [...ids] });
  }

  restore(ids: readonly string[]): Promise<KeptRecord[]> {
    return this.#change('restore', { ids: [...ids] });
  }

  async empty(): Promise<void> {
    await this.#change('empty', {});
  }

  async keepCheckpoint(id: string, checkpoint: Checkpoint): Promise<void> {
    await this.#changeRow('keepCheckpoint', { of: id, checkpoint });
  }

  async checkpoint(id: string): Promise<Checkpoint | undefined> {
    return (await onceMore(() => this.#link.request('checkpoint', { of: id }))) ?? undefined;
  }

  sweeps(): Promise<KeptSweep[]> {
    return onceMore(() => this.#link.request('sweeps', {}));
  }

  async keepSweep(sweep: KeptSweep): Promise<void> {
    await this.#change('keepSweep', { sweep });
  }

  async removeSweep(id: string): Promise<void> {
    await this.#change('removeSweep', { sweep: id });
  }

  use(): Promise<StorageUse> {
    return onceMore(() => this.#link.request('use', {}));
  }

  onChange(listener: (rows?: readonly ListedRecord[]) => void): () => void {
    return this.#emitter.on('changed', listener);
  }

  onThinned(listener: (thinned: Events['thinned']) => void): () => void {
    return this.#emitter.on('thinned', listener);
  }

  /** Ends the worker; what has been asked for is refused. */
  close(): void {
    this.#link.close(new CancelledError('The records have been closed.'));
    this.#emitter.clear();
  }

  async #changeRow<K extends 'keep' | 'annotate' | 'keepCheckpoint'>(
    type: K,
    ask: RecordsProtocol['requests'][K]['ask'],
  ): Promise<KeptRecord> {
    const row = await this.#link.request(type, ask);
    this.#emitter.emit('changed', [row]);
    return row;
  }

  async #change<K extends keyof RecordsProtocol['requests']>(
    type: K,
    ask: RecordsProtocol['requests'][K]['ask'],
  ): Promise<RecordsProtocol['requests'][K]['answer']> {
    const answer = await this.#link.request(type, ask);
    this.#emitter.emit('changed', undefined);
    return answer;
  }

  /** The record without what the storage has of it: steps of which every earlier snapshot has been stored as it is. */
  #unstored(record: ExperimentRecord): { sent: ExperimentRecord; stored: number[] } {
    const earlier = record.runs.flatMap(({ snapshots }) => snapshots.slice(0, -1));
    const steps = new Map<number, boolean>();
    for (const snapshot of earlier)
      steps.set(snapshot.step, (steps.get(snapshot.step) ?? true) && this.#stored.get(snapshot) === record.id);
    const stored = [...steps].flatMap(([step, all]) => (all ? [step] : []));
    if (stored.length === 0) return { sent: record, stored };
    const known = new Set(stored);
    const runs = record.runs.map((run) => ({
      ...run,
      snapshots: run.snapshots.filter(({ step }, i) => i === run.snapshots.length - 1 || !known.has(step)),
    }));
    return { sent: { ...record, runs }, stored };
  }
}

function start(): WorkerLike {
  return new Worker(new URL('../worker/records.ts', import.meta.url), { type: 'module', name: 'records' });
}
