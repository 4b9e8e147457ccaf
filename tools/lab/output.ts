/** Files that are whole or not there. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeStream } from 'node:stream/web';

/** Has a file written beside its place, and moves it there once it is whole. @returns the path */
export async function move(folder: string, name: string, write: (partial: string) => Promise<unknown>): Promise<string> {
  const path = join(folder, name);
  const partial = `${path}.part`;
  try {
    await mkdir(folder, { recursive: true });
    await write(partial);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    throw new Error(`There is no room left for ${path}: nothing of it was kept. Free some, or give another --out.`, { cause: error });
  }
  return path;
}

/** @returns the path */
export const written = (folder: string, name: string, content: string | ReadableStream<Uint8Array>): Promise<string> =>
  move(folder, name, (partial) =>
    typeof content === 'string'
      ? writeFile(partial, content)
      : pipeline(Readable.fromWeb(content as NodeStream), createWriteStream(partial)),
  );
