/**
 * One image file into a square of RGB bytes. The content decides, not the name; colours are converted to sRGB where the file has a profile,
 * turned upright as EXIF says, laid over a ground on which they are seen where transparent, and made smaller without aliasing: large JPEGs in the
 * decoder, everything by exact halvings and area averages.
 */
import { fitRaster, halvings, regionOf, targetOf, type Fit, type Raster, type Rectangle } from '../../core/data/fit';
import type { Dimensions } from '../../core/ingest/image/dimensions';
import { groundByContrast, WHITE, type Colour } from '../../core/ingest/image/ground';
import { inspectBytes, startOfScan, type ImageHeader } from '../../core/ingest/image/inspect';
import { jpegState } from '../../core/ingest/jpeg/state';
import { looksDamaged } from '../../core/ingest/jpeg/suspicion';
import { orientationOf } from '../../core/ingest/image/orientation';
import { bitsFor, bytesOfPng16, isPng16, readPng16 } from '../../core/ingest/image/png16';
import { FileError } from '../../core/ingest/rejection';
import { BROWSER_KINDS, kindInWords, type ImageKind } from '../../core/ingest/image/sniff';
import type { SourceFile } from '../../core/ingest/source';
import type { SvgDrawing, WantedDrawing } from '../../engine/images.protocol';
import { alone, type PixelBudget } from './pixelBudget';
import { decodeScaled, scaledSize } from './scaledJpeg';

/** Draws an SVG at a size, or as large as it is where none is said; null where it cannot be drawn. */
export type DrawSvg = (svg: Blob, wanted: WantedDrawing) => Promise<SvgDrawing | null>;

export interface DecodedImage {
  pixels: Uint8Array<ArrayBuffer>;
  /** Upright, as it came. */
  width: number;
  height: number;
  note?: string;
  /** It was laid over black, since it would not have been seen on white. */
  onBlack?: boolean;
}

export interface Decoder {
  size: number;
  fit: Fit;
  /** What transparent images are laid over; null: the ground on which they are seen. */
  background: Colour | null;
  /** Bits of the values of 16-bit PNGs, as the set's others have them. */
  bits?: number | undefined;
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
/** Drawings are drawn so many times larger than needed, then averaged: thin lines come out as they do on a page. */
const SVG_OVERSAMPLING = 2;
/** Kinds of which none is ever transparent. */
const OPAQUE: ReadonlySet<ImageKind> = new Set<ImageKind>(['jpeg', 'bmp']);
/** What is amiss with a JPEG whose header and end are in order. */
const LOST_MIDDLE =
  'part of its JPEG data is missing or damaged: from there on the picture is grey or shifted; copy it again from where it came';

/** @throws FileError with what is wrong with the file and what to do */
export async function decodeImage(source: SourceFile, decoder: Decoder): Promise<DecodedImage> {
  const given = await source.bytes();
  const header = inspectBytes(source.path, given, { decodable: TRIED });
  const bytes = header.unended ? ended(given) : given;
  if (header.kind === 'svg') return decodeSvg(source.path, header, new Blob([bytes], { type: header.type }), decoder);
  if (isPng16(bytes)) {
    const found = await decoder.budget.use(3 * (header.size!.width * header.size!.height), () =>
      decodePng16(source.path, bytes, header, decoder),
    );
    if (found) return found;
  }
  if (header.kind === 'jpeg' && header.size) {
    const scaled = scaledSize(bytes, header.size, LEAST_SCALED * decoder.size);
    const found =
      scaled && (await decoder.budget.use(scaled.width * scaled.height, () => decodeReduced(source.path, bytes, header, scaled, decoder)));
    if (found) return found;
  }
  const count = header.size ? header.size.width * header.size.height : UNKNOWN_PIXELS;
  // A file as it lies there costs less than a copy of its bytes; what was packed is not unpacked a second time.
  const blob = source.ref.kind === 'blob' && !header.unended ? source.ref.blob : new Blob([bytes], { type: header.type });
  const work = () => decoder.budget.use(count, () => decodeBitmap(source.path, header, blob, bytes, decoder));
  return count > LARGE_PIXELS ? alone(work) : work();
}

/** A JPEG with the marker that is missing at its end. */
function ended(jpeg: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(jpeg.length + 2);
  whole.set(jpeg);
  whole.set([0xff, 0xd9], jpeg.length);
  return whole;
}

/** null where it has to be decoded whole. */
async function decodeReduced(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  header: ImageHeader,
  scaled: Dimensions,
  decoder: Decoder,
): Promise<DecodedImage | null> {
  const frame = await decodeScaled(bytes, scaled);
  if (!frame) return null;
  try {
    const { width, height } = header.size!;
    refuseLost(path, bytes, frame, scaled.width / width);
    return { ...fitImage(frame, frame.displayWidth, frame.displayHeight, decoder, true), width, height, ...noted(header) };
  } finally {
    frame.close();
  }
}

async function decodeBitmap(
  path: string,
  header: ImageHeader,
  blob: Blob,
  bytes: Uint8Array<ArrayBuffer>,
  decoder: Decoder,
): Promise<DecodedImage> {
  const { kind } = header;
  // Of JPEG every browser sees to it; of WebP and PNG some do, so it is done here.
  const turn = kind === 'webp' || kind === 'png' ? orientationOf(kind, bytes) : 1;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(blob, { imageOrientation: turn > 1 ? 'none' : 'from-image', colorSpaceConversion: 'default' });
  } catch (cause) {
    throw undecodable(path, kind, cause);
  }
  try {
    if (kind === 'jpeg') refuseLost(path, bytes, bitmap, 1);
    const upright = turn > 1 ? turned(bitmap, turn) : bitmap;
    const { width, height } = upright;
    return { ...fitImage(upright, width, height, decoder, OPAQUE.has(kind)), width, height, ...noted(header) };
  } finally {
    bitmap.close();
  }
}

/** null where it is left to the browser. */
async function decodePng16(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  header: ImageHeader,
  decoder: Decoder,
): Promise<DecodedImage | null> {
  if (orientationOf('png', bytes) > 1) return null;
  let read;
  try {
    read = await readPng16(bytes, path);
  } catch (cause) {
    throw undecodable(path, 'png', cause);
  }
  if (!read) return null;
  const own = bitsFor(read.most);
  const { width, height } = read;
  const bits = Math.max(own, decoder.bits ?? own);
  const raster = { ...bytesOfPng16(read, bits), width, height };
  const differs = bits < 16 && bits !== decoder.bits ? `its values have ${bits} bits: they were stretched to black to white` : undefined;
  return { ...fitRasterOver(raster, decoder), width, height, ...noted(header, differs) };
}

async function decodeSvg(path: string, header: ImageHeader, blob: Blob, decoder: Decoder): Promise<DecodedImage> {
  const { size, fit, drawSvg } = decoder;
  const drawn = await drawSvg(blob, { ...(header.size ? { size: header.size } : {}), side: SVG_OVERSAMPLING * size, fit });
  if (!drawn) throw undecodable(path, 'svg');
  const { bitmap, width, height, left } = drawn;
  try {
    const note = left > 0 ? 'it refers to other files, which are not loaded: their places are left empty' : undefined;
    return { ...fitImage(bitmap, bitmap.width, bitmap.height, decoder, false), width, height, ...noted(header, note) };
  } finally {
    bitmap.close();
  }
}

function noted({ note }: ImageHeader, more?: string): { note?: string } {
  const said = [note, more].filter((text) => text !== undefined);
  return said.length > 0 ? { note: said.join('; ') } : {};
}

/**
 * What decoders fill up with one colour when data are lost are the last blocks of a picture. Where they are of one colour, or the bytes look
 * odd, the data are walked code by code.
 * @param scale of the picture at hand to the whole
 * @throws FileError where data are lost
 */
function refuseLost(path: string, bytes: Uint8Array, image: ImageBitmap | VideoFrame, scale: number): void {
  if (!looksDamaged(bytes, startOfScan(bytes)) && !endsFlat(image, scale)) return;
  if (jpegState(bytes) === 'damaged') throw new FileError(path, LOST_MIDDLE);
}

/** Whether the last two blocks of 8 × 8 pixels are of one colour. */
function endsFlat(image: ImageBitmap | VideoFrame, scale: number): boolean {
  const [width, height] = 'displayWidth' in image ? [image.displayWidth, image.displayHeight] : [image.width, image.height];
  const across = Math.min(width, Math.max(2, Math.round(16 * scale)));
  const down = Math.min(height, Math.max(1, Math.round(8 * scale) - 1));
  const context = (corner ??= makeContext(16, 8));
  context.clearRect(0, 0, 16, 8);
  context.drawImage(image, width - across, height - down, across, down, 0, 0, across, down);
  const { data } = context.getImageData(0, 0, across, down);
  for (let at = 4; at < data.length; at++) if (Math.abs(data[at]! - data[at % 4]!) > 2) return false;
  return true;
}

let corner: OffscreenCanvasRenderingContext2D | undefined;

/** An image upright. @param orientation 2 … 8 of EXIF */
function turned(image: ImageBitmap, orientation: number): OffscreenCanvas {
  const { width: w, height: h } = image;
  const lies = orientation >= 5;
  const context = makeContext(lies ? h : w, lies ? w : h);
  const to = [
    [1, 0, 0, 1, 0, 0],
    [-1, 0, 0, 1, w, 0],
    [-1, 0, 0, -1, w, h],
    [1, 0, 0, -1, 0, h],
    [0, 1, 1, 0, 0, 0],
    [0, 1, -1, 0, h, 0],
    [0, -1, -1, 0, h, w],
    [0, -1, 1, 0, 0, w],
  ] as const;
  const [a, b, c, d, e, f] = to[orientation - 1]!;
  context.setTransform(a, b, c, d, e, f);
  context.drawImage(image, 0, 0);
  return context.canvas;
}

function undecodable(path: string, kind: ImageKind, cause?: unknown): FileError {
  const reason = BROWSER_KINDS.has(kind)
    ? `it can't be decoded: its ${kind.toUpperCase()} data are damaged, or of a variety that this browser can't read; save it again as PNG or JPEG`
    : `it is ${kindInWords(kind)}, which this browser can't decode; convert it to PNG or JPEG`;
  return new FileError(path, reason, { cause });
}

/** The two canvases that images are halved in, back and forth. */
let canvases: [OffscreenCanvasRenderingContext2D, OffscreenCanvasRenderingContext2D] | undefined;

function makeContext(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2D canvas in the decode worker');
  return context;
}

type Drawable = ImageBitmap | VideoFrame | OffscreenCanvas;

type Fitted = Pick<DecodedImage, 'pixels' | 'onBlack'>;

/** An array's image, or one that was read here, as a square. */
export function fitRasterOver(raster: Raster, { size, fit, background }: Pick<Decoder, 'size' | 'fit' | 'background'>): Fitted {
  const ground = raster.channels < 4 ? WHITE : (background ?? groundByContrast(raster.data));
  return { pixels: fitRaster(raster, size, fit, ground), ...(background === null && ground !== WHITE ? { onBlack: true } : {}) };
}

/** @param opaque none of its kind is transparent */
function fitImage(image: Drawable, fullWidth: number, fullHeight: number, decoder: Decoder, opaque: boolean): Fitted {
  const { size, fit } = decoder;
  const region = regionOf(fullWidth, fullHeight, fit);
  const steps = halvings(region, targetOf(fullWidth, fullHeight, size, fit));
  const [first, second] = (canvases ??= [makeContext(1, 1), makeContext(1, 1)]);
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
  const raster = { data, width, height, channels: 4 as const };
  return opaque ? { pixels: fitRaster(raster, size, fit) } : fitRasterOver(raster, decoder);
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
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'low';
  context.drawImage(image, x, y, width, height, 0, 0, toWidth, toHeight);
}
