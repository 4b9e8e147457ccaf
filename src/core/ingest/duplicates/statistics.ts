/** What an image set looks like in numbers. */

/** Images of each class. @param classes number of classes */
export function classCounts(labels: ArrayLike<number>, classes: number): Int32Array {
  const counts = new Int32Array(classes);
  for (let i = 0; i < labels.length; i++) if (labels[i]! >= 0) counts[labels[i]!]!++;
  return counts;
}

export interface Summary {
  least: number;
  median: number;
  most: number;
  mean: number;
}

/** Least, median, most and mean; all 0 of nothing. */
export function summarise(values: ArrayLike<number>): Summary {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n === 0) return { least: 0, median: 0, most: 0, mean: 0 };
  const median = n % 2 === 1 ? sorted[(n - 1) / 2]! : (sorted[n / 2 - 1]! + sorted[n / 2]!) / 2;
  return { least: sorted[0]!, median, most: sorted[n - 1]!, mean: sorted.reduce((sum, value) => sum + value, 0) / n };
}

export interface Histogram {
  /** [bins + 1], ascending. */
  edges: Float64Array;
  counts: Int32Array;
}

/** Counts in bins of equal ratio, for values above 0 that differ by orders of magnitude, such as sizes. */
export function logHistogram(values: ArrayLike<number>, bins = 20): Histogram {
  const positive = Float64Array.from(values).filter((value) => value > 0);
  const { least, most } = summarise(positive);
  const from = Math.log(least || 1);
  const width = Math.max(Math.log(most || 1) - from, 1e-9) / bins;
  const counts = new Int32Array(bins);
  for (const value of positive) counts[Math.min(bins - 1, Math.floor((Math.log(value) - from) / width))]!++;
  return { edges: Float64Array.from({ length: bins + 1 }, (_, i) => Math.exp(from + i * width)), counts };
}

export interface ChannelStatistics {
  /** Of R, G and B, in 0 … 1. */
  mean: [number, number, number];
  std: [number, number, number];
}

/** Sums over pixels, taken in part by part; exact, since sums of bytes are whole numbers. */
export class ChannelSums {
  readonly #sum: [number, number, number] = [0, 0, 0];
  readonly #squares: [number, number, number] = [0, 0, 0];
  #pixels = 0;

  /**
   * @param pixels [count, size, size, 3] uint8
   * @param rows images to count; default all
   */
  add(pixels: Uint8Array, size: number, rows?: ArrayLike<number>): void {
    const stride = size * size * 3;
    const count = rows ? rows.length : pixels.length / stride;
    for (let i = 0; i < count; i++) {
      const from = (rows ? rows[i]! : i) * stride;
      // Of one image the sums stay small integers, which is fast.
      let [r, g, b, rr, gg, bb] = [0, 0, 0, 0, 0, 0];
      for (let at = from; at < from + stride; at += 3) {
        const x = pixels[at]!;
        const y = pixels[at + 1]!;
        const z = pixels[at + 2]!;
        r += x;
        g += y;
        b += z;
        rr += x * x;
        gg += y * y;
        bb += z * z;
      }
      this.#sum[0] += r;
      this.#sum[1] += g;
      this.#sum[2] += b;
      this.#squares[0] += rr;
      this.#squares[1] += gg;
      this.#squares[2] += bb;
    }
    this.#pixels += count * size * size;
  }

  result(): ChannelStatistics {
    const n = Math.max(1, this.#pixels);
    const mean = this.#sum.map((value) => value / n);
    const std = this.#squares.map((value, k) => Math.sqrt(Math.max(0, value / n - mean[k]! ** 2)));
    const scaled = (values: number[]) => values.map((value) => value / 255) as [number, number, number];
    return { mean: scaled(mean), std: scaled(std) };
  }
}

/**
 * Mean and standard deviation of each channel over all pixels of some images.
 * @param pixels [count, size, size, 3] uint8
 * @param rows images to count; default all
 */
export function channelStatistics(pixels: Uint8Array, size: number, rows?: ArrayLike<number>): ChannelStatistics {
  const sums = new ChannelSums();
  sums.add(pixels, size, rows);
  return sums.result();
}
