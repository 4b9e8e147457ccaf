/**
 * Comparing arrays in tests the way the golden values are judged (DESIGN §5). A per-element relative error would punish the harmless
 * small entries of a gradient.
 */
import { expect } from 'vitest';
import { disagreement, relativeError, type Numbers } from '../agreement';

interface AllCloseMatchers<R = unknown> {
  /**
   * Passes when `relativeError(received, expected) <= tolerance` and the cosine of the two is near 1; where blocks are given (their
   * length, or the lengths of all of them), every block must agree by itself.
   */
  toBeAllClose(expected: Numbers, tolerance: number, blocks?: number | readonly number[]): R;
}

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-explicit-any -- merging repeats vitest's own declaration
  interface Matchers<T = any> extends AllCloseMatchers<T> {}
}

expect.extend({
  toBeAllClose(received: Numbers, expected: Numbers, tolerance: number, blocks?: number | readonly number[]) {
    const wrong = disagreement(received, expected, tolerance, blocks);
    return {
      pass: wrong === undefined,
      message: () => wrong ?? `relative error ${relativeError(received, expected).toExponential(2)}, tolerance ${tolerance}`,
    };
  },
});
