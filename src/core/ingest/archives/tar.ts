/**
 * Tar archives: headers are walked once, entries are stretches of the archive. Formats: ustar, pax (POSIX.1-2001) and GNU, of which
 * long names and large sizes are read.
 */
import type { Limits } from '../limits';
import type { Pace } from '../pace';
import { FileError } from '../rejection';
import { octal, tarChecksum } from '../image/sniff';
import { fromBlob, type SourceFile } from '../source';
import { createGate, type Expanded } from './gate';

const BLOCK = 512;
/** Read at a time: the headers of several small entries come with one reading. */
const WINDOW = 2 ** 18;
/** Of a long name or a set of pax records. */
const MAX_RECORD_BYTES = 2 ** 20;

interface Header {
  name: string;
  size: number;
  type: string;
}

/** What special headers say of the entry after them, and of all. */
interface Overrides {
  path?: string;
  size?: number;
}

/**
 * The entries of a tar archive.
 * @param path what the entries' paths begin with
 * @throws FileError when not even the first header is one
 */
export async function expandTar(source: SourceFile, path: string, limits: Limits, pace: Pace): Promise<Expanded> {
  const blob = await source.blob();
  const gate = createGate(path, limits);
  const read = windowed(source);
  let next: Overrides = {};
  let all: Overrides = {};
  let count = 0;
  for (let at = 0; at < source.size;) {
    await pace.tick(`Reading the contents of ${path}`, at, source.size);
    const block = await read(at, BLOCK);
    if (block.every((byte) => byte === 0)) break;
    const header = block.length === BLOCK ? readHeader(block) : null;
    if (!header) {
      if (at === 0) throw new FileError(path, 'it is damaged: its first entry makes no sense; copy or download it again');
      gate.rejected.push({
        name: path,
        reason: `it is damaged or cut short: nothing can be read after its first ${count} entries; copy or download it again`,
      });
      break;
    }
    const data = at + BLOCK;
    const size = isSpecial(header.type) ? header.size : (next.size ?? all.size ?? header.size);
    at = data + Math.ceil(size / BLOCK) * BLOCK;
    if (isSpecial(header.type)) {
      if (size > MAX_RECORD_BYTES)
        throw new FileError(path, `it is damaged: one of its names has ${size} bytes; copy or download it again`);
      const bytes = await read(data, size);
      if (header.type === 'L') next.path = untilNul(bytes);
      else if (header.type === 'x') next = { ...next, ...readPax(bytes) };
      else if (header.type === 'g') all = { ...all, ...readPax(bytes) };
      continue;
    }
    if (++count > limits.maxEntries)
      throw new FileError(path, `it has more than ${limits.maxEntries.toLocaleString('en')} entries, and no more are read`);
    const name = next.path ?? all.path ?? header.name;
    next = {};
    if (header.type === '5' || (header.type === '0' && name.endsWith('/'))) continue;
    const missing = data + size > source.size ? 'it is cut short: the archive ends before it does; copy the archive again' : null;
    const entry = gate.admit(name, size, objection(header.type) ?? missing);
    if (entry !== null) gate.files.push(fromBlob(blob.slice(data, data + size), entry));
  }
  return gate;
}

/** Headers that describe what comes after them: long names, long links, pax records of one entry and of all. */
const isSpecial = (type: string) => type === 'L' || type === 'K' || type === 'x' || type === 'g';

function objection(type: string): string | null {
  if (type === '0' || type === '7') return null;
  if (type === '1' || type === '2') return 'it is a link to another file; pack the file itself';
  if (type === 'S') return 'it is stored with gaps (a sparse file), which can’t be read here; pack it again without';
  return 'it is no ordinary file';
}

function readHeader(block: Uint8Array): Header | null {
  if (tarChecksum(block) !== octal(block.subarray(148, 156))) return null;
  const field = (from: number, length: number) => untilNul(block.subarray(from, from + length));
  const size = readSize(block.subarray(124, 136));
  if (!Number.isSafeInteger(size) || size < 0) return null;
  const type = String.fromCharCode(block[156]! || 48);
  // GNU archives, whose mark ends in two spaces, keep times where ustar has the beginning of a long path.
  const prefix = field(257, 6) === 'ustar' ? field(345, 155) : '';
  const name = field(0, 100);
  return { name: prefix === '' ? name : `${prefix}/${name}`, size, type };
}

/** Octal digits, or big-endian bytes where the first bit is set. */
function readSize(field: Uint8Array): number {
  if (!(field[0]! & 0x80)) return field.every((byte) => byte === 0) ? 0 : octal(field);
  return field.subarray(1).reduce((value, byte) => value * 256 + byte, field[0]! & 0x7f);
}

/** Records `length key=value⏎`, the length counting itself. */
function readPax(bytes: Uint8Array): Overrides {
  const found: Overrides = {};
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(32, at);
    const length = space < 0 ? NaN : Number(text(bytes.subarray(at, space)));
    if (!(length > space - at) || at + length > bytes.length) break;
    const record = text(bytes.subarray(space + 1, at + length - 1));
    const equals = record.indexOf('=');
    const value = record.slice(equals + 1);
    const key = record.slice(0, equals);
    if (key === 'path') found.path = value;
    if (key === 'size' && /^\d+$/u.test(value)) found.size = Number(value);
    at += length;
  }
  return found;
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function untilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return text(end < 0 ? bytes : bytes.subarray(0, end));
}

/** Reads short stretches out of a larger one that is kept. */
function windowed(source: SourceFile): (at: number, length: number) => Promise<Uint8Array> {
  let from = 0;
  let kept = new Uint8Array(0);
  return async (at, length) => {
    if (at < from || at + length > from + kept.length) {
      kept = await source.slice(at, at + Math.max(WINDOW, length));
      from = at;
    }
    return kept.subarray(at - from, at - from + length);
  };
}
