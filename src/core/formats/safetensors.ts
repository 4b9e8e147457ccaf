/**
 * The safetensors format: 8 bytes with the length of the header (little-endian), the header as JSON, then row-major data.
 * Source: https://github.com/huggingface/safetensors, section "Format". Read and written as a whole: F32, F64, U8, I32, I64. The header
 * alone is read with every type that the format knows, so that large files need not be in memory.
 */

export type TensorData = Float32Array | Float64Array | Uint8Array | Int32Array | BigInt64Array;

export interface StoredTensor {
  shape: number[];
  data: TensorData;
}

export interface SafetensorsFile {
  tensors: Record<string, StoredTensor>;
  metadata: Record<string, string>;
}

export class SafetensorsError extends Error {
  override name = 'SafetensorsError';
}

const kinds = {
  F32: Float32Array,
  F64: Float64Array,
  U8: Uint8Array,
  I32: Int32Array,
  I64: BigInt64Array,
} as const;
type Kind = keyof typeof kinds;

/** Bytes of one value, of every type that the format has. */
const WIDTHS: Record<string, number> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  F8_E8M0: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
};

/** Of the header's length, with which a file begins. */
export const PREFIX_BYTES = 8;
/** The bound that the format's own reader sets on the header. */
const MAX_HEADER_BYTES = 100_000_000;

const refuse = (message: string): never => {
  throw new SafetensorsError(`Not a valid safetensors file: ${message}`);
};

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** A name out of the file, fit for a sentence: short, and without characters that cannot be seen. */
const quoted = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text).replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');

function kindOf(data: TensorData): Kind {
  const found = (Object.keys(kinds) as Kind[]).find((kind) => data instanceof kinds[kind]);
  if (!found) throw new SafetensorsError(`Safetensors files are written from typed arrays of ${Object.keys(kinds).join(', ')} only`);
  return found;
}

/**
 * Where the data begin, which is where the header ends.
 * @param prefix the first PREFIX_BYTES of the file, or more of it
 * @param size bytes of the whole file
 * @throws SafetensorsError
 */
export function safetensorsDataAt(prefix: Uint8Array, size: number): number {
  if (prefix.length < PREFIX_BYTES) refuse(`it has ${prefix.length} bytes, fewer than the ${PREFIX_BYTES} of the header's length`);
  const length = Number(new DataView(prefix.buffer, prefix.byteOffset, PREFIX_BYTES).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES) refuse(`the header would have ${length} bytes`);
  const start = PREFIX_BYTES + length;
  if (start > size) refuse(`the header would end at byte ${start}, the file at ${size}`);
  return start;
}

/** A tensor of the file that has not been read. */
export interface Stretch {
  name: string;
  /** As the format writes it: `F32`, `BF16`, … */
  type: string;
  shape: number[];
  /** Bytes from the beginning of the data. */
  from: number;
  to: number;
}

export interface SafetensorsHeader {
  stretches: Stretch[];
  metadata: Record<string, string>;
}

/**
 * What a file holds, of any of the format's types; the tensors are not read.
 * @param head the file up to where its data begin, or more of it
 * @param size bytes of the whole file
 * @throws SafetensorsError where they do not cover the file one after the other
 */
export function readSafetensorsHeader(head: Uint8Array, size: number): SafetensorsHeader {
  const start = safetensorsDataAt(head, size);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(PREFIX_BYTES, start)));
  } catch {
    return refuse('the header is not JSON');
  }
  if (!isRecord(header)) return refuse('the header is not an object');
  const available = size - start;
  const stretches: Stretch[] = [];
  const metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') stretches.push(readEntry(name, entry, available));
    else if (isRecord(entry) && Object.values(entry).every((value) => typeof value === 'string')) Object.assign(metadata, entry);
    else refuse('its metadata are not strings by name');
  }
  refuseOverlaps(stretches, available);
  return { stretches, metadata };
}

/** An entry of the header, checked against the file before anything is made of it. */
function readEntry(key: string, entry: unknown, available: number): Stretch {
  const name = quoted(key);
  if (!isRecord(entry)) return refuse(`the entry of ${name} is not an object`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(WIDTHS, dtype))
    throw new SafetensorsError(
      `${name} is stored as ${typeof dtype === 'string' ? quoted(dtype) : typeof dtype}; only ${Object.keys(WIDTHS).join(', ')} can be read`,
    );
  if (!Array.isArray(shape) || !shape.every(isCount)) return refuse(`the shape of ${name} is not a list of whole numbers`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount)) return refuse(`${name} has no pair of offsets`);
  const [from, to] = offsets as [number, number];
  const needed = (shape as number[]).reduce((size, side) => size * side, 1) * WIDTHS[dtype]!;
  if (to - from !== needed) return refuse(`${name} of ${dtype} needs ${needed} bytes but has ${to - from}`);
  if (to > available) return refuse(`${name} ends at byte ${to} of the data, which has ${available}: it is cut short`);
  return { name: key, type: dtype, shape: [...(shape as number[])], from, to };
}

/** The format wants the data covered by its entries, each byte by one: what overlaps would be copied as often as it is named. */
function refuseOverlaps(stretches: readonly Stretch[], available: number): void {
  let end = 0;
  for (const { name, from, to } of [...stretches].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from < end) refuse(`${quoted(name)} lies on top of another tensor`);
    if (from > end) refuse(`${from - end} bytes before ${quoted(name)} belong to no tensor`);
    end = to;
  }
  if (end !== available) refuse(`${available - end} bytes at the end belong to no tensor`);
}

/**
 * Reads a safetensors file.
 * @throws SafetensorsError when the file is damaged or holds a type other than F32, F64, U8, I32, I64
 */
export function readSafetensors(file: ArrayBuffer | Uint8Array): SafetensorsFile {
  const bytes = file instanceof Uint8Array ? file : new Uint8Array(file);
  const start = safetensorsDataAt(bytes, bytes.length);
  const { stretches, metadata } = readSafetensorsHeader(bytes, bytes.length);
  const tensors = Object.fromEntries(
    stretches.map(({ name, type, shape, from, to }): [string, StoredTensor] => {
      if (!Object.hasOwn(kinds, type))
        throw new SafetensorsError(`${quoted(name)} is stored as ${quoted(type)}; only ${Object.keys(kinds).join(', ')} can be read`);
      // A copy, because the data need not be aligned within the file.
      return [name, { shape, data: new kinds[type as Kind](bytes.slice(start + from, start + to).buffer) }];
    }),
  );
  return { tensors, metadata };
}

/**
 * Writes tensors in the order given. The header is padded with spaces so that the data start at a multiple of 8.
 * @throws SafetensorsError when an array does not have the length of its shape
 */
export function writeSafetensors({
  tensors,
  metadata,
}: {
  tensors: Record<string, StoredTensor>;
  metadata?: Record<string, string>;
}): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = {};
  if (metadata && Object.keys(metadata).length > 0) header.__metadata__ = metadata;
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    const size = shape.reduce((product, side) => product * side, 1);
    if (size !== data.length) throw new SafetensorsError(`${name} [${shape}] needs ${size} values, not ${data.length}`);
    header[name] = { dtype: kindOf(data), shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(PREFIX_BYTES + length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.fill(0x20, PREFIX_BYTES, PREFIX_BYTES + length);
  file.set(text, PREFIX_BYTES);
  let at = PREFIX_BYTES + length;
  for (const { data } of Object.values(tensors)) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}
