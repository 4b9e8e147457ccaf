/**
 * Recognises the zip of an experiment, or of several, among other archives, and reads the records in it: such as the page has written,
 * and results of the `train.py` and `sweep.py` that are handed over.
 */
import { expandZip } from '../ingest/archives/zip';
import { readDirectory } from '../ingest/archives/zipDirectory';
import { DEFAULT_LIMITS } from '../ingest/limits';
import { createPace } from '../ingest/pace';
import { FileError } from '../ingest/rejection';
import { fromBlob } from '../ingest/source';
import { decodeRecord, type DecodeOptions } from '../record/decode';
import { RecordError } from '../record/errors';
import { atHand } from '../record/memoryBlob';
import type { ExperimentRecord } from '../record/schema';
import { METRICS_FILE, RESULT_FILE } from './result/schema';

const LOCAL_HEADER_BYTES = 30;
const LONGEST_NAME = 1000;
/** `record.json` at the top, or one folder down. */
const RECORD_PATH = /^(?:([^/]+)\/)?record\.json$/;
/** Likewise, of a result. */
const RESULT_PATH = /^(?:([^/]+)\/)?result\.json$/;

/**
 * Whether this is a file that the page has written: by its first entry, which is the record even where the file is cut short, else by
 * what the archive lists (packed again, its order may be another). Nothing is unpacked.
 */
export async function isRecordArchive(blob: Blob, file: string): Promise<boolean> {
  const head = new Uint8Array(await blob.slice(0, LOCAL_HEADER_BYTES + LONGEST_NAME).arrayBuffer());
  if (head.length < LOCAL_HEADER_BYTES || head[0] !== 0x50 || head[1] !== 0x4b || head[2] !== 3 || head[3] !== 4) return false;
  const length = new DataView(head.buffer).getUint16(26, true);
  const first = new TextDecoder().decode(head.subarray(LOCAL_HEADER_BYTES, LOCAL_HEADER_BYTES + length));
  if (RECORD_PATH.test(first)) return true;
  try {
    const { records, results } = await foldersIn(blob, file);
    return records.length + results.length > 0;
  } catch {
    // Whatever it is, whoever reads archives of images says what is wrong with it.
    return false;
  }
}

/**
 * Folders with a record and its arrays, and those with a result and its metrics, '' for the top, in the archive's order.
 * @throws FileError where the archive cannot be read
 */
export async function foldersIn(blob: Blob, file: string): Promise<{ records: string[]; results: string[] }> {
  const entries = await readDirectory(fromBlob(blob, file), DEFAULT_LIMITS);
  const folders = (path: RegExp) =>
    entries.flatMap(({ name }) => {
      const found = path.exec(name);
      return found ? [found[1] ?? ''] : [];
    });
  const within = (folder: string, name: string) => (folder === '' ? name : `${folder}/${name}`);
  return {
    records: folders(RECORD_PATH).filter((folder) => entries.some(({ name }) => name.startsWith(within(folder, 'arrays/')))),
    results: folders(RESULT_PATH).filter((folder) => entries.some(({ name }) => name === within(folder, METRICS_FILE))),
  };
}

/**
 * Every record in the file, one after the other.
 * @throws RecordError as `decodeRecord` and `resultRecord`; it names the file, and the folder where there are several
 */
export async function* recordsIn(blob: Blob, file: string, options: DecodeOptions = {}): AsyncGenerator<ExperimentRecord> {
  const near = await atHand(blob);
  const { records, results } = await foldersIn(near, file).catch(() => ({ records: [] as string[], results: [] as string[] }));
  if (records.length === 0 && results.length > 0) return yield* resultsIn(near, file, results, options);
  // Without any, the reader says what is missing.
  if (records.length === 0 || records.includes('')) return yield await decodeRecord(near, file, options);
  for (const folder of records) {
    options.signal?.throwIfAborted();
    yield await decodeRecord(near, file, { ...options, folder });
  }
}

async function* resultsIn(
  blob: Blob,
  file: string,
  folders: readonly string[],
  { signal }: DecodeOptions,
): AsyncGenerator<ExperimentRecord> {
  const { resultRecord } = await reader();
  try {
    const { files } = await expandZip(fromBlob(blob, file), { ...DEFAULT_LIMITS, maxRatio: Infinity }, createPace({ signal }));
    const entries = new Map(files.map((entry) => [entry.path.slice(file.length + 1), entry]));
    for (const folder of folders.includes('') ? [''] : folders) {
      signal?.throwIfAborted();
      const within = (path: string) => entries.get(folder === '' ? path : `${folder}/${path}`);
      const name = folder === '' ? file : `${file}, ${folder}`;
      yield await resultRecord({ size: (path) => within(path)?.size, read: (path) => within(path)!.bytes() }, name);
    }
  } catch (error) {
    if (error instanceof FileError) throw new RecordError('damaged', file, error.reason, { cause: error });
    throw error;
  }
}

/** Loaded with the first result: the read-only page opens none. */
const reader = () => import('./result/read');

/** Files that were brought, by their paths. */
export interface BroughtResult<T> {
  /** Path of the folder, for errors. */
  folder: string;
  files: readonly T[];
  /** @throws RecordError as `resultRecord` */
  record(): Promise<ExperimentRecord>;
}

/** Folders that `train.py` has left, among files that were brought: those with `result.json` and `metrics.csv`. */
export function resultFoldersIn<T extends { path: string; file: Blob }>(brought: readonly T[]): BroughtResult<T>[] {
  const folders = brought.flatMap(({ path }) => (/(^|\/)result\.json$/.test(path) ? [path.slice(0, -RESULT_FILE.length)] : []));
  return folders.flatMap((folder) => {
    const files = brought.filter(({ path }) => path.startsWith(folder));
    const byPath = new Map(files.map(({ path, file }) => [path.slice(folder.length), file]));
    if (!byPath.has(METRICS_FILE)) return [];
    const read = async (path: string) => new Uint8Array(await byPath.get(path)!.arrayBuffer());
    const name = folder.replace(/\/$/, '') || RESULT_FILE;
    return [
      { folder: name, files, record: async () => (await reader()).resultRecord({ size: (path) => byPath.get(path)?.size, read }, name) },
    ];
  });
}
