import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../limits';
import { createPace } from '../pace';
import { fromBlob } from '../source';
import { paxRecord, tar } from '../testing/archives';
import { bytesOf, png } from '../testing/images';
import { expandArchive } from './index';

const text = (value: string) => new TextEncoder().encode(value);
const file = (bytes: Uint8Array, path = 'photos.tar') => fromBlob(new Blob([bytesOf(bytes)]), path);
const deep = 'a-very-long-folder-name/'.repeat(6);

describe('tar archives', () => {
  it('reads ustar, pax and GNU names', async () => {
    const image = png();
    const { files, rejected, ignored } = await expandArchive(
      file(
        tar([
          { name: 'cat/', type: '5' },
          { name: 'cat/1.png', data: image },
          { name: '2.png', prefix: 'deep/down', data: text('2') },
          { name: 'PaxHeader', type: 'x', data: text(paxRecord('path', `${deep}katze 🐈.png`) + paxRecord('mtime', '1')) },
          { name: 'cut off', data: text('3') },
          { name: '././@LongLink', type: 'L', gnu: true, data: text(`${deep}gnu.png\0`) },
          { name: 'cut off', gnu: true, prefix: '7777777', data: text('4') },
          { name: '././@LongLink', type: 'L', gnu: true, data: text(`${deep}more.png\0`) },
          { name: 'old', gnu: true, type: '\0', data: new Uint8Array(1000).fill(9) },
          { name: '._1.png', data: image },
        ]),
      ),
    );
    expect(rejected).toEqual([]);
    expect(ignored).toBe(1);
    expect(files.map(({ path }) => path)).toEqual(
      ['cat/1.png', 'deep/down/2.png', `${deep}katze 🐈.png`, `${deep}gnu.png`, `${deep}more.png`].map((path) => `photos.tar/${path}`),
    );
    expect(await files[0]!.bytes()).toEqual(image);
    expect(await files[3]!.bytes()).toEqual(text('4'));
    expect(await files[4]!.slice(998, 2000)).toEqual(bytesOf(9, 9));
  });

  it('rejects links, devices and paths that lead out', async () => {
    const { files, rejected } = await expandArchive(
      file(
        tar([
          { name: '../x.png' },
          { name: 'link.png', type: '2' },
          { name: 'tty', type: '3' },
          { name: 'in.zip', data: text('x') },
          { name: 'ok.png' },
        ]),
      ),
    );
    expect(files).toHaveLength(1);
    expect(rejected.map(({ name }) => name)).toEqual(['photos.tar/../x.png', 'photos.tar/link.png', 'photos.tar/tty', 'photos.tar/in.zip']);
  });

  it('keeps what can be read of a damaged archive and says where it ends', async () => {
    const whole = tar(
      [
        { name: '1.png', data: png() },
        { name: '2.png', data: png() },
        { name: '3.png', data: new Uint8Array(2000) },
      ],
      { end: false },
    );
    const cut = await expandArchive(file(whole.slice(0, -1500)));
    expect(cut.files).toHaveLength(2);
    expect(cut.rejected).toEqual([{ name: 'photos.tar/3.png', reason: expect.stringMatching(/cut short/) as string }]);
    const broken = bytesOf(whole);
    broken[1024 + 3] = 77;
    const damaged = await expandArchive(file(broken));
    expect(damaged.files).toHaveLength(1);
    expect(damaged.rejected).toEqual([{ name: 'photos.tar', reason: expect.stringMatching(/after its first 1 entries/) as string }]);
  });

  it('reads large archives by windows', async () => {
    const items = Array.from({ length: 2000 }, (_, i) => ({ name: `c${i % 7}/${i}.jpg`, data: new Uint8Array(i).fill(i) }));
    const { files } = await expandArchive(file(tar(items)));
    expect(files).toHaveLength(2000);
    expect(await files[1234]!.bytes()).toEqual(items[1234]!.data);
  });
});

describe('gzip', () => {
  it('opens tar.gz and tgz, and single files', async () => {
    const packed = gzipSync(tar([{ name: 'cat/1.png', data: png() }]));
    for (const name of ['set.tar.gz', 'set.tgz', 'set']) {
      const { files } = await expandArchive(file(packed, name));
      expect(files.map(({ path }) => path)).toEqual([`${name}/cat/1.png`]);
      expect(await files[0]!.bytes()).toEqual(png());
    }
    const { files } = await expandArchive(file(gzipSync(text('hello')), 'a/train-images-idx3-ubyte.gz'));
    expect(files.map(({ path, size }) => [path, size])).toEqual([['a/train-images-idx3-ubyte', 5]]);
  });

  it('names what is cut short, and stops bombs while they unfold', async () => {
    const packed = gzipSync(new Uint8Array(50_000).map((_, i) => i * 7 + (i >> 5)));
    await expect(expandArchive(file(packed.subarray(0, packed.length / 2), 'half.gz'))).rejects.toThrow(/^half\.gz: it is damaged/);
    const bomb = gzipSync(new Uint8Array(30_000_000));
    await expect(expandArchive(file(bomb, 'bomb.gz'), { ...DEFAULT_LIMITS, ratioFrom: 1e6 })).rejects.toThrow(/more than 200 times/);
    await expect(expandArchive(file(bomb, 'bomb.gz'), { ...DEFAULT_LIMITS, maxTotalBytes: 1e6 })).rejects.toThrow(/more than 1\.0 MB/);
  });

  it('can be cancelled', async () => {
    const bomb = gzipSync(new Uint8Array(50_000_000));
    const controller = new AbortController();
    const pace = createPace({ signal: controller.signal, onProgress: () => controller.abort() });
    await expect(expandArchive(file(bomb, 'long.gz'), DEFAULT_LIMITS, pace)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
