/** Resampling over typed arrays, columns first and then rows: for wasm and cpu, where the pixels already lie in JavaScript's memory. */
import { bytesToInput } from '../../data/normalisation';
import type { ChannelStatistics } from '../../ingest/duplicates/statistics';
import type { TapTable } from './taps';

/** [n, side, side, 3], normalised, of pixels [n, size, size, 3]. */
export function resample(
  pixels: Uint8Array,
  n: number,
  size: number,
  side: number,
  table: TapTable,
  normalisation: ChannelStatistics,
): Float32Array {
  const { factor, summand } = bytesToInput(normalisation);
  const { taps, images, values } = table;
  const entry = 1 + taps;
  const output = new Float32Array(n * side * side * 3);
  const narrowed = new Float64Array(size * side * 3);
  for (let image = 0; image < n; image++) {
    const rows = 2 * (images === 1 ? 0 : image) * side * entry;
    const columns = rows + side * entry;
    narrowColumns(pixels, image * size * size * 3, size, side, values, columns, entry, narrowed);
    for (let y = 0; y < side; y++) {
      const at = rows + y * entry;
      const first = values[at]!;
      const target = (image * side + y) * side * 3;
      for (let x = 0; x < side * 3; x++) {
        let sum = 0;
        for (let k = 0; k < taps; k++) {
          const weight = values[at + 1 + k]!;
          if (weight !== 0) sum += weight * narrowed[(first + k) * side * 3 + x]!;
        }
        output[target + x] = Math.min(Math.max(sum, 0), 255) * factor[x % 3]! + summand[x % 3]!;
      }
    }
  }
  return output;
}

/** Resamples every row of one image to `side` columns. */
function narrowColumns(
  pixels: Uint8Array,
  start: number,
  size: number,
  side: number,
  values: Float32Array,
  columns: number,
  entry: number,
  narrowed: Float64Array,
): void {
  for (let x = 0; x < side; x++) {
    const at = columns + x * entry;
    const first = values[at]!;
    for (let y = 0; y < size; y++) {
      let [red, green, blue] = [0, 0, 0];
      for (let k = 0; k < entry - 1; k++) {
        const weight = values[at + 1 + k]!;
        if (weight === 0) continue;
        const pixel = start + (y * size + first + k) * 3;
        red += weight * pixels[pixel]!;
        green += weight * pixels[pixel + 1]!;
        blue += weight * pixels[pixel + 2]!;
      }
      const target = (y * side + x) * 3;
      narrowed[target] = red;
      narrowed[target + 1] = green;
      narrowed[target + 2] = blue;
    }
  }
}
