/**
 * Resizing of square uint8 RGB images without aliasing: area averages going down, triangle (bilinear, half-pixel centres) going up.
 * Going down by a whole factor k every output pixel is the mean of its k×k block, so 64 → 32 is the exact 2×2 mean.
 */

/** For each output place: the first input place it draws on, and its weights from there on. */
export interface Tap {
  first: number;
  weights: Float64Array;
}

/**
 * @param pixels [n, from, from, 3] row-major
 * @returns [n, to, to, 3], rounded to nearest (halves up); the input itself where `from` = `to`
 * @throws RangeError if the sizes are not whole numbers ≥ 1 or do not agree with the buffer
 */
export function resizeImages(pixels: Uint8Array, n: number, from: number, to: number): Uint8Array {
  for (const side of [from, to])
    if (!Number.isInteger(side) || side < 1) throw new RangeError(`An image side must be a whole number of at least 1, not ${side}`);
  if (pixels.length !== n * from * from * 3)
    throw new RangeError(`${n} images of ${from}×${from} RGB pixels take ${n * from * from * 3} bytes; the buffer has ${pixels.length}`);
  if (from === to) return pixels;
  const taps = tapsFor(from, to);
  const out = new Uint8Array(n * to * to * 3);
  const narrowed = new Float64Array(from * to * 3);
  for (let image = 0; image < n; image++) {
    const source = pixels.subarray(image * from * from * 3, (image + 1) * from * from * 3);
    narrow(source, narrowed, from, to, taps);
    flatten(narrowed, out.subarray(image * to * to * 3, (image + 1) * to * to * 3), to, taps);
  }
  return out;
}

/** What each of `to` output places along a side is made of. */
export function tapsFor(from: number, to: number): Tap[] {
  return to < from ? areaTaps(from, to) : triangleTaps(from, to);
}

/** Along rows: [from, from, 3] → [from, to, 3]. */
function narrow(source: Uint8Array, target: Float64Array, from: number, to: number, taps: Tap[]): void {
  for (let y = 0; y < from; y++) {
    for (let x = 0; x < to; x++) {
      const { first, weights } = taps[x]!;
      let r = 0;
      let g = 0;
      let b = 0;
      for (let k = 0, at = (y * from + first) * 3; k < weights.length; k++, at += 3) {
        const weight = weights[k]!;
        r += weight * source[at]!;
        g += weight * source[at + 1]!;
        b += weight * source[at + 2]!;
      }
      const at = (y * to + x) * 3;
      target[at] = r;
      target[at + 1] = g;
      target[at + 2] = b;
    }
  }
}

/** Along columns: [from, to, 3] → [to, to, 3], rounded. */
function flatten(source: Float64Array, target: Uint8Array, to: number, taps: Tap[]): void {
  const line = to * 3;
  const sums = new Float64Array(line);
  for (let y = 0; y < to; y++) {
    const { first, weights } = taps[y]!;
    sums.fill(0);
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      const at = (first + k) * line;
      for (let i = 0; i < line; i++) sums[i]! += weight * source[at + i]!;
    }
    // A hair above one half, so that the rounding errors of thirds do not turn an exact half down.
    for (let i = 0; i < line; i++) target[y * line + i] = Math.floor(sums[i]! + 0.5 + 1e-9);
  }
}

/** Weight = share of the output pixel's stretch of input that lies in the input pixel. */
function areaTaps(from: number, to: number): Tap[] {
  return Array.from({ length: to }, (_, x) => {
    const start = (x * from) / to;
    const end = ((x + 1) * from) / to;
    const first = Math.floor(start);
    const last = Math.min(from, Math.ceil(end));
    const weights = Float64Array.from({ length: last - first }, (_, k) => Math.min(end, first + k + 1) - Math.max(start, first + k));
    return { first, weights: normalised(weights) };
  });
}

function triangleTaps(from: number, to: number): Tap[] {
  return Array.from({ length: to }, (_, x) => {
    const centre = Math.min(from - 1, Math.max(0, ((x + 0.5) * from) / to - 0.5));
    const first = Math.min(from - 1, Math.floor(centre));
    const share = centre - first;
    return { first, weights: share > 0 ? Float64Array.of(1 - share, share) : Float64Array.of(1) };
  });
}

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
