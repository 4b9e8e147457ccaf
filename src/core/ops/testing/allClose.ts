/**
 * Comparing arrays the way the golden values are judged (DESIGN §5): by the largest deviation, relative to the largest
 * magnitude of the expected tensor. A per-element relative error would punish the harmless small entries of a gradient.
 */
import { expect } from 'vitest';

export type Numbers = ArrayLike<number>;

/**
 * max |actual − expected| / max |expected|; Infinity when a value is not finite or the lengths differ.
 * Where everything expected is 0 the deviation itself is returned.
 */
export function relativeError(actual: Numbers, expected: Numbers): number {
  if (actual.length !== expected.length) return Infinity;
  let deviation = 0;
  let magnitude = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(Number(actual[i]) - Number(expected[i]));
    if (!Number.isFinite(difference)) return Infinity;
    deviation = Math.max(deviation, difference);
    magnitude = Math.max(magnitude, Math.abs(Number(expected[i])));
  }
  return magnitude > 0 ? deviation / magnitude : deviation;
}

function worstIndex(actual: Numbers, expected: Numbers): number {
  let worst = 0;
  let deviation = -1;
  for (let i = 0; i < Math.min(actual.length, expected.length); i++) {
    const difference = Math.abs(Number(actual[i]) - Number(expected[i]));
    if (!Number.isFinite(difference)) return i;
    if (difference > deviation) [worst, deviation] = [i, difference];
  }
  return worst;
}

interface AllCloseMatchers<R = unknown> {
  /** Passes when `relativeError(received, expected) <= tolerance`. */
  toBeAllClose(expected: Numbers, tolerance: number): R;
}

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-explicit-any -- merging repeats vitest's own declaration
  interface Matchers<T = any> extends AllCloseMatchers<T> {}
}

expect.extend({
  toBeAllClose(received: Numbers, expected: Numbers, tolerance: number) {
    const error = relativeError(received, expected);
    return {
      pass: error <= tolerance,
      message: () => {
        if (received.length !== expected.length) return `expected ${expected.length} values, received ${received.length}`;
        const i = worstIndex(received, expected);
        return `relative error ${error.toExponential(2)}, tolerance ${tolerance}; worst at ${i}: received ${received[i]}, expected ${expected[i]}`;
      },
    };
  },
});
