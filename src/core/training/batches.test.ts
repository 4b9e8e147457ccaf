import { describe, expect, it } from 'vitest';
import { gatherRows, imageSetInMemory, type ImageSet } from '../data/pixelSource';
import { ImageSetError } from '../errors';
import { BatchSource, MOST_AHEAD } from './batches';
import { syntheticStore, tinyConfig } from './testing/synthetic';

const store = syntheticStore({ size: 16 });
const config = tinyConfig({ augmentation: { cropScale: 0.5, flip: 0.5 } });

/** The set, with the readings counted that have been asked for. */
function counted(): ImageSet & { asked: number } {
  const images = imageSetInMemory(store);
  const set = { ...images, asked: 0 };
  set.pixels = { ...images.pixels, rows: (rows) => (set.asked++, images.pixels.rows(rows)) };
  return set;
}

describe('a source of batches', () => {
  it('gives the pixels of its rows at the stored side, with the draws; the look ahead has none', async () => {
    const source = new BatchSource(imageSetInMemory(store), config, 1);
    const ahead = await source.peek();
    const drawn = await source.next();
    expect(drawn.rows).toEqual(ahead.rows);
    expect(drawn.batch).toMatchObject({ n: 12, size: 16, samplesPerClass: 2 });
    expect(drawn.batch.pixels).toEqual(gatherRows(store.pixels, 16, drawn.rows));
    expect(drawn.batch.crops).toHaveLength(48);
    expect(ahead.batch).toEqual({ n: 12, size: 16, samplesPerClass: 2, pixels: drawn.batch.pixels });
  });

  it('tells pictures apart where each image has a few views, the same for every batch and after a restart', async () => {
    const views = tinyConfig({ augmentation: { cropScale: 0.5, flip: 0.5, views: 2 } });
    const source = new BatchSource(imageSetInMemory(store), views, 1);
    const seen = new Map<number, string>();
    const look = ({ rows, batch }: Awaited<ReturnType<BatchSource['next']>>) =>
      batch.pictures!.keys.forEach((key, i) => {
        const drawn = [...batch.crops!.subarray(4 * i, 4 * i + 4), batch.flips![i]].join();
        expect(Math.floor(key / 2)).toBe(rows[i]);
        expect(seen.get(key) ?? drawn).toBe(drawn);
        seen.set(key, drawn);
      });
    for (let i = 0; i < 20; i++) look(await source.next());
    const images = new Set([...seen.keys()].map((key) => Math.floor(key / 2)));
    expect(seen.size).toBeGreaterThan(1.8 * images.size);
    expect(new Set(seen.values()).size).toBe(seen.size);
    const state = source.state();
    const after = await source.next();
    const other = new BatchSource(imageSetInMemory(store), views, 1);
    other.restore(state);
    expect(await other.next()).toEqual(after);
    const otherSeed = await new BatchSource(imageSetInMemory(store), views, 2).next();
    expect(otherSeed.batch.pictures!.of).not.toBe(after.batch.pictures!.of);
  });

  it('tells pictures apart by their images where nothing is drawn, and not at all where they are drawn anew', async () => {
    const plain = await new BatchSource(imageSetInMemory(store), tinyConfig({ augmentation: { cropScale: 1, flip: 0 } }), 1).next();
    expect(plain.batch.pictures!.keys).toEqual(plain.rows);
    expect((await new BatchSource(imageSetInMemory(store), config, 1).next()).batch.pictures).toBeUndefined();
  });

  it('reads a few batches ahead of the step that takes them, and never more', async () => {
    const images = counted();
    const source = new BatchSource(images, config, 1);
    expect(images.asked).toBe(0);
    for (let taken = 1; taken <= 20; taken++) {
      await source.next();
      expect(images.asked).toBe(taken + MOST_AHEAD);
      source.state();
      await source.peek();
      expect(images.asked).toBe(taken + MOST_AHEAD);
    }
  });

  it('reads one batch ahead where batches are large', async () => {
    const images = counted();
    const large: ImageSet = { ...images, pixels: { ...images.pixels, size: 2048, rows: async () => (images.asked++, new Uint8Array(0)) } };
    await new BatchSource(large, config, 1).next();
    expect(images.asked).toBe(2);
  });

  it('stands where its batches have been taken, whatever has been read ahead', async () => {
    const source = new BatchSource(imageSetInMemory(store), config, 1);
    for (let i = 0; i < 5; i++) await source.next();
    const state = JSON.parse(JSON.stringify(source.state())) as ReturnType<BatchSource['state']>;
    const expected = [await source.next(), await source.next(), await source.next(), await source.next()];
    for (const other of [source, new BatchSource(imageSetInMemory(store), config, 7)]) {
      other.restore(state);
      expect(other.state()).toEqual(state);
      expect([await other.next(), await other.next(), await other.next(), await other.next()]).toEqual(expected);
    }
  });

  it('gives batches in the order they are asked for, and tells who takes one that it cannot be read', async () => {
    const images = imageSetInMemory(store);
    const expected = new BatchSource(images, config, 1);
    const inTurn = [await expected.next(), await expected.next(), await expected.next()];
    const source = new BatchSource(images, config, 1);
    expect(await Promise.all([source.next(), source.next(), source.next()])).toEqual(inTurn);
    images.pixels.close();
    const broken = new BatchSource(images, config, 1);
    await expect(broken.next()).rejects.toBeInstanceOf(ImageSetError);
  });
});
