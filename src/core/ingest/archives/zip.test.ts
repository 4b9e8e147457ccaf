import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../limits';
import { fromBlob } from '../source';
import { bytesOf, png } from '../testing/images';
import { zip, type ZipItem } from '../testing/archives';
import { expandArchive, openSource } from './index';
import { growth } from '../../testing/growth';

const text = (value: string) => new TextEncoder().encode(value);
const file = (bytes: Uint8Array<ArrayBuffer>, path = 'photos.zip') => fromBlob(new Blob([bytes]), path);
const long = text('negative space '.repeat(1000));
const open = (items: ZipItem[], options?: Parameters<typeof zip>[1], limits = {}) =>
  expandArchive(file(zip(items, options)), { ...DEFAULT_LIMITS, ...limits });
const reasons = async (items: ZipItem[], limits = {}) => (await open(items, {}, limits)).rejected;

describe('zip archives', () => {
  it('opens stored and packed entries at random, whole and in slices', async () => {
    const image = png();
    const { files, rejected, ignored } = await open([
      { name: 'cat/', data: text('') },
      { name: 'cat/1.png', data: image, method: 0 },
      { name: 'cat/2.txt', data: long },
      { name: '__MACOSX/cat/._1.png', data: image },
      { name: 'cat/.DS_Store', data: image },
      { name: 'empty.png', data: text('') },
    ]);
    expect(rejected).toEqual([]);
    expect(ignored).toBe(2);
    expect(files.map(({ path, size }) => [path, size])).toEqual([
      ['photos.zip/cat/1.png', image.length],
      ['photos.zip/cat/2.txt', long.length],
      ['photos.zip/empty.png', 0],
    ]);
    expect(await files[1]!.bytes()).toEqual(long);
    expect(await files[0]!.bytes()).toEqual(image);
    for (const [from, to] of [
      [3, 9],
      [0, 3],
      [14_990, 20_000],
      [5, 5],
    ] as const) {
      expect(await files[1]!.slice(from, to)).toEqual(long.slice(from, to));
      expect(await files[0]!.slice(from, to)).toEqual(image.slice(from, to));
    }
    for (const opened of files) {
      const again = openSource(structuredClone(opened.ref));
      expect(again.path).toBe(opened.path);
      expect(new Uint8Array(await (await again.blob()).arrayBuffer())).toEqual(await opened.bytes());
    }
  });

  it('reads archives with something before them, with a comment, and zip64', async () => {
    const items = [
      { name: 'a.txt', data: long, long: true },
      { name: 'b.txt', data: text('b') },
    ];
    for (const options of [
      { before: bytesOf('#!/bin/sh\n') },
      { comment: 'PK\x05\x06 a comment of nobody' },
      { zip64End: true },
      { zip64End: true, before: bytesOf('xx') },
    ]) {
      const { files } = await open(items, options);
      expect(await files[0]!.bytes()).toEqual(long);
      expect(await files[1]!.bytes()).toEqual(text('b'));
    }
  });

  it('reads names in UTF-8, code page 437 and the Unicode path field, and keeps odd ones as text', async () => {
    const { files } = await open([
      { name: 'cafe\u0301/<b>&.png', data: text('1') },
      { name: bytesOf('caf\x82.png'), data: text('2') },
      { name: 'a\u0007\u202Eb 🐈.png', data: text('3') },
    ]);
    expect(files.map(({ path }) => path)).toEqual(['photos.zip/café/<b>&.png', 'photos.zip/café.png', 'photos.zip/a\u0007\u202Eb 🐈.png']);
  });

  it('rejects entries one by one, with the reason', async () => {
    const rejected = await reasons([
      { name: 'good.png', data: png() },
      { name: '../../evil.png', data: png() },
      { name: 'C:\\evil.png', data: png() },
      { name: '/evil.png', data: png() },
      { name: 'inner.zip', data: zip([]) },
      { name: 'inner.tar.gz', data: text('x') },
      { name: 'locked.png', data: png(), flags: 1 },
      { name: 'odd.png', data: png(), method: 14 },
      { name: 'link.png', data: text('good.png'), mode: 0o120777 },
      { name: 'cut.png', data: png(), claims: {} },
    ]);
    expect(rejected.map(({ name, reason }) => [name, reason.slice(0, 34)])).toEqual([
      ['photos.zip/../../evil.png', 'its path leads out of the archive '],
      ['photos.zip/C:\\evil.png', 'its path begins with a drive lette'],
      ['photos.zip//evil.png', 'its path is absolute (it begins wi'],
      ['photos.zip/inner.zip', 'it is an archive inside an archive'],
      ['photos.zip/inner.tar.gz', 'it is an archive inside an archive'],
      ['photos.zip/locked.png', 'it is locked with a password; unpa'],
      ['photos.zip/odd.png', "it is packed with LZMA, which can'"],
      ['photos.zip/link.png', 'it is a link to another file; pack'],
    ]);
  });

  it('finds damage when an entry is read', async () => {
    const { files } = await open([
      { name: 'a.txt', data: long, claims: { crc32: 1 } },
      { name: 'b.txt', data: long, claims: { size: 100 } },
      { name: 'c.txt', data: long, claims: { size: 20_000 } },
    ]);
    await expect(files[0]!.bytes()).rejects.toThrow('photos.zip/a.txt: it is damaged: its checksum is wrong');
    await expect(files[1]!.bytes()).rejects.toThrow('more than the 100 bytes');
    await expect(files[2]!.bytes()).rejects.toThrow('it is cut short: 15000 of its 20000 bytes');
    const bytes = zip([{ name: 'a.txt', data: long }]);
    bytes.fill(255, 45, 60);
    const damaged = await expandArchive(file(bytes));
    await expect(damaged.files[0]!.bytes()).rejects.toThrow('photos.zip/a.txt: it is damaged');
  });

  it('refuses what is no whole archive', async () => {
    const bytes = zip([
      { name: 'a.txt', data: long },
      { name: 'b.txt', data: long },
    ]);
    await expect(expandArchive(file(bytes.slice(0, -30)))).rejects.toThrow(/^photos\.zip: it is cut short/);
    await expect(expandArchive(file(concatenate(bytes.slice(0, 40), bytes.slice(60))))).rejects.toThrow(/damaged/);
    await expect(expandArchive(file(png()))).rejects.toThrow(/not an archive/);
    await expect(
      expandArchive(
        file(
          zip([
            { name: 'a', data: long },
            { name: 'b', data: long },
          ]),
        ),
        { ...DEFAULT_LIMITS, maxEntries: 1 },
      ),
    ).rejects.toThrow(/2 entries; at most 1/);
  });

  it('bounds bombs by ratio, by total and by overlap, without unpacking them', async () => {
    const zeros = new Uint8Array(4_000_000);
    const limits = { ratioFrom: 1_000_000, maxRatio: 100 };
    const [bomb] = await reasons(
      [
        { name: 'zeros.png', data: zeros },
        { name: 'honest', data: new Uint8Array(900_000).map((_, i) => (i * i) >> 3) },
      ],
      limits,
    );
    expect(bomb!.name).toBe('photos.zip/zeros.png');
    expect(bomb!.reason).toMatch(/unpacks to more than 100 times its size/);
    const many = Array.from({ length: 20 }, (_, i) => ({ name: `${i}.png`, data: zeros.subarray(0, 900_000) }));
    await expect(open(many, {}, limits)).rejects.toThrow(/^photos\.zip: it unpacks to more than 100 times/);
    await expect(open(many, {}, { maxTotalBytes: 1_000_000 })).rejects.toThrow('it unpacks to 18 MB; at most 1.0 MB are read');
    const [large] = await reasons([{ name: 'a', data: zeros }], { maxEntryBytes: 1_000_000 });
    expect(large!.reason).toMatch(/it unpacks to 4\.0 MB; at most 1\.0 MB/);
    const overlapping = [
      { name: 'a', data: long },
      { name: 'b', data: long, claims: { headerAt: 0 } },
    ];
    await expect(open(overlapping)).rejects.toThrow(/lie on top of one another/);
  });

  it('lists many entries in work that grows with their number, not with its square', async () => {
    const items = Array.from({ length: 10_000 }, (_, i) => ({ name: `class ${i % 500}/${i}.jpg`, data: bytesOf(1, 2, 3), method: 0 }));
    const archives = new Map([1250, 10_000].map((count) => [count, file(zip(items.slice(0, count)))]));
    const list = async (count: number) => expect((await expandArchive(archives.get(count)!)).files).toHaveLength(count);
    await list(1250);
    // Eight times as many; with the square it would be 64 times the work.
    expect(await growth(list, 1250, 8)).toBeLessThan(24);
  });
});

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytesOf(a, b);
}
