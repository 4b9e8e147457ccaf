/**
 * What a file is, from its first bytes. Extensions lie and are often missing; they are not looked at here.
 */
import { unicodeForm } from './svgText';
import { localName, rootName } from './xml';

/** Those that some browsers decode, and those that none does but that are called what they are: camera raw, JPEG 2000, DICOM, … */
export type ImageKind =
  | ('png' | 'jpeg' | 'gif' | 'webp' | 'avif' | 'heic' | 'bmp' | 'tiff' | 'svg' | 'ico' | 'jxl' | 'psd')
  | ('raw' | 'jp2' | 'dicom' | 'exr' | 'hdr' | 'tga' | 'pnm' | 'dds' | 'fits' | 'qoi')
  | ('xcf' | 'eps' | 'djvu' | 'nrrd' | 'nifti' | 'pcx' | 'emf');
export type ArchiveKind = 'zip' | 'gzip' | 'tar' | '7z' | 'rar' | 'bzip2' | 'xz' | 'zstd';
export type ArrayKind = 'npy' | 'idx' | 'mat' | 'hdf5' | 'pickle';
export type TextKind = 'json' | 'html' | 'text';
/** `other`: nothing that is known here, such as films, documents or plain data. */
export type FileKind = ImageKind | ArchiveKind | ArrayKind | TextKind | 'pdf' | 'video' | 'empty' | 'other';

/** Bytes that `sniff` wants to see. */
export const SNIFF_BYTES = 1024;

const IMAGE_KINDS: ReadonlySet<string> = new Set<ImageKind>([
  'png',
  'jpeg',
  'gif',
  'webp',
  'avif',
  'heic',
  'bmp',
  'tiff',
  'svg',
  'ico',
  'jxl',
  'psd',
  'raw',
  'jp2',
  'dicom',
  'exr',
  'hdr',
  'tga',
  'pnm',
  'dds',
  'fits',
  'qoi',
  'xcf',
  'eps',
  'djvu',
  'nrrd',
  'nifti',
  'pcx',
  'emf',
]);

/** Whether a kind is one of images, decodable or not. */
export function isImageKind(kind: FileKind): kind is ImageKind {
  return IMAGE_KINDS.has(kind);
}

/** What every browser decodes: `SVG` where it is drawn as an image, inertly. */
export const BROWSER_KINDS: ReadonlySet<ImageKind> = new Set<ImageKind>(['png', 'jpeg', 'gif', 'webp', 'avif', 'bmp', 'svg', 'ico']);

const KIND_WORDS: Partial<Record<ImageKind, string>> = {
  svg: 'an SVG drawing',
  heic: 'a HEIC image',
  ico: 'an icon file',
  jxl: 'a JPEG XL image',
  avif: 'an AVIF image',
  webp: 'a WebP image',
  raw: 'a camera’s raw image',
  jp2: 'a JPEG 2000 image',
  dicom: 'a DICOM image',
  exr: 'an OpenEXR image',
  hdr: 'a Radiance HDR image',
  tga: 'a Targa image',
  pnm: 'a PPM, PGM or PBM image',
  fits: 'a FITS image',
  dds: 'a DirectDraw surface',
  qoi: 'a QOI image',
  psd: 'a Photoshop document',
  xcf: 'a GIMP document',
  eps: 'a PostScript drawing',
  djvu: 'a DjVu document',
  nrrd: 'a medical volume (NRRD or MetaImage)',
  nifti: 'a medical volume (NIfTI)',
  pcx: 'a PCX image',
  emf: 'a Windows metafile',
};

/** How a kind is called in a sentence: `a PNG image`. */
export function kindInWords(kind: FileKind): string {
  const words = isImageKind(kind) ? KIND_WORDS[kind] : undefined;
  if (words !== undefined) return words;
  if (isImageKind(kind)) return `a ${kind.toUpperCase()} image`;
  switch (kind) {
    case 'npy':
      return 'a NumPy array';
    case 'idx':
      return 'an IDX array';
    case 'mat':
      return 'a MATLAB file';
    case 'hdf5':
      return 'an HDF5 file';
    case 'pickle':
      return 'a Python pickle';
    case 'json':
      return 'JSON text';
    case 'html':
      return 'a web page';
    case 'text':
      return 'plain text';
    case 'pdf':
      return 'a PDF document';
    case 'video':
      return 'a film';
    case 'empty':
      return 'an empty file';
    case 'other':
      return 'data of no known format';
    default:
      return `a ${kind} archive`;
  }
}

interface Magic {
  kind: FileKind;
  at?: number;
  bytes: string;
}

/** Latin-1 strings of bytes; the first that fits decides. */
const MAGIC: readonly Magic[] = [
  { kind: 'png', bytes: '\x89PNG\r\n\x1a\n' },
  { kind: 'jpeg', bytes: '\xff\xd8\xff' },
  { kind: 'gif', bytes: 'GIF87a' },
  { kind: 'gif', bytes: 'GIF89a' },
  { kind: 'webp', at: 8, bytes: 'WEBP' },
  // Before TIFF, whose form some raw formats have.
  { kind: 'raw', at: 8, bytes: 'CR\x02' },
  { kind: 'raw', bytes: 'IIRO' },
  { kind: 'raw', bytes: 'IIU\0' },
  { kind: 'raw', bytes: 'FUJIFILMCCD-RAW' },
  { kind: 'raw', bytes: '\0MRM' },
  { kind: 'jp2', bytes: '\0\0\0\x0cjP  \r\n\x87\n' },
  { kind: 'jp2', bytes: '\xff\x4f\xff\x51' },
  { kind: 'dicom', at: 128, bytes: 'DICM' },
  { kind: 'exr', bytes: 'v/1\x01' },
  { kind: 'hdr', bytes: '#?RADIANCE' },
  { kind: 'dds', bytes: 'DDS ' },
  { kind: 'fits', bytes: 'SIMPLE  =' },
  { kind: 'qoi', bytes: 'qoif' },
  { kind: 'xcf', bytes: 'gimp xcf' },
  { kind: 'eps', bytes: '%!PS' },
  { kind: 'eps', bytes: '\xc5\xd0\xd3\xc6' },
  { kind: 'djvu', bytes: 'AT&TFORM' },
  { kind: 'nrrd', bytes: 'NRRD000' },
  { kind: 'nifti', at: 344, bytes: 'n+1\0' },
  { kind: 'emf', at: 40, bytes: ' EMF' },
  { kind: 'emf', bytes: '\xd7\xcd\xc6\x9a' },
  { kind: 'tiff', bytes: 'II*\0' },
  { kind: 'tiff', bytes: 'MM\0*' },
  { kind: 'tiff', bytes: 'II+\0' },
  { kind: 'psd', bytes: '8BPS' },
  { kind: 'jxl', bytes: '\xff\x0a' },
  { kind: 'jxl', bytes: '\0\0\0\x0cJXL ' },
  { kind: 'zip', bytes: 'PK\x03\x04' },
  { kind: 'zip', bytes: 'PK\x05\x06' },
  { kind: 'zip', bytes: 'PK\x07\x08' },
  { kind: 'gzip', bytes: '\x1f\x8b' },
  { kind: '7z', bytes: '7z\xbc\xaf\x27\x1c' },
  { kind: 'rar', bytes: 'Rar!\x1a\x07' },
  { kind: 'bzip2', bytes: 'BZh' },
  { kind: 'xz', bytes: '\xfd7zXZ\0' },
  { kind: 'zstd', bytes: '\x28\xb5\x2f\xfd' },
  { kind: 'npy', bytes: '\x93NUMPY' },
  { kind: 'hdf5', bytes: '\x89HDF\r\n\x1a\n' },
  { kind: 'hdf5', bytes: 'MATLAB 7.3 MAT-file' },
  { kind: 'mat', bytes: 'MATLAB 5.0 MAT-file' },
  { kind: 'pdf', bytes: '%PDF-' },
  { kind: 'video', bytes: '\x1a\x45\xdf\xa3' },
  { kind: 'video', at: 8, bytes: 'AVI ' },
  { kind: 'tar', at: 257, bytes: 'ustar' },
];

/** @param head the first `SNIFF_BYTES` of a file, or all of it */
export function sniff(head: Uint8Array): FileKind {
  if (head.length === 0) return 'empty';
  const magic = MAGIC.find(({ at = 0, bytes }) => startsWith(head, at, bytes));
  if (magic) return magic.kind;
  if (startsWith(head, 4, 'ftyp')) return isoBrand(head);
  if (isBmp(head)) return 'bmp';
  if (isPnm(head)) return 'pnm';
  if (isIco(head)) return 'ico';
  if (isIdx(head)) return 'idx';
  if (isOldTar(head)) return 'tar';
  // Pickle protocols 2 to 5: the opcode PROTO, then a frame, a tuple, a dictionary or a list.
  if (head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5) return 'pickle';
  return textKind(head);
}

/** Whether these Latin-1 characters stand at a place. */
export function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  if (at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

const AVIF_BRANDS = new Set(['avif', 'avis']);
const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** The brands of an ISO media file: AVIF, HEIC, or a film. `mif1` alone says little, so all the compatible brands are asked. */
function isoBrand(head: Uint8Array): FileKind {
  const length = Math.min(head.length, new DataView(head.buffer, head.byteOffset).getUint32(0));
  const brands: string[] = [];
  for (let at = 8; at + 4 <= length; at += 4) if (at !== 12) brands.push(String.fromCharCode(...head.subarray(at, at + 4)));
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return 'avif';
  if (brands[0]?.startsWith('crx') === true) return 'raw';
  return brands.some((brand) => HEIC_BRANDS.has(brand)) ? 'heic' : 'video';
}

function isBmp(head: Uint8Array): boolean {
  if (!startsWith(head, 0, 'BM') || head.length < 18) return false;
  const header = new DataView(head.buffer, head.byteOffset).getUint32(14, true);
  return [12, 16, 40, 52, 56, 64, 108, 124].includes(header);
}

/** `P6`, then white space or a comment, then the width. */
function isPnm(head: Uint8Array): boolean {
  return /^P[1-7]\s(#|\d|WIDTH|\s)/u.test(String.fromCharCode(...head.subarray(0, 12)));
}

/** Type 1, at least one picture, and a directory entry whose reserved byte is 0. */
function isIco(head: Uint8Array): boolean {
  return head.length >= 22 && startsWith(head, 0, '\0\0\x01\0') && head[4]! > 0 && head[5] === 0 && head[9] === 0 && head[11] === 0;
}

const IDX_TYPES = new Set([0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e]);

/** Two zeros, a type, the number of dimensions, then each as four bytes, none of them 0 and none beyond 2³¹. */
function isIdx(head: Uint8Array): boolean {
  const dimensions = head[3] ?? 0;
  if (head.length < 8 || head[0] !== 0 || head[1] !== 0 || !IDX_TYPES.has(head[2]!) || dimensions < 1 || dimensions > 4) return false;
  for (let i = 0; i < dimensions; i++) {
    const at = 4 + 4 * i;
    if (at + 4 > head.length || head[at]! > 0x7f) return false;
    if (head.subarray(at, at + 4).every((byte) => byte === 0)) return false;
  }
  return true;
}

/** Tar from before `ustar`: only its checksum tells. */
function isOldTar(head: Uint8Array): boolean {
  return head.length >= 512 && head[0] !== 0 && tarChecksum(head) === octal(head.subarray(148, 156));
}

/** The sum of a tar header's bytes, those of the checksum itself counted as spaces. */
export function tarChecksum(header: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 32 : header[i]!;
  return sum;
}

/** A number in octal digits, ended by a space or NUL; NaN if it is none. */
export function octal(field: Uint8Array): number {
  const digits = String.fromCharCode(...field)
    .replace(/\0.*$/su, '')
    .trim();
  return /^[0-7]+$/u.test(digits) ? parseInt(digits, 8) : NaN;
}

/** Enough to get past the comments and entities that drawing programs put before `<svg`. */
const TEXT_BYTES = 8192;

/** Text is what decodes as UTF-8 (or UTF-16 with its mark) and has no control characters but white space. */
function textKind(head: Uint8Array): FileKind {
  const text = decodeHead(head.subarray(0, TEXT_BYTES));
  if (text === null) return 'other';
  // Trimming takes the mark of Unicode away too.
  const start = text.trimStart();
  if (start.startsWith('<')) {
    const root = rootName(start);
    if (root !== null && localName(root) === 'svg') return 'svg';
    if (/^<(!doctype html|html|head|body)/iu.test(start)) return 'html';
  }
  return /^[[{]/u.test(start) ? 'json' : 'text';
}

function decodeHead(head: Uint8Array): string | null {
  try {
    // As a stream: a character cut in two by the end of the head is not an error.
    const text = new TextDecoder(unicodeForm(head), { fatal: true }).decode(head, { stream: true });
    // eslint-disable-next-line no-control-regex -- control characters are what tells data from text
    return /[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]/u.test(text) ? null : text;
  } catch {
    return null;
  }
}
