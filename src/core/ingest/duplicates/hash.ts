/**
 * Perceptual hash: the signs of the 64 lowest frequencies of an image's brightness, 0 excluded, against their median. Scaling, recompression
 * and small changes of brightness move few bits. (Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010, §3.2.1.)
 */

/** Side of the grey picture that is transformed. */
const SIDE = 32;
const BITS = 64;

/** Two 32-bit words an image. */
export const HASH_WORDS = 2;

/**
 * Hashes of square RGB images.
 * @param pixels [count, size, size, 3] uint8, size ≥ 1
 * @returns [count, 2] words
 */
export function perceptualHashes(pixels: Uint8Array, size: number, onImage?: (done: number) => void): Uint32Array {
  const stride = size * size * 3;
  const count = stride > 0 ? Math.floor(pixels.length / stride) : 0;
  const hashes = new Uint32Array(count * HASH_WORDS);
  const hash = createHasher(size);
  for (let i = 0; i < count; i++) {
    hash(pixels.subarray(i * stride, (i + 1) * stride), hashes, i * HASH_WORDS);
    onImage?.(i + 1);
  }
  return hashes;
}

/** Places of the 64 lowest frequencies, nearest to 0 first. */
const FREQUENCIES = lowestFrequencies();
/** Frequencies along one axis that occur among them. */
const AXIS = 1 + Math.max(...FREQUENCIES.map(([u, v]) => Math.max(u, v)));
/** [AXIS, SIDE] cosines. */
const COSINES = Float64Array.from({ length: AXIS * SIDE }, (_, i) =>
  Math.cos((Math.PI * Math.floor(i / SIDE) * (2 * (i % SIDE) + 1)) / (2 * SIDE)),
);

function lowestFrequencies(): [number, number][] {
  const all: [number, number][] = [];
  for (let u = 0; u < 12; u++) for (let v = 0; v < 12; v++) if (u + v > 0) all.push([u, v]);
  const rank = ([u, v]: [number, number]) => (u * u + v * v) * 100 + u;
  return all.sort((a, b) => rank(a) - rank(b)).slice(0, BITS);
}

/** @returns a function that writes the hash of one image of this size */
function createHasher(size: number): (image: Uint8Array, into: Uint32Array, at: number) => void {
  const grey = new Float64Array(SIDE * SIDE);
  const rows = new Float64Array(SIDE * AXIS);
  const values = new Float64Array(BITS);
  const sorted = new Float64Array(BITS);
  return (image, into, at) => {
    toGrey(image, size, grey);
    for (let y = 0; y < SIDE; y++)
      for (let v = 0; v < AXIS; v++) {
        let sum = 0;
        for (let x = 0; x < SIDE; x++) sum += grey[y * SIDE + x]! * COSINES[v * SIDE + x]!;
        rows[y * AXIS + v] = sum;
      }
    for (let k = 0; k < BITS; k++) {
      const [u, v] = FREQUENCIES[k]!;
      let sum = 0;
      for (let y = 0; y < SIDE; y++) sum += rows[y * AXIS + v]! * COSINES[u * SIDE + y]!;
      // Rounding errors of frequencies that are not there must not decide bits.
      values[k] = Math.abs(sum) < 1e-6 ? 0 : sum;
    }
    sorted.set(values);
    sorted.sort();
    const median = (sorted[BITS / 2 - 1]! + sorted[BITS / 2]!) / 2;
    into[at] = 0;
    into[at + 1] = 0;
    for (let k = 0; k < BITS; k++) if (values[k]! > median) into[at + (k >> 5)]! |= 1 << (k & 31);
  };
}

/** Brightness (Rec. 601) at 32 × 32: means of the pixels that fall into each cell, or the nearest pixel of a smaller image. */
export function toGrey(image: Uint8Array, size: number, grey: Float64Array): void {
  for (let y = 0; y < SIDE; y++) {
    const top = Math.floor((y * size) / SIDE);
    const bottom = Math.max(top + 1, Math.floor(((y + 1) * size) / SIDE));
    for (let x = 0; x < SIDE; x++) {
      const left = Math.floor((x * size) / SIDE);
      const right = Math.max(left + 1, Math.floor(((x + 1) * size) / SIDE));
      let sum = 0;
      for (let i = top; i < bottom; i++)
        for (let j = left; j < right; j++) {
          const at = (i * size + j) * 3;
          sum += 299 * image[at]! + 587 * image[at + 1]! + 114 * image[at + 2]!;
        }
      grey[y * SIDE + x] = sum / (1000 * (bottom - top) * (right - left));
    }
  }
}

/** Bits in which two hashes differ. */
export function hammingDistance(hashes: Uint32Array, a: number, b: number): number {
  return bitsIn(hashes[2 * a]! ^ hashes[2 * b]!) + bitsIn(hashes[2 * a + 1]! ^ hashes[2 * b + 1]!);
}

function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
