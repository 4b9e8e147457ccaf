/** Zip archives as they are written: an entry at a time, never the whole in memory. */
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';

export interface ZipEntry {
  path: string;
  bytes: Uint8Array;
  /** Packed; else as it is, for what packing gains little on. */
  packed: boolean;
}

/** Of every entry, so that the same content gives the same bytes: the earliest that zip can say. */
const TIME = new Date(1980, 0, 1);
/** Bytes packed between two turns of others. */
const PIECE = 2 ** 20;

/** The archive of entries, each asked for when there is room for it. What an entry throws, the stream fails with. */
export function zipStream(entries: Iterable<ZipEntry> | AsyncIterable<ZipEntry>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const source = asyncIterator(entries);
  let chunks: Uint8Array<ArrayBuffer>[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    if (chunk.length > 0) chunks.push(chunk);
  });
  const flush = (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    for (const chunk of chunks) controller.enqueue(chunk);
    chunks = [];
  };
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await source.next();
      if (done) {
        zip.end();
        flush(controller);
        controller.close();
        return;
      }
      const { path, bytes, packed } = value;
      const entry = packed ? new ZipDeflate(path, { level: 6 }) : new ZipPassThrough(path);
      entry.mtime = TIME;
      zip.add(entry);
      for (let at = 0; at === 0 || at < bytes.length; at += PIECE) {
        if (at > 0) await new Promise((resolve) => setTimeout(resolve));
        entry.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
        flush(controller);
      }
    },
    async cancel() {
      zip.terminate();
      await source.return?.();
    },
  });
}

async function* asyncIterator<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items;
}
