/**
 * Images of any shape into the squares of a store: aspect kept, the centre square cut out or the whole image padded. Antialiased as in
 * `resize.ts`: area averages going down, triangle going up.
 */
import { tapsFor, type Tap } from './resize';

/** `crop`: the centre square. `pad`: the whole image, the rest filled with the mean colour of its border. */
export type Fit = 'crop' | 'pad';

/** Pixels row by row; four channels are RGB and alpha, not premultiplied. */
export interface Raster {
  data: ArrayLike<number>;
  width: number;
  height: number;
  channels: 1 | 3 | 4;
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The part of an image that is used. */
export function regionOf(width: number, height: number, fit: Fit): Rectangle {
  if (fit === 'pad') return { x: 0, y: 0, width, height };
  const side = Math.min(width, height);
  return { x: (width - side) >> 1, y: (height - side) >> 1, width: side, height: side };
}

/** Where in a square of `size` that part comes to stand. */
export function targetOf(width: number, height: number, size: number, fit: Fit): Rectangle {
  if (fit === 'crop') return { x: 0, y: 0, width: size, height: size };
  const scale = size / Math.max(width, height);
  const w = Math.max(1, Math.round(width * scale));
  const h = Math.max(1, Math.round(height * scale));
  return { x: (size - w) >> 1, y: (size - h) >> 1, width: w, height: h };
}

/**
 * How often an image may be halved exactly (2×2 means) before the rest is left to `fitRaster`: as long as two pixels or more remain for
 * each of the target, so that nothing of the quality is lost.
 */
export function halvings(region: Rectangle, target: Rectangle): number {
  const ratio = Math.min(region.width / target.width, region.height / target.height);
  return ratio < 4 ? 0 : Math.floor(Math.log2(ratio)) - 1;
}

/**
 * @param ground what is transparent lies over; white if not given
 * @returns [size, size, 3] RGB; grey as three equal channels
 * @throws RangeError if the data do not have the size they claim
 */
export function fitRaster(
  raster: Raster,
  size: number,
  fit: Fit,
  ground: readonly [number, number, number] = [255, 255, 255],
): Uint8Array<ArrayBuffer> {
  const { data, width, height, channels } = raster;
  if (width < 1 || height < 1 || data.length !== width * height * channels)
    throw new RangeError(
      `${width}×${height} pixels of ${channels} channels take ${width * height * channels} bytes; there are ${data.length}`,
    );
  const region = regionOf(width, height, fit);
  const target = targetOf(width, height, size, fit);
  const narrowed = narrow(raster, region, tapsFor(region.width, target.width), ground);
  const fitted = flatten(narrowed, target.width, tapsFor(region.height, target.height));
  return target.width === size && target.height === size ? fitted : padded(fitted, target, size);
}

/** Along rows: the region as RGB, each row `taps.length` wide. */
function narrow(
  { data, width, channels }: Raster,
  region: Rectangle,
  taps: readonly Tap[],
  ground: readonly [number, number, number],
): Float32Array {
  const out = new Float32Array(region.height * taps.length * 3);
  const line = new Float32Array(region.width * 3);
  let to = 0;
  for (let y = 0; y < region.height; y++) {
    readLine(data, ((region.y + y) * width + region.x) * channels, channels, line, ground);
    for (const { first, weights } of taps) {
      let r = 0;
      let g = 0;
      let b = 0;
      for (let k = 0, at = first * 3; k < weights.length; k++, at += 3) {
        const weight = weights[k]!;
        r += weight * line[at]!;
        g += weight * line[at + 1]!;
        b += weight * line[at + 2]!;
      }
      out[to++] = r;
      out[to++] = g;
      out[to++] = b;
    }
  }
  return out;
}

function readLine(
  data: ArrayLike<number>,
  from: number,
  channels: 1 | 3 | 4,
  line: Float32Array,
  [groundRed, groundGreen, groundBlue]: readonly [number, number, number],
): void {
  if (channels === 1) {
    for (let i = 0, at = from; i < line.length; i += 3, at++) line[i] = line[i + 1] = line[i + 2] = data[at]!;
    return;
  }
  if (channels === 3) {
    for (let i = 0, at = from; i < line.length; i++, at++) line[i] = data[at]!;
    return;
  }
  for (let i = 0, at = from; i < line.length; i += 3, at += 4) {
    if (data[at + 3] === 255) {
      line[i] = data[at]!;
      line[i + 1] = data[at + 1]!;
      line[i + 2] = data[at + 2]!;
      continue;
    }
    const alpha = data[at + 3]! / 255;
    const rest = 1 - alpha;
    line[i] = alpha * data[at]! + rest * groundRed;
    line[i + 1] = alpha * data[at + 1]! + rest * groundGreen;
    line[i + 2] = alpha * data[at + 2]! + rest * groundBlue;
  }
}

/** Along columns, rounded. */
function flatten(source: Float32Array, width: number, taps: readonly Tap[]): Uint8Array<ArrayBuffer> {
  const stride = width * 3;
  const out = new Uint8Array(taps.length * stride);
  const sums = new Float32Array(stride);
  taps.forEach(({ first, weights }, y) => {
    sums.fill(0);
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k]!;
      const at = (first + k) * stride;
      for (let i = 0; i < stride; i++) sums[i]! += weight * source[at + i]!;
    }
    // A hair above one half, so that rounding errors do not turn an exact half down.
    for (let i = 0; i < stride; i++) out[y * stride + i] = sums[i]! + 0.5 + 1e-4;
  });
  return out;
}

/** A square with the image in its middle. The border's own mean leaves the faintest edge of all single colours. */
function padded(image: Uint8Array, { x, y, width, height }: Rectangle, size: number): Uint8Array<ArrayBuffer> {
  const ground = borderMean(image, width, height);
  const out = new Uint8Array(size * size * 3);
  for (let i = 0; i < out.length; i++) out[i] = ground[i % 3]!;
  for (let row = 0; row < height; row++) out.set(image.subarray(row * width * 3, (row + 1) * width * 3), ((y + row) * size + x) * 3);
  return out;
}

function borderMean(image: Uint8Array, width: number, height: number): [number, number, number] {
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x += y === 0 || y === height - 1 || width === 1 ? 1 : width - 1) {
      const at = (y * width + x) * 3;
      sum[0] += image[at]!;
      sum[1] += image[at + 1]!;
      sum[2] += image[at + 2]!;
      count++;
    }
  return [Math.round(sum[0] / count), Math.round(sum[1] / count), Math.round(sum[2] / count)];
}
