/**
 * One image file into a square of RGB bytes. The content decides, not the name; the stored values are taken as they are (no colour
 * management), turned upright as EXIF says, over white where transparent, and made smaller without aliasing: large JPEGs in the decoder,
 * everything by exact halvings and area averages.
 */
import { fitRaster, halvings, regionOf, targetOf, type Fit, type Rectangle } from '../../core/data/fit';
import type { Dimensions } from '../../core/ingest/dimensions';
import { inspectBytes, type ImageHeader } from '../../core/ingest/inspect';
import { FileError } from '../../core/ingest/rejection';
import { BROWSER_KINDS, kindInWords, type ImageKind } from '../../core/ingest/sniff';
import type { SourceFile } from '../../core/ingest/source';
import { alone, type PixelBudget } from './pixelBudget';
import { decodeScaled, scaledSize } from './scaledJpeg';

/** Draws an SVG at a size; null where it cannot be drawn. */
export type DrawSvg = (svg: Blob, width: number, height: number) => Promise<ImageBitmap | null>;

export interface DecodedImage {
  pixels: Uint8Array<ArrayBuffer>;
  /** Upright, as it came. */
  width: number;
  height: number;
  note?: string;
}

export interface Decoder {
  size: number;
  fit: Fit;
  budget: PixelBudget;
  drawSvg: DrawSvg;
}

/** Whether this browser decodes them shows only in trying: some do. */
const TRIED: ReadonlySet<ImageKind> = new Set<ImageKind>([...BROWSER_KINDS, 'heic', 'tiff', 'jxl']);
/** Pixels decoded for each that is stored, along a side: what is left is averaged. */
const LEAST_SCALED = 2;
/** Above this an image is decoded by itself, whatever else is going on in other workers. */
const LARGE_PIXELS = 24_000_000;
/** Of an image whose header does not say. */
const UNKNOWN_PIXELS = 4_000_000;
/** Drawings without a size of their own, as browsers have it. */
const SVG_SIZE = { width: 300, height: 150 };
/** Drawings are drawn so many times larger than needed, then averaged: thin lines come out as they do on a page. */
const SVG_OVERSAMPLING = 2;

/** @throws FileError with what is wrong with the file and what to do */
export async function decodeImage(source: SourceFile, decoder: Decoder): Promise<DecodedImage> {
  const bytes = await source.bytes();
  const header = inspectBytes(source.path, bytes, { decodable: TRIED });
  if (header.kind === 'svg') return decodeSvg(source.path, header, new Blob([bytes], { type: header.type }), decoder);
  if (header.kind === 'jpeg' && header.size) {
    const scaled = scaledSize(bytes, header.size, LEAST_SCALED * decoder.size);
    const found = scaled && (await decoder.budget.use(scaled.width * scaled.height, () => decodeReduced(bytes, header, scaled, decoder)));
    if (found) return found;
  }
  const count = header.size ? header.size.width * header.size.height : UNKNOWN_PIXELS;
  // A file as it lies there costs less than a copy of its bytes; what was packed is not unpacked a second time.
  const blob = source.ref.kind === 'blob' ? source.ref.blob : new Blob([bytes], { type: header.type });
  const work = () => decoder.budget.use(count, () => decodeBitmap(source.path, header, blob, decoder));
  return count > LARGE_PIXELS ? alone(work) : work();
}

/** null where it has to be decoded whole. */
async function decodeReduced(
  bytes: Uint8Array<ArrayBuffer>,
  header: ImageHeader,
  scaled: Dimensions,
  { size, fit }: Decoder,
): Promise<DecodedImage | null> {
  const frame = await decodeScaled(bytes, scaled);
  if (!frame) return null;
  try {
    const { width, height } = header.size!;
    const pixels = fitImage(frame, frame.displayWidth, frame.displayHeight, size, fit);
    return { pixels, width, height, ...noted(header) };
  } finally {
    frame.close();
  }
}

async function decodeBitmap(path: string, header: ImageHeader, blob: Blob, { size, fit }: Decoder): Promise<DecodedImage> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image', colorSpaceConversion: 'none' });
  } catch (cause) {
    throw undecodable(path, header.kind, cause);
  }
  try {
    const { width, height } = bitmap;
    return { pixels: fitImage(bitmap, bitmap.width, bitmap.height, size, fit), width, height, ...noted(header) };
  } finally {
    bitmap.close();
  }
}

async function decodeSvg(path: string, header: ImageHeader, blob: Blob, { size, fit, drawSvg }: Decoder): Promise<DecodedImage> {
  const { width, height } = header.size ?? SVG_SIZE;
  const side = fit === 'crop' ? Math.min(width, height) : Math.max(width, height);
  const scale = (SVG_OVERSAMPLING * size) / side;
  // A strip a thousand times as long as wide is not drawn in its whole length.
  const drawn = (length: number) => Math.min(4096, Math.max(1, Math.round(length * scale)));
  const bitmap = await drawSvg(blob, drawn(width), drawn(height));
  if (!bitmap) throw undecodable(path, 'svg');
  try {
    return { pixels: fitImage(bitmap, bitmap.width, bitmap.height, size, fit), width, height, ...noted(header) };
  } finally {
    bitmap.close();
  }
}

const noted = ({ note }: ImageHeader) => (note === undefined ? {} : { note });

function undecodable(path: string, kind: ImageKind, cause?: unknown): FileError {
  const reason = BROWSER_KINDS.has(kind)
    ? `it can't be decoded: its ${kind.toUpperCase()} data are damaged, or of a variety that this browser can't read; save it again as PNG or JPEG`
    : `it is ${kindInWords(kind)}, which this browser can't decode; convert it to PNG or JPEG`;
  return new FileError(path, reason, { cause });
}

/** The two canvases that images are halved in, back and forth. */
let canvases: [OffscreenCanvasRenderingContext2D, OffscreenCanvasRenderingContext2D] | undefined;

function makeCanvases(): NonNullable<typeof canvases> {
  const make = () => {
    const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no 2D canvas in the decode worker');
    return context;
  };
  return [make(), make()];
}

type Drawable = ImageBitmap | VideoFrame | OffscreenCanvas;

function fitImage(image: Drawable, fullWidth: number, fullHeight: number, size: number, fit: Fit): Uint8Array<ArrayBuffer> {
  const region = regionOf(fullWidth, fullHeight, fit);
  const steps = halvings(region, targetOf(fullWidth, fullHeight, size, fit));
  const [first, second] = (canvases ??= makeCanvases());
  let [context, other] = [first, second];
  let { width, height } = steps === 0 ? region : halved(region);
  paint(context, image, region, width, height);
  for (let step = 1; step < steps; step++) {
    const next = halved({ width, height });
    paint(other, context.canvas, { x: 0, y: 0, width, height }, next.width, next.height);
    ({ width, height } = next);
    [context, other] = [other, context];
  }
  const { data } = context.getImageData(0, 0, width, height);
  // Large ones are not kept: a worker would hold on to the memory of the largest image it ever saw.
  if (first.canvas.width * first.canvas.height > LARGE_PIXELS / 4) canvases = undefined;
  return fitRaster({ data, width, height, channels: 4 }, size, fit);
}

const halved = ({ width, height }: Pick<Rectangle, 'width' | 'height'>) => ({ width: Math.ceil(width / 2), height: Math.ceil(height / 2) });

/** Half the size: every pixel falls between four, whose mean bilinear smoothing gives. */
function paint(
  context: OffscreenCanvasRenderingContext2D,
  image: Drawable,
  { x, y, width, height }: Rectangle,
  toWidth: number,
  toHeight: number,
): void {
  // Setting the size clears the canvas too.
  context.canvas.width = toWidth;
  context.canvas.height = toHeight;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, toWidth, toHeight);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'low';
  context.drawImage(image, x, y, width, height, 0, 0, toWidth, toHeight);
}
