import { describe, expect, it } from 'vitest';
import { SPLIT_CODE } from '../../core/data/imageSet';
import { ImageSetError } from '../../core/errors';
import { MemoryStorage } from '../testing/memoryStorage';
import { SetWriter, type NewRow, type SetHeader } from './setWriter';
import { listStored } from './shelf';
import { StoredSet, isOwnId, newId, storedBytes, type StoredMeta } from './storedSet';
import { StorageFull } from './storage';

const SIZE = 4;
const STRIDE = SIZE * SIZE * 3;

const header: SetHeader = {
  id: 'own-cats-0000001',
  title: 'Cats & dogs',
  created: 1000,
  planned: 10,
  size: SIZE,
  fit: 'crop',
  splitRule: 'disjoint classes, seed 1',
  disjointClasses: true,
  hasRole: false,
  classes: ['cat', 'dog', 'emu', 'fox'].map((path) => ({ path, name: path })),
};

/** Image `i` is filled with the value i. */
const pixels = (first: number, count: number) => Uint8Array.from({ length: count * STRIDE }, (_, at) => first + Math.floor(at / STRIDE));
const rows = (...labels: number[]) => labels.map((label) => ({ label, split: SPLIT_CODE.train, role: 0 }));

async function values(set: StoredSet, first: number, count: number): Promise<number[]> {
  return [...(await set.pixels(first, count))].filter((_, at) => at % STRIDE === 0);
}

describe('SetWriter', () => {
  it('writes chunks as images come and gives them back in any stretch', async () => {
    const storage = new MemoryStorage();
    const writer = await SetWriter.begin(storage, header, 3 * STRIDE);
    await writer.append(pixels(0, 4), rows(0, 0, 1, 3));
    await writer.append(pixels(4, 3), rows(3, 1, 1));
    const saved = await writer.save(true);
    // The class without images is left out, the others keep their order.
    expect(saved.classes.map(({ path }) => path)).toEqual(['cat', 'dog', 'fox']);
    expect([...saved.rows.labels]).toEqual([0, 0, 1, 2, 2, 1, 1]);
    const set = await StoredSet.open(storage, header.id);
    expect(set.info).toMatchObject({ title: 'Cats & dogs', count: 7, size: 4, splitRule: 'disjoint classes, seed 1' });
    expect(set.meta).toMatchObject({ complete: true, chunks: [3, 3, 1] });
    expect(await values(set, 0, 7)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(await values(set, 2, 3)).toEqual([2, 3, 4]);
    expect(await values(set, 6, 1)).toEqual([6]);
    expect((await storage.files(header.id)).sort()).toEqual([
      'listing-1.json',
      'pixels-00000.bin',
      'pixels-00001.bin',
      'pixels-00002.bin',
      'rows-1.bin',
      'set-1.json',
    ]);
  });

  it('can be opened as it was saved last, whatever came after', async () => {
    const storage = new MemoryStorage();
    const writer = await SetWriter.begin(storage, header, 2 * STRIDE);
    await writer.append(pixels(0, 3), rows(0, 0, 2));
    await writer.save(false);
    await writer.append(pixels(3, 4), rows(1, 1, 1, 1));
    // As after a crash: no save any more.
    const set = await StoredSet.open(storage, header.id);
    expect(set.meta).toMatchObject({ complete: false, count: 3, planned: 10 });
    expect(set.info.classes.map(({ path }) => path)).toEqual(['cat', 'emu']);
    expect(await values(set, 0, 3)).toEqual([0, 1, 2]);
    const [listed] = await listStored(storage);
    expect(listed).toMatchObject({ id: header.id, removable: true, bytes: storedBytes(set.meta) });
    expect(listed!.detail).toBe('unfinished: 3 of 10 images, 2 classes, 4×4 pixels, 159 bytes');
  });

  it('keeps queries and gallery apart', async () => {
    const storage = new MemoryStorage();
    const writer = await SetWriter.begin(storage, { ...header, hasRole: true });
    await writer.append(pixels(0, 2), [
      { label: 0, split: SPLIT_CODE.test, role: 1 },
      { label: 0, split: SPLIT_CODE.test, role: 2 },
    ]);
    await writer.save(true);
    expect((await StoredSet.open(storage, header.id)).rows).toMatchObject({ role: Uint8Array.of(1, 2), split: Uint8Array.of(2, 2) });
  });

  it('saves what is stored when the storage is full', async () => {
    const storage = new MemoryStorage();
    const writer = await SetWriter.begin(storage, header, 2 * STRIDE);
    storage.capacity = storage.used + 5 * STRIDE;
    await expect(writer.append(pixels(0, 8), rows(0, 0, 1, 1, 2, 2, 3, 3))).rejects.toThrow(StorageFull);
    const saved = await writer.rescue();
    expect([...saved.rows.labels]).toEqual([0, 0, 1, 1]);
    const set = await StoredSet.open(storage, header.id);
    expect(set.meta.complete).toBe(false);
    expect(await values(set, 0, 4)).toEqual([0, 1, 2, 3]);
  });

  it('leaves nothing when it is abandoned', async () => {
    const storage = new MemoryStorage();
    const writer = await SetWriter.begin(storage, header, STRIDE);
    await writer.append(pixels(0, 2), rows(0, 1));
    await writer.abandon();
    expect(storage.used).toBe(0);
  });
});

describe('the content hash', () => {
  const labels = [0, 0, 1, 2, 2, 3, 3];
  const hashOf = async (storage: MemoryStorage) => (await StoredSet.open(storage, header.id)).info.contentHash;

  /** Of a set of seven images, written in chunks of `chunk` and given `atOnce` at a time. */
  async function written(
    change: { image?: Uint8Array; rows?: NewRow[]; header?: Partial<SetHeader>; chunk?: number; atOnce?: number } = {},
  ) {
    const storage = new MemoryStorage();
    const { image = pixels(0, 7), rows: all = rows(...labels), chunk = 3, atOnce = 7 } = change;
    const writer = await SetWriter.begin(storage, { ...header, ...change.header }, chunk * STRIDE);
    for (let at = 0; at < 7; at += atOnce)
      await writer.append(image.subarray(at * STRIDE, (at + atOnce) * STRIDE), all.slice(at, at + atOnce));
    await writer.save(true);
    return hashOf(storage);
  }

  it('is written with the set, and is the same for the same images however they came and whatever the set is called', async () => {
    const hash = await written();
    expect(hash).toMatch(/^sha-256-pixels:[0-9a-f]{64}$/);
    expect(await written({ chunk: 2, atOnce: 1 })).toBe(hash);
    expect(await written({ header: { title: 'Pets', created: 2000 } })).toBe(hash);
  });

  it('is another when one pixel, one label or the split changes', async () => {
    const pixel = pixels(0, 7);
    pixel[5 * STRIDE + 7]! ^= 1;
    const split = rows(...labels);
    split[6]!.split = SPLIT_CODE.test;
    const hashes = [
      await written(),
      await written({ image: pixel }),
      await written({ rows: rows(0, 0, 1, 2, 2, 2, 3) }),
      await written({ rows: split }),
    ];
    expect(new Set(hashes).size).toBe(4);
  });

  it('of an unfinished save is that of the images in it, also when the storage was full', async () => {
    const [whole, broken] = [new MemoryStorage(), new MemoryStorage()];
    const writer = await SetWriter.begin(whole, header, 2 * STRIDE);
    await writer.append(pixels(0, 3), rows(0, 0, 1));
    await writer.save(false);
    const three = await hashOf(whole);
    await writer.append(pixels(3, 4), rows(2, 2, 3, 3));
    await writer.save(true);
    expect(await hashOf(whole)).toBe(await written());
    expect(three).not.toBe(await written());

    const full = await SetWriter.begin(broken, header, STRIDE);
    broken.capacity = broken.used + 3 * STRIDE;
    await expect(full.append(pixels(0, 7), rows(...labels))).rejects.toThrow(StorageFull);
    await full.rescue();
    expect(await hashOf(broken)).toBe(three);
  });

  it('of a set that was stored before there was one is unknown', async () => {
    const storage = new MemoryStorage();
    const writer = await SetWriter.begin(storage, header, STRIDE);
    await writer.append(pixels(0, 2), rows(0, 1));
    await writer.save(true);
    const { contentHash, ...before } = JSON.parse(await (await storage.read(header.id, 'set-1.json'))!.text()) as StoredMeta;
    expect(contentHash).toBe(await hashOf(storage));
    await storage.write(header.id, 'set-1.json', new TextEncoder().encode(JSON.stringify(before)));
    const { info } = await StoredSet.open(storage, header.id);
    expect(info).toMatchObject({ count: 2 });
    expect('contentHash' in info).toBe(false);
  });
});

describe('a stored set', () => {
  it('that is not there or damaged is refused in words', async () => {
    const storage = new MemoryStorage();
    await expect(StoredSet.open(storage, 'own-gone-1')).rejects.toThrow(/no image set “own-gone-1” in this browser\. Add its images again/);
    const writer = await SetWriter.begin(storage, header, 2 * STRIDE);
    await writer.append(pixels(0, 3), rows(0, 1, 2));
    await writer.save(true);
    const set = await StoredSet.open(storage, header.id);
    await storage.discard(header.id, 'pixels-00001.bin');
    await expect(set.pixels(0, 3)).rejects.toThrow(ImageSetError);
    await expect(set.pixels(2, 1)).rejects.toThrow(/“Cats & dogs” is damaged or was deleted in another window/);
    await storage.write(header.id, 'rows-1.bin', new Uint8Array(3));
    await expect(StoredSet.open(storage, header.id)).rejects.toThrow(/damaged/);
    await storage.write(header.id, 'set-1.json', new TextEncoder().encode('{"version":1,'));
    await expect(StoredSet.open(storage, header.id)).rejects.toThrow(/There is no image set/);
  });

  it('has an id that tells which it is, whatever its title', () => {
    expect(newId('CUB-200-2011 (crops)')).toMatch(/^own-cub-200-2011-crops-[0-9a-z]{7}$/);
    expect(newId('😀')).toMatch(/^own-[0-9a-z]{7}$/);
    expect(newId('a'.repeat(300)).length).toBeLessThan(50);
    expect([newId('x'), 'emoji', 'fashion-mnist'].map(isOwnId)).toEqual([true, false, false]);
  });
});
