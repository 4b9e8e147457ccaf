import { describe, expect, it } from 'vitest';
import { fitRaster, halvings, regionOf, targetOf, type Raster } from './fit';

/** Grey by place. */
function grey(width: number, height: number, value: (x: number, y: number) => number): Raster {
  const data = Uint8Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
  return { data, width, height, channels: 1 };
}

const red = (pixels: Uint8Array, size: number, x: number, y: number) => pixels[(y * size + x) * 3]!;

describe('fitRaster', () => {
  it('cuts out the centre square and averages areas', () => {
    // Columns 0 … 7; the centre square has columns 2 … 5.
    const out = fitRaster(
      grey(8, 4, (x) => x * 10),
      2,
      'crop',
    );
    expect([...out]).toEqual([25, 25, 25, 45, 45, 45, 25, 25, 25, 45, 45, 45]);
  });

  it('never picks single pixels: a fine checkerboard becomes grey', () => {
    const out = fitRaster(
      grey(96, 96, (x, y) => ((x + y) % 2) * 255),
      32,
      'crop',
    );
    expect(Math.min(...out)).toBeGreaterThan(100);
    expect(Math.max(...out)).toBeLessThan(156);
  });

  it('pads with the mean colour of the border, the image in the middle', () => {
    const out = fitRaster(
      grey(8, 4, () => 90),
      4,
      'pad',
    );
    expect(out.every((value) => value === 90)).toBe(true);
    const striped = fitRaster(
      grey(4, 2, (_, y) => (y === 0 ? 0 : 200)),
      4,
      'pad',
    );
    expect([0, 1, 2, 3].map((y) => red(striped, 4, 1, y))).toEqual([100, 0, 200, 100]);
  });

  it('keeps a line of one pixel, and enlarges without steps', () => {
    expect(fitRaster({ data: new Uint8Array(1000).fill(7), width: 1000, height: 1, channels: 1 }, 32, 'pad')).toHaveLength(32 * 32 * 3);
    const out = fitRaster(
      grey(2, 2, (x) => x * 100),
      4,
      'crop',
    );
    expect([0, 1, 2, 3].map((x) => red(out, 4, x, 0))).toEqual([0, 25, 75, 100]);
  });

  it('lays what is transparent over white', () => {
    const data = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 255, 255, 0, 0, 51, 10, 20, 30, 255);
    expect([...fitRaster({ data, width: 2, height: 2, channels: 4 }, 2, 'crop')]).toEqual([
      255, 255, 255, 0, 0, 0, 255, 204, 204, 10, 20, 30,
    ]);
  });

  it('refuses data of another length', () => {
    expect(() => fitRaster({ data: new Uint8Array(5), width: 2, height: 2, channels: 1 }, 2, 'crop')).toThrow(/take 4 bytes; there are 5/);
  });
});

describe('geometry', () => {
  it('halves as long as two pixels remain for each', () => {
    const square = (side: number) => ({ x: 0, y: 0, width: side, height: side });
    expect([64, 127, 128, 255, 256, 511, 512, 4000].map((side) => halvings(square(side), square(32)))).toEqual([0, 0, 1, 1, 2, 2, 3, 5]);
  });

  it('places long images', () => {
    expect(regionOf(101, 50, 'crop')).toEqual({ x: 25, y: 0, width: 50, height: 50 });
    expect(targetOf(100, 50, 32, 'pad')).toEqual({ x: 0, y: 8, width: 32, height: 16 });
    expect(targetOf(5000, 1, 32, 'pad')).toEqual({ x: 0, y: 15, width: 32, height: 1 });
  });
});
