/**
 * SVG as an image, for the ingest worker, which has no document to draw it with. As an image a drawing is inert: the browser runs none of
 * its scripts, loads nothing that it refers to and gives it no events.
 */
import type { SvgDrawing, WantedDrawing } from './ingest.protocol';
import { prepareSvg, type PreparedSvg } from './prepareSvg';

/** A drawing that takes longer than this is given up. */
const PATIENCE_MS = 10_000;
/** A strip a thousand times as long as wide is not drawn in its whole length. */
const LONGEST = 4096;

/** @returns null for a drawing that the browser cannot draw */
export async function drawSvg(svg: Blob, wanted: WantedDrawing): Promise<SvgDrawing | null> {
  const image = new Image();
  try {
    const prepared = await prepareSvg(new Uint8Array(await svg.arrayBuffer()), wanted.size);
    if (!prepared) return null;
    const { width, height, left } = prepared;
    const [across, down] = drawnSize(prepared, wanted);
    // As data, not at the address of a blob: there a drawing with foreign content (HTML) could be looked at but not read.
    if (!(await loaded(image, await dataAddress(prepared.text(across, down))))) return null;
    const context = Object.assign(document.createElement('canvas'), { width: across, height: down }).getContext('2d');
    if (!context) return null;
    context.drawImage(image, 0, 0, across, down);
    // Throws where the browser does not let the drawing be read; the bitmap could not be sent on then.
    context.getImageData(0, 0, 1, 1);
    return { bitmap: await createImageBitmap(context.canvas), width, height, left };
  } catch {
    return null;
  } finally {
    image.src = '';
  }
}

function drawnSize({ width, height }: PreparedSvg, { side, fit }: WantedDrawing): [number, number] {
  const scale = side / (fit === 'crop' ? Math.min(width, height) : Math.max(width, height));
  const drawn = (length: number) => Math.min(LONGEST, Math.max(1, Math.round(length * scale)));
  return [drawn(width), drawn(height)];
}

function loaded(image: HTMLImageElement, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const given = setTimeout(() => resolve(false), PATIENCE_MS);
    const end = (well: boolean) => {
      clearTimeout(given);
      resolve(well);
    };
    image.onload = () => end(true);
    image.onerror = () => end(false);
    image.src = address;
  });
}

function dataAddress(svg: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error('the drawing cannot be read'));
    reader.readAsDataURL(new Blob([svg], { type: 'image/svg+xml' }));
  });
}
