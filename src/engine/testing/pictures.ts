/** Image files drawn by the browser for tests: real, small, and each different from the others. */
import { crc32 } from '../../core/ingest/archives/crc32';

export interface Picture {
  width?: number;
  height?: number;
  type?: 'image/jpeg' | 'image/png' | 'image/webp';
  /** Draws over the whole area. */
  paint?: (context: OffscreenCanvasRenderingContext2D, width: number, height: number) => void;
}

/** A picture that its seed decides: a ground of one hue with blots of others. */
export async function picture(seed: number, { width = 160, height = 120, type = 'image/jpeg', paint }: Picture = {}): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d')!;
  if (paint) paint(context, width, height);
  else {
    // A small congruential generator: pictures that differ, the same in every run.
    let state = (seed * 2654435761) >>> 0;
    const next = () => (state = (state * 1664525 + 1013904223) >>> 0) / 2 ** 32;
    context.fillStyle = `hsl(${next() * 360} 60% 50%)`;
    context.fillRect(0, 0, width, height);
    for (let i = 0; i < 12; i++) {
      context.fillStyle = `hsl(${next() * 360} 80% ${20 + 60 * next()}%)`;
      context.fillRect(next() * width, next() * height, (next() * width) / 3, (next() * height) / 3);
    }
  }
  return canvas.convertToBlob({ type, quality: 0.9 });
}

/** A JPEG with an EXIF segment that says how the camera was held: 1 … 8. */
export async function turned(jpeg: Blob, orientation: number): Promise<Blob> {
  const bytes = new Uint8Array(await jpeg.arrayBuffer());
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const exif = [...'Exif\0\0'].map((character) => character.charCodeAt(0)).concat(tiff);
  const segment = Uint8Array.from([0xff, 0xe1, 0, exif.length + 2, ...exif]);
  return new Blob([bytes.slice(0, 2), segment, bytes.slice(2)], { type: 'image/jpeg' });
}

export function fileAt(path: string, ...parts: BlobPart[]): { path: string; file: File } {
  return { path, file: new File(parts, path.slice(path.lastIndexOf('/') + 1)) };
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'))).arrayBuffer());
}

const be32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const le32 = (value: number) => be32(value).reverse();
const codes = (text: string) => [...text].map((character) => character.charCodeAt(0));

/** A grey PNG of 16 bits a value. */
export async function png16(width: number, height: number, value: (x: number, y: number) => number): Promise<Blob> {
  const rows = Array.from({ length: height }, (_, y) => [
    0,
    ...Array.from({ length: width }, (__, x) => [value(x, y) >> 8, value(x, y) & 255]).flat(),
  ]);
  const chunk = (type: string, data: ArrayLike<number>) => {
    const body = Uint8Array.from([...codes(type), ...Array.from(data)]);
    return [...be32(data.length), ...body, ...be32(crc32(body))];
  };
  const head = [...be32(width), ...be32(height), 16, 0, 0, 0, 0];
  const packed = await deflated(Uint8Array.from(rows.flat()));
  const bytes = [...codes('\x89PNG\r\n\x1a\n'), ...chunk('IHDR', head), ...chunk('IDAT', packed), ...chunk('IEND', [])];
  return new Blob([Uint8Array.from(bytes)], { type: 'image/png' });
}

/** A WebP in the extended form, with EXIF that says how the camera was held. */
export async function turnedWebp(webp: Blob, width: number, height: number, orientation: number): Promise<Blob> {
  const bytes = new Uint8Array(await webp.arrayBuffer());
  // Where it is in that form already, its flags stay.
  const isExtended = String.fromCharCode(...bytes.subarray(12, 16)) === 'VP8X';
  const picture = bytes.slice(isExtended ? 30 : 12);
  const exif = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
  const extended = [0x08 | (isExtended ? bytes[20]! : 0), 0, 0, 0, ...le32(width - 1).slice(0, 3), ...le32(height - 1).slice(0, 3)];
  const body = [...codes('WEBPVP8X'), ...le32(10), ...extended, ...picture, ...codes('EXIF'), ...le32(exif.length), ...exif];
  return new Blob([Uint8Array.from([...codes('RIFF'), ...le32(body.length), ...body])], { type: 'image/webp' });
}
