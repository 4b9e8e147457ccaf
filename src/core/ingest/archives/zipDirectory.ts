/**
 * The list of contents at the end of a zip archive. Format: PKWARE APPNOTE 6.3, sections 4.3.12 to 4.3.16 and 4.5.3 (zip64).
 */
import { decodeAs, guessEncoding, isUtf8, type Encoding } from '../encoding';
import type { Limits } from '../limits';
import { FileError } from '../rejection';
import { startsWith } from '../image/sniff';
import type { SourceFile } from '../source';
import { crc32 } from './crc32';

export interface ZipEntry {
  name: string;
  isFolder: boolean;
  isLink: boolean;
  encrypted: boolean;
  method: number;
  crc32: number;
  /** Bytes, packed and unpacked. */
  packed: number;
  size: number;
  /** Where its local header stands in the file. */
  headerAt: number;
}

const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const ENTRY_BYTES = 46;
const MASK32 = 0xffff_ffff;
/** Of the list itself: a million entries with names of 200 characters. */
const MAX_DIRECTORY_BYTES = 2 ** 28;

export interface ZipDirectory {
  entries: ZipEntry[];
  /** In which names were read that do not say; absent where all of them are plain or Unicode. */
  encoding?: Encoding;
}

/** The entries alone. @throws FileError when the file is no whole zip archive */
export async function readDirectory(source: SourceFile, limits: Limits): Promise<ZipEntry[]> {
  return (await readNamedDirectory(source, limits)).entries;
}

/**
 * The list of contents. Names that do not say their encoding are read in the one by which all of them together make words.
 * @param told the encoding of those names, if it is known
 * @throws FileError when the file is no whole zip archive
 */
export async function readNamedDirectory(source: SourceFile, limits: Limits, told?: Encoding): Promise<ZipDirectory> {
  const { count, bytes, shift } = await findDirectory(source, limits);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: ZipEntry[] = [];
  const raw: RawName[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + ENTRY_BYTES > bytes.length || !startsWith(bytes, at, 'PK\x01\x02')) throw damaged(source.path);
    const nameAt = at + ENTRY_BYTES;
    const extraAt = nameAt + view.getUint16(at + 28, true);
    const commentAt = extraAt + view.getUint16(at + 30, true);
    if (commentAt > bytes.length) throw damaged(source.path);
    entries.push(readEntry(bytes, view, { at, nameAt, extraAt, commentAt }, shift, raw));
    at = commentAt + view.getUint16(at + 32, true);
  }
  const encoding = nameEntries(raw, told);
  for (const entry of entries) entry.isFolder = /[/\\]$/u.test(entry.name);
  return { entries, ...(encoding === undefined ? {} : { encoding }) };
}

/** A name that does not say its encoding. */
interface RawName {
  entry: ZipEntry;
  bytes: Uint8Array;
}

const MOST_JUDGED = 20_000;

/** @returns the encoding, if it was a question */
function nameEntries(raw: readonly RawName[], told: Encoding | undefined): Encoding | undefined {
  // Many write UTF-8 without saying so.
  const foreign = raw.filter(({ bytes }) => !isUtf8(bytes));
  if (foreign.length === 0 && (told === undefined || raw.every(({ bytes }) => bytes.every((byte) => byte < 128)))) {
    for (const { entry, bytes } of raw) entry.name = decodeAs(bytes, 'utf-8');
    return undefined;
  }
  let length = 0;
  const judged = (foreign.length > 0 ? foreign : raw).filter(({ bytes }) => (length += bytes.length + 1) <= MOST_JUDGED);
  // A line end between them: the first byte of one must not be taken for the second half of another's last character.
  const together = Uint8Array.from(judged.flatMap(({ bytes }) => [...bytes, 10]));
  const encoding = told ?? guessEncoding(together, ['shift_jis', 'gbk', 'big5', 'euc-kr', 'cp437', 'windows-1252', 'windows-1251']);
  for (const { entry, bytes } of raw) entry.name = decodeAs(bytes, told === undefined && isUtf8(bytes) ? 'utf-8' : encoding);
  return encoding;
}

interface Directory {
  count: number;
  bytes: Uint8Array;
  /** Bytes that stand before the archive, as in those that unpack themselves. */
  shift: number;
}

async function findDirectory(source: SourceFile, limits: Limits): Promise<Directory> {
  const tailAt = Math.max(0, source.size - END_BYTES - LONGEST_COMMENT - ZIP64_LOCATOR_BYTES);
  const tail = await source.slice(tailAt, source.size);
  const view = new DataView(tail.buffer);
  let end = tail.length - END_BYTES;
  while (end >= 0 && !(startsWith(tail, end, 'PK\x05\x06') && end + END_BYTES + view.getUint16(end + 20, true) <= tail.length)) end--;
  if (end < 0)
    throw new FileError(
      source.path,
      'it is cut short: the list of its contents, which stands at the end, is missing; copy or download it again',
    );
  let count = view.getUint16(end + 10, true);
  let size = view.getUint32(end + 12, true);
  let offset = view.getUint32(end + 16, true);
  let directoryEnd = tailAt + end;
  const disk = view.getUint16(end + 4, true);
  const longEnd = end - ZIP64_LOCATOR_BYTES - ZIP64_END_BYTES;
  if (count === 0xffff || size === MASK32 || offset === MASK32) {
    const long = await readZip64End(source, tail, view, end);
    if (long) ({ count, size, offset, directoryEnd } = long);
  } else if (longEnd >= 0 && startsWith(tail, longEnd, 'PK\x06\x06') && startsWith(tail, longEnd + ZIP64_END_BYTES, 'PK\x06\x07'))
    // PyTorch writes a long end though the short one holds the numbers; the list of contents stands before both.
    directoryEnd = tailAt + longEnd;
  if (disk !== 0 && disk !== 0xffff)
    throw new FileError(source.path, 'it is one part of an archive split over several files; join them or unpack them, and add the folder');
  if (count > limits.maxEntries)
    throw new FileError(
      source.path,
      `it has ${count.toLocaleString('en')} entries; at most ${limits.maxEntries.toLocaleString('en')} are read`,
    );
  const shift = directoryEnd - size - offset;
  if (size > MAX_DIRECTORY_BYTES || shift < 0 || count * ENTRY_BYTES > size) throw damaged(source.path);
  return { count, bytes: await source.slice(directoryEnd - size, directoryEnd), shift };
}

const ZIP64_LOCATOR_BYTES = 20;
const ZIP64_END_BYTES = 56;

async function readZip64End(source: SourceFile, tail: Uint8Array, view: DataView, end: number) {
  const locator = end - ZIP64_LOCATOR_BYTES;
  if (locator < 0 || !startsWith(tail, locator, 'PK\x06\x07')) return null;
  const at = Number(view.getBigUint64(locator + 8, true));
  const bytes = await source.slice(at, at + ZIP64_END_BYTES);
  if (bytes.length < ZIP64_END_BYTES || !startsWith(bytes, 0, 'PK\x06\x06')) throw damaged(source.path);
  const record = new DataView(bytes.buffer);
  const long = (offset: number) => Number(record.getBigUint64(offset, true));
  return { count: long(32), size: long(40), offset: long(48), directoryEnd: at };
}

interface Places {
  at: number;
  nameAt: number;
  extraAt: number;
  commentAt: number;
}

function readEntry(bytes: Uint8Array, view: DataView, { at, nameAt, extraAt, commentAt }: Places, shift: number, raw: RawName[]): ZipEntry {
  const madeBy = view.getUint8(at + 5);
  const flags = view.getUint16(at + 8, true);
  const rawName = bytes.subarray(nameAt, extraAt);
  const entry: ZipEntry = {
    name: '',
    isFolder: false,
    // On Unix the upper half of the attributes is the file's mode; 0xA000 is a symbolic link.
    isLink: madeBy === 3 && view.getUint32(at + 38, true) >>> 28 === 0xa,
    encrypted: (flags & 0x2041) !== 0,
    method: view.getUint16(at + 10, true),
    crc32: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    headerAt: view.getUint32(at + 42, true),
  };
  for (let field = extraAt; field + 4 <= commentAt; field += 4 + view.getUint16(field + 2, true)) {
    const length = view.getUint16(field + 2, true);
    if (field + 4 + length > commentAt) break;
    const id = view.getUint16(field, true);
    if (id === 0x0001) readZip64Sizes(entry, view, field + 4, field + 4 + length);
    // Info-ZIP's Unicode path: in force while it belongs to the name as it stands.
    else if (id === 0x7075 && length > 5 && view.getUint32(field + 5, true) === crc32(rawName))
      entry.name = decodeAs(bytes.subarray(field + 9, field + 4 + length), 'utf-8');
  }
  // Bit 11: the name is UTF-8.
  if (entry.name === '' && (flags & 0x800) !== 0 && isUtf8(rawName)) entry.name = decodeAs(rawName, 'utf-8');
  else if (entry.name === '') raw.push({ entry, bytes: rawName });
  entry.headerAt += shift;
  return entry;
}

/** The extra field holds, in this order, those values alone that do not fit into the entry. */
function readZip64Sizes(entry: ZipEntry, view: DataView, from: number, to: number): void {
  let at = from;
  const next = (): number => {
    if (at + 8 > to) return MASK32;
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  };
  if (entry.size === MASK32) entry.size = next();
  if (entry.packed === MASK32) entry.packed = next();
  if (entry.headerAt === MASK32) entry.headerAt = next();
}

function damaged(path: string): FileError {
  return new FileError(path, 'it is damaged: the list of its contents makes no sense; copy or download it again');
}
