/** Files that are whole or not there. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { bytesInWords } from '../../src/core/ingest/limits';

/**
 * Has a file written beside its place, and moves it there once it is whole.
 * @param needed how many bytes it takes; asked where there is no room for it
 * @returns the path
 */
export async function move(
  folder: string,
  name: string,
  write: (partial: string) => Promise<unknown>,
  needed: () => Promise<number | undefined>,
): Promise<string> {
  const path = join(folder, name);
  const partial = `${path}.part`;
  try {
    await mkdir(folder, { recursive: true });
    await write(partial);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOSPC' && code !== 'EDQUOT') throw error;
    const bytes = await needed().catch(() => undefined);
    const takes = bytes === undefined ? '' : `, which takes ${bytesInWords(bytes)}`;
    throw new Error(`There is no room left for ${path}${takes}: nothing of it was kept. Free some, or give another --out.`, {
      cause: error,
    });
  }
  return path;
}

async function lengthOf(stream: ReadableStream<Uint8Array>): Promise<number> {
  let bytes = 0;
  for await (const piece of Readable.fromWeb(stream as NodeStream)) bytes += (piece as Uint8Array).length;
  return bytes;
}

/**
 * @param content a text, or what makes a stream: made anew to be measured, where there is no room for it
 * @param to where it goes; default: a file
 * @returns the path
 */
export const written = (
  folder: string,
  name: string,
  content: string | (() => ReadableStream<Uint8Array>),
  to: (partial: string) => NodeJS.WritableStream = createWriteStream,
): Promise<string> =>
  move(
    folder,
    name,
    (partial) =>
      typeof content === 'string' ? writeFile(partial, content) : pipeline(Readable.fromWeb(content() as NodeStream), to(partial)),
    async () => (typeof content === 'string' ? Buffer.byteLength(content) : lengthOf(content())),
  );
