import { describe, expect, it } from 'vitest';
import { storeTileRow } from './tiles';

/** Two tiles of 2×2 and a column of filling; every pixel tells its place. */
const width = 5;
const rgba = Uint8ClampedArray.from({ length: width * 2 * 4 }, (_, i) => {
  const pixel = Math.floor(i / 4);
  return i % 4 === 3 ? 255 : (pixel % width) * 10 + Math.floor(pixel / width) * 100 + (i % 4);
});

describe('storeTileRow', () => {
  it('cuts tiles apart, row-major, without alpha', () => {
    const pixels = new Uint8Array(3 * 12).fill(9);
    storeTileRow(rgba, width, 2, 2, pixels, 1);
    expect([...pixels.subarray(0, 12)]).toEqual(Array(12).fill(9));
    expect([...pixels.subarray(12, 24)]).toEqual([0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112]);
    expect([...pixels.subarray(24)]).toEqual([20, 21, 22, 30, 31, 32, 120, 121, 122, 130, 131, 132]);
  });

  it('refuses what does not fit', () => {
    expect(() => storeTileRow(rgba, width, 2, 3, new Uint8Array(100), 0)).toThrow(/3 tiles of 2 pixels do not fit into 5/);
    expect(() => storeTileRow(rgba.subarray(4), width, 2, 2, new Uint8Array(100), 0)).toThrow(/takes 40 bytes; the buffer has 36/);
    expect(() => storeTileRow(rgba, width, 2, 2, new Uint8Array(30), 1)).toThrow(/no room for 2 images from row 1/);
  });
});
