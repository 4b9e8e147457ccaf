/** A file of tensors by name, whatever its format: what is in it is known at once, a tensor is read when it is asked for. */
import { WeightsFileError } from '../../errors';
import { decodeBfloat16, decodeHalf } from '../../formats/halves';
import { fileName, showName } from '../../ingest/names';
import { FileError } from '../../ingest/rejection';

export interface TensorInfo {
  shape: readonly number[];
  /** As safetensors writes it: `F32`, `F16`, `BF16`, `I64`, … */
  type: string;
}

export interface TensorFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  /** What the file says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * The values of one tensor, row-major.
   * @throws WeightsFileError where its values are no floating-point numbers, or cannot be read
   */
  read(name: string): Promise<Float32Array<ArrayBuffer>>;
}

/** Bytes of one value, of the types whose values are read. */
export const FLOAT_BYTES: Readonly<Record<string, number>> = { F16: 2, BF16: 2, F32: 4, F64: 8 };

/** Values of a floating-point type out of little-endian bytes; float64 is rounded. `data` is not kept. */
export function decodeFloats(type: string, data: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  if (type === 'F16') return decodeHalf(data);
  if (type === 'BF16') return decodeBfloat16(data);
  // Typed arrays stand at multiples of their size.
  const { buffer, byteOffset } = byteAligned(data, FLOAT_BYTES[type]!);
  if (type === 'F64') return Float32Array.from(new Float64Array(buffer, byteOffset, data.length / 8));
  return new Float32Array(buffer, byteOffset, data.length / 4);
}

const byteAligned = (data: Uint8Array<ArrayBuffer>, width: number) => (data.byteOffset % width === 0 ? data : data.slice());

/** @throws WeightsFileError where a tensor holds no floating-point numbers */
export function assertFloats(path: string, name: string, type: string): void {
  if (Object.hasOwn(FLOAT_BYTES, type)) return;
  throw weightsError(
    path,
    `${showName(name)} is stored as ${type}, and only F32, F16, BF16 and F64 are read; take the weights that are not quantised`,
  );
}

/** @param path of the file that is at fault */
export function weightsError(path: string, reason: string, cause?: unknown): WeightsFileError {
  return new WeightsFileError(showName(fileName(path)), reason, cause === undefined ? undefined : { cause });
}

/** `[144, 48]` */
export const shapeText = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** Does the work; what reading a file or an archive throws comes as a fault of these weights. @throws WeightsFileError */
export async function inWeightsWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileError) throw weightsError(error.path, error.reason, error);
    throw error;
  }
}
