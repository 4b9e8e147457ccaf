import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipStream, type ZipEntry } from '../../src/core/record/zipStream';
import { written } from './output';

describe('a file of the command', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'output-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const entries: ZipEntry[] = Array.from({ length: 3 }, (_, i) => ({
    path: `${i}.bin`,
    bytes: new Uint8Array(2 ** 20).fill(i),
    packed: false,
  }));
  const archive = () => zipStream(entries);

  it('is there as a whole', async () => {
    const path = await written(folder, 'a.zip', archive);
    expect((await readFile(path)).length).toBeGreaterThan(3 * 2 ** 20);
    expect(await readdir(folder)).toEqual(['a.zip']);
  });

  it('is not there at all where the disk is full, and what it takes is said; what stood there before stays', async () => {
    const before = await readFile(join(folder, 'a.zip'));
    /** A disk that takes a megabyte and a half. */
    const full = (partial: string): NodeJS.WritableStream => {
      const file = createWriteStream(partial);
      let taken = 0;
      return new Writable({
        write(piece: Buffer, _encoding, done) {
          taken += piece.length;
          if (taken > 1.5 * 2 ** 20) {
            file.destroy();
            done(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }));
          } else file.write(piece, done);
        },
      });
    };
    const refused = written(folder, 'a.zip', archive, full);
    await expect(refused).rejects.toThrow(/no room left for .*a\.zip, which takes 3(\.\d)? MB?.*nothing of it was kept.*--out/);
    expect(await readdir(folder)).toEqual(['a.zip']);
    expect(await readFile(join(folder, 'a.zip'))).toEqual(before);
  });
});
