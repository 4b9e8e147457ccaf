/**
 * Position embeddings at another number of patches, as timm's `resample_abs_pos_embed` makes them: bicubic with antialiasing
 * (torch.nn.functional.interpolate with antialias=True, whose cubic has a = −0.5 as Pillow's), the class token's kept as it is.
 */

/** Keys' cubic convolution kernel. */
function cubic(x: number): number {
  const a = -0.5;
  const t = Math.abs(x);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  return t < 2 ? (((t - 5) * t + 8) * t - 4) * a : 0;
}

/** For each of `to` places along a side the first of `from` that it draws on, and its weights from there on. */
function cubicTaps(from: number, to: number): { first: number; weights: Float64Array }[] {
  const scale = from / to;
  // Going down the kernel is stretched over what falls together; going up it is not shrunk.
  const stretch = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = scale * (i + 0.5);
    const first = Math.max(0, Math.trunc(centre - 2 * stretch + 0.5));
    const end = Math.min(from, Math.trunc(centre + 2 * stretch + 0.5));
    const weights = Float64Array.from({ length: end - first }, (__, j) => cubic((j + first - centre + 0.5) / stretch));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/**
 * @param positions [1 + from², width], the class token's first
 * @param from patches along a side, and `to` how many there are to be
 * @returns [1 + to², width]; the same array where nothing changes
 */
export function resamplePositions(positions: Float32Array, width: number, from: number, to: number): Float32Array {
  if (positions.length !== (1 + from * from) * width)
    throw new RangeError(
      `${from} × ${from} positions and a class token of width ${width} are ${(1 + from * from) * width} values, not ${positions.length}`,
    );
  if (from === to) return positions;
  const taps = cubicTaps(from, to);
  const narrowed = new Float64Array(from * to * width);
  for (let y = 0; y < from; y++)
    taps.forEach(({ first, weights }, x) => {
      for (let j = 0; j < weights.length; j++) {
        const source = (1 + y * from + first + j) * width;
        for (let k = 0; k < width; k++) narrowed[(y * to + x) * width + k]! += weights[j]! * positions[source + k]!;
      }
    });
  const out = new Float32Array((1 + to * to) * width);
  out.set(positions.subarray(0, width));
  const sums = new Float64Array(to * width);
  taps.forEach(({ first, weights }, y) => {
    sums.fill(0);
    for (let j = 0; j < weights.length; j++) {
      const source = (first + j) * to * width;
      for (let i = 0; i < sums.length; i++) sums[i]! += weights[j]! * narrowed[source + i]!;
    }
    out.set(sums, (1 + y * to) * width);
  });
  return out;
}
