/** Image files drawn by the browser for tests: real, small, and each different from the others. */

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
