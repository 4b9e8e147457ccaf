import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { finiteDifferences, gaussian, relativeError, take, useBackend } from './index';

describe('relativeError', () => {
  it('is the largest deviation over the largest magnitude', () => {
    expect(relativeError([1, 2.5], [1, 2])).toBeCloseTo(0.25);
    expect(relativeError([0, 0.5], [0, 0])).toBe(0.5);
  });
  it('is infinite for values that are not finite and for other lengths', () => {
    expect(relativeError([NaN], [1])).toBe(Infinity);
    expect(relativeError([1], [1, 2])).toBe(Infinity);
  });
  it('stands behind toBeAllClose', () => {
    expect([1, 2]).toBeAllClose([1, 2.00001], 1e-4);
    expect(() => expect([1, 2]).toBeAllClose([1, 3], 1e-4)).toThrow(/worst at 1/);
  });
});

describe('inputs', () => {
  it('are the same for the same seed', () => expect(gaussian(5, 1)).toEqual(gaussian(5, 1)));
  it('finite differences of x·x', () =>
    expect(finiteDifferences((x) => x.reduce((s, v) => s + v * v, 0), [1, 2])).toBeAllClose([2, 4], 1e-8));
});

for (const backend of ['cpu', 'wasm'] as const)
  describe(backend, () => {
    useBackend(backend);
    it('computes', async () => expect(await take(tf.tensor1d([1, 2]).add(1))).toBeAllClose([2, 3], 0));
  });
