import { describe, expect, it } from 'vitest';
import { gatherRows } from '../core/data/pixelSource';
import { MemoryStorage } from './testing/memoryStorage';
import { chunkName, metaName, packRows, rowsName, STORED_VERSION, type StoredMeta } from './storage/storedSet';
import { openStored } from './storedPixels';
import { stretches } from './stretches';

const size = 8;
const chunks = [40, 60, 7];
const count = 107;

async function storage(): Promise<{ storage: MemoryStorage; pixels: Uint8Array }> {
  const memory = new MemoryStorage();
  const pixels = Uint8Array.from({ length: count * size * size * 3 }, (_, at) => (at * 37) % 253);
  const meta: StoredMeta = {
    ...{ version: STORED_VERSION, id: 'own-test', title: 'Test', created: 1, complete: true, planned: count, size, fit: 'crop' },
    ...{ splitRule: 'by image', disjointClasses: false, classes: [{ path: 'a', name: 'a' }], count, chunks, hasRole: false },
  };
  await memory.write(meta.id, metaName(1), new TextEncoder().encode(JSON.stringify(meta)));
  await memory.write(meta.id, rowsName(1), packRows({ labels: new Int32Array(count), split: new Uint8Array(count) }));
  let first = 0;
  for (const [chunk, rows] of chunks.entries()) {
    await memory.write(meta.id, chunkName(chunk), pixels.slice(first * size * size * 3, (first + rows) * size * size * 3));
    first += rows;
  }
  return { storage: memory, pixels };
}

describe('an own image set that is open for training', () => {
  it('gives any rows in any order, over the bounds of chunks, repeated ones too', async () => {
    const { storage: memory, pixels } = await storage();
    const set = await openStored(memory, 'own-test');
    expect(set).toMatchObject({ info: { count, size, title: 'Test' }, pixels: { size } });
    for (const rows of [[0], [106, 0, 39, 40], [50, 50, 99, 100, 101, 3], Array.from({ length: count }, (_, i) => count - 1 - i)])
      expect(await set.pixels.rows(Int32Array.from(rows))).toEqual(gatherRows(pixels, size, Int32Array.from(rows)));
  });

  it('says what is wrong where a chunk is gone, and when it has been closed', async () => {
    const { storage: memory } = await storage();
    const set = await openStored(memory, 'own-test');
    await memory.discard('own-test', chunkName(2));
    await expect(set.pixels.rows(Int32Array.of(105))).rejects.toThrow(/“Test” is damaged or was deleted/);
    set.pixels.close();
    await expect(set.pixels.rows(Int32Array.of(1))).rejects.toThrow(/has been closed/);
    await expect(openStored(memory, 'own-other')).rejects.toThrow(/no image set “own-other” in this browser/);
  });
});

describe('rows as stretches', () => {
  it('join what lies near, in pieces that are read as a whole', () => {
    expect(stretches([9, 2, 3, 5, 30])).toEqual([
      { first: 2, count: 8 },
      { first: 30, count: 1 },
    ]);
    const pieces = stretches(Array.from({ length: 2000 }, (_, row) => row));
    expect(Math.max(...pieces.map(({ count }) => count))).toBe(512);
    expect(pieces.reduce((sum, { count }) => sum + count, 0)).toBe(2000);
  });
});
