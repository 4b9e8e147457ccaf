/** Recognises the zip of an experiment, or of several, among other archives, and reads the records in it. */
import { readDirectory } from '../ingest/archives/zipDirectory';
import { DEFAULT_LIMITS } from '../ingest/limits';
import { fromBlob } from '../ingest/source';
import { decodeRecord, type DecodeOptions } from '../record/decode';
import { atHand } from '../record/memoryBlob';
import type { ExperimentRecord } from '../record/schema';

const LOCAL_HEADER_BYTES = 30;
const LONGEST_NAME = 1000;
/** `record.json` at the top, or one folder down. */
const RECORD_PATH = /^(?:([^/]+)\/)?record\.json$/;

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
    return (await foldersIn(blob, file)).length > 0;
  } catch {
    // Whatever it is, whoever reads archives of images says what is wrong with it.
    return false;
  }
}

/** Folders with a record and its arrays, '' for the top, in the archive's order. @throws FileError where the archive cannot be read */
export async function foldersIn(blob: Blob, file: string): Promise<string[]> {
  const entries = await readDirectory(fromBlob(blob, file), DEFAULT_LIMITS);
  const folders = entries.flatMap(({ name }) => {
    const found = RECORD_PATH.exec(name);
    return found ? [found[1] ?? ''] : [];
  });
  return folders.filter((folder) => {
    const arrays = folder === '' ? 'arrays/' : `${folder}/arrays/`;
    return entries.some(({ name }) => name.startsWith(arrays));
  });
}

/**
 * Every record in the file, one after the other.
 * @throws RecordError as `decodeRecord`; it names the file, and the folder where there are several
 */
export async function* recordsIn(blob: Blob, file: string, options: DecodeOptions = {}): AsyncGenerator<ExperimentRecord> {
  const near = await atHand(blob);
  const folders = await foldersIn(near, file).catch(() => ['']);
  // Without any, the reader says what is missing.
  if (folders.length === 0 || folders.includes('')) return yield await decodeRecord(near, file, options);
  for (const folder of folders) {
    options.signal?.throwIfAborted();
    yield await decodeRecord(near, file, { ...options, folder });
  }
}
