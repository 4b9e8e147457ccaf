import { describe, expect, it } from 'vitest';
import { KeptRows } from './keptRows';
import { gatherRows, type PixelSource } from './pixelSource';

const size = 64;
const stride = size * size * 3;

/** A stored set that counts what is read of it. */
function stored(count: number): PixelSource & { read: number[]; pixels: Uint8Array; closed: boolean } {
  const pixels = new Uint8Array(count * stride);
  for (let at = 0; at < pixels.length; at++) pixels[at] = (at * 31 + Math.floor(at / stride) * 7) % 251;
  const read: number[] = [];
  return {
    size,
    read,
    pixels,
    closed: false,
    async rows(rows) {
      read.push(...rows);
      return gatherRows(pixels, size, rows);
    },
    close() {
      this.closed = true;
    },
  };
}

describe('rows that are kept', () => {
  it('come in the order asked for, repeated ones too, and are read once', async () => {
    const source = stored(20);
    const kept = new KeptRows(source);
    for (const rows of [Int32Array.of(7, 3, 7, 0), Int32Array.of(3, 19, 0, 8), Int32Array.of(19, 7)])
      expect(await kept.rows(rows)).toEqual(gatherRows(source.pixels, size, rows));
    expect(source.read).toEqual([7, 3, 0, 19, 8]);
  });

  it('never take more than the bound, and the rest is read each time', async () => {
    const source = stored(1000);
    // Two pieces of 4 MiB: 682 images.
    const most = 2 * 2 ** 22;
    const kept = new KeptRows(source, most);
    const all = Int32Array.from({ length: 1000 }, (_, row) => row);
    for (let round = 0; round < 3; round++)
      for (let first = 0; first < 1000; first += 128) {
        const part = all.subarray(first, first + 128);
        // Compared as bytes: matchers look at megabytes one number at a time.
        expect(Buffer.compare(await kept.rows(part), gatherRows(source.pixels, size, part))).toBe(0);
        expect(kept.bytes).toBeLessThanOrEqual(most);
      }
    expect(kept.bytes).toBeGreaterThan(most - 2 ** 16 * 3);
    expect(source.read.filter((row) => row < 682)).toHaveLength(682);
    expect(source.read.filter((row) => row >= 682)).toHaveLength(3 * 318);
  });

  it('keep a row once where it was asked for twice at the same time, and let go when closed', async () => {
    const source = stored(4);
    const kept = new KeptRows(source);
    const [a, b] = await Promise.all([kept.rows(Int32Array.of(1)), kept.rows(Int32Array.of(1, 2))]);
    expect(b!.subarray(0, stride)).toEqual(a);
    expect(await kept.rows(Int32Array.of(2))).toEqual(gatherRows(source.pixels, size, Int32Array.of(2)));
    kept.close();
    expect(kept.bytes).toBe(0);
    expect(source.closed).toBe(true);
  });
});
