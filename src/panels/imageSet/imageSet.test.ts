import { describe, expect, it } from 'vitest';
import { splitCounts } from './counts';
import { mosaicRows } from './mosaicRows';

describe('image set panel', () => {
  it('counts classes and images of each part', () => {
    const labels = Int32Array.of(0, 0, 1, 2, 2, 2);
    const split = Uint8Array.of(0, 0, 1, 2, 2, 2);
    expect(splitCounts({ labels, split })).toEqual([
      { split: 'train', classes: 1, images: 2 },
      { split: 'validation', classes: 1, images: 1 },
      { split: 'test', classes: 1, images: 3 },
    ]);
  });

  it('shows different classes while there are any, and different images', () => {
    const labels = Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 6));
    const few = mosaicRows(labels, 8);
    expect(new Set(few.map((row) => labels[row])).size).toBe(8);
    const many = mosaicRows(labels, 30);
    expect(many).toHaveLength(30);
    expect(new Set(many).size).toBeGreaterThan(20);
    expect(mosaicRows(labels, 100)).toHaveLength(60);
    expect(mosaicRows(labels, 0)).toEqual([]);
  });
});
