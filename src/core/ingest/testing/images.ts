/** Image files made byte by byte for tests: small, real, and as broken as asked for. */
import { deflateSync } from 'node:zlib';

type Bytes = Uint8Array<ArrayBuffer>;

/** Numbers, Latin-1 strings and arrays, one after another. */
export function bytesOf(...parts: (number | string | ArrayLike<number>)[]): Bytes {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'number' ? [part] : typeof part === 'string' ? [...part].map((c) => c.charCodeAt(0)) : Array.from(part),
    ),
  );
}

export const be32 = (value: number): number[] => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
export const be16 = (value: number): number[] => [(value >>> 8) & 255, value & 255];
export const le32 = (value: number): number[] => be32(value).reverse();
export const le16 = (value: number): number[] => be16(value).reverse();

function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function chunk(type: string, data: Uint8Array): Bytes {
  const body = bytesOf(type, data);
  return bytesOf(be32(data.length), body, be32(crc32(body)));
}

/** An RGB PNG of one colour. `claims` puts another size into its header than it has. */
export function png(
  width = 4,
  height = 4,
  { claims, colour = [200, 30, 30] }: { claims?: [number, number]; colour?: number[] } = {},
): Bytes {
  const [w, h] = claims ?? [width, height];
  const row = [0, ...Array.from({ length: width }, () => colour).flat()];
  const data = deflateSync(Uint8Array.from(Array.from({ length: height }, () => row).flat()));
  return bytesOf(
    '\x89PNG\r\n\x1a\n',
    chunk('IHDR', bytesOf(be32(w), be32(h), 8, 2, 0, 0, 0)),
    chunk('IDAT', data),
    chunk('IEND', bytesOf()),
  );
}

/** The segments of a JPEG with nothing in its scan: enough for every check that comes before decoding. */
export function jpeg(width: number, height: number, { metadata = 20, thumbnail = false } = {}): Bytes {
  const exif = thumbnail ? bytesOf(new Uint8Array(metadata), '\xff\xd8\xff\xd9') : new Uint8Array(metadata);
  return bytesOf(
    '\xff\xd8',
    '\xff\xe1',
    be16(exif.length + 2),
    exif,
    '\xff\xdb',
    be16(67),
    new Uint8Array(65),
    '\xff\xc2',
    be16(17),
    8,
    be16(height),
    be16(width),
    new Uint8Array(10),
    '\xff\xda',
    be16(12),
    new Uint8Array(10),
    new Uint8Array(40).fill(7),
    '\xff\xd9',
  );
}

export const gif = (width: number, height: number): Bytes => bytesOf('GIF89a', le16(width), le16(height), 0, 0, 0, 0x3b);

export function bmp(width: number, height: number): Bytes {
  const row = Math.ceil((width * 24) / 32) * 4;
  const size = 54 + row * height;
  const header = bytesOf(
    'BM',
    le32(size),
    le32(0),
    le32(54),
    le32(40),
    le32(width),
    le32(-height),
    le16(1),
    le16(24),
    le32(0),
    le32(0),
    new Uint8Array(16),
  );
  return bytesOf(header, new Uint8Array(row * height));
}

const riff = (body: Uint8Array): Bytes => bytesOf('RIFF', le32(body.length + 4), 'WEBP', body);

export function webp(width: number, height: number, form: 'lossy' | 'lossless' | 'extended' = 'lossy'): Bytes {
  if (form === 'lossy') return riff(bytesOf('VP8 ', le32(10), 0, 0, 0, 0x9d, 0x01, 0x2a, le16(width), le16(height)));
  if (form === 'lossless') return riff(bytesOf('VP8L', le32(5), 0x2f, le32((width - 1) | ((height - 1) << 14))));
  return riff(bytesOf('VP8X', le32(10), 0, 0, 0, 0, le32(width - 1).slice(0, 3), le32(height - 1).slice(0, 3)));
}

const box = (type: string, ...parts: Parameters<typeof bytesOf>): Bytes => {
  const body = bytesOf(...parts);
  return bytesOf(be32(body.length + 8), type, body);
};

/** The boxes of an AVIF or HEIC file down to the extents of its image and of one tile. */
export function isoImage(brand: 'avif' | 'heic', width: number, height: number): Bytes {
  const extents = (w: number, h: number) => box('ispe', be32(0), be32(w), be32(h));
  const properties = box('iprp', box('ipco', extents(64, 64), extents(width, height)));
  return bytesOf(
    box('ftyp', brand, be32(0), 'mif1', brand),
    box('meta', be32(0), box('hdlr', be32(0)), properties),
    box('mdat', new Uint8Array(8)),
  );
}

export const svg = (attributes: string): Bytes =>
  new TextEncoder().encode(
    `<?xml version="1.0"?>\n<!-- drawn by hand -->\n<svg xmlns="http://www.w3.org/2000/svg" ${attributes}><rect/></svg>`,
  );
