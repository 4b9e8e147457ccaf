/** Chunks of a PNG: what it says of itself, and how large it is meant to be printed (PNG specification, third edition, §11.3). */

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const utf8 = new TextEncoder();

function chunk(type: string, data: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + data.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, data.length);
  out.set(utf8.encode(type), 4);
  out.set(data, 8);
  view.setUint32(8 + data.length, crc32(out.subarray(4, 8 + data.length)));
  return out;
}

/** International text (`iTXt`), not compressed. */
function textChunk(keyword: string, text: string): Uint8Array {
  return chunk('iTXt', Uint8Array.from([...utf8.encode(keyword), 0, 0, 0, 0, 0, ...utf8.encode(text)]));
}

function sizeChunk(dotsPerInch: number): Uint8Array {
  const data = new Uint8Array(9);
  const view = new DataView(data.buffer);
  const perMetre = Math.round(dotsPerInch / 0.0254);
  view.setUint32(0, perMetre);
  view.setUint32(4, perMetre);
  data[8] = 1;
  return chunk('pHYs', data);
}

/** Signature and header, which come first. */
const BEGINNING = 8 + 25;

/** The PNG with texts by their keywords, and the dots per inch it is meant for. @throws RangeError for what is no PNG */
export function withChunks(png: Uint8Array, texts: Readonly<Record<string, string>>, dotsPerInch: number): Uint8Array<ArrayBuffer> {
  if (png[0] !== 0x89 || png[1] !== 0x50 || png.length < BEGINNING) throw new RangeError('This is no PNG');
  const added = [sizeChunk(dotsPerInch), ...Object.entries(texts).map(([keyword, text]) => textChunk(keyword, text))];
  const out = new Uint8Array(png.length + added.reduce((sum, { length }) => sum + length, 0));
  out.set(png.subarray(0, BEGINNING));
  let at = BEGINNING;
  for (const one of added) {
    out.set(one, at);
    at += one.length;
  }
  out.set(png.subarray(BEGINNING), at);
  return out;
}
