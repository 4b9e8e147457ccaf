/**
 * NumPy's `.npy`, written: version 1.0 of numpy.lib.format, little-endian, row-major. Read by `core/ingest/arrays/npy.ts`.
 */

/** NumPy's type strings of what is written. */
export const NPY_TYPES = { float16: '<f2', float32: '<f4', float64: '<f8', int32: '<i4', uint16: '<u2', uint8: '|u1' } as const;
export type NpyType = keyof typeof NPY_TYPES;

/** Bytes of one value. */
export const NPY_BYTES: Record<NpyType, number> = { float16: 2, float32: 4, float64: 8, int32: 4, uint16: 2, uint8: 1 };

/** The data of a file begin at a multiple of this. */
const ALIGNMENT = 64;
const PREAMBLE_BYTES = 10;

/**
 * A file of one array.
 * @param data row-major, little-endian; for float16 the 16-bit patterns
 * @throws RangeError where the data are not as many as the shape says
 */
export function encodeNpy(type: NpyType, shape: readonly number[], data: ArrayBufferView): Uint8Array<ArrayBuffer> {
  const needed = shape.reduce((product, side) => product * side, 1) * NPY_BYTES[type];
  if (data.byteLength !== needed)
    throw new RangeError(`[${shape.join(', ')}] of ${type} takes ${needed} bytes; there are ${data.byteLength}`);
  // A tuple of one has its comma in Python.
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '${NPY_TYPES[type]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const start = Math.ceil((PREAMBLE_BYTES + dictionary.length + 1) / ALIGNMENT) * ALIGNMENT;
  const header = `${dictionary.padEnd(start - PREAMBLE_BYTES - 1)}\n`;
  const file = new Uint8Array(start + needed);
  file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8]);
  file.set(new TextEncoder().encode(header), PREAMBLE_BYTES);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return file;
}
