/**
 * The check of one image before it is decoded: is it an image, one that can be decoded here, whole, and not monstrously large.
 */
import { readDimensions, type Dimensions } from './dimensions';
import { jpegState } from '../jpeg/state';
import { extensionOf } from '../names';
import { FileError } from '../rejection';
import { BROWSER_KINDS, isImageKind, kindInWords, sniff, startsWith, type FileKind, type ImageKind } from './sniff';
import type { SourceFile } from '../source';
import { svgText, unicodeForm } from './svgText';
import { rootElement } from './xml';

export interface InspectOptions {
  /** More pixels than this are not decoded: four bytes each while it happens. */
  maxPixels?: number;
  /** Browsers' decoders give up beyond 65,535 or sooner. */
  maxSide?: number;
  /** What the browser at hand decodes; Safari adds HEIC and TIFF. */
  decodable?: ReadonlySet<ImageKind>;
}

export interface ImageHeader {
  kind: ImageKind;
  /** null where the header does not say (an SVG without size, a JPEG whose metadata fill its beginning). */
  size: Dimensions | null;
  /** MIME type for the decoder. */
  type: string;
  /** A JPEG that is whole but for the marker at its end, without which some decoders wait for more. */
  unended?: boolean;
  /** What is worth saying about a file that is taken all the same: `its name says .png, it is a JPEG image`. */
  note?: string;
}

const MAX_PIXELS = 120_000_000;
const MAX_SIDE = 32_767;

/** What is looked at of a file that has not been read as a whole. */
export const HEAD_BYTES = 262_144;
export const TAIL_BYTES = 65_536;

const MIME: Record<ImageKind, string> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  bmp: 'image/bmp',
  tiff: 'image/tiff',
  svg: 'image/svg+xml',
  ico: 'image/x-icon',
  jxl: 'image/jxl',
  psd: 'image/vnd.adobe.photoshop',
  raw: 'image/x-raw',
  jp2: 'image/jp2',
  dicom: 'application/dicom',
  exr: 'image/x-exr',
  hdr: 'image/vnd.radiance',
  tga: 'image/x-tga',
  pnm: 'image/x-portable-anymap',
  dds: 'image/vnd-ms.dds',
  fits: 'image/fits',
  qoi: 'image/qoi',
  xcf: 'image/x-xcf',
  eps: 'application/postscript',
  djvu: 'image/vnd.djvu',
  nrrd: 'application/octet-stream',
  nifti: 'application/octet-stream',
  pcx: 'image/x-pcx',
  emf: 'image/emf',
};

const EXTENSION_KIND: Record<string, FileKind> = {
  png: 'png',
  apng: 'png',
  jpg: 'jpeg',
  jpeg: 'jpeg',
  jpe: 'jpeg',
  jfif: 'jpeg',
  gif: 'gif',
  webp: 'webp',
  avif: 'avif',
  heic: 'heic',
  heif: 'heic',
  bmp: 'bmp',
  dib: 'bmp',
  tif: 'tiff',
  tiff: 'tiff',
  svg: 'svg',
  ico: 'ico',
  jxl: 'jxl',
  psd: 'psd',
};

/** Extensions of what no browser decodes, and of which not every file says by its first bytes what it is. */
const UNDECODED: Record<string, ImageKind> = Object.fromEntries(
  (
    [
      ['raw', 'cr2 cr3 crw nef nrw arw srf sr2 raf orf rw2 dng pef srw 3fr iiq x3f mrw'],
      ['jp2', 'jp2 j2k jpf jpx jpm'],
      ['dicom', 'dcm dicom'],
      ['exr', 'exr'],
      ['hdr', 'hdr'],
      ['tga', 'tga'],
      ['pnm', 'ppm pgm pbm pnm pam'],
      ['dds', 'dds'],
      ['fits', 'fits fit'],
      ['qoi', 'qoi'],
      ['psd', 'psb'],
      ['xcf', 'xcf'],
      ['eps', 'eps ai ps'],
      ['djvu', 'djvu djv'],
      ['nrrd', 'nrrd nhdr mha mhd'],
      ['nifti', 'nii'],
      ['pcx', 'pcx'],
      ['emf', 'emf wmf'],
    ] as const
  ).flatMap(([kind, extensions]) => extensions.split(' ').map((extension) => [extension, kind])),
);

/** The kind of image that an extension says and no browser decodes. */
export function undecodedByName(path: string): ImageKind | null {
  return UNDECODED[extensionOf(path)] ?? null;
}

/** What the extension says, of images only. */
export function kindByName(path: string): ImageKind | null {
  const kind = EXTENSION_KIND[extensionOf(path)];
  return kind !== undefined && isImageKind(kind) ? kind : null;
}

/**
 * Checks a file whose bytes are at hand.
 * @throws FileError with what is wrong and what to do
 */
export function inspectBytes(path: string, bytes: Uint8Array, options: InspectOptions = {}): ImageHeader {
  return inspect({ path, size: bytes.length, head: bytes, tail: bytes }, options);
}

/** Checks a file by its beginning and its end. @throws FileError with what is wrong and what to do */
export async function inspectSource(source: SourceFile, options: InspectOptions = {}): Promise<ImageHeader> {
  const { path, size } = source;
  if (size <= HEAD_BYTES + TAIL_BYTES) return inspectBytes(path, await source.bytes(), options);
  const [head, tail] = await Promise.all([source.slice(0, HEAD_BYTES), source.slice(size - TAIL_BYTES, size)]);
  return inspect({ path, size, head, tail }, options);
}

interface Looked {
  path: string;
  size: number;
  head: Uint8Array;
  tail: Uint8Array;
}

function inspect(file: Looked, { maxPixels = MAX_PIXELS, maxSide = MAX_SIDE, decodable = BROWSER_KINDS }: InspectOptions): ImageHeader {
  const refuse = (reason: string): never => {
    throw new FileError(file.path, reason);
  };
  const kind = sniff(file.head);
  const named = kindByName(file.path);
  if (kind === 'empty') return refuse('it is empty (0 bytes); copy it again from where it came');
  if (!isImageKind(kind))
    return refuse(`${named ? 'it is not an image, whatever its name says' : 'it is not an image'}: it is ${kindInWords(kind)}`);
  if (!decodable.has(kind)) return refuse(`it is ${kindInWords(kind)}, which this browser can't decode; convert it to PNG or JPEG`);
  const size = readDimensions(kind, file.head, file.head.length === file.size);
  if (size === 'short')
    return refuse(`it is cut short: its ${kind.toUpperCase()} header ends after ${file.size} bytes; copy it again from where it came`);
  if (size) {
    const { width, height } = size;
    if (width === 0 || height === 0)
      return refuse(`its ${kind.toUpperCase()} header is damaged (${width}×${height} pixels); save it again`);
    if (width * height > maxPixels || Math.max(width, height) > maxSide)
      return refuse(
        `it is too large to decode: ${width.toLocaleString('en')}×${height.toLocaleString('en')} pixels; ` +
          `at most ${Math.round(maxPixels / 1e6)} million and ${maxSide.toLocaleString('en')} a side are read, so make it smaller first`,
      );
  }
  const notes: string[] = [];
  let unended = false;
  if (named !== kind)
    notes.push(
      `its name says ${extensionOf(file.path) ? `.${extensionOf(file.path)}` : 'nothing'}; it is ${kindInWords(kind)} and read as one`,
    );
  if (isCutShort(kind, file)) {
    if (kind !== 'jpeg' || file.head.length < file.size || jpegState(file.head) !== 'unended')
      return refuse(`it is cut short: the end of its ${kind.toUpperCase()} data is missing; copy it again from where it came`);
    unended = true;
    notes.push('the marker at its end is missing, and the picture is whole');
  }
  return { kind, size, type: MIME[kind], ...(unended ? { unended } : {}), ...(notes.length > 0 ? { note: notes.join('; ') } : {}) };
}

/** Decoders fill what is missing with grey and say nothing: the end is looked for here. */
function isCutShort(kind: ImageKind, { size, head, tail }: Looked): boolean {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  switch (kind) {
    case 'png':
      return !includes(tail, 'IEND', 0);
    case 'jpeg':
      return !includes(tail, '\xff\xd9', startOfScan(head) - (size - tail.length));
    case 'webp':
      return head.length >= 8 && size < view.getUint32(4, true) + 8;
    case 'bmp':
      // Uncompressed pixels alone have a length that follows from the header.
      if (head.length < 34 || view.getUint32(14, true) < 40 || view.getUint32(30, true) !== 0) return false;
      return size < view.getUint32(10, true) + bmpRow(view) * Math.abs(view.getInt32(22, true));
    case 'svg':
      return !endsAsSvg(head, tail);
    default:
      return false;
  }
}

/** A closing tag of the root near the end, or a root without content. */
function endsAsSvg(head: Uint8Array, tail: Uint8Array): boolean {
  const encoding = unicodeForm(head);
  return /<\/(?:[\w-]{1,40}:)?svg\s{0,100}>/iu.test(svgText(tail, encoding)) || rootElement(svgText(head, encoding))?.empty === true;
}

/** Bytes of a row, filled up to four. */
const bmpRow = (view: DataView) => Math.ceil((Math.abs(view.getInt32(18, true)) * view.getUint16(28, true)) / 32) * 4;

/** Where the picture's data begin: a thumbnail within the metadata has an end of its own. The whole head is searched, no further. */
export function startOfScan(head: Uint8Array): number {
  for (let at = 2; at + 4 <= head.length;) {
    if (head[at] !== 0xff) at++;
    else if (head[at + 1] === 0xda) return at;
    else if (head[at + 1] === 0xff || head[at + 1] === 0x01 || (head[at + 1]! >= 0xd0 && head[at + 1]! <= 0xd8)) at++;
    else at += 2 + head[at + 2]! * 256 + head[at + 3]!;
  }
  return head.length;
}

function includes(bytes: Uint8Array, text: string, from: number): boolean {
  // From the end: that is where it should be.
  for (let at = bytes.length - text.length; at >= Math.max(0, from); at--) if (startsWith(bytes, at, text)) return true;
  return false;
}
