import { beforeEach, describe, expect, it } from 'vitest';
import { isNewer, type KeptRecord } from '../../core/record/kept';
import { RecordError, RecordVersionError, RECORD_VERSION, type ExperimentRecord } from '../../core/record';
import { randomRecord } from '../../core/record/testing/randomRecord';
import type { Checkpoint } from '../../core/training/experiment.types';
import { OrderError, StorageFullError } from '../../core/errors';
import type { RecordsEvent } from '../../engine/records.protocol';
import { MemoryRows } from '../testing/memoryRows';
import { MemoryStorage } from '../testing/memoryStorage';
import { RecordFiles } from './recordFiles';
import { RecordStore } from './recordStore';

const many = Array.from({ length: 80 }, (_, seed) => randomRecord(seed));
const bare = ({ elsewhere: _, checkpoint: __, ...record }: ExperimentRecord): ExperimentRecord => record;
/** With four evaluations or more. */
const long = many.filter(({ runs }) => runs[0]!.snapshots.length > 3).map(bare);
const checkpoints = many.flatMap(({ checkpoint }) => (checkpoint ? [checkpoint as Checkpoint] : []));

describe('records in storage', () => {
  let rows: MemoryRows;
  let storage: MemoryStorage;
  let heard: RecordsEvent[];
  let store: RecordStore;
  const again = () => new RecordStore(rows, new RecordFiles(storage), (event) => heard.push(event));
  const files = () => storage.files('files');
  const kept = async () => (await store.list()).filter((one): one is KeptRecord => !isNewer(one));

  beforeEach(async () => {
    rows = new MemoryRows();
    storage = new MemoryStorage();
    heard = [];
    store = again();
    await store.open();
  });

  it('come back as they were kept, the newest first', async () => {
    const [a, b] = long as [ExperimentRecord, ExperimentRecord];
    await store.keep({ ...a, date: '2026-11-24' }, { state: 'complete', seconds: 4 });
    await store.keep({ ...b, date: '2026-11-25' }, { state: 'failed', error: 'NaN' });
    expect((await kept()).map(({ id, state }) => [id, state])).toEqual([
      [b.id, 'failed'],
      [a.id, 'complete'],
    ]);
    expect(await store.read(a.id)).toEqual({ ...a, date: '2026-11-24', title: (await kept())[1]!.title });
    expect((await store.use()).records).toBe(storage.used);
  });

  it('write again only what has come since', async () => {
    const record = long[0]!;
    const cut = (steps: number) => ({ ...record, runs: record.runs.map((run) => ({ ...run, snapshots: run.snapshots.slice(0, steps) })) });
    await store.keep(cut(3), { state: 'under way' });
    const before = await files();
    const known = record.runs[0]!.snapshots.slice(0, 2).map(({ step }) => step);
    const whole = cut(4);
    const runs = whole.runs.map((run) => ({ ...run, snapshots: run.snapshots.slice(2) }));
    await store.keep({ ...whole, runs }, { state: 'complete' }, known);
    const after = await files();
    expect(after.filter((name) => before.includes(name))).toHaveLength(2);
    expect(after.filter((name) => !before.includes(name))).toHaveLength(2);
    expect((await store.read(record.id)).runs).toEqual(whole.runs);
    // A step that is neither given nor said to be there is gone.
    await store.keep({ ...whole, runs: whole.runs.map((run) => ({ ...run, snapshots: run.snapshots.slice(-1) })) }, { state: 'complete' });
    expect(await files()).toHaveLength(1);
  });

  it('leave the one before whole where writing breaks off half-way, and clear what is left over', async () => {
    const record = long[0]!;
    await store.keep(record, { state: 'under way' });
    const before = await files();
    // The new files are there, the row is not.
    rows.breakOff = new Error('the page was closed');
    await expect(store.keep({ ...record, step: 999 }, { state: 'complete' })).rejects.toThrow('closed');
    expect(await files()).toEqual(before);
    await storage.write('files', 'record-half', new Uint8Array(10));
    store = again();
    await store.clear();
    expect(await files()).toEqual(before);
    expect(await store.read(record.id)).toMatchObject({ step: record.step });
  });

  it('say that a file is damaged rather than give what is not so', async () => {
    const record = long[0]!;
    await store.keep(record, { state: 'complete' });
    const name = rows.rows.get(record.id)!.record.name;
    await flip(name);
    await expect(store.read(record.id)).rejects.toThrow(RecordError);
    await expect(store.read('another')).rejects.toThrow(/no record/);
  });

  it('do without an earlier snapshot that cannot be read any more, and say so', async () => {
    const record = long[0]!;
    await store.keep(record, { state: 'complete' });
    await flip(rows.rows.get(record.id)!.earlier[0]!.name);
    const read = await store.read(record.id);
    expect(read.runs[0]!.snapshots).toHaveLength(record.runs[0]!.snapshots.length - 1);
    expect(read.runs[0]!.evaluations).toEqual(record.runs[0]!.evaluations);
    expect((await kept())[0]!.thinned).toBe(1);
  });

  describe('removed', () => {
    it('are out of the list, and back in it when that is taken back', async () => {
      const record = long[0]!;
      await store.keep(record, { state: 'complete' });
      await store.remove([record.id]);
      expect(await store.list()).toEqual([]);
      await expect(store.read(record.id)).rejects.toThrow(RecordError);
      expect(await store.restore([record.id, 'another'])).toHaveLength(1);
      expect((await store.read(record.id)).runs).toEqual(record.runs);
    });

    it('come back when they are kept again: they are still being trained', async () => {
      const record = long[0]!;
      await store.keep(record, { state: 'under way' });
      await store.remove([record.id]);
      await store.keepCheckpoint(record.id, checkpoints[0]!);
      expect(await store.list()).toHaveLength(1);
      await store.remove([record.id]);
      await store.keep(record, { state: 'under way' });
      expect((await kept())[0]).toMatchObject({ id: record.id, checkpoint: true });
    });

    it('free their bytes when that is asked for, and those alone', async () => {
      const [a, b] = long as [ExperimentRecord, ExperimentRecord];
      for (const record of [a, b]) await store.keep(record, { state: 'complete' });
      await store.keepCheckpoint(a.id, checkpoints[0]!);
      await store.remove([a.id]);
      await store.empty();
      expect(await store.restore([a.id])).toEqual([]);
      expect(storage.used).toBe((await kept())[0]!.bytes);
      expect((await store.read(b.id)).runs).toEqual(b.runs);
    });
  });

  describe('notes', () => {
    it('stay when the record is kept again', async () => {
      const record = long[0]!;
      await store.keep(record, { state: 'under way' });
      await store.annotate(record.id, { title: ' Mine ', tags: ['a', ' a', 'b', ''], note: 'see' });
      await store.keep(record, { state: 'complete' });
      expect((await kept())[0]).toMatchObject({ title: 'Mine', tags: ['a', 'b'], note: 'see', state: 'complete' });
      expect((await store.read(record.id)).title).toBe('Mine');
    });

    it('are refused where they are too long, or of nothing', async () => {
      await expect(store.annotate('another', { note: '' })).rejects.toThrow(RecordError);
      await expect(store.annotate('another', { title: 'x'.repeat(501) })).rejects.toThrow(RangeError);
      await expect(store.annotate('another', { tags: Array.from({ length: 51 }, (_, i) => String(i)) })).rejects.toThrow(/50/);
    });
  });

  describe('checkpoints', () => {
    const step = async (id: string) => (await store.checkpoint(id))?.step;
    const at = (steps: number): Checkpoint => ({ ...checkpoints[0]!, step: steps });

    it('need a record, and are two at most', async () => {
      const record = long[0]!;
      await expect(store.keepCheckpoint(record.id, at(1))).rejects.toThrow(OrderError);
      await store.keep(record, { state: 'under way' });
      expect((await kept())[0]!.checkpoint).toBe(false);
      expect(await store.checkpoint(record.id)).toBeUndefined();
      for (const steps of [1, 2, 3]) await store.keepCheckpoint(record.id, at(steps));
      expect(await store.checkpoint(record.id)).toEqual(at(3));
      expect((await kept())[0]).toMatchObject({ checkpoint: true, checkpointStep: 3 });
      expect((await files()).filter((name) => name.startsWith('checkpoint'))).toHaveLength(2);
      await store.keep(record, { state: 'under way' });
      expect(await step(record.id)).toBe(3);
    });

    it('are given of the generation before where a byte of the newest has been flipped', async () => {
      const record = long[0]!;
      await store.keep(record, { state: 'under way' });
      for (const steps of [1, 2]) await store.keepCheckpoint(record.id, at(steps));
      const [newest, older] = rows.rows.get(record.id)!.checkpoints;
      await flip(newest!.name);
      expect(await step(record.id)).toBe(1);
      await storage.discard('files', older!.name);
      expect(await store.checkpoint(record.id)).toBeUndefined();
    });

    it('leave the ones before where writing breaks off half-way', async () => {
      const record = long[0]!;
      await store.keep(record, { state: 'under way' });
      for (const steps of [1, 2]) await store.keepCheckpoint(record.id, at(steps));
      rows.breakOff = new Error('the page was closed');
      await expect(store.keepCheckpoint(record.id, at(3))).rejects.toThrow('closed');
      expect(await step(record.id)).toBe(2);
      expect(rows.rows.get(record.id)!.checkpoints.map(({ step }) => step)).toEqual([2, 1]);
    });
  });

  describe('when the storage is full', () => {
    it('let earlier snapshots of the oldest go first, and say so; no record is lost', async () => {
      const [a, b, c] = long as [ExperimentRecord, ExperimentRecord, ExperimentRecord];
      await store.keep({ ...a, date: '2026-11-02' }, { state: 'complete' });
      await store.keep({ ...b, date: '2026-11-01' }, { state: 'complete' });
      storage.capacity = storage.used + 10;
      await store.keep({ ...c, runs: c.runs.map((run) => ({ ...run, snapshots: run.snapshots.slice(-1) })) }, { state: 'complete' });
      expect(heard[0]).toMatchObject({ type: 'thinned', id: b.id });
      const thinned = await store.read(b.id);
      expect(thinned.runs.map(({ snapshots }) => snapshots)).toEqual(b.runs.map(({ snapshots }) => snapshots.slice(-1)));
      expect(thinned.runs.map(({ evaluations, metrics }) => [evaluations, metrics])).toEqual(
        b.runs.map(({ evaluations, metrics }) => [evaluations, metrics]),
      );
      expect((await kept()).find(({ id }) => id === b.id)!.thinned).toBe(b.runs[0]!.snapshots.length - 1);
      expect(await store.list()).toHaveLength(3);
    });

    it('refuse with the numbers where that is not enough; what was kept is as it was', async () => {
      const [a, b] = long as [ExperimentRecord, ExperimentRecord];
      await store.keep(a, { state: 'under way' });
      await store.keepCheckpoint(a.id, checkpoints[0]!);
      // Too little even when all that can go has gone.
      const spare = rows.rows.get(a.id)!.earlier.reduce((sum, { bytes }) => sum + bytes, 0);
      storage.capacity = storage.used - spare + 10;
      const refused = store.keep(b, { state: 'complete' });
      await expect(refused).rejects.toThrow(StorageFullError);
      const error = await refused.catch((thrown: StorageFullError) => thrown as StorageFullError);
      expect((error as StorageFullError).needed).toBeGreaterThan(100);
      expect((error as StorageFullError).message).toMatch(/full.*could not be kept/);
      expect((await kept()).map(({ id }) => id)).toEqual([a.id]);
      expect((await store.read(a.id)).runs.map(({ evaluations }) => evaluations)).toEqual(a.runs.map(({ evaluations }) => evaluations));
      expect(await store.checkpoint(a.id)).toEqual(checkpoints[0]);
      const own = store.keep({ ...a, step: a.step + 1 }, { state: 'complete' });
      await expect(own).rejects.toThrow(StorageFullError);
      expect((await store.read(a.id)).step).toBe(a.step);
    });

    it('free what was removed before anything is thinned', async () => {
      const [a, b, c] = long as [ExperimentRecord, ExperimentRecord, ExperimentRecord];
      await store.keep(a, { state: 'complete' });
      await store.keep(b, { state: 'complete' });
      await store.remove([b.id]);
      storage.capacity = storage.used;
      await store.keep({ ...c, runs: c.runs.map((run) => ({ ...run, snapshots: run.snapshots.slice(-1) })) }, { state: 'complete' });
      expect(heard).toEqual([]);
      expect(await store.restore([b.id])).toEqual([]);
    });
  });

  describe('made by a newer version', () => {
    beforeEach(async () => {
      const record = long[0]!;
      await store.keep(record, { state: 'complete' });
      await store.keepCheckpoint(record.id, checkpoints[0]!);
      const row = rows.rows.get(record.id)!;
      rows.rows.set(record.id, { ...row, version: RECORD_VERSION + 1, inAnotherForm: { file: row.record.name } } as never);
    });

    it('are listed as such, and neither opened nor written over', async () => {
      const record = long[0]!;
      expect(await store.list()).toEqual([
        { id: record.id, newer: true, version: RECORD_VERSION + 1, date: record.date, bytes: storage.used },
      ]);
      await expect(store.read(record.id)).rejects.toThrow(RecordVersionError);
      await expect(store.checkpoint(record.id)).rejects.toThrow(RecordVersionError);
      await expect(store.keep(record, { state: 'complete' })).rejects.toThrow(RecordVersionError);
      await expect(store.keepCheckpoint(record.id, checkpoints[0]!)).rejects.toThrow(RecordVersionError);
      await expect(store.annotate(record.id, { note: 'x' })).rejects.toThrow(RecordVersionError);
    });

    it('are deleted by a person alone', async () => {
      const record = long[0]!;
      const before = await files();
      storage.capacity = storage.used;
      await expect(store.keep(long[1]!, { state: 'complete' })).rejects.toThrow(StorageFullError);
      await store.clear();
      expect(await files()).toEqual(before);
      await store.remove([record.id]);
      await store.empty();
      expect(await files()).toEqual([]);
    });
  });

  async function flip(name: string): Promise<void> {
    const bytes = new Uint8Array(await (await storage.read('files', name))!.arrayBuffer());
    bytes[bytes.length >> 1]! ^= 1;
    await storage.write('files', name, bytes);
  }
});
