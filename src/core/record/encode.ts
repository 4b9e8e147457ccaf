/** A record as a zip: `record.json` first, then each array as a `.npy` file that NumPy reads, too. */
import { separate } from './arrays';
import { RECORD_FILE } from './decode';
import { RecordError } from './errors';
import { problemsOf } from './problems';
import { experimentRecordSchema, type ExperimentRecord } from './schema';
import { zipStream, type ZipEntry } from './zipStream';

export interface EncodeOptions {
  /** `all` packs long arrays of float32, too: a tenth less for features as they come from training, and slower. Default: what packs well. */
  pack?: 'all' | 'what packs well';
  /** Named in errors. */
  file?: string;
}

/** Bytes from which packing an array is worth its while: unpacking costs a stream of its own. */
const LONG = 2 ** 14;
/** What training leaves in them is noise but for the first byte or two of each number. */
const INCOMPRESSIBLE = new Set(['float32', 'float64']);

/**
 * The entries of a record's zip, each array turned into bytes when its turn comes.
 * @throws RecordError of kind `invalid` where the record does not fit the schema, before anything is written
 */
export function* recordEntries(
  record: ExperimentRecord,
  { pack = 'what packs well', file = 'record' }: EncodeOptions = {},
): Generator<ZipEntry> {
  const checked = experimentRecordSchema.safeParse(record);
  if (!checked.success) throw new RecordError('invalid', file, `it cannot be kept: ${problemsOf(checked.error)}.`);
  const { json, arrays } = separate(checked.data);
  yield { path: RECORD_FILE, bytes: new TextEncoder().encode(`${JSON.stringify(json, undefined, 1)}\n`), packed: true };
  for (const { place, encode } of arrays) {
    const bytes = encode();
    yield { path: place.entry, bytes, packed: bytes.length >= LONG && (pack === 'all' || !INCOMPRESSIBLE.has(place.dtype)) };
  }
}

/** The whole file. Errors as `recordEntries`. */
export function encodeRecord(record: ExperimentRecord, options?: EncodeOptions): Promise<Blob> {
  return new Response(zipStream(recordEntries(record, options))).blob();
}
