/** From files to a stored image set, in a real browser: workers, decoding, storage. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { SPLIT_CODE } from '../core/data/imageSet';
import { ImageLibrary, ImageSetError } from './images';
import { IngestSession, type ImageSetReport, type IngestFile, type IngestProgress } from './ingest';
import { fileAt, picture, turned } from './testing/pictures';
import { storedImages } from './testing/storedImages';

const library = new ImageLibrary({ base: '/samples/' });
const sessions: IngestSession[] = [];

function session(files: IngestFile[]): IngestSession {
  const made = new IngestSession(files);
  sessions.push(made);
  return made;
}

async function clear(): Promise<void> {
  for (const { id, removable } of await library.list()) if (removable) await library.remove(id);
}

beforeAll(clear);
afterAll(async () => {
  for (const made of sessions) made.close();
  await clear();
  library.close();
});

const FORMATS = [
  ['image/jpeg', 'jpg'],
  ['image/png', 'png'],
  ['image/webp', 'webp'],
] as const;

/** `groups × 4` classes two levels deep, no two of one name, in turn as JPEG, PNG and WebP. */
async function folders(groups: number, each: number): Promise<IngestFile[]> {
  const files: IngestFile[] = [];
  for (let group = 0; group < groups; group++)
    for (let own = 0; own < 4; own++)
      for (let i = 0; i < each; i++) {
        const [type, extension] = FORMATS[files.length % 3]!;
        const blob = await picture(files.length, { type });
        files.push(fileAt(`zoo/group ${group}/class ${4 * group + own}/image-${i}.${extension}`, blob));
      }
  return files;
}

const RED_LEFT = (context: OffscreenCanvasRenderingContext2D, width: number, height: number) => {
  context.fillStyle = '#0000ff';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#ff0000';
  context.fillRect(0, 0, width / 2, height);
};

function pixel(pixels: Uint8Array, size: number, row: number, x: number, y: number): number[] {
  const at = ((row * size + y) * size + x) * 3;
  return [...pixels.subarray(at, at + 3)];
}

describe('a folder of several hundred images', () => {
  let report: ImageSetReport;
  const steps: IngestProgress[] = [];

  it('is previewed, then read and stored, bad files named', async () => {
    const files = await folders(4, 20);
    const jpeg = await picture(9000);
    const bytes = new Uint8Array(await jpeg.arrayBuffer());
    const huge = new Uint8Array(await (await picture(1, { type: 'image/png' })).arrayBuffer());
    new DataView(huge.buffer).setUint32(16, 40_000);
    new DataView(huge.buffer).setUint32(20, 40_000);
    const bad = [
      fileAt('zoo/group 0/class 0/cut.jpg', bytes.slice(0, bytes.length >> 1)),
      fileAt('zoo/group 0/class 0/empty.png'),
      fileAt('zoo/group 0/class 1/page.jpg', '<!doctype html><p>Not found</p>'),
      fileAt('zoo/group 0/class 1/huge.png', huge),
      fileAt('zoo/group 0/class 2/noise.webp', crypto.getRandomValues(new Uint8Array(500)).fill(1, 0, 4)),
    ];
    const odd = fileAt('zoo/group 0/class 2/really a jpeg <b>😀.png', jpeg);
    const ingest = session([...files, ...bad, odd, fileAt('zoo/.DS_Store', 'x')]);

    const preview = await ingest.preview();
    expect(preview).toMatchObject({ title: 'zoo', labelSource: 'folders', ignored: 1, unlabelled: 0, split: { preferred: 'classes' } });
    expect(preview.classes).toHaveLength(16);
    expect(preview.classes[0]).toMatchObject({ path: 'group 0/class 0', name: 'class 0' });
    expect(preview.classes[5]!.samples).toHaveLength(8);
    const drawn = await ingest.thumbnails(preview.classes[5]!.samples, 48);
    expect(drawn.map((bitmap) => bitmap?.width)).toEqual(Array.from({ length: 8 }, () => 48));

    report = await ingest.ingest({ size: 32, seed: 3 }, { onProgress: (progress) => steps.push(progress) });
    expect(report).toMatchObject({ title: 'zoo', classes: 16, images: 321, singletons: 0, complete: true });
    expect(report.rejected.map(({ name }) => name).sort()).toEqual(bad.map(({ path }) => path).sort());
    for (const { reason } of report.rejected) expect(reason.length).toBeGreaterThan(15);
    expect(report.rejected.find(({ name }) => name.endsWith('huge.png'))?.reason).toContain('40,000×40,000');
    expect(report.notes.join(' ')).toContain('its name says .png; it is a JPEG image');
    expect(report.statistics.imagesPerClass).toHaveLength(16);
    expect(report.statistics.width).toMatchObject({ least: 160, most: 160 });
    expect(steps.at(-1)!.done).toBe(steps.at(-1)!.total);
    expect(steps.some(({ usable }) => usable && usable.images < 321)).toBe(true);
    ingest.close();
  });

  it('is found again by a new client, with its thumbnails, and its pixels by whoever trains on it', async () => {
    const again = new ImageLibrary({ base: '/samples/' });
    const listed = (await again.list()).find(({ id }) => id === report.set);
    expect(listed).toMatchObject({ title: 'zoo', removable: true, bytes: report.bytes });
    expect(listed?.detail).toMatch(/^321 images, 16 classes, 32×32 pixels/);
    const set = await again.open(report.set);
    expect(set.info).toMatchObject({
      count: 321,
      size: 32,
      disjointClasses: true,
      splitRule: 'disjoint classes, stratified by group, seed 3',
    });
    expect(set.info.classes.map(({ path }) => path)).toContain('group 3/class 15');
    expect(new Set(set.split)).toEqual(new Set([SPLIT_CODE.train, SPLIT_CODE.validation, SPLIT_CODE.test]));
    const native = await storedImages(set.reference);
    expect(native.size).toBe(32);
    expect(native.pixels.length).toBe(321 * 32 * 32 * 3);

    const context = Object.assign(document.createElement('canvas'), { width: 32, height: 32 }).getContext('2d', {
      willReadFrequently: true,
    })!;
    for (const row of [0, 17, 320]) {
      if (!set.thumbnails.draw(context, row, 0, 0, 32)) await new Promise<void>((resolve) => set.thumbnails.onChange(resolve));
      expect(set.thumbnails.draw(context, row, 0, 0, 32)).toBe(true);
      const shown = context.getImageData(0, 0, 32, 32).data.filter((_, i) => i % 4 !== 3);
      expect(new Uint8Array(shown)).toEqual(native.pixels.slice(row * 3072, (row + 1) * 3072));
    }
    set.close();
    again.close();
  });

  it('is deleted, and its storage freed', async () => {
    await library.remove(report.set);
    expect((await library.list()).map(({ id }) => id)).not.toContain(report.set);
    await expect(library.open(report.set)).rejects.toThrow(/no image set “own-zoo-.*in this browser/);
    const root = await navigator.storage.getDirectory();
    const sets = await root.getDirectoryHandle('image-sets');
    await expect(sets.getDirectoryHandle(report.set)).rejects.toThrow();
  });
});

describe('decoding', () => {
  it('turns images as EXIF says, crops and pads, averages, and lays them over white', async () => {
    const upright = await picture(0, { width: 200, height: 100, paint: RED_LEFT });
    const clear = await picture(0, { type: 'image/png', width: 64, height: 64, paint: () => undefined });
    const checks = await picture(0, {
      type: 'image/png',
      width: 512,
      height: 512,
      paint: (context, width, height) => {
        context.fillStyle = '#fff';
        context.fillRect(0, 0, width, height);
        context.fillStyle = '#000';
        for (let y = 0; y < height; y++) for (let x = y % 2; x < width; x += 2) context.fillRect(x, y, 1, 1);
      },
    });
    const files = [
      fileAt('s/a/1.jpg', upright),
      fileAt('s/a/2.jpg', await turned(upright, 6)),
      fileAt('s/b/3.png', clear),
      fileAt('s/b/4.png', checks),
    ];
    const ingest = session(files);
    const cropped = await ingest.ingest({ size: 32, split: 'images' });
    const set = await library.open(cropped.set);
    const { pixels } = await storedImages(set.reference);
    const row = (path: string, nth: number) => set.labels.indexOf(set.info.classes.findIndex((own) => own.path === path)) + nth;
    const [left, right] = [pixel(pixels, 32, row('a', 0), 4, 16), pixel(pixels, 32, row('a', 0), 27, 16)];
    expect(left[0]).toBeGreaterThan(200);
    expect(right[2]).toBeGreaterThan(200);
    // Orientation 6: what was left is on top.
    expect(pixel(pixels, 32, row('a', 1), 16, 4)[0]).toBeGreaterThan(200);
    expect(pixel(pixels, 32, row('a', 1), 16, 27)[2]).toBeGreaterThan(200);
    expect(pixel(pixels, 32, row('b', 0), 9, 9)).toEqual([255, 255, 255]);
    // 16 × 16 pixels of a checkerboard are a grey; picked ones would be black or white.
    for (const value of pixels.slice(row('b', 1) * 3072, (row('b', 1) + 1) * 3072)) expect(Math.abs(value - 127.5)).toBeLessThan(2);
    set.close();

    const padded = await ingest.ingest({ size: 32, split: 'images', fit: 'pad' });
    const whole = await library.open(padded.set);
    const store = await storedImages(whole.reference);
    // 200 × 100 stands in 32 × 16; above it the mean of its border.
    const [r, , b] = pixel(store.pixels, 32, row('a', 0), 4, 2);
    expect(Math.abs(r! - 127)).toBeLessThan(12);
    expect(Math.abs(b! - 127)).toBeLessThan(12);
    expect(pixel(store.pixels, 32, row('a', 0), 4, 16)[0]).toBeGreaterThan(200);
    whole.close();
  });

  it('gives nearly the same pixels whatever an image is packed as, at whatever size', async () => {
    const draw = (scale: number) => (context: OffscreenCanvasRenderingContext2D) => {
      context.scale(scale, scale);
      context.fillStyle = '#e0c080';
      context.fillRect(0, 0, 160, 120);
      for (let i = 0; i < 9; i++) {
        context.fillStyle = `hsl(${i * 40} 70% 45%)`;
        context.beginPath();
        context.arc(20 + i * 15, 30 + (i % 3) * 30, 14, 0, 7);
        context.fill();
      }
    };
    const files: IngestFile[] = [];
    for (const scale of [1, 2, 5, 20])
      for (const [type, extension] of FORMATS)
        files.push(
          fileAt(
            `p/${scale}/${extension}.${extension}`,
            await picture(0, { width: 160 * scale, height: 120 * scale, type, paint: draw(scale) }),
          ),
        );
    const report = await session(files).ingest({ size: 48, split: 'images' });
    expect(report.images).toBe(12);
    const set = await library.open(report.set);
    const { pixels } = await storedImages(set.reference);
    set.close();
    const image = (row: number) => pixels.subarray(row * 6912, (row + 1) * 6912);
    const apart = (a: Uint8Array, b: Uint8Array) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
    for (let row = 1; row < 12; row++) expect(apart(image(0), image(row)), `row ${row}`).toBeLessThan(3);
    await library.remove(report.set);
  });

  it('draws SVG inertly: its script does not run, what it refers to is not fetched', async () => {
    const svg = (body: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90">${body}</svg>`;
    const evil = svg(
      `<script>window.top.svgRan = true; fetch('/svg-script-ran')</script>
       <rect width="90" height="90" fill="#00ff00" onload="window.top.svgRan = true"/>
       <image href="${location.origin}/svg-image-fetched.png" width="90" height="90"/>
       <foreignObject width="90" height="90"><iframe xmlns="http://www.w3.org/1999/xhtml" src="${location.origin}/svg-frame-fetched"/></foreignObject>`,
    );
    const ingest = session([
      fileAt('d/a/evil.svg', evil),
      fileAt('d/b/plain.svg', svg('<circle cx="45" cy="45" r="60" fill="#ff0000"/>')),
      fileAt('d/b/broken.svg', '<svg xmlns="http://www.w3.org/2000/svg"><rect></svg>'),
    ]);
    const report = await ingest.ingest({ size: 32, split: 'images' });
    expect(report).toMatchObject({ images: 2, classes: 2 });
    expect(report.rejected).toMatchObject([{ name: 'd/b/broken.svg' }]);
    const set = await library.open(report.set);
    const { pixels } = await storedImages(set.reference);
    // In the corner: in the middle stands the sign of an image that was not loaded.
    expect(pixel(pixels, 32, 0, 1, 30)).toEqual([0, 255, 0]);
    expect(pixel(pixels, 32, 1, 16, 16)).toEqual([255, 0, 0]);
    set.close();
    expect('svgRan' in window).toBe(false);
    const fetched = performance.getEntriesByType('resource').map(({ name }) => name);
    expect(fetched.filter((name) => name.includes('svg-'))).toEqual([]);
  });
});

describe('a reading that ends before its time', () => {
  it('leaves nothing behind when it is cancelled', async () => {
    const ingest = session(await folders(3, 10));
    const before = (await library.list()).length;
    const cancel = new AbortController();
    const reading = ingest.ingest({ size: 64 }, { signal: cancel.signal, onProgress: ({ done }) => done >= 8 && cancel.abort() });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect((await library.list()).length).toBe(before);
  });

  it('keeps what is stored when it is stopped', async () => {
    const ingest = session(await folders(3, 30));
    const reading = ingest.ingest({ size: 32 }, { onProgress: ({ usable }) => usable && ingest.stop() });
    const report = await reading;
    expect(report.complete).toBe(false);
    expect(report.kept).toMatch(/^Reading was stopped\. [\d,]+ of 360 images in \d+ classes were stored/);
    const listed = (await library.list()).find(({ id }) => id === report.set);
    expect(listed?.detail).toMatch(/^unfinished: [\d,]+ of 360 images/);
    const set = await library.open(report.set);
    expect(set.info.count).toBe(report.images);
    set.close();
    await library.remove(report.set);
  });

  it('keeps what fits when the browser’s storage is full', async () => {
    const ingest = session(await folders(3, 30));
    const { usage = 0 } = await navigator.storage.estimate();
    const quota = (quotaSize?: number) =>
      cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, ...(quotaSize === undefined ? {} : { quotaSize }) });
    // Room for some of the chunks of 16 MB: 360 images at 224 × 224 are 54 MB.
    await quota(usage + 40_000_000);
    try {
      const report = await ingest.ingest({ size: 224 });
      expect(report).toMatchObject({ complete: false });
      expect(report.kept).toMatch(
        /^The browser’s storage for this page is full: \d+ of 360 images in 12 classes were stored and can be used\./,
      );
      const set = await library.open(report.set);
      expect((await storedImages(set.reference)).pixels.length).toBe(report.images * 224 * 224 * 3);
      set.close();
      await library.remove(report.set);
    } finally {
      await quota();
    }
  });

  it('refuses sizes that are none, and drops without images, in words', async () => {
    const ingest = session(await folders(1, 1));
    await expect(ingest.ingest({ size: 33 as 32 })).rejects.toThrow(/can't be stored at 33 pixels; choose one of 32, 48/);
    const nothing = session([fileAt('a/b.txt', 'hello')]);
    expect((await nothing.preview()).images).toBe(0);
    await expect(nothing.ingest()).rejects.toThrow(ImageSetError);
  });
});

/** A real worker, and what the page has sent it. */
function recorded() {
  const sent: { type: string; files?: unknown[] }[] = [];
  const workers: Worker[] = [];
  const startWorker = () => {
    const worker = new Worker(new URL('../worker/ingest.ts', import.meta.url), { type: 'module', name: 'ingest' });
    const post = worker.postMessage.bind(worker) as (message: unknown, transfer: Transferable[]) => void;
    worker.postMessage = (message: { type: string }, transfer: unknown) => {
      sent.push(message);
      post(message, transfer as Transferable[]);
    };
    workers.push(worker);
    return worker;
  };
  return { sent, workers, startWorker };
}

describe('a session whose worker is killed', () => {
  it('goes on in another one with its files, labels and edits; only the reading under way is lost', async () => {
    const { workers, startWorker } = recorded();
    const ingest = new IngestSession(await folders(3, 10), { startWorker });
    sessions.push(ingest);
    await ingest.preview();
    await ingest.edit({ type: 'rename', path: 'group 0/class 0', name: 'first' });
    const { classes, images, edits } = await ingest.edit({ type: 'exclude', paths: ['group 1/class 5'] });
    const samples = classes.map((found) => found.samples);

    const asked = ingest.preview();
    workers[0]!.terminate();
    const again = await asked;
    expect(workers).toHaveLength(2);
    expect(again).toMatchObject({ images, edits });
    expect(again.classes).toEqual(classes);
    expect(again.classes.map((found) => found.samples)).toEqual(samples);

    const lost = ingest.ingest({ size: 32 }, { onProgress: ({ phase }) => phase === 'reading' && workers[1]!.terminate() });
    await expect(lost).rejects.toThrow(/^The ingest worker stopped: it was killed\. Try again; what was stored is kept\.$/);
    const report = await ingest.ingest({ size: 32 });
    expect(report).toMatchObject({ complete: true, images });
    expect(workers).toHaveLength(3);
    await library.remove(report.set);
  });
});

describe('many images', () => {
  it('2,000 JPEGs leave the page free: files go in parts, nothing is decoded on the page, progress comes seldom', async () => {
    const files: IngestFile[] = [];
    for (let i = 0; i < 2000; i++)
      files.push(fileAt(`many/kind ${i % 5}/sort ${i % 100}/${i}.jpg`, await picture(i, { width: 96, height: 96 })));
    const decoded = vi.spyOn(globalThis, 'createImageBitmap');
    const { sent, startWorker } = recorded();
    const ingest = new IngestSession(files, { startWorker });
    sessions.push(ingest);
    expect(await ingest.preview()).toMatchObject({ images: 2000 });
    let told = 0;
    const report = await ingest.ingest({ size: 32 }, { onProgress: () => told++ });
    expect(report).toMatchObject({ images: 2000, classes: 100 });
    // Listed in parts, in the order of the rows.
    const listing = await library.listing(report.set);
    expect(listing.images.map(({ path }) => path).sort()).toEqual(files.map(({ path }) => path).sort());
    for (const { path, class: classPath } of listing.images) expect(path.startsWith(`many/${classPath}/`)).toBe(true);
    expect(listing.classes.every(({ images }) => images === 20)).toBe(true);
    const set = await library.open(report.set);
    set.close();
    const parts = sent.flatMap(({ files: part }) => part?.length ?? []);
    expect(parts.reduce((sum, length) => sum + length)).toBe(2000);
    expect(Math.max(...parts)).toBeLessThanOrEqual(256);
    expect(decoded).not.toHaveBeenCalled();
    expect(told).toBeLessThan(500);
    vi.restoreAllMocks();
    await library.remove(report.set);
  });
});
