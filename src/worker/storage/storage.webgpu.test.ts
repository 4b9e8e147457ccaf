/** IndexedDB as storage for sets, in a real browser; the private file system can be written by workers only and is tested through them. */
import { openDB } from 'idb';
import { afterAll, describe, expect, it } from 'vitest';
import { SPLIT_CODE } from '../../core/data/imageSet';
import { openStorage } from './open';
import { SetWriter } from './setWriter';
import { listStored } from './shelf';
import { StoredSet } from './storedSet';

const id = 'own-test-indexeddb';

describe('IndexedDB', () => {
  afterAll(async () => (await openStorage('indexedDb')).remove(id));

  it('keeps sets, lists, opens and removes them', async () => {
    const storage = await openStorage('indexedDb');
    expect(storage.kind).toBe('IndexedDB');
    const classes = [{ path: 'a', name: 'a' }];
    const header = {
      id,
      title: 'Test',
      created: 5,
      planned: 5,
      size: 8,
      fit: 'pad',
      splitRule: '',
      disjointClasses: true,
      hasRole: false,
    } as const;
    const writer = await SetWriter.begin(storage, { ...header, classes }, 2 * 192);
    const rows = Array.from({ length: 5 }, () => ({ label: 0, split: SPLIT_CODE.train, role: 0 }));
    await writer.append(
      Uint8Array.from({ length: 5 * 192 }, (_, at) => Math.floor(at / 192)),
      rows,
    );
    await writer.save(true);
    const again = await openStorage('indexedDb');
    expect((await listStored(again)).map((set) => set.id)).toContain(id);
    const set = await StoredSet.open(again, id);
    expect([...(await set.pixels(1, 3))].filter((_, at) => at % 192 === 0)).toEqual([1, 2, 3]);
    await again.discard(id, 'nothing');
    await again.remove(id);
    expect(await again.files(id)).toEqual([]);
    expect(await again.list()).not.toContain(id);
    expect(await again.read(id, 'set-1.json')).toBeNull();
  });

  it('takes over the sets of visits before it had a name of its own, and leaves alone what is not ours', async () => {
    const before = await openDB('image-sets', 1, { upgrade: (database) => void database.createObjectStore('files') });
    await before.put('files', new Blob(['pixels']), [id, 'pixels-0']);
    await before.put('files', new Blob(['meta']), [id, 'set-1.json']);
    await before.put('files', new Blob(['theirs']), ['another', 'file']);
    before.close();
    const storage = await openStorage('indexedDb');
    expect((await storage.files(id)).sort()).toEqual(['pixels-0', 'set-1.json']);
    expect(await (await storage.read(id, 'pixels-0'))!.text()).toBe('pixels');
    expect(await storage.list()).not.toContain('another');

    const left = await openDB('image-sets');
    expect(await left.getAllKeys('files')).toEqual([['another', 'file']]);
    await left.clear('files');
    left.close();
    // Empty now: gone with the next opening, and another finds nothing to do.
    await openStorage('indexedDb');
    await openStorage('indexedDb');
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('image-sets');
    expect(await storage.files(id)).toHaveLength(2);
    await storage.remove(id);
  });
});
