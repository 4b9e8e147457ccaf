/**
 * Records in storage. A record is several files and a row: the row points to files that are whole, each of which was written under a new
 * name and flushed before; what it pointed to before is deleted after. Broken off anywhere, the older record is whole, and what nothing
 * points to is cleared at the next start.
 *
 * Snapshots of earlier steps stand in files of their own, a step a file: keeping a record again writes the newest alone, and where the
 * storage is full they can go without anything being written.
 */
import { decodeCheckpoint, encodeCheckpoint } from '../../core/record/checkpointFile';
import { decodeRecord } from '../../core/record/decode';
import { encodeRecord } from '../../core/record/encode';
import { RecordError, RecordVersionError } from '../../core/record/errors';
import { partOf, withSnapshotsOf } from '../../core/record/join';
import type { Annotations, KeepAs, KeptRecord, ListedRecord } from '../../core/record/kept';
import { RECORD_VERSION, type ExperimentRecord } from '../../core/record/schema';
import { keptOf } from '../../core/record/summary';
import type { Checkpoint } from '../../core/training/experiment.types';
import { CheckpointError, OrderError } from '../../core/errors';
import type { KeptSweep, RecordsEvent, StorageUse } from '../../engine/records.protocol';
import { checkedNotes } from './notes';
import { filesOf, textsIn } from './references';
import { enter, withRecord } from './locks';
import { Room, estimate } from './room';
import type { RecordFiles } from './recordFiles';
import type { FileReference, Row, Rows, StepFile } from './rows';

/**
 * Checkpoints that are kept: where the newest one is damaged, there is one before it. Of what has trained to its end one, or those of a
 * sweep would take twice the room.
 */
const GENERATIONS = 2;

export class RecordStore {
  readonly #room: Room;

  constructor(
    private readonly rows: Rows,
    private readonly files: RecordFiles,
    /** Told what is to be known besides answers. */
    tell: (event: RecordsEvent) => void = () => undefined,
  ) {
    this.#room = new Room(rows, files, tell);
  }

  /** Clears what was left behind, unless another tab is at work. Nothing else is asked before. */
  open(): Promise<void> {
    return enter(() => this.clear());
  }

  /** Frees what was removed, and whatever no row points to. Nobody else may be writing. */
  async clear(): Promise<void> {
    await this.#room.empty();
    const rows = await this.rows.all();
    const known = new Set(rows.flatMap((row) => (row.version > RECORD_VERSION ? textsIn(row) : filesOf(row))));
    await this.files.delete((await this.files.names()).filter((name) => !known.has(name)));
  }

  /** The newest first. */
  async list(): Promise<ListedRecord[]> {
    const rows = (await this.rows.all()).filter(({ removed }) => removed === undefined);
    rows.sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : a.id < b.id ? 1 : -1));
    return rows.map(listed);
  }

  /** @throws RecordError, RecordVersionError */
  async read(id: string): Promise<ExperimentRecord> {
    const row = await this.#row(id);
    const record = await this.#open(row, row.record);
    let whole = record;
    const unreadable: StepFile[] = [];
    for (const file of row.earlier) {
      try {
        whole = withSnapshotsOf(whole, await this.#open(row, file));
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        unreadable.push(file);
      }
    }
    if (unreadable.length > 0) await this.#room.letGo(id, unreadable);
    return { ...whole, title: row.kept.title || record.title };
  }

  /**
   * Keeps a record in place of the one of its id; what people have noted of that stays.
   * @param stored steps whose snapshots are not in the record: those that are kept of them stay
   * @throws StorageFullError, RecordVersionError where a newer one has this id, RecordError where it does not fit the schema
   */
  keep(record: ExperimentRecord, as: KeepAs, stored: readonly number[] = []): Promise<KeptRecord> {
    return withRecord(record.id, async () => {
      const before = await this.rows.get(record.id);
      if (before) assertReadable(before);
      const written: FileReference[] = [];
      const write = async (kind: string, data: Blob): Promise<FileReference> => {
        const file = await this.#room.write(kind, new Uint8Array(await data.arrayBuffer()), record.id);
        written.push(file);
        return file;
      };
      try {
        const { newest, earlier } = separated(record);
        const steps: StepFile[] = (before?.earlier ?? []).filter(({ step }) => stored.includes(step));
        for (const part of earlier) {
          const step = part.runs.find(({ snapshots }) => snapshots.length > 0)!.snapshots[0]!.step;
          steps.push({ ...(await write('step', await encodeRecord(part, { file: nameOf(record) }))), step });
        }
        steps.sort((a, b) => a.step - b.step);
        // Let go since they were stored.
        const missing = stored.filter((step) => !steps.some((file) => file.step === step)).length;
        const file = await write('record', await encodeRecord(newest, { file: nameOf(record) }));
        const row = await this.#room.update(record.id, (now) =>
          withBytes({
            ...(now && present(now)),
            ...{ id: record.id, version: RECORD_VERSION, date: record.date, record: file, earlier: steps },
            checkpoints: now?.checkpoints ?? [],
            kept: withThinned(keptOf(record, as, now?.kept), missing),
          }),
        );
        await this.files.delete(unused(before, row!));
        return row!.kept;
      } catch (error) {
        await this.files.delete(written.map(({ name }) => name)).catch(() => undefined);
        throw error;
      }
    });
  }

  /** @throws RangeError for a note that is too long */
  async annotate(id: string, change: Partial<Annotations>): Promise<KeptRecord> {
    const notes = checkedNotes(change);
    assertReadable(await this.#row(id));
    const row = await this.#room.update(id, (now) => now && { ...now, kept: { ...now.kept, ...notes } });
    if (!row) throw missing(id);
    return row.kept;
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.rows.update(id, (row) => row && { ...row, removed: Date.now() });
  }

  /** Takes back removals. What has been freed meanwhile is not among the answers. */
  async restore(ids: readonly string[]): Promise<KeptRecord[]> {
    const restored: KeptRecord[] = [];
    for (const id of ids) {
      const row = await this.rows.update(id, (now) => (now?.removed === undefined ? undefined : present(now)));
      if (row && row.version <= RECORD_VERSION) restored.push(row.kept);
    }
    return restored;
  }

  /** Frees what was removed. */
  empty(): Promise<void> {
    return this.#room.empty();
  }

  /** @throws OrderError where there is no record of this id, StorageFullError */
  keepCheckpoint(id: string, checkpoint: Checkpoint): Promise<KeptRecord> {
    return withRecord(id, async () => {
      const before = await this.rows.get(id);
      if (!before) throw new OrderError(`There is no record “${id}” that this checkpoint could belong to: keep the record first.`);
      assertReadable(before);
      const file = await this.#room.write('checkpoint', encodeCheckpoint(checkpoint), id);
      try {
        const row = await this.#room.update(id, (now) => {
          if (!now) return undefined;
          const generations = now.kept.state === 'complete' ? 1 : GENERATIONS;
          const checkpoints = [{ ...file, step: checkpoint.step }, ...now.checkpoints].slice(0, generations);
          return withBytes({ ...present(now), checkpoints, kept: { ...now.kept, checkpoint: true, checkpointStep: checkpoint.step } });
        });
        // Deleted meanwhile, by a person.
        if (!row) throw missing(id);
        await this.files.delete(unused(before, row));
        return row.kept;
      } catch (error) {
        await this.files.delete([file.name]).catch(() => undefined);
        throw error;
      }
    });
  }

  /** The newest that is whole; undefined where there is none. @throws RecordVersionError */
  async checkpoint(id: string): Promise<Checkpoint | undefined> {
    const row = await this.#row(id);
    assertReadable(row);
    for (const file of row.checkpoints) {
      const bytes = await this.files.read(file);
      if (!bytes) continue;
      try {
        return decodeCheckpoint(bytes);
      } catch (error) {
        if (!(error instanceof CheckpointError)) throw error;
      }
    }
    return row.kept.checkpoint ? (await this.#open(row, row.record)).checkpoint : undefined;
  }

  sweeps(): Promise<KeptSweep[]> {
    return this.rows.sweeps();
  }

  keepSweep(sweep: KeptSweep): Promise<void> {
    return this.#room.make(0, () => this.rows.putSweep(sweep), undefined);
  }

  removeSweep(id: string): Promise<void> {
    return this.rows.deleteSweep(id);
  }

  async use(): Promise<StorageUse> {
    const records = (await this.rows.all()).reduce((sum, row) => sum + row.kept.bytes, 0);
    return { records, ...(await estimate()) };
  }

  async #row(id: string): Promise<Row> {
    const row = await this.rows.get(id);
    if (!row || row.removed !== undefined) throw missing(id);
    return row;
  }

  async #open(row: Row, file: FileReference): Promise<ExperimentRecord> {
    assertReadable(row);
    const bytes = await this.files.read(file);
    if (!bytes) throw new RecordError('damaged', row.kept.title, 'its file is not there any more, or damaged in storage.');
    return decodeRecord(new Blob([bytes]), row.kept.title);
  }
}

const nameOf = ({ title, id }: ExperimentRecord): string => title ?? id;

/** The record with the last snapshot of each run, and a part for every earlier step. */
function separated(record: ExperimentRecord): { newest: ExperimentRecord; earlier: ExperimentRecord[] } {
  const last = record.runs.map(({ snapshots }) => snapshots.slice(-1));
  const rest: ExperimentRecord = { ...record, runs: record.runs.map((run) => ({ ...run, snapshots: run.snapshots.slice(0, -1) })) };
  const steps = [...new Set(rest.runs.flatMap(({ snapshots }) => snapshots.map(({ step }) => step)))];
  return {
    newest: { ...record, runs: record.runs.map((run, i) => ({ ...run, snapshots: last[i]! })) },
    earlier: steps.map((step) => partOf(rest, step)),
  };
}

function listed(row: Row): ListedRecord {
  const { id, version, date, kept } = row;
  return version > RECORD_VERSION ? { id, newer: true, version, date, bytes: kept?.bytes ?? 0 } : kept;
}

/** In the list, whether or not it was removed: what is trained on is kept. */
function present(row: Row): Row {
  const now = { ...row };
  delete now.removed;
  return now;
}

const withThinned = (kept: KeptRecord, steps: number): KeptRecord => (steps > (kept.thinned ?? 0) ? { ...kept, thinned: steps } : kept);

/** The row with what its files take in all. */
function withBytes(row: Row): Row {
  const bytes = [row.record, ...row.earlier, ...row.checkpoints].reduce((sum, file) => sum + file.bytes, 0);
  return { ...row, kept: { ...row.kept, bytes } };
}

/** Files that a row pointed to and points to no more. */
function unused(before: Row | undefined, now: Row): string[] {
  const used = new Set(filesOf(now));
  return before ? filesOf(before).filter((name) => !used.has(name)) : [];
}

function assertReadable({ id, version, kept }: Row): void {
  if (version > RECORD_VERSION) throw new RecordVersionError(kept?.title ?? id, version, RECORD_VERSION);
}

const missing = (id: string) =>
  new RecordError('not a record', id, 'there is no record of this id: it was removed, or is another browser’s.');
