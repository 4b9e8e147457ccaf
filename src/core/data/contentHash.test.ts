import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bundledContentHash, CONTENT_HASH, PixelDigest, storedContentHash, type BundledContent, type StoredContent } from './contentHash';

const SIZE = 64;
const STRIDE = SIZE * SIZE * 3;
/** More bytes than are digested at once. */
const COUNT = 200;

const content: StoredContent = {
  size: SIZE,
  classes: [{ path: 'animals/cat' }, { path: 'animals/dog' }],
  labels: Int32Array.from({ length: COUNT }, (_, row) => row % 2),
  split: Uint8Array.from({ length: COUNT }, (_, row) => (row % 2) * 2),
};
const pixels = Uint8Array.from({ length: COUNT * STRIDE }, (_, at) => (at * 7 + (at >> 9)) % 251);

/** Of pixels that come `atOnce` bytes at a time. */
async function hash(of: StoredContent = content, from = pixels, atOnce = from.length): Promise<string | undefined> {
  const digest = new PixelDigest();
  for (let at = 0; at < from.length; at += atOnce) await digest.append(from.subarray(at, at + atOnce));
  return storedContentHash(of, digest);
}

const changed = <T extends Int32Array | Uint8Array>(array: T, at: number, by = 1): T => {
  const copy = array.slice() as T;
  copy[at]! += by;
  return copy;
};

afterEach(() => vi.unstubAllGlobals());

describe('storedContentHash', () => {
  it('is the same for the same images, however many come at once', async () => {
    const once = await hash();
    expect(once).toMatch(CONTENT_HASH);
    expect(await hash(content, pixels, STRIDE)).toBe(once);
    expect(await hash(content, pixels, 2 ** 20)).toBe(once);
    expect(await hash(content, pixels, 999_983)).toBe(once);
  });

  it('is the same whatever else is said of the classes', async () => {
    expect(await hash({ ...content, classes: [{ path: 'animals/cat', name: 'Cat' } as { path: string }, content.classes[1]!] })).toBe(
      await hash(),
    );
  });

  it.each<[string, StoredContent, Uint8Array<ArrayBuffer>?]>([
    ['one value of the first pixel', content, changed(pixels, 0)],
    ['one value of the last pixel', content, changed(pixels, pixels.length - 1)],
    ['one value in the middle', content, changed(pixels, pixels.length >> 1)],
    ['the last image', { ...content, labels: content.labels.slice(1), split: content.split.slice(1) }, pixels.slice(0, -STRIDE)],
    ['one label', { ...content, labels: changed(content.labels, 10) }],
    ['the split', { ...content, split: changed(content.split, COUNT - 1, -1) }],
    ['the path of a class', { ...content, classes: [{ path: 'animals/cat' }, { path: 'animals/wolf' }] }],
    ['the order of the classes', { ...content, classes: [...content.classes].reverse() }],
    ['the side of the images', { ...content, size: SIZE / 2 }],
    ['queries and gallery', { ...content, role: new Uint8Array(COUNT) }],
  ])('is another when %s changes', async (_, of, from) => {
    expect(await hash(of, from)).not.toBe(await hash());
  });

  it('can be taken while more is to come', async () => {
    const digest = new PixelDigest();
    await digest.append(pixels.subarray(0, 1000));
    const early = await storedContentHash(content, digest);
    await digest.append(pixels.subarray(1000));
    expect(await storedContentHash(content, digest)).toBe(await hash());
    expect(early).not.toBe(await hash());
  });

  it('is SHA-256 over description, labels, split and the chained blocks of pixels: records of other days are compared with it', async () => {
    const sha256 = (...parts: (string | Uint8Array)[]) =>
      parts.reduce((running, part) => running.update(part), createHash('sha256')).digest();
    let chain: Uint8Array = new Uint8Array(32);
    let at = 0;
    for (; at + 2 ** 20 <= pixels.length; at += 2 ** 20) chain = sha256(chain, pixels.subarray(at, at + 2 ** 20));
    const about = '{"size":64,"classes":["animals/cat","animals/dog"],"count":200,"hasRole":false}';
    const all = sha256(about, new Uint8Array(content.labels.buffer), content.split, sha256(chain, pixels.subarray(at)));
    expect(await hash()).toBe(`sha-256-pixels:${all.toString('hex')}`);
  });

  it('is unknown where the browser digests nothing', async () => {
    vi.stubGlobal('crypto', {});
    expect(await hash()).toBeUndefined();
  });
});

describe('bundledContentHash', () => {
  const bundled: BundledContent = {
    tile: 8,
    classes: [
      { path: 'cat', split: 'train' },
      { path: 'dog', split: 'test' },
    ],
    sheets: [
      { file: 'a.webp', columns: 2, images: [0, 1] },
      { file: 'b.webp', columns: 2, images: [1, 0] },
    ],
  };
  const files = (a = 1, b = 2) =>
    new Map([
      ['a.webp', Uint8Array.of(a)],
      ['b.webp', Uint8Array.of(b)],
    ]);

  it('is the same for the same sheets and classes, and none but those count', async () => {
    const first = await bundledContentHash(bundled, files());
    expect(first).toMatch(CONTENT_HASH);
    const renamed = { ...bundled, title: 'Another', sheets: [{ ...bundled.sheets[0]!, file: 'c.webp' }, bundled.sheets[1]!] };
    expect(await bundledContentHash(renamed, new Map([...files(), ['c.webp', Uint8Array.of(1)]]))).toBe(first);
  });

  it.each<[string, BundledContent, Map<string, Uint8Array>]>([
    ['a byte of a sheet', bundled, files(1, 3)],
    ['the order of the sheets', bundled, files(2, 1)],
    ['one label', { ...bundled, sheets: [{ ...bundled.sheets[0]!, images: [0, 0] }, bundled.sheets[1]!] }, files()],
    ['the split', { ...bundled, classes: [bundled.classes[0]!, { path: 'dog', split: 'validation' }] }, files()],
    ['a class', { ...bundled, classes: [bundled.classes[0]!, { path: 'wolf', split: 'test' }] }, files()],
  ])('is another when %s changes', async (_, of, from) => {
    expect(await bundledContentHash(of, from)).not.toBe(await bundledContentHash(bundled, files()));
  });

  it('needs every sheet', async () => {
    await expect(bundledContentHash(bundled, new Map([['a.webp', Uint8Array.of(1)]]))).rejects.toThrow(/sheet b\.webp are missing/);
  });
});
