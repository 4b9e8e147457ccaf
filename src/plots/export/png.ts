/** A sheet as a PNG for print, drawn on the CPU: the GPU belongs to the training. */
import { context2d } from '../context';
import { withFonts } from './fonts';
import { withChunks } from './pngChunks';
import type { Sheet } from './sheet';

/** Widths of one and of two columns in print, millimetres. */
const COLUMN_MM = 88;
const COLUMNS_MM = 180;
/** Sheets wider than this, in their own units, take two columns. */
const ONE_COLUMN = 560;
/** Twice the 300 dots per inch that journals ask for. */
export const DOTS_PER_INCH = 600;
/** More pixels than a browser draws without trouble. */
const MOST_PIXELS = 48_000_000;

/** Pixels for each unit of a sheet, so that it fills the width of one column in print, or of two, at twice the usual resolution. */
export function pixelsAUnit({ width, height }: Pick<Sheet, 'width' | 'height'>): number {
  const millimetres = width > ONE_COLUMN ? COLUMNS_MM : COLUMN_MM;
  const wanted = ((millimetres / 25.4) * DOTS_PER_INCH) / width;
  return Math.max(1, Math.min(wanted, Math.sqrt(MOST_PIXELS / (width * height))));
}

/** @param texts what the file says of itself, by keyword */
export async function pngOf({ text, width, height }: Sheet, texts: Readonly<Record<string, string>> = {}): Promise<Blob> {
  const dressed = await withFonts(text);
  await dressed.ready();
  const address = URL.createObjectURL(new Blob([dressed.svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image(width, height);
    image.src = address;
    await image.decode();
    const scale = pixelsAUnit({ width, height });
    const canvas = Object.assign(document.createElement('canvas'), {
      width: Math.round(width * scale),
      height: Math.round(height * scale),
    });
    const context = context2d(canvas);
    if (!context) throw new Error('This browser gives no canvas to draw on.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise<Blob>((resolve, reject) =>
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture is too large for this browser.'))), 'image/png'),
    );
    const bytes = withChunks(new Uint8Array(await drawn.arrayBuffer()), texts, DOTS_PER_INCH);
    return new Blob([bytes], { type: 'image/png' });
  } finally {
    URL.revokeObjectURL(address);
  }
}
