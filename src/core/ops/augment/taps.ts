/**
 * Bicubic resampling as a table: for every output row and column the first input pixel and the weights of the pixels from there
 * on. All backends read the same table, so they agree whatever their arithmetic; the flip is a table read backwards.
 *
 * The weights are those of Pillow's `resize(BICUBIC, box)`, which torchvision's RandomResizedCrop uses on images: Keys' cubic
 * with a = −1/2 (Keys 1981), widened by the scale when shrinking (antialiasing), cut at the image's border and normalised.
 */

export interface CropRequest {
  n: number;
  /** Side of the stored images, pixels. */
  size: number;
  /** [n, 4] (y1, x1, y2, x2) in shares of the side; absent = whole images. */
  crops?: Float32Array;
  /** [n] 0/1; absent = no flips. */
  flips?: Uint8Array;
}

export interface TapTable {
  /** Weights per output row or column. */
  taps: number;
  /** Images in the table: n, or 1 when all images share it. */
  images: number;
  /** [images, 2 (rows, columns), side, 1 + taps]: first input pixel, then weights, zero-padded. */
  values: Float32Array;
}

const ROUNDING = 1e-6;

/** Keys' cubic convolution kernel, a = −1/2. */
function cubic(x: number): number {
  const t = Math.abs(x);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  if (t < 2) return ((-0.5 * t + 2.5) * t - 4) * t + 2;
  return 0;
}

/** Weights per output pixel that suffice for every crop: it depends on the sides only, so that buffers keep their size. */
export function tapCount(size: number, side: number): number {
  return 2 * Math.ceil(2 * Math.max(1, size / side)) + 1;
}

/** Writes the entries of one axis: `side` outputs over the input interval [from, to] (pixels) of `size` pixels. */
function writeAxis(
  values: Float32Array,
  offset: number,
  from: number,
  to: number,
  size: number,
  side: number,
  taps: number,
  reversed: boolean,
): void {
  const scale = (to - from) / side;
  const widening = Math.max(1, scale);
  const support = 2 * widening;
  const weights = new Float64Array(taps);
  for (let i = 0; i < side; i++) {
    const centre = from + (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const count = Math.min(Math.min(size, Math.floor(centre + support + 0.5)) - first, taps);
    let sum = 0;
    for (let k = 0; k < count; k++) sum += weights[k] = cubic((first + k + 0.5 - centre) / widening);
    const entry = offset + (reversed ? side - 1 - i : i) * (1 + taps);
    values[entry] = first;
    for (let k = 0; k < count; k++) values[entry + 1 + k] = weights[k]! / sum;
  }
}

/** The table of a batch for outputs of `side` × `side`. Throws RangeError for a box that is empty or leaves the image. */
export function tapTable({ n, size, crops, flips }: CropRequest, side: number): TapTable {
  const taps = tapCount(size, side);
  const images = crops || flips ? n : 1;
  const axis = side * (1 + taps);
  const values = new Float32Array(images * 2 * axis);
  for (let i = 0; i < images; i++) {
    const [y1, x1, y2, x2] = crops ? [...crops.subarray(4 * i, 4 * i + 4)] : [0, 0, 1, 1];
    // A corner computed in float32 as edge + length may come out a rounding error above 1.
    if (!(y1! >= 0 && x1! >= 0 && y2! <= 1 + ROUNDING && x2! <= 1 + ROUNDING && y1! < y2! && x1! < x2!))
      throw new RangeError(
        `Crop ${i} is (${y1}, ${x1}, ${y2}, ${x2}); it must be (y1, x1, y2, x2) with 0 ≤ y1 < y2 ≤ 1 and 0 ≤ x1 < x2 ≤ 1.`,
      );
    writeAxis(values, 2 * i * axis, y1! * size, y2! * size, size, side, taps, false);
    writeAxis(values, (2 * i + 1) * axis, x1! * size, x2! * size, size, side, taps, flips?.[i] === 1);
  }
  return { taps, images, values };
}
