/**
 * What was dropped, sorted by what it is. Archives are opened; image files are taken by their extension and looked at when they are decoded,
 * since looking into 60,000 files now would cost more than planning is worth; everything else is looked at.
 */
import { expandArchive, NESTED_REASON } from './archives';
import { isCifar, CIFAR_SIZE } from './arrays/cifar';
import { ENCODING_NAMES, type Encoding } from './encoding';
import { kindByName, undecodedByName } from './image/inspect';
import { DEFAULT_LIMITS, type Limits } from './limits';
import { cleanPath, extensionOf, fileName, isArchiveName, isJunk, showName } from './names';
import { createPace, mapBounded, type Pace } from './pace';
import { rejectedBy, type Rejected } from './rejection';
import { BROWSER_KINDS, isImageKind, kindInWords, sniff, SNIFF_BYTES, type FileKind, type ImageKind } from './image/sniff';
import { renamed, type SourceFile } from './source';

export interface Intake {
  images: SourceFile[];
  /** Tables, lists and other text. */
  texts: SourceFile[];
  npy: SourceFile[];
  npz: SourceFile[];
  idx: SourceFile[];
  cifar: SourceFile[];
  mat: SourceFile[];
  rejected: Rejected[];
  ignored: number;
  notes: string[];
  /** In which names of archives were read that do not say. */
  encoding?: Encoding;
}

export interface IntakeOptions {
  limits?: Limits;
  decodable?: ReadonlySet<ImageKind>;
  pace?: Pace;
  /** Of names in archives that do not say theirs. */
  encoding?: Encoding;
}

const LOOKED_AT_ONCE = 16;
/** Zip archives by their build, documents by their purpose. */
const DOCUMENT = new Set([
  'docx',
  'xlsx',
  'pptx',
  'odt',
  'ods',
  'odp',
  'epub',
  'jar',
  'apk',
  'pages',
  'numbers',
  'key',
  'kmz',
  'whl',
  'pth',
  'pt',
  'keras',
]);
const TEXT = new Set(['csv', 'tsv', 'txt', 'json', 'jsonl', 'ndjson', 'xml', 'yaml', 'yml', 'cls', 'names', 'lst', 'list']);
/** Tables in forms that are not read, and what to do about it. */
const UNREAD_TABLES: Record<string, string> = {
  parquet: 'it is a Parquet table, which can’t be read here; write it as CSV (pandas: to_csv) and add that',
  feather: 'it is a Feather table, which can’t be read here; write it as CSV (pandas: to_csv) and add that',
  arrow: 'it is an Arrow table, which can’t be read here; write it as CSV and add that',
  xlsx: 'it is an Excel workbook, which can’t be read here; save its sheet as CSV and add that',
  xls: 'it is an Excel workbook, which can’t be read here; save its sheet as CSV and add that',
  ods: 'it is a spreadsheet, which can’t be read here; save its sheet as CSV and add that',
  numbers: 'it is a spreadsheet, which can’t be read here; export its sheet as CSV and add that',
  sqlite: 'it is a database, which can’t be read here; export the table of labels as CSV and add that',
  db: 'it is a database, which can’t be read here; export the table of labels as CSV and add that',
};

/** Sorts files; @throws the signal's reason when cancelled, nothing else */
export async function takeIn(files: readonly SourceFile[], options: IntakeOptions = {}): Promise<Intake> {
  const { limits = DEFAULT_LIMITS, decodable = BROWSER_KINDS, pace = createPace(), encoding } = options;
  const intake: Intake = { images: [], texts: [], npy: [], npz: [], idx: [], cifar: [], mat: [], rejected: [], ignored: 0, notes: [] };
  const renamedImages: SourceFile[] = [];
  const reject = (path: string, reason: string) => void intake.rejected.push({ name: path, reason });

  /** @param depth how many archives the file came out of: those in it are not opened */
  async function sort(source: SourceFile, kind: FileKind, depth: number): Promise<void> {
    const { path } = source;
    const extension = extensionOf(path);
    const undecoded = undecodedByName(path);
    if (undecoded !== null && (kind === 'tiff' || kind === 'other'))
      return reject(path, `it is ${kindInWords(undecoded)}, which browsers don’t decode; convert it to PNG or JPEG`);
    if (isImageKind(kind)) {
      if (!decodable.has(kind))
        return reject(path, `it is ${kindInWords(kind)}, which this browser can't decode; convert it to PNG or JPEG`);
      if (kindByName(path) !== kind) renamedImages.push(source);
      intake.images.push(source);
      return;
    }
    const unread = UNREAD_TABLES[extension];
    if (unread !== undefined) return reject(path, unread);
    if (TEXT.has(extension) || kind === 'json' || kind === 'text') return void intake.texts.push(source);
    if (kind === 'zip' && extension === 'npz') return void intake.npz.push(source);
    const isArchive =
      (kind === 'zip' && !DOCUMENT.has(extension)) || kind === 'tar' || kind === 'gzip' || (extension === 'zip' && kind === 'other');
    if (isArchive) return open(source, kind, depth);
    if (kind === 'npy' || kind === 'idx' || kind === 'mat') return void intake[kind].push(source);
    reject(path, objection(kind, path));
  }

  async function open(source: SourceFile, kind: FileKind, depth: number): Promise<void> {
    // A packed single file, such as MNIST's, may lie in an archive; another archive may not, nor what unpacks to itself for ever.
    if (depth > 1 || (depth === 1 && (kind !== 'gzip' || isArchiveName(source.path)))) return reject(source.path, NESTED_REASON);
    try {
      const found = await expandArchive(source, limits, pace, encoding);
      if (found.encoding !== undefined) {
        intake.encoding = found.encoding;
        intake.notes.push(
          `Names in ${showName(fileName(source.path))} do not say their encoding and were read as ${ENCODING_NAMES[found.encoding]}.`,
        );
      }
      intake.rejected.push(...found.rejected);
      intake.ignored += found.ignored;
      if (depth > 0 && found.files.some(({ path }) => path.startsWith(`${source.path}/`))) return reject(source.path, NESTED_REASON);
      if (found.files.length === 0 && found.rejected.length === 0) return reject(source.path, 'there is nothing in it');
      await take(found.files, depth + 1);
    } catch (error) {
      intake.rejected.push(rejectedBy(source.path, error));
    }
  }

  async function take(sources: readonly SourceFile[], depth: number): Promise<void> {
    const doubtful: SourceFile[] = [];
    for (const [index, source] of sources.entries()) {
      const turn = pace.tick('Sorting files', index + 1, sources.length);
      if (turn) await turn;
      const clean = cleanPath(source.path);
      if ('reason' in clean) reject(source.path, clean.reason);
      else if (isJunk(clean.path)) intake.ignored++;
      else if (source.size === 0) reject(source.path, 'it is empty (0 bytes); copy it again from where it came');
      else {
        const own = clean.path === source.path ? source : renamed(source, clean.path);
        const kind = kindByName(clean.path);
        if (kind !== null && decodable.has(kind)) intake.images.push(own);
        else if (isCifar(own.path, own.size)) intake.cifar.push(own);
        else doubtful.push(own);
      }
    }
    const kinds = await mapBounded(doubtful, LOOKED_AT_ONCE, async (source, index) => {
      await pace.tick('Looking into files', index + 1, doubtful.length);
      try {
        return sniff(await source.slice(0, SNIFF_BYTES));
      } catch (error) {
        intake.rejected.push(rejectedBy(source.path, error));
        return null;
      }
    });
    for (const [index, source] of doubtful.entries()) {
      const kind = kinds[index];
      if (kind) await sort(source, kind, depth);
    }
  }

  await take(files, 0);
  // One order whatever the order of dropping: splits are drawn by it.
  for (const list of [intake.images, intake.texts, intake.npy, intake.npz, intake.idx, intake.cifar, intake.mat])
    list.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  if (renamedImages.length > 0) {
    const names = renamedImages.slice(0, 3).map(({ path }) => showName(fileName(path)));
    intake.notes.push(
      `Images whose names do not say so were recognised by their content: ${names.join(', ')}${renamedImages.length > 3 ? ` and ${renamedImages.length - 3} more` : ''}.`,
    );
  }
  return intake;
}

function objection(kind: FileKind, path: string): string {
  if (kind === 'pickle')
    return 'it is a Python pickle, which is not read since it can run programs; take the binary version of the data set, or save arrays with numpy.savez';
  if (kind === 'hdf5') return 'it is an HDF5 file, which can’t be read; save the arrays with numpy.savez';
  if (kind === '7z' || kind === 'rar' || kind === 'bzip2' || kind === 'xz' || kind === 'zstd')
    return `it is ${kindInWords(kind)}, which can’t be opened here; unpack it and add the folder, or pack it as zip or tar.gz`;
  if (/^(data_batch|test_batch).*\.bin$/iu.test(fileName(path))) return CIFAR_SIZE;
  const claimed = kindByName(path);
  return `${claimed ? 'it is not an image, whatever its name says' : 'it is not an image'}: it is ${kindInWords(kind)}`;
}
