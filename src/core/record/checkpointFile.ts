/**
 * A checkpoint as bytes: what stands in storage between two steps. A head of JSON, then every array as it lies in memory, then CRC-32 of
 * all that. Faster and smaller in memory than a zip: it is written every minute, and may be hundreds of megabytes.
 */
import { CheckpointError } from '../errors';
import { crc32 } from '../ingest/archives/crc32';
import type { Checkpoint } from '../training/experiment.types';
import { join, separate } from './arrays';
import { problemsOf } from './problems';
import { checkpointSchema } from './schema';

const MAGIC = 0x4b43534e; // “NSCK”
/** A later form has another number; one that is not known is refused, and stays where it is. */
export const CHECKPOINT_VERSION = 1;
/** Magic, version, length of the JSON. */
const HEAD = 12;
const CHECKSUM = 4;

/** Lengths of the arrays of each parameter: one number where weights and moments have the same. */
type Parameters = Record<string, number | [weights: number, moments: number]>;

/** The bytes of a checkpoint. They are in the machine's order, which is little-endian wherever browsers run. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  // In place of its arrays a parameter has their length.
  const runs = checkpoint.runs.map(({ parameters, ...run }) => ({
    ...run,
    parameters: Object.fromEntries(
      Object.entries(parameters).map(([name, [weights, { length }]]) => [
        name,
        weights.length === length ? length : [weights.length, length],
      ]),
    ),
  }));
  const json = new TextEncoder().encode(JSON.stringify(separate({ ...checkpoint, runs }).json));
  const floats = checkpoint.runs.flatMap(({ parameters }) => Object.values(parameters).flat());
  const padded = Math.ceil(json.length / 4) * 4;
  const bytes = new Uint8Array(HEAD + padded + floats.reduce((sum, { byteLength }) => sum + byteLength, 0) + CHECKSUM);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, CHECKPOINT_VERSION, true);
  view.setUint32(8, json.length, true);
  bytes.set(json, HEAD);
  let at = HEAD + padded;
  for (const array of floats) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  view.setUint32(at, crc32(bytes.subarray(0, at)), true);
  return bytes;
}

/** @throws CheckpointError where it is not whole, or of a form that is not known here */
export function decodeCheckpoint(bytes: Uint8Array<ArrayBuffer>): Checkpoint {
  const end = bytes.length - CHECKSUM;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (end < HEAD || view.getUint32(0, true) !== MAGIC) throw new CheckpointError('This is no checkpoint.');
  if (view.getUint32(end, true) !== crc32(bytes.subarray(0, end)))
    throw new CheckpointError('The checkpoint is damaged: its checksum is another one.');
  const version = view.getUint32(4, true);
  if (version !== CHECKPOINT_VERSION)
    throw new CheckpointError(`The checkpoint has form ${version}; this page reads form ${CHECKPOINT_VERSION}. Open it with a newer page.`);
  const length = view.getUint32(8, true);
  let at = HEAD + Math.ceil(length / 4) * 4;
  if (at > end) throw new CheckpointError('The checkpoint is damaged: it ends within its description.');
  const read = (count: number): Float32Array => {
    const size = 4 * count;
    if (!Number.isInteger(count) || count < 0 || at + size > end)
      throw new CheckpointError('The checkpoint is damaged: weights are missing.');
    const array = new Float32Array(bytes.slice(at, at + size).buffer);
    at += size;
    return array;
  };
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(HEAD, HEAD + length)));
  const { runs, ...rest } = join(json, new Map()) as Checkpoint;
  const whole = {
    ...rest,
    runs: runs.map(({ parameters, ...run }) => ({
      ...run,
      parameters: Object.fromEntries(
        Object.entries(parameters as unknown as Parameters).map(([name, count]) => {
          const [weights, moments] = Array.isArray(count) ? count : [count, count];
          return [name, [read(weights), read(moments), read(moments)]];
        }),
      ),
    })),
  };
  const checked = checkpointSchema.safeParse(whole);
  if (!checked.success) throw new CheckpointError(`The checkpoint does not fit together: ${problemsOf(checked.error)}.`);
  return checked.data;
}
