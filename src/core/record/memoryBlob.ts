/**
 * A blob whose bytes are at hand. A browser keeps blobs in another process and is asked for each piece of one anew, about a millisecond
 * a piece; a record is read in some two hundred pieces.
 */
class MemoryBlob implements Pick<Blob, 'size' | 'type' | 'slice' | 'arrayBuffer' | 'stream'> {
  readonly type = '';
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  get size(): number {
    return this.#bytes.length;
  }

  slice(from?: number, to?: number): Blob {
    return new MemoryBlob(this.#bytes.subarray(from, to)) as unknown as Blob;
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return Promise.resolve(this.#bytes.slice().buffer);
  }

  stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const bytes = this.#bytes;
    return new ReadableStream({
      start(controller) {
        if (bytes.length > 0) controller.enqueue(bytes);
        controller.close();
      },
    });
  }
}

/** Bytes up to which a blob is read as a whole. */
const SMALL = 2 ** 26;

/** The blob, with its bytes at hand where it is small. */
export async function atHand(blob: Blob): Promise<Blob> {
  return blob.size > SMALL ? blob : (new MemoryBlob(new Uint8Array(await blob.arrayBuffer())) as unknown as Blob);
}
