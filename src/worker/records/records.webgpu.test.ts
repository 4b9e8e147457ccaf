/** Rows in a real IndexedDB, and files there where there is no private file system. */
import { afterEach, describe, expect, it } from 'vitest';
import { randomRecord } from '../../core/record/testing/randomRecord';
import type { Checkpoint } from '../../core/training/experiment.types';
import { openRecordFiles } from './recordFiles';
import { RecordStore } from './recordStore';
import { openRows } from './rows';

const many = Array.from({ length: 40 }, (_, seed) => randomRecord(seed));
const record = many.find(({ runs, checkpoint, elsewhere }) => runs[0]!.snapshots.length > 2 && !checkpoint && !elsewhere)!;
const checkpoint = many.find((one) => one.checkpoint)!.checkpoint as Checkpoint;

describe('records in IndexedDB alone', () => {
  const store = async () => new RecordStore(await openRows(), await openRecordFiles('indexedDb'));
  afterEach(async () => {
    const own = await store();
    await own.remove([record.id]);
    await own.empty();
  });

  it('are kept with their checkpoints, and read by whoever comes next', async () => {
    const own = await store();
    await own.keep(record, { state: 'under way' });
    for (const step of [1, 2, 3]) await own.keepCheckpoint(record.id, { ...checkpoint, step });
    const files = await openRecordFiles('indexedDb');
    expect(files.kind).toBe('IndexedDB');
    expect(await files.names()).toHaveLength(record.runs[0]!.snapshots.length + 2);
    const next = await store();
    expect((await next.read(record.id)).runs).toEqual(record.runs);
    expect((await next.checkpoint(record.id))!.step).toBe(3);
    await next.clear();
    expect(await files.names()).toHaveLength(record.runs[0]!.snapshots.length + 2);
    await next.remove([record.id]);
    await next.empty();
    expect(await files.names()).toEqual([]);
  });

  it('change in a row all at once or not at all', async () => {
    const rows = await openRows();
    await (await store()).keep(record, { state: 'under way' });
    await expect(
      rows.update(record.id, () => {
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    const both = await Promise.all([
      rows.update(record.id, (row) => row && { ...row, kept: { ...row.kept, note: `${row.kept.note}a` } }),
      rows.update(record.id, (row) => row && { ...row, kept: { ...row.kept, note: `${row.kept.note}b` } }),
    ]);
    expect(both.at(-1)!.kept.note).toBe('ab');
  });
});
