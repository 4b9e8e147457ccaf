/**
 * An image set in an archive, beside the records that were made with it: `images/<name>/set.json`, labels and split as `.npy`, and its pixels
 * as they are stored, in parts of whole images. What is read back has the content hash that the records name.
 */
import { z } from 'zod';
import { CONTENT_HASH } from '../data/contentHash';
import { NPY_HEAD_BYTES, readNpyHeader } from '../ingest/arrays/npy';
import { expandZip } from '../ingest/archives/zip';
import { DEFAULT_LIMITS } from '../ingest/limits';
import { createPace } from '../ingest/pace';
import { fromBlob, type SourceFile, type SourceRef } from '../ingest/source';
import { encodeNpy, NPY_TYPES } from '../formats/npy';
import { RecordError } from '../record/errors';
import { problemsOf } from '../record/problems';
import type { ZipEntry } from '../record/zipStream';

const FOLDER = 'images';
const SET_FILE = 'set.json';
const VERSION = 1;
/** Of one part: what is held in memory. */
const PART_BYTES = 2 ** 24;
const MOST_IMAGES = 5_000_000;

const count = z.int().min(0).max(MOST_IMAGES);
const headerSchema = z.object({
  version: z.literal(VERSION),
  title: z.string().max(500),
  /** Side of the stored square images, pixels. */
  size: z.int().min(1).max(4096),
  fit: z.enum(['crop', 'pad']),
  splitRule: z.string().max(10_000),
  disjointClasses: z.boolean(),
  classes: z.array(z.object({ path: z.string().max(5000), name: z.string().max(5000) })).min(1),
  count,
  hasRole: z.boolean(),
  contentHash: z.string().regex(CONTENT_HASH).optional(),
  /** Of each image, the path as it came; empty where none were kept. */
  paths: z.array(z.string()),
  notes: z.array(z.string()),
});

export type PackedHeader = Omit<z.infer<typeof headerSchema>, 'version'>;

export interface PackedRows {
  /** [count] index into the classes. */
  labels: Int32Array<ArrayBuffer>;
  /** [count] codes of SPLIT_CODE. */
  split: Uint8Array<ArrayBuffer>;
  /** [count] codes of ROLE_CODE, where the set has them. */
  role?: Uint8Array<ArrayBuffer> | undefined;
}

/** A set that an archive brings along. Its pixels are read by whoever keeps it: these can be sent to a worker. */
export interface BroughtImageSet {
  header: PackedHeader;
  rows: PackedRows;
  /** `.npy` of uint8 [images, size, size, 3], one after the other. */
  parts: SourceRef[];
}

const json = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value)}\n`);

/**
 * @param name part of a path: plain
 * @param pixels of `count` images from row `first` on, [count, size, size, 3]
 */
export async function* imageSetEntries(
  name: string,
  { header, rows }: Pick<BroughtImageSet, 'header' | 'rows'>,
  pixels: (first: number, count: number) => Promise<Uint8Array>,
): AsyncGenerator<ZipEntry> {
  const folder = `${FOLDER}/${name}/`;
  const { count, size } = header;
  yield { path: folder + SET_FILE, bytes: json({ version: VERSION, ...header }), packed: true };
  yield { path: `${folder}labels.npy`, bytes: encodeNpy('int32', [count], rows.labels), packed: true };
  yield { path: `${folder}split.npy`, bytes: encodeNpy('uint8', [count], rows.split), packed: true };
  if (rows.role) yield { path: `${folder}role.npy`, bytes: encodeNpy('uint8', [count], rows.role), packed: true };
  const most = Math.max(1, Math.floor(PART_BYTES / (size * size * 3)));
  for (let first = 0, part = 0; first < count; first += most, part++) {
    const images = Math.min(most, count - first);
    const bytes = encodeNpy('uint8', [images, size, size, 3], await pixels(first, images));
    yield { path: `${folder}pixels-${String(part).padStart(5, '0')}.npy`, bytes, packed: false };
  }
}

async function columnOf<T extends 'int32' | 'uint8'>(
  file: SourceFile | undefined,
  type: T,
  count: number,
  what: string,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!file) throw new Error(`${what} is missing`);
  const bytes = await file.bytes();
  const { type: found, shape, dataAt } = readNpyHeader(bytes.subarray(0, NPY_HEAD_BYTES), file.path);
  const data = bytes.slice(dataAt);
  if (found !== NPY_TYPES[type] || shape.join() !== String(count) || data.length !== count * (type === 'int32' ? 4 : 1))
    throw new Error(`${what} holds [${shape.join(', ')}] of ${found}, not [${count}] of ${type}`);
  return data;
}

const headerIn = ({ version: _, ...header }: z.infer<typeof headerSchema>): PackedHeader => header;

async function setIn(files: readonly SourceFile[], folder: string): Promise<BroughtImageSet> {
  const named = (name: string) => files.find(({ path }) => path === folder + name);
  const read = headerSchema.safeParse(JSON.parse(new TextDecoder().decode(await named(SET_FILE)!.bytes())));
  if (!read.success) throw new Error(`${SET_FILE} does not say what a set is: ${problemsOf(read.error)}`);
  const header = headerIn(read.data);
  const { count: images, classes, size, hasRole, paths } = header;
  const labels = new Int32Array((await columnOf(named('labels.npy'), 'int32', images, 'labels.npy')).buffer);
  const split = await columnOf(named('split.npy'), 'uint8', images, 'split.npy');
  const role = hasRole ? await columnOf(named('role.npy'), 'uint8', images, 'role.npy') : undefined;
  if (labels.some((label) => label < 0 || label >= classes.length)) throw new Error('labels.npy names classes that there are not');
  if (paths.length !== 0 && paths.length !== images) throw new Error(`it has ${paths.length} paths for ${images} images`);
  const parts = files.filter(({ path }) => path.startsWith(`${folder}pixels-`)).sort((a, b) => (a.path < b.path ? -1 : 1));
  const bytes = parts.reduce((sum, part) => sum + part.size, 0);
  const needed = images * size * size * 3;
  if (bytes < needed || bytes > needed + parts.length * NPY_HEAD_BYTES)
    throw new Error(`its pixels are ${bytes} bytes where ${needed} are needed`);
  return { header, rows: { labels, split, role }, parts: parts.map(({ ref }) => ref) };
}

/**
 * The image sets in an archive; their pixels are not read yet.
 * @throws RecordError naming the file and the set, where what it says of one does not fit together
 */
export async function imageSetsIn(blob: Blob, file: string, signal?: AbortSignal): Promise<BroughtImageSet[]> {
  const { files } = await expandZip(fromBlob(blob, file), { ...DEFAULT_LIMITS, maxRatio: Infinity }, createPace({ signal }));
  const start = `${file}/${FOLDER}/`;
  const folders = files.flatMap(({ path }) =>
    path.startsWith(start) && path.endsWith(`/${SET_FILE}`) ? [path.slice(0, -SET_FILE.length)] : [],
  );
  const sets: BroughtImageSet[] = [];
  for (const folder of folders) {
    try {
      sets.push(await setIn(files, folder));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new RecordError('damaged', file, `its images (${folder.slice(file.length + 1)}) cannot be used: ${why}.`, { cause: error });
    }
  }
  return sets;
}
