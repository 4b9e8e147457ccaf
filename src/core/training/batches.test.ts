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
