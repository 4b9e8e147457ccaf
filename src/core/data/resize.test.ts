import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random';
import { resizeImages } from './resize';

function noise(n: number, side: number, seed = 1): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: n * side * side * 3 }, () => random.int(256));
}

describe('resizeImages', () => {
  it.each([2, 4])('takes the exact block mean going down by %i', (factor) => {
    const to = 64 / factor;
    const pixels = noise(3, 64);
    const out = resizeImages(pixels, 3, 64, to);
    for (let image = 0; image < 3; image++)
      for (let y = 0; y < to; y++)
        for (let x = 0; x < to; x++)
          for (let channel = 0; channel < 3; channel++) {
            let sum = 0;
            for (let dy = 0; dy < factor; dy++)
              for (let dx = 0; dx < factor; dx++) sum += pixels[((image * 64 + y * factor + dy) * 64 + x * factor + dx) * 3 + channel]!;
            const got = out[((image * to + y) * to + x) * 3 + channel]!;
            if (got !== Math.floor(sum / factor ** 2 + 0.5))
              throw new Error(`image ${image}, (${x}, ${y}, ${channel}): ${got}, not ${sum / factor ** 2}`);
          }
  });

  it('weighs pixels by the area they share where the factor is no whole number', () => {
    // 3 → 2: the first output pixel covers the first input pixel and half the second, both ways.
    const pixels = new Uint8Array(27);
    pixels[0] = 90;
    pixels[12] = 180;
    expect(resizeImages(pixels, 1, 3, 2)[0]).toBe((90 * 4 + 180) / 9);
  });

  it.each([
    [64, 32],
    [64, 28],
    [28, 32],
    [32, 64],
    [7, 3],
    [5, 1],
    [1, 6],
  ])('keeps a uniform image uniform, %i → %i', (from, to) => {
    const out = resizeImages(new Uint8Array(from * from * 3).fill(201), 1, from, to);
    expect(out.length).toBe(to * to * 3);
    expect(new Set(out)).toEqual(new Set([201]));
  });

  it('does not alias: a one-pixel checkerboard becomes grey', () => {
    const board = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => ((Math.floor(i / 3) + Math.floor(i / 192)) % 2) * 255);
    expect(new Set(resizeImages(board, 1, 64, 32))).toEqual(new Set([128]));
    for (const value of resizeImages(board, 1, 64, 20)) expect(Math.abs(value - 127.5)).toBeLessThan(20);
  });

  it('interpolates going up, with half-pixel centres', () => {
    const pixels = Uint8Array.from([0, 0, 0, 100, 100, 100, 0, 0, 0, 100, 100, 100]);
    const row = [...resizeImages(pixels, 1, 2, 4)].slice(0, 12).filter((_, i) => i % 3 === 0);
    expect(row).toEqual([0, 25, 75, 100]);
  });

  it('keeps images apart, gives back the same buffer for the same size, and refuses sizes that do not fit', () => {
    const pixels = noise(4, 8);
    const together = resizeImages(pixels, 4, 8, 4);
    for (let i = 0; i < 4; i++)
      expect(resizeImages(pixels.subarray(i * 192, (i + 1) * 192), 1, 8, 4)).toEqual(together.subarray(i * 48, (i + 1) * 48));
    expect(resizeImages(pixels, 4, 8, 8)).toBe(pixels);
    expect(() => resizeImages(pixels, 3, 8, 4)).toThrow(/576 bytes; the buffer has 768/);
    expect(() => resizeImages(pixels, 4, 8, 0)).toThrow(/at least 1/);
  });
});
