import { describe, expect, it } from 'vitest';
import { imageSetEntries, imageSetsIn } from '../../core/export/imageSets';
import { createRandom } from '../../core/random/random';
import { zipStream, type ZipEntry } from '../../core/record/zipStream';
import { MemoryStorage } from '../testing/memoryStorage';
import { packedOf, restorePacked } from './packed';
import { SetWriter } from './setWriter';
import { StoredSet } from './storedSet';

const SIZE = 6;
const COUNT = 30;
const ID = 'own-birds-0000001';

/** A set of thirty images of three classes, two of which have images. */
async function stored(): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  const random = createRandom('a set');
  const header = {
    ...{ id: ID, title: 'Birds', created: 1, planned: COUNT, size: SIZE, fit: 'crop' as const, splitRule: 'by class' },
    ...{ disjointClasses: true, hasRole: true, notes: () => ['read from folders'] },
    classes: ['a/owl', 'a/none', 'b/wren'].map((path) => ({ path, name: path.slice(2) })),
  };
  const writer = await SetWriter.begin(storage, header, 10 * SIZE * SIZE * 3);
  const rows = Array.from({ length: COUNT }, (_, i) => ({ label: 2 * (i % 2), split: i % 3, role: i % 2, path: `birds/${i}.png` }));
  await writer.append(
    Uint8Array.from({ length: COUNT * SIZE * SIZE * 3 }, () => random.int(256)),
    rows,
  );
  await writer.save(true);
  return storage;
}

async function archive(storage: MemoryStorage, change: (entry: ZipEntry) => ZipEntry = (entry) => entry): Promise<Blob> {
  const set = await StoredSet.open(storage, ID);
  async function* entries() {
    for await (const entry of imageSetEntries('1-birds', await packedOf(storage, ID), (first, count) => set.pixels(first, count)))
      yield change(entry);
  }
  return new Response(zipStream(entries())).blob();
}

describe('an image set in an archive', () => {
  it('comes back the same, with its content hash', async () => {
    const before = await stored();
    const [brought, ...others] = await imageSetsIn(await archive(before), 'a.zip');
    expect(others).toEqual([]);
    const after = new MemoryStorage();
    const id = await restorePacked(after, structuredClone(brought!));
    const [one, other] = [await StoredSet.open(before, ID), await StoredSet.open(after, id)];
    expect(other.info).toEqual({ ...one.info, id });
    expect(one.info.contentHash).toMatch(/^sha-256-pixels:/);
    expect(other.rows).toEqual(one.rows);
    expect(await other.pixels(0, COUNT)).toEqual(await one.pixels(0, COUNT));
    expect((await packedOf(after, id)).header).toEqual((await packedOf(before, ID)).header);
  });

  it('is refused where it was changed, and nothing of it stays', async () => {
    const before = await stored();
    const after = new MemoryStorage();
    const other = (path: string, change: (bytes: Uint8Array) => Uint8Array) =>
      archive(before, (entry) => (entry.path.endsWith(path) ? { ...entry, bytes: change(entry.bytes.slice()) } : entry));
    const pixel = await other('pixels-00000.npy', (bytes) => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1));
    await expect(imageSetsIn(pixel, 'a.zip').then(([set]) => restorePacked(after, set!))).rejects.toThrow(/“Birds” are not those/);
    expect(await after.list()).toEqual([]);
    const label = await other('labels.npy', (bytes) => bytes.with(bytes.length - 4, 9));
    await expect(imageSetsIn(label, 'a.zip')).rejects.toThrow(/a\.zip: its images .*1-birds.* labels\.npy names classes/);
    const cut = await other('pixels-00000.npy', (bytes) => bytes.subarray(0, bytes.length - 500));
    await expect(imageSetsIn(cut, 'a.zip')).rejects.toThrow(/pixels are \d+ bytes where 3240/);
    const garbled = await other('set.json', (bytes) => bytes.subarray(0, 20));
    await expect(imageSetsIn(garbled, 'a.zip')).rejects.toThrow(/1-birds/);
  });

  it('is refused where there is no room for it, with what it takes', async () => {
    const [brought] = await imageSetsIn(await archive(await stored()), 'a.zip');
    const full = new MemoryStorage(6000);
    await expect(restorePacked(full, brought!)).rejects.toThrow(/no room .*“Birds”, which takes 3\.\d KB|no room .*“Birds”/);
    expect(await full.list()).toEqual([]);
  });
});
