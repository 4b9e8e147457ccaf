/**
 * Reads a record from its zip. What the file declares is checked against the limits and against what the archive holds before room is
 * made for it; nothing is given out unless all of it is right.
 */
import { z } from 'zod';
import { messageOf } from '../errors';
import { expandZip } from '../ingest/archives/zip';
import { readNpyHeader, NPY_HEAD_BYTES } from '../ingest/arrays/npy';
import { DEFAULT_LIMITS, bytesInWords, type Limits } from '../ingest/limits';
import { cleanPath } from '../ingest/names';
import { createPace, mapBounded, type PaceOptions } from '../ingest/pace';
import { FileError } from '../ingest/rejection';
import { fromBlob, type SourceFile } from '../ingest/source';
import { NPY_TYPES } from '../formats/npy';
import { declaredBytes, join, placesIn, type ArrayPlace, type RecordArray } from './arrays';
import { RecordError, type RecordErrorKind } from './errors';
import { fromHalf } from './half';
import { atHand } from './memoryBlob';
import { migrated, versionOf } from './migrations';
import { problemsOf } from './problems';
import { experimentRecordSchema, type ExperimentRecord } from './schema';

/** The entry that says what the others are. */
export const RECORD_FILE = 'record.json';

export interface RecordLimits {
  /** Of `record.json`, bytes. */
  json: number;
  /** Of one array, and of all of them together, bytes. */
  array: number;
  arrays: number;
  /** Files in the archive, whatever they are. */
  entries: number;
}

/** Room for eight ViT-S with their optimiser's state (2.1 GB), or 48 snapshots of eight runs of 5,000 × 512 features (3.9 GB). */
export const RECORD_LIMITS: RecordLimits = { json: 2 ** 26, array: 2 ** 30, arrays: 2 ** 33, entries: 50_000 };

export interface DecodeOptions extends Pick<PaceOptions, 'signal'> {
  limits?: Partial<RecordLimits>;
  /** Where the record lies in the archive, for one that holds several; default: at the top. */
  folder?: string;
}

/** Arrays read at a time. */
const WIDTH = 8;

/**
 * @param archive its name, for errors
 * @throws RecordVersionError for a record of a newer version, RecordError for anything else that is wrong with it, the signal's
 * reason when cancelled
 */
export async function decodeRecord(blob: Blob, archive: string, { limits, signal, folder }: DecodeOptions = {}): Promise<ExperimentRecord> {
  const bounds = { ...RECORD_LIMITS, ...limits };
  const file = folder === undefined ? archive : `${archive}, ${folder}`;
  const refuse = (kind: RecordErrorKind, reason: string, cause?: unknown): never => {
    throw new RecordError(kind, file, reason, { cause });
  };
  try {
    const entries = within(await entriesOf(await atHand(blob), file, bounds, signal), folder);
    const json = await jsonOf(entries, file, bounds);
    const version = versionOf(json, file);
    const places = placesIn(json);
    checkDeclared(places, entries, file, bounds);
    const arrays = await mapBounded(places, WIDTH, async (place) => {
      signal?.throwIfAborted();
      return [place.entry, await readArray(entries.get(place.entry)!, place, file)] as const;
    });
    const tree = migrated(join(json, new Map(arrays)), file);
    const checked = experimentRecordSchema.safeParse(tree);
    if (!checked.success)
      return refuse('invalid', `what it holds does not fit together (version ${version}): ${problemsOf(checked.error)}.`);
    return checked.data;
  } catch (error) {
    if (error instanceof RecordError || signal?.aborted) throw error;
    if (error instanceof FileError) return refuse('damaged', error.reason, error);
    if (error instanceof z.ZodError) return refuse('damaged', `its record.json is garbled: ${problemsOf(error)}.`, error);
    // Nested so deeply that the stack is full, for one.
    return refuse('damaged', `it cannot be read: ${messageOf(error)}.`, error);
  }
}

type Entries = Map<string, SourceFile>;

async function entriesOf(blob: Blob, file: string, bounds: RecordLimits, signal?: AbortSignal): Promise<Entries> {
  const start = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  if (start[0] !== 0x50 || start[1] !== 0x4b)
    throw new RecordError('not a record', file, 'this is no record of an experiment: it is not a zip archive.');
  const limits: Limits = {
    ...DEFAULT_LIMITS,
    // How strongly an array packs says nothing against it: a fresh optimiser's moments are zeros. What is read is what was declared.
    maxRatio: Infinity,
    maxEntries: bounds.entries,
  };
  const { files, rejected } = await expandZip(fromBlob(blob, file), limits, createPace({ signal }));
  for (const { name, reason } of rejected) {
    const clean = cleanPath(name.slice(file.length + 1));
    if ('reason' in clean) throw new RecordError('unsafe path', file, `${name.slice(file.length + 1)}: ${reason}.`);
  }
  const entries: Entries = new Map();
  for (const entry of files) {
    const path = entry.path.slice(file.length + 1);
    if (entries.has(path)) throw new RecordError('damaged', file, `it holds ${path} twice.`);
    entries.set(path, entry);
  }
  return entries;
}

/** What lies in a folder, by its path there. */
function within(entries: Entries, folder: string | undefined): Entries {
  if (folder === undefined) return entries;
  const start = `${folder}/`;
  return new Map([...entries].flatMap(([path, entry]) => (path.startsWith(start) ? [[path.slice(start.length), entry]] : [])));
}

async function jsonOf(entries: Entries, file: string, bounds: RecordLimits): Promise<unknown> {
  const entry = entries.get(RECORD_FILE);
  if (!entry) throw new RecordError('not a record', file, `there is no ${RECORD_FILE} in it: this is no record of an experiment.`);
  if (entry.size > bounds.json)
    throw new RecordError(
      'too large',
      file,
      `its ${RECORD_FILE} has ${bytesInWords(entry.size)}; at most ${bytesInWords(bounds.json)} are read.`,
    );
  const bytes = await entry.bytes();
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new RecordError('damaged', file, `its ${RECORD_FILE} is garbled; copy or download it again.`, { cause });
  }
}

function checkDeclared(places: readonly ArrayPlace[], entries: Entries, file: string, bounds: RecordLimits): void {
  let total = 0;
  for (const place of places) {
    const bytes = declaredBytes(place);
    const size = entries.get(place.entry)?.size;
    if (bytes > bounds.array)
      throw new RecordError(
        'too large',
        file,
        `${place.entry} declares ${bytesInWords(bytes)}; at most ${bytesInWords(bounds.array)} are read.`,
      );
    if ((total += bytes) > bounds.arrays)
      throw new RecordError('too large', file, `its arrays declare more than ${bytesInWords(bounds.arrays)}.`);
    if (size === undefined) throw new RecordError('damaged', file, `${place.entry} is missing, or cannot be unpacked.`);
    if (size < bytes || size > bytes + NPY_HEAD_BYTES)
      throw new RecordError(
        'damaged',
        file,
        `${place.entry} has ${bytesInWords(size)}, but [${place.shape.join(', ')}] of ${place.dtype} takes ${bytesInWords(bytes)}.`,
      );
  }
}

const makers = {
  float16: (data: ArrayBuffer) => fromHalf(new Uint16Array(data)),
  float32: (data: ArrayBuffer) => new Float32Array(data),
  float64: (data: ArrayBuffer) => new Float64Array(data),
  int32: (data: ArrayBuffer) => new Int32Array(data),
  uint16: (data: ArrayBuffer) => new Uint16Array(data),
  uint8: (data: ArrayBuffer) => new Uint8Array(data),
} satisfies Record<ArrayPlace['dtype'], (data: ArrayBuffer) => RecordArray>;

async function readArray(entry: SourceFile, place: ArrayPlace, file: string): Promise<RecordArray> {
  const bytes = await entry.bytes();
  const { type, shape, fortran, dataAt } = readNpyHeader(bytes.subarray(0, NPY_HEAD_BYTES), entry.path);
  const needed = declaredBytes(place);
  if (type !== NPY_TYPES[place.dtype] || fortran || shape.join() !== place.shape.join() || bytes.length - dataAt !== needed)
    throw new RecordError(
      'damaged',
      file,
      `${place.entry} holds [${shape.join(', ')}] of ${type}, not [${place.shape.join(', ')}] of ${place.dtype}.`,
    );
  // A buffer of its own: whoever transfers an array must not send its neighbours along.
  return makers[place.dtype](bytes.slice(dataAt).buffer);
}
