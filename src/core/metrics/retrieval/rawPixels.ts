/** The raw-pixel baseline: what retrieval gets without any model (centred cosine), one of the two lines to judge a run by. */

/**
 * Images as vectors: the mean image taken off, then L2-normalised. An image equal to the mean stays 0.
 * @param pixels [n, size, size, channels] uint8
 * @returns [n, d] with d = size·size·channels: features for `embed` with geometry `spherical`
 */
export function rawPixelFeatures(pixels: Uint8Array, n: number, size: number, channels = 3): { features: Float32Array; d: number } {
  const d = size * size * channels;
  if (pixels.length !== n * d)
    throw new RangeError(`${n} images of ${size}×${size}×${channels} take ${n * d} bytes; the buffer has ${pixels.length}`);
  const mean = new Float64Array(d);
  for (let at = 0; at < pixels.length; at += d) for (let i = 0; i < d; i++) mean[i]! += pixels[at + i]! / n;
  const features = new Float32Array(n * d);
  for (let at = 0; at < pixels.length; at += d) {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += (pixels[at + i]! - mean[i]!) ** 2;
    // Rounding leaves some 1e-13 of an image that is the mean; a real difference is at least a fraction of one grey level.
    const factor = sum > 1e-12 * d ? 1 / Math.sqrt(sum) : 0;
    for (let i = 0; i < d; i++) features[at + i] = (pixels[at + i]! - mean[i]!) * factor;
  }
  return { features, d };
}
