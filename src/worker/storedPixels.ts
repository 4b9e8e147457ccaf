/** The pixels of one of the user's own image sets, for training: read from the browser's storage as they are asked for. */
import { KeptRows } from '../core/data/keptRows';
import { closedError, type ImageSet, type PixelSource } from '../core/data/pixelSource';
import { mapBounded } from '../core/ingest/pace';
import type { SetStorage } from './storage/storage';
import { StoredSet } from './storage/storedSet';
import { stretches } from './stretches';

const READS_AT_ONCE = 8;

/** @throws ImageSetError where there is no such set, or it is damaged */
export async function openStored(storage: SetStorage, id: string): Promise<ImageSet> {
  const set = await StoredSet.open(storage, id);
  return { info: set.info, ...set.rows, pixels: new KeptRows(new StoredPixels(set)) };
}

class StoredPixels implements PixelSource {
  readonly size: number;
  #closed = false;

  constructor(private readonly set: StoredSet) {
    this.size = set.meta.size;
  }

  async rows(rows: Int32Array): Promise<Uint8Array> {
    const stride = this.size ** 2 * 3;
    const out = new Uint8Array(rows.length * stride);
    const places = new Map<number, number[]>();
    rows.forEach((row, place) => places.set(row, [...(places.get(row) ?? []), place]));
    await mapBounded(stretches([...places.keys()]), READS_AT_ONCE, async ({ first, count }) => {
      const pixels = await this.set.pixels(first, count);
      for (let i = 0; i < count; i++)
        for (const place of places.get(first + i) ?? []) out.set(pixels.subarray(i * stride, (i + 1) * stride), place * stride);
    });
    if (this.#closed) throw closedError(this.set.meta);
    return out;
  }

  close(): void {
    this.#closed = true;
  }
}
