/** Archives made byte by byte for tests, honest and otherwise. */
import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../archives/crc32';
import { bytesOf, le16, le32 } from './images';

type Bytes = Uint8Array<ArrayBuffer>;

export interface ZipItem {
  name: string | Uint8Array;
  data: Uint8Array;
  /** Default: packed if that makes it smaller. */
  method?: number;
  flags?: number;
  /** What the archive claims in place of the truth. */
  claims?: { size?: number; crc32?: number; headerAt?: number };
  /** Upper half of the external attributes: the mode on Unix. */
  mode?: number;
  /** true: sizes and place in a zip64 extra field. */
  long?: boolean;
  extra?: Uint8Array;
}

const le64 = (value: number) => [...le32(value % 2 ** 32), ...le32(Math.floor(value / 2 ** 32))];

export function zip(items: readonly ZipItem[], { before = new Uint8Array(0), comment = '', zip64End = false } = {}): Bytes {
  const body: Bytes[] = [bytesOf(before)];
  const directory: Bytes[] = [];
  let at = 0;
  for (const item of items) {
    const packedData = item.method === 0 ? item.data : deflateRawSync(item.data);
    const method = item.method ?? (packedData.length < item.data.length ? 8 : 0);
    const data = method === 8 ? packedData : item.data;
    const name = typeof item.name === 'string' ? new TextEncoder().encode(item.name) : item.name;
    const size = item.claims?.size ?? item.data.length;
    const headerAt = item.claims?.headerAt ?? at;
    const sum = item.claims?.crc32 ?? crc32(item.data);
    const long = item.long ? bytesOf(le16(1), le16(24), le64(size), le64(data.length), le64(headerAt)) : bytesOf();
    const extra = bytesOf(item.extra ?? [], long);
    const common = bytesOf(le16(item.flags ?? 0), le16(method), le32(0), le32(sum));
    const local = bytesOf(
      'PK\x03\x04',
      le16(20),
      common,
      le32(data.length),
      le32(size),
      le16(name.length),
      le16(4),
      name,
      [1, 2, 0, 0],
      data,
    );
    const sizes = item.long ? [...le32(-1), ...le32(-1)] : [...le32(data.length), ...le32(size)];
    directory.push(
      bytesOf('PK\x01\x02', 20, 3, le16(20), common, sizes, le16(name.length), le16(extra.length), le16(0), le16(0), le16(0)),
      bytesOf(le16(0), le16(item.mode ?? 0o100644), le32(item.long ? -1 : headerAt), name, extra),
    );
    body.push(local);
    at += local.length;
  }
  const list = concat(directory);
  const count = items.length;
  const longEnd = bytesOf(
    'PK\x06\x06',
    le64(44),
    le16(45),
    le16(45),
    le32(0),
    le32(0),
    le64(count),
    le64(count),
    le64(list.length),
    le64(at),
  );
  const locator = bytesOf('PK\x06\x07', le32(0), le64(before.length + at + list.length), le32(1));
  const end = zip64End
    ? bytesOf(longEnd, locator, 'PK\x05\x06', le32(0), le16(-1), le16(-1), le32(-1), le32(-1))
    : bytesOf('PK\x05\x06', le32(0), le16(count), le16(count), le32(list.length), le32(at));
  return concat([...body, list, end, bytesOf(le16(comment.length), comment)]);
}

export function concat(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export interface TarItem {
  name: string;
  data?: Uint8Array;
  type?: string;
  /** ustar's field for the beginning of a long path. */
  prefix?: string;
  gnu?: boolean;
}

/** A tar archive; `end: false` leaves out the two empty blocks. */
export function tar(items: readonly TarItem[], { end = true } = {}): Bytes {
  const blocks = items.flatMap(({ name, data = new Uint8Array(0), type = '0', prefix = '', gnu = false }) => {
    const header = new Uint8Array(512);
    const put = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
    put(0, name.slice(0, 100));
    put(100, '0000644\0');
    put(124, `${data.length.toString(8).padStart(11, '0')}\0`);
    put(136, '00000000000\0');
    put(148, '        ');
    put(156, type);
    put(257, gnu ? 'ustar  \0' : 'ustar\x0000');
    put(345, prefix);
    put(
      148,
      `${header
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
    );
    const padded = new Uint8Array(Math.ceil(data.length / 512) * 512);
    padded.set(data);
    return [header, padded];
  });
  return concat([...blocks, new Uint8Array(end ? 1024 : 0)]);
}

/** A pax record: its length counts itself. */
export function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const bytes = new TextEncoder().encode(rest).length;
  let length = bytes + 1;
  while (String(length).length + bytes !== length) length++;
  return `${length}${rest}`;
}
