/** The records worker in a real browser, over its IndexedDB and private file system. */
import { openDB } from 'idb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { isNewer, type KeptRecord } from '../core/record/kept';
import { RECORD_VERSION, RecordError, RecordVersionError, type ExperimentRecord } from '../core/record';
import { randomRecord } from '../core/record/testing/randomRecord';
import type { Checkpoint } from '../core/training/experiment.types';
import { OrderError } from '../core/errors';
import { RecordClient } from './records';

const many = Array.from({ length: 40 }, (_, seed) => randomRecord(seed));
const checkpoint = many.find((one) => one.checkpoint)!.checkpoint as Checkpoint;
const record = many
  .map(({ elsewhere: _elsewhere, checkpoint: _checkpoint, ...rest }): ExperimentRecord => rest)
  .find(({ runs }) => runs[0]!.snapshots.length > 3)!;

/** Folder of the files, as it lies in the private file system. */
const folder = async (): Promise<FileSystemDirectoryHandle> =>
  (await (await navigator.storage.getDirectory()).getDirectoryHandle('records', { create: true })).getDirectoryHandle('files', {
    create: true,
  });

async function names(): Promise<string[]> {
  const found: string[] = [];
  for await (const name of ((await folder()) as unknown as { keys(): AsyncIterable<string> }).keys()) found.push(name);
  return found.sort();
}

async function write(name: string, change: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>): Promise<void> {
  const handle = await (await folder()).getFileHandle(name, { create: true });
  const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
  const stream = await handle.createWritable();
  await stream.write(change(bytes));
  await stream.close();
}

interface RowInStorage {
  version: number;
  checkpoints: { name: string; step: number }[];
  kept: KeptRecord;
}
const database = () => openDB('negative-space records');

describe('RecordClient', () => {
  let clients: RecordClient[] = [];
  const client = () => {
    const made = new RecordClient();
    clients.push(made);
    return made;
  };
  /** Every worker is gone, and what it held. */
  async function closed(): Promise<void> {
    clients.forEach((one) => one.close());
    clients = [];
    await vi.waitFor(async () => {
      const { held = [] } = await navigator.locks.query();
      expect(held.filter(({ name }) => name?.startsWith('negative-space records'))).toEqual([]);
    });
  }
  async function emptied(): Promise<void> {
    const own = client();
    await own.remove((await own.list()).map(({ id }) => id));
    await own.empty();
    await closed();
  }
  beforeAll(emptied);
  afterEach(emptied);
  afterAll(closed);

  it('keeps, lists, reads, notes, removes and takes back; another tab hears of it, and finds it', async () => {
    const [here, there] = [client(), client()];
    expect(await there.list()).toEqual([]);
    const heard = vi.fn();
    there.onChange(heard);
    const kept = await here.keep(record, { state: 'under way', seconds: 3 });
    expect(kept).toMatchObject({ id: record.id, state: 'under way', seconds: 3, checkpoint: false });
    await vi.waitFor(() => expect(heard).toHaveBeenCalledWith([kept]));
    expect(await there.list()).toEqual([kept]);
    expect(await there.read(record.id)).toEqual({ ...record, title: kept.title });
    expect((await here.use()).records).toBe(kept.bytes);
    expect(await here.annotate(record.id, { tags: ['x'], note: 'see' })).toMatchObject({ tags: ['x'], note: 'see' });

    // Kept again, the same snapshots: what is stored of them is not written again.
    const before = await names();
    await here.keep({ ...record, step: record.step + 1 }, { state: 'complete' });
    const after = await names();
    expect(after.filter((name) => before.includes(name))).toHaveLength(before.length - 1);
    expect(await there.read(record.id)).toMatchObject({ step: record.step + 1, runs: record.runs });

    await here.remove([record.id]);
    expect(await there.list()).toEqual([]);
    await expect(there.read(record.id)).rejects.toThrow(RecordError);
    expect(await there.restore([record.id])).toMatchObject([{ id: record.id, note: 'see' }]);
    expect(await here.list()).toHaveLength(1);
  });

  it('gives the checkpoint before where a byte of the newest has been flipped', async () => {
    const own = client();
    await expect(own.keepCheckpoint(record.id, checkpoint)).rejects.toThrow(OrderError);
    await own.keep(record, { state: 'under way' });
    for (const step of [1, 2, 3]) await own.keepCheckpoint(record.id, { ...checkpoint, step });
    expect(await own.checkpoint(record.id)).toEqual({ ...checkpoint, step: 3 });
    const { checkpoints } = (await (await database()).get('rows', record.id)) as RowInStorage;
    expect(checkpoints.map(({ step }) => step)).toEqual([3, 2]);
    await write(checkpoints[0]!.name, (bytes) => {
      bytes[bytes.length - 9]! ^= 1;
      return bytes;
    });
    expect(await own.checkpoint(record.id)).toEqual({ ...checkpoint, step: 2 });
  });

  it('clears what was left half-way and what was removed at the next start, but not while another tab is at work', async () => {
    const first = client();
    await first.keep(record, { state: 'complete' });
    await first.keep({ ...record, id: 'gone' }, { state: 'complete' });
    await first.remove(['gone']);
    const whole = await names();
    await write('record-left-half-way', () => new Uint8Array(20));
    expect(await client().list()).toHaveLength(1);
    expect(await first.restore(['gone'])).toHaveLength(1);
    await first.remove(['gone']);
    expect(await names()).toHaveLength(whole.length + 1);
    await closed();
    const again = client();
    expect(await again.list()).toHaveLength(1);
    expect(await names()).toHaveLength(whole.length / 2);
    expect((await again.read(record.id)).runs).toEqual(record.runs);
    expect(await again.restore(['gone'])).toEqual([]);
  });

  it('lists records of a newer version, opens none of them, and leaves them in their place', async () => {
    const own = client();
    await own.keep(record, { state: 'complete' });
    const db = await database();
    await db.put(
      'rows',
      { ...((await db.get('rows', record.id)) as RowInStorage), version: RECORD_VERSION + 1, another: 'form' },
      record.id,
    );
    await closed();
    const again = client();
    const [listed] = await again.list();
    expect(isNewer(listed!) && listed.version).toBe(RECORD_VERSION + 1);
    await expect(again.read(record.id)).rejects.toThrow(RecordVersionError);
    await expect(again.keep(record, { state: 'complete' })).rejects.toThrow(RecordVersionError);
    expect(await names()).toHaveLength(record.runs[0]!.snapshots.length);
  });

  it('lists five thousand', async () => {
    const own = client();
    const kept = await own.keep(record, { state: 'complete' });
    const db = await database();
    const row = (await db.get('rows', record.id)) as RowInStorage;
    // As of three runs of five hundred images.
    const [one] = kept.runs;
    const buffer = new ArrayBuffer(3 * 1000);
    kept.runs = Array.from({ length: 3 }, (_, i) => ({
      ...one!,
      thumbnail: { points: new Float32Array(buffer, 800 * i, 200), classes: new Uint16Array(buffer, 2400 + 200 * i, 100) },
    }));
    const transaction = db.transaction('rows', 'readwrite');
    for (let i = 0; i < 5000; i++) void transaction.store.put({ ...row, id: `copy ${i}`, kept: { ...kept, id: `copy ${i}` } }, `copy ${i}`);
    await transaction.done;
    const began = performance.now();
    expect(await own.list()).toHaveLength(5001);
    console.info(`5,001 rows listed in ${Math.round(performance.now() - began)} ms`);
    await db.delete('rows', IDBKeyRange.bound('copy', 'copz'));
  });
});
