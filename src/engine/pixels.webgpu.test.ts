/** What is stored of pictures that are not plain photographs: the values a person would expect, or a refusal with the reason. */
import { afterAll, describe, expect, it } from 'vitest';
import { ImageLibrary } from './images';
import { IngestSession, type ImageSetReport, type IngestFile, type IngestOptions } from './ingest';
import { fileAt, picture, png16, turnedWebp } from './testing/pictures';
import { storedImages } from './testing/storedImages';

const library = new ImageLibrary({ base: '/samples/' });
afterAll(() => library.close());

interface Read {
  report: ImageSetReport;
  /** The pixel of a file at a place, or all of its pixels. */
  at(path: string, x: number, y: number): number[];
  all(path: string): Uint8Array;
}

async function read(files: IngestFile[], options: IngestOptions = {}): Promise<Read> {
  const session = new IngestSession(files);
  try {
    const report = await session.ingest({ size: 32, split: 'images', ...options });
    const { images } = await library.listing(report.set);
    const set = await library.open(report.set);
    const { pixels } = await storedImages(set.reference);
    set.close();
    await library.remove(report.set);
    const all = (path: string) => {
      const row = images.findIndex((image) => image.path === path);
      expect(row, path).toBeGreaterThanOrEqual(0);
      return pixels.subarray(row * 3072, (row + 1) * 3072);
    };
    return { report, all, at: (path, x, y) => [...all(path).subarray((y * 32 + x) * 3, (y * 32 + x) * 3 + 3)] };
  } finally {
    session.close();
  }
}

const photograph = () =>
  picture(0, {
    width: 320,
    height: 240,
    paint: (context, width, height) => {
      for (let y = 0; y < height; y += 4)
        for (let x = 0; x < width; x += 4) {
          context.fillStyle = `rgb(${(x * 7 + y * 3) % 256} ${(x * y) % 256} ${(x + y * 11) % 256})`;
          context.fillRect(x, y, 4, 4);
        }
    },
  });

const art = (colour: string) =>
  picture(0, {
    type: 'image/png',
    width: 64,
    height: 64,
    paint: (context) => {
      context.fillStyle = colour;
      context.fillRect(16, 16, 32, 32);
    },
  });

describe('values of sensors', () => {
  it('12 bits in PNGs of 16 are stretched, the same for all images, and said', async () => {
    const files = await Promise.all(
      [4095, 4000, 900].map(async (most, i) =>
        fileAt(`s/${i % 2 ? 'a' : 'b'}/${i}.png`, await png16(32, 32, (x) => Math.round((most * x) / 31))),
      ),
    );
    const { report, at } = await read(files);
    expect(at('s/b/0.png', 0, 5)).toEqual([0, 0, 0]);
    expect(at('s/b/0.png', 31, 5)).toEqual([255, 255, 255]);
    // Dark among the others: not stretched by itself.
    expect(at('s/b/2.png', 31, 5)[0]).toBeCloseTo((900 * 255) / 4095, -1);
    expect(report.notes.join(' ')).toContain('values of 12 bits');
  });

  it('PNGs that use all 16 bits stay as they are', async () => {
    const files = [fileAt('s/a/1.png', await png16(32, 32, (x) => x * 2114)), fileAt('s/b/2.png', await png16(32, 32, () => 20_000))];
    const { report, at } = await read(files);
    expect(at('s/a/1.png', 31, 0)[0]).toBe(255);
    expect(Math.abs(at('s/b/2.png', 3, 3)[0]! - 78)).toBeLessThan(2);
    expect(report.notes.join(' ')).not.toContain('bits');
  });
});

describe('transparent pictures', () => {
  it('lie over white, or over black where white would hide them, which is said', async () => {
    const files = [
      fileAt('s/a/white.png', await art('#fff')),
      fileAt('s/a/black.png', await art('#000')),
      fileAt('s/b/yellow.png', await art('#ff0')),
      fileAt('s/b/white.svg', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="2" fill="#fff"/></svg>'),
    ];
    const { report, at } = await read(files);
    expect([at('s/a/white.png', 1, 1), at('s/a/white.png', 16, 16)]).toEqual([
      [0, 0, 0],
      [255, 255, 255],
    ]);
    expect([at('s/a/black.png', 1, 1)[0], at('s/a/black.png', 16, 16)[0]]).toEqual([255, 0]);
    expect(at('s/b/yellow.png', 1, 1)).toEqual([255, 255, 255]);
    expect([at('s/b/white.svg', 1, 1)[0], at('s/b/white.svg', 16, 16)[0]]).toEqual([0, 255]);
    expect(report.notes.join(' ')).toContain('2 transparent pictures would not have been seen on white and were laid over black');
  });

  it('lie over what is asked for', async () => {
    const files = [fileAt('s/a/1.png', await art('#fff')), fileAt('s/b/2.png', await art('#000'))];
    const { report, at } = await read(files, { background: '#336699' });
    expect(at('s/a/1.png', 1, 1)).toEqual([0x33, 0x66, 0x99]);
    expect(at('s/b/2.png', 1, 1)).toEqual([0x33, 0x66, 0x99]);
    expect(report.notes.join(' ')).not.toContain('black');
    await expect(read(files, { background: 'plaid' })).rejects.toThrow(/“plaid” is no background for transparent pictures; take auto/);
  });
});

describe('JPEGs that are not whole', () => {
  it('are refused where their middle is lost, and taken without their end marker', async () => {
    const jpeg = new Uint8Array(await (await photograph()).arrayBuffer());
    const n = jpeg.length;
    const lost = new Blob([jpeg.subarray(0, n * 0.4), jpeg.subarray(n * 0.6)]);
    const zeros = jpeg.slice().fill(0, n * 0.5, n * 0.6);
    const { report } = await read([
      fileAt('s/a/whole.jpg', jpeg),
      fileAt('s/a/lost.jpg', lost),
      fileAt('s/b/zeros.jpg', zeros),
      fileAt('s/b/unended.jpg', jpeg.subarray(0, n - 2)),
      fileAt('s/b/cut.jpg', jpeg.subarray(0, n - 200)),
    ]);
    expect(report.images).toBe(2);
    const reasons = Object.fromEntries(report.rejected.map(({ name, reason }) => [name, reason]));
    expect(reasons['s/a/lost.jpg']).toMatch(/^part of its JPEG data is missing or damaged/);
    expect(reasons['s/b/zeros.jpg']).toMatch(/^part of its JPEG data is missing or damaged/);
    expect(reasons['s/b/cut.jpg']).toMatch(/^it is cut short/);
    expect(report.notes).toContain('s/b/unended.jpg: the marker at its end is missing, and the picture is whole.');
  });
});

describe('colours and turns', () => {
  it('turns WebP as its EXIF says', async () => {
    const half = (context: OffscreenCanvasRenderingContext2D, width: number, height: number) => {
      context.fillStyle = '#00f';
      context.fillRect(0, 0, width, height);
      context.fillStyle = '#f00';
      context.fillRect(0, 0, width / 2, height);
    };
    const webp = await picture(0, { type: 'image/webp', width: 64, height: 64, paint: half });
    const files = await Promise.all(
      [1, 3, 6, 8].map(async (turn) => fileAt(`s/${turn % 2 ? 'a' : 'b'}/${turn}.webp`, await turnedWebp(webp, 64, 64, turn))),
    );
    const { at } = await read(files);
    const isRed = (path: string, x: number, y: number) => at(path, x, y)[0]! > 200;
    expect([isRed('s/a/1.webp', 2, 16), isRed('s/a/3.webp', 29, 16)]).toEqual([true, true]);
    // Orientation 6: what was left is on top; 8: below.
    expect([isRed('s/b/6.webp', 16, 2), isRed('s/b/8.webp', 16, 29)]).toEqual([true, true]);
  });

  it('converts a profile to sRGB, in JPEG and PNG', async () => {
    const wide = async (type: string) => {
      const canvas = new OffscreenCanvas(64, 64);
      const context = canvas.getContext('2d', { colorSpace: 'display-p3' })!;
      // What is (200, 100, 50) in sRGB has other numbers in a wider space.
      context.fillStyle = 'rgb(200 100 50)';
      context.fillRect(0, 0, 64, 64);
      const numbers = [...context.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
      expect(numbers).not.toEqual([200, 100, 50]);
      return canvas.convertToBlob({ type, quality: 1 });
    };
    const { at } = await read([fileAt('s/a/1.png', await wide('image/png')), fileAt('s/b/2.jpg', await wide('image/jpeg'))]);
    for (const path of ['s/a/1.png', 's/b/2.jpg'])
      at(path, 9, 9).forEach((value, k) => expect(Math.abs(value - [200, 100, 50][k]!), path).toBeLessThan(4));
  });
});

describe('SVG', () => {
  const utf16 = (text: string) => {
    const bytes = new Uint8Array(2 + 2 * text.length);
    bytes.set([0xff, 0xfe]);
    [...text].forEach((character, i) => bytes.set([character.charCodeAt(0) & 255, character.charCodeAt(0) >> 8], 2 + 2 * i));
    return bytes;
  };

  it('without a size is drawn whole, with a prefix or in UTF-16 as well', async () => {
    const body = '<rect x="400" y="400" width="400" height="400" fill="#00f"/><rect width="100" height="100" fill="#f00"/>';
    const files = [
      fileAt('s/a/bare.svg', `<svg xmlns="http://www.w3.org/2000/svg">${body}</svg>`),
      fileAt(
        's/a/prefix.svg',
        `<svg:svg xmlns:svg="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><svg:rect width="9" height="9" fill="#0f0"/></svg:svg>`,
      ),
      fileAt(
        's/b/wide.svg',
        utf16(
          `<?xml version="1.0" encoding="UTF-16"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="#00f"/></svg>`,
        ),
      ),
    ];
    const { at, report } = await read(files);
    expect(report.rejected).toEqual([]);
    expect(at('s/a/bare.svg', 1, 1)).toEqual([255, 0, 0]);
    expect(at('s/a/bare.svg', 24, 24)).toEqual([0, 0, 255]);
    expect(at('s/a/prefix.svg', 16, 16)).toEqual([0, 255, 0]);
    expect(at('s/b/wide.svg', 16, 16)).toEqual([0, 0, 255]);
    expect(document.querySelectorAll('iframe[sandbox]')).toHaveLength(0);
  });

  it('leaves what it refers to elsewhere empty, and says so', async () => {
    const svg = (more: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="64" height="64"><rect width="64" height="64" fill="#0f0"/>${more}</svg>`;
    const { all, report } = await read([
      fileAt('s/a/1.svg', svg(`<image xlink:href="${location.origin}/not-fetched.png" width="64" height="64"/>`)),
      fileAt('s/b/2.svg', svg('<a href="https://example.org/"><circle r="0"/></a>')),
    ]);
    expect(new Set(all('s/a/1.svg'))).toEqual(new Set([0, 255]));
    expect(report.notes).toContain('s/a/1.svg: it refers to other files, which are not loaded: their places are left empty.');
    expect(report.notes.filter((note) => note.includes('2.svg'))).toEqual([]);
    expect(performance.getEntriesByType('resource').filter(({ name }) => name.includes('not-fetched'))).toEqual([]);
  });
});
