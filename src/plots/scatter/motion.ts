/** Movement from one state to the next, of points and of the view. */

export const ease = (t: number) => (t < 0.5 ? 4 * t * t * t : 1 - (2 - 2 * t) ** 3 / 2);

/** Points on their way: share `t` from `from` to `to`, put back on the unit sphere where they live on it. */
export function pointsBetween(from: Float32Array, to: Float32Array, dimensions: 2 | 3, t: number, out: Float32Array): Float32Array {
  for (let i = 0; i < to.length; i++) out[i] = from[i]! + (to[i]! - from[i]!) * t;
  if (dimensions === 3)
    for (let i = 0; i < to.length; i += 3) {
      const length = Math.hypot(out[i]!, out[i + 1]!, out[i + 2]!);
      // Opposite places meet in the middle of the ball, where no way over the surface is the shortest: take the one past the reader.
      if (length < 1e-6) out.set([0, 0, 1], i);
      else for (let j = i; j < i + 3; j++) out[j]! /= length;
    }
  return out;
}

/** Is there reason not to animate? */
export const prefersStill = () => typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
