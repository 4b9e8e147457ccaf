/** The image worker in a real browser, on the bundled image sets as they are served. */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { rowsOf } from '../core/data/imageSet';
import { storedImages } from './testing/storedImages';
import { ImageLibrary, ImageSetError, type OpenedImageSet } from './images';

const library = new ImageLibrary({ base: '/samples/' });
afterAll(() => library.close());

/** RGB of one pixel of a store. */
function pixel(pixels: Uint8Array, size: number, row: number, y: number, x: number): number[] {
  const at = ((row * size + y) * size + x) * 3;
  return [...pixels.subarray(at, at + 3)];
}

function canvas(side: number): CanvasRenderingContext2D {
  return Object.assign(document.createElement('canvas'), { width: side, height: side }).getContext('2d', { willReadFrequently: true })!;
}

function rowOf({ info, labels }: OpenedImageSet, name: string): number {
  return labels.indexOf(info.classes.findIndex((found) => found.name === name));
}

describe('ImageLibrary', () => {
  it('lists the bundled image sets', async () => {
    expect((await library.list()).map(({ id }) => id)).toEqual(['emoji', 'fashion-mnist']);
  });

  it('opens emoji: labels before thumbnails, thumbnails sheet by sheet, the same pixels for whoever trains on it', async () => {
    const progress: number[] = [];
    let changes = 0;
    const set = await library.open('emoji', ({ done, images }) => {
      expect(images).toBe(5409);
      progress.push(done);
    });
    expect(set.info).toMatchObject({ id: 'emoji', count: 5409, size: 64, disjointClasses: true });
    expect(set.labels.length).toBe(5409);
    expect(rowsOf(set, 'train').length + rowsOf(set, 'validation').length + rowsOf(set, 'test').length).toBe(5409);
    expect(progress).toEqual([]);
    expect(set.thumbnails.draw(canvas(64), 5408, 0, 0, 64)).toBe(false);
    const stop = set.thumbnails.onChange(() => changes++);

    const native = await storedImages(set.reference);
    while (changes < 7) await new Promise((resume) => setTimeout(resume, 10));
    stop();
    expect(progress).toEqual([868, 1726, 2594, 3456, 4315, 4860, 5409]);
    expect(changes).toBe(7);
    expect(native.size).toBe(64);
    expect(native.pixels.length).toBe(5409 * 64 * 64 * 3);

    // Known drawings of the first artist: a red heart, white around it; a yellow one.
    const red = rowOf(set, 'red heart');
    expect(pixel(native.pixels, 64, red, 0, 0)).toEqual([255, 255, 255]);
    const [r, g, b] = pixel(native.pixels, 64, red, 40, 32);
    expect(r).toBeGreaterThan(200);
    expect(Math.max(g!, b!)).toBeLessThan(90);
    const [yr, yg, yb] = pixel(native.pixels, 64, rowOf(set, 'yellow heart'), 40, 32);
    expect(Math.min(yr!, yg!)).toBeGreaterThan(150);
    expect(yb).toBeLessThan(120);

    // A thumbnail at native size shows the pixels of the store.
    const context = canvas(80);
    for (const row of [0, red, 868, 5408]) {
      expect(set.thumbnails.draw(context, row, 8, 8, 64)).toBe(true);
      const { data } = context.getImageData(8, 8, 64, 64);
      const shown = data.filter((_, i) => i % 4 !== 3);
      expect(new Uint8Array(shown)).toEqual(native.pixels.slice(row * 64 * 64 * 3, (row + 1) * 64 * 64 * 3));
    }

    set.close();
    expect(set.thumbnails.draw(context, 0, 0, 0, 64)).toBe(false);
  });

  it('opens fashion-mnist at its native side: grey, on black', async () => {
    const set = await library.open('fashion-mnist');
    const { pixels, size } = await storedImages(set.reference);
    expect(set.info).toMatchObject({ count: 2000, size: 32 });
    expect(size).toBe(32);
    let grey = true;
    for (let at = 0; at < pixels.length; at += 3) grey &&= pixels[at] === pixels[at + 1] && pixels[at] === pixels[at + 2];
    expect(grey).toBe(true);
    const trouser = rowOf(set, 'Trouser');
    expect(pixel(pixels, 32, trouser, 1, 16)).toEqual([0, 0, 0]);
    expect(pixel(pixels, 32, trouser, 5, 16)[0]).toBeGreaterThan(60);
    set.close();
  });

  it('leaves the decoding to the worker: the page decodes and draws nothing while a set is read', async () => {
    const decoded = vi.spyOn(globalThis, 'createImageBitmap');
    const read = vi.spyOn(CanvasRenderingContext2D.prototype, 'getImageData');
    const set = await library.open('emoji');
    while (!set.thumbnails.draw(canvas(32), 5408, 0, 0, 32)) await new Promise((resume) => setTimeout(resume, 10));
    set.close();
    expect(decoded).not.toHaveBeenCalled();
    expect(read).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it('goes on in another worker when the one it has is killed, with the sets that were open', async () => {
    const workers: Worker[] = [];
    const own = new ImageLibrary({
      base: '/samples/',
      startWorker: () => {
        const worker = new Worker(new URL('../worker/images.ts', import.meta.url), { type: 'module', name: 'images' });
        workers.push(worker);
        return worker;
      },
    });
    const set = await own.open('fashion-mnist');
    // While its sheet is being read: it is opened once more. Then while nothing is asked of it.
    workers[0]!.terminate();
    const context = canvas(32);
    while (!set.thumbnails.draw(context, 1999, 0, 0, 32)) await new Promise((resume) => setTimeout(resume, 10));
    expect(workers).toHaveLength(2);
    workers[1]!.dispatchEvent(new ErrorEvent('error', { message: 'a fault of the test' }));
    expect((await own.list()).map(({ id }) => id)).toContain('emoji');
    expect(workers).toHaveLength(3);
    expect(set.thumbnails.draw(context, 1999, 0, 0, 32)).toBe(true);
    own.close();
    await expect(own.list()).rejects.toThrow('The image library has been closed.');
    expect(workers).toHaveLength(3);
  });

  it('refuses by name what is not there or impossible', async () => {
    await expect(library.open('birds')).rejects.toThrow(/no bundled image set "birds".*emoji, fashion-mnist/);
    await expect(library.open('birds')).rejects.toBeInstanceOf(ImageSetError);
    const base = new URL('/samples/', document.baseURI).href;
    await expect(storedImages({ from: 'site', base, id: 'birds' })).rejects.toThrow(/no bundled image set "birds"/);
    await expect(storedImages({ from: 'browser', id: 'own-birds' })).rejects.toThrow(/no image set “own-birds” in this browser/);

    const elsewhere = new ImageLibrary({ base: '/no-such-folder/' });
    await expect(elsewhere.list()).rejects.toThrow(/no-such-folder\/index\.json/);
    const unanswered = elsewhere.list();
    elsewhere.close();
    await expect(unanswered).rejects.toThrow('The image library has been closed.');
  });
});
