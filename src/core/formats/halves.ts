/** Numbers of 16 bits as they lie in files, read: IEEE 754 half precision, and bfloat16. */

/** By its 16 bits, what a half means: sign, five bits of exponent, ten of fraction. */
let halves: Float32Array | undefined;

function halfValues(): Float32Array {
  halves ??= Float32Array.from({ length: 65_536 }, (_, bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return sign * (exponent === 0 ? 2 ** -24 * fraction : 2 ** (exponent - 15) * (1 + fraction / 1024));
  });
  return halves;
}

/** @param big most significant byte first */
export function decodeHalf(data: Uint8Array, big = false): Float32Array<ArrayBuffer> {
  const values = halfValues();
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const out = new Float32Array(data.length >> 1);
  for (let i = 0; i < out.length; i++) out[i] = values[view.getUint16(2 * i, !big)]!;
  return out;
}

/** bfloat16, little-endian: the upper half of a float32. */
export function decodeBfloat16(data: Uint8Array): Float32Array<ArrayBuffer> {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const bits = new Uint32Array(data.length >> 1);
  for (let i = 0; i < bits.length; i++) bits[i] = view.getUint16(2 * i, true) << 16;
  return new Float32Array(bits.buffer);
}
