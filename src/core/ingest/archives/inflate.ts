/** Unpacking of deflate, gzip and zlib streams, piece by piece and never more than was agreed to. */
import { FileError, isAbort } from '../rejection';

type Bytes = Uint8Array<ArrayBuffer>;

/** `deflate` is the zlib form, with header and checksum. */
export type PackedFormat = 'deflate' | 'deflate-raw' | 'gzip';

/**
 * The unpacked pieces of a blob. Leaving the loop early stops the unpacking.
 * @param path for the message if the data are damaged
 * @throws FileError
 */
export async function* inflated(packed: Blob, format: PackedFormat, path: string): AsyncGenerator<Bytes, void, undefined> {
  // The platform's types leave open which buffers a stream gives; these are plain ones.
  const stream = packed.stream().pipeThrough(new DecompressionStream(format) as unknown as ReadableWritablePair<Bytes, Uint8Array>);
  const reader = stream.getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        finished = true;
        return;
      }
      yield value;
    }
  } catch (error) {
    if (isAbort(error) || error instanceof FileError) throw error;
    finished = true;
    throw damaged(path, error);
  } finally {
    // A stream that has failed refuses to be cancelled, which is no news.
    if (!finished) await reader.cancel().catch(() => undefined);
  }
}

/** The unpacked bytes from `from` up to and without `to`. */
export async function inflateSlice(packed: Blob, format: PackedFormat, path: string, from: number, to: number): Promise<Bytes> {
  const pieces: Bytes[] = [];
  let at = 0;
  if (to > from)
    for await (const piece of inflated(packed, format, path)) {
      pieces.push(piece.subarray(Math.max(0, from - at), Math.max(0, to - at)));
      at += piece.length;
      if (at >= to) break;
    }
  return joined(pieces);
}

/**
 * All of the unpacked bytes, if they are as many as were announced.
 * @throws FileError where there are fewer or more
 */
export async function inflateExactly(packed: Blob, format: PackedFormat, path: string, size: number): Promise<Bytes> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const piece of inflated(packed, format, path)) {
    if (at + piece.length > size)
      throw new FileError(path, `it unpacks to more than the ${size} bytes that its archive announces; pack it again`);
    bytes.set(piece, at);
    at += piece.length;
  }
  if (at < size) throw new FileError(path, `it is cut short: ${at} of its ${size} bytes are there; copy the archive again`);
  return bytes;
}

/** Pieces as one array. */
export function joined(pieces: readonly Uint8Array[]): Bytes {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function damaged(path: string, cause: unknown): FileError {
  return new FileError(path, 'it is damaged: its packed data break off or make no sense; copy or download it again', { cause });
}
