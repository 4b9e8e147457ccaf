import { describe, expect, it, vi } from 'vitest';
import type { ThumbnailTiles } from './images.protocol';
import { ThumbnailCache } from './thumbnailCache';

const TILE = 10 * 10 * 4;

function open({ soft = 100, hard = 200 } = {}) {
  let time = 0;
  const asked: number[][] = [];
  const closed = vi.fn();
  const ask = async (rows: number[]): Promise<ThumbnailTiles> => {
    asked.push(rows);
    return { rows, columns: 2, bitmap: { close: closed } as unknown as ImageBitmap };
  };
  const cache = new ThumbnailCache(10, { ask, now: () => time, softBytes: soft * TILE, hardBytes: hard * TILE });
  const drawImage = vi.fn();
  const context = { drawImage, imageSmoothingQuality: 'low' } as unknown as CanvasRenderingContext2D;
  const draw = (rows: number[]) => rows.map((row) => cache.draw(context, row, 1, 2, 8));
  return { cache, asked, closed, draw, drawImage, wait: (ms: number) => (time += ms) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const range = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

describe('ThumbnailCache', () => {
  it('asks once for all that a frame draws, and tells when it has come', async () => {
    const { cache, asked, draw, drawImage } = open();
    const changed = vi.fn();
    const stop = cache.onChange(changed);
    expect(draw([5, 900, 5])).toEqual([false, false, false]);
    await settled();
    expect(asked).toEqual([[5, 900]]);
    expect(changed).toHaveBeenCalledTimes(1);
    expect(draw([900, 5])).toEqual([true, true]);
    expect(drawImage.mock.calls[0]!.slice(1)).toEqual([10, 0, 10, 10, 1, 2, 8, 8]);
    stop();
    draw([6]);
    await settled();
    expect(changed).toHaveBeenCalledTimes(1);
  });

  it('lets go what is no longer drawn, never what is', async () => {
    const { cache, draw, closed, wait } = open();
    draw(range(0, 60));
    await settled();
    wait(5000);
    draw(range(100, 60));
    await settled();
    // 120 are more than is kept for nothing: the first sixty go.
    expect(closed).toHaveBeenCalledTimes(1);
    expect(cache.bytes).toBe(60 * TILE);
    expect(draw([0, 100])).toEqual([false, true]);
  });

  it('does not turn in circles when more is drawn than it may hold', async () => {
    const { asked, draw, cache, wait } = open({ soft: 50, hard: 100 });
    for (let frame = 0; frame < 20; frame++) {
      draw(range(0, 400));
      await settled();
      wait(16);
    }
    expect(asked.flat().length).toBe(100);
    expect(cache.bytes).toBe(100 * TILE);
    // Somewhere else later: what was in use no longer is.
    wait(5000);
    draw(range(1000, 40));
    await settled();
    expect(draw(range(1000, 40)).every(Boolean)).toBe(true);
  });

  it('asks again for what could not be had, and nothing after it is closed', async () => {
    let fail = true;
    const ask = vi.fn(async (rows: number[]): Promise<ThumbnailTiles> => {
      if (fail) throw new Error('closed');
      return { rows, columns: 1, bitmap: { close: () => undefined } as unknown as ImageBitmap };
    });
    const cache = new ThumbnailCache(10, { ask });
    const context = { drawImage: () => undefined } as unknown as CanvasRenderingContext2D;
    cache.draw(context, 3, 0, 0, 8);
    await settled();
    fail = false;
    cache.draw(context, 3, 0, 0, 8);
    await settled();
    expect(cache.draw(context, 3, 0, 0, 8)).toBe(true);
    cache.close();
    expect(cache.draw(context, 3, 0, 0, 8)).toBe(false);
    await settled();
    expect(ask).toHaveBeenCalledTimes(2);
  });
});
