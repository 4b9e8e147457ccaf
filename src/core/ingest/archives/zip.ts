/** Zip archives with random access: the list of contents is read once, an entry when it is asked for. */
import type { Encoding } from '../encoding';
import { bytesInWords, refuseRatio, refuseSize, type Limits } from '../limits';
import { FileError } from '../rejection';
import type { Pace } from '../pace';
import { startsWith } from '../image/sniff';
import { fromBlob, type SourceFile, type ZipEntryRef } from '../source';
import { crc32 } from './crc32';
import { createGate, type Expanded } from './gate';
import { inflateExactly, inflateSlice } from './inflate';
import { readNamedDirectory, type ZipEntry } from './zipDirectory';

const STORED = 0;
const DEFLATED = 8;
const METHODS: Record<number, string> = {
  1: 'Shrink',
  6: 'Implode',
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'XZ',
  98: 'PPMd',
};
const LOCAL_HEADER_BYTES = 30;

/**
 * The entries of a zip archive; nothing is unpacked.
 * @throws FileError when the archive as a whole cannot be used
 */
export async function expandZip(source: SourceFile, limits: Limits, pace: Pace, told?: Encoding): Promise<Expanded> {
  const { entries, encoding } = await readNamedDirectory(source, limits, told);
  const objections = entries.map((entry) => objection(entry, source.size, limits));
  // What is rejected by itself does not speak against the rest.
  refuseBomb(
    source,
    entries.filter((_, index) => objections[index] === null),
    limits,
  );
  const archive = await source.blob();
  const gate = createGate(source.path, limits);
  if (encoding !== undefined) gate.encoding = encoding;
  for (const [index, entry] of entries.entries()) {
    await pace.tick(`Reading the contents of ${source.path}`, index + 1, entries.length);
    if (entry.isFolder) continue;
    const path = gate.admit(entry.name, entry.size, objections[index]);
    if (path === null) continue;
    const { headerAt, packed, size } = entry;
    gate.files.push(
      openZipEntry({ kind: 'zipEntry', path, archive, headerAt, packed, size, crc32: entry.crc32, deflated: entry.method === DEFLATED }),
    );
  }
  return gate;
}

function objection(entry: ZipEntry, archiveSize: number, limits: Limits): string | null {
  if (entry.isLink) return 'it is a link to another file; pack the file itself';
  if (entry.encrypted) return 'it is locked with a password; unpack the archive yourself and add the folder';
  if (entry.method !== STORED && entry.method !== DEFLATED) {
    const method = METHODS[entry.method] ?? `method ${entry.method}`;
    return `it is packed with ${method}, which can't be read here; pack it again as a plain zip`;
  }
  if (entry.headerAt + LOCAL_HEADER_BYTES + entry.packed > archiveSize)
    return 'it is cut short: the archive ends before it does; copy the archive again';
  return refuseSize(entry.size, entry.packed, limits);
}

/** Bombs by their sums: too much out of too little, or one stretch of data under many names. */
function refuseBomb(source: SourceFile, entries: readonly ZipEntry[], limits: Limits): void {
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.maxTotalBytes)
    throw new FileError(
      source.path,
      `it unpacks to ${bytesInWords(total)}; at most ${bytesInWords(limits.maxTotalBytes)} are read from one archive`,
    );
  const ratio = refuseRatio(total, source.size, limits);
  if (ratio !== null) throw new FileError(source.path, ratio);
  let end = 0;
  for (const { headerAt, packed } of [...entries].sort((a, b) => a.headerAt - b.headerAt)) {
    if (headerAt < end)
      throw new FileError(
        source.path,
        'its entries lie on top of one another, as in archives made to fill up a machine; unpack it yourself and add the folder',
      );
    end = headerAt + packed;
  }
}

/** Opens an entry by its reference. */
export function openZipEntry(ref: ZipEntryRef): SourceFile {
  const { path, archive, headerAt, packed, size } = ref;
  const data = () => entryData(archive, headerAt, packed, path);
  const bytes = async () => {
    const found = ref.deflated ? await inflateExactly(await data(), 'deflate-raw', path, size) : await fromBlob(await data(), path).bytes();
    if (crc32(found) === ref.crc32) return found;
    throw new FileError(path, 'it is damaged: its checksum is wrong; copy or download the archive again');
  };
  return {
    path,
    size,
    ref,
    bytes,
    async slice(from, to) {
      if (ref.deflated) return inflateSlice(await data(), 'deflate-raw', path, from, Math.min(to, size));
      return fromBlob(await data(), path).slice(from, to);
    },
    // What is not packed is a stretch of the archive: no need to read it.
    blob: async () => (ref.deflated ? new Blob([await bytes()]) : data()),
  };
}

async function entryData(archive: Blob, headerAt: number, packed: number, path: string): Promise<Blob> {
  const header = await fromBlob(archive, path).slice(headerAt, headerAt + LOCAL_HEADER_BYTES);
  if (header.length < LOCAL_HEADER_BYTES || !startsWith(header, 0, 'PK\x03\x04'))
    throw new FileError(path, 'it is damaged: it does not begin where the archive says; copy or download the archive again');
  const view = new DataView(header.buffer);
  const from = headerAt + LOCAL_HEADER_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
  return archive.slice(from, from + packed);
}
