import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { finiteDifferences, gaussian, parameterBlock, relativeError, take, useBackend } from './index';

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
    expect([1, 2]).not.toBeAllClose([1, 3], 1e-4);
  });
});

describe('toBeAllClose', () => {
  /** 1,000 values around 1, then 10 around 2e-4. */
  const expected = [...gaussian(1000, 1), ...gaussian(10, 2, 2e-4)];
  const blocks = [1000, 10];
  const changed = (change: (value: number) => number) => expected.map((value, i) => (i < 1000 ? value : change(value)));

  it.each([
    ['zeroed', () => 0],
    ['of the wrong sign', (value: number) => -value],
    ['a tenth too large', (value: number) => 1.1 * value],
  ])('finds a small block that is %s inside a large tensor, when told of the blocks', (_, change) => {
    expect(changed(change)).toBeAllClose(expected, 5e-4);
    expect(() => expect(changed(change)).toBeAllClose(expected, 5e-4, blocks)).toThrow(/block 1000 … 1009 is off by .* received/);
  });
  it('lets a block be off by what float32 leaves of sums that cancel, and no more', () => {
    const noisy = (size: number) => [...expected.slice(0, 1000), ...gaussian(10, 3, size)];
    const nothing = [...expected.slice(0, 1000), ...Array<number>(10).fill(0)];
    expect(noisy(1e-7)).toBeAllClose(nothing, 5e-4, blocks);
    expect(noisy(1e-4)).not.toBeAllClose(nothing, 5e-4, blocks);
  });
  it('finds many small values that point elsewhere beside one that is large', () => {
    const small = gaussian(10_000, 4, 3e-3);
    expect([1, ...small]).not.toBeAllClose([1, ...gaussian(10_000, 5, 3e-3)], 2e-2);
    expect([1, ...small]).toBeAllClose([1, ...small.map((value) => 1.01 * value)], 2e-2);
  });
  it('refuses blocks that do not make up the tensor', () => {
    expect(() => expect(expected).toBeAllClose(expected, 0, [1000])).toThrow(/1000 values do not make up 1010/);
    expect(() => expect(expected).toBeAllClose(expected, 0, 100)).toThrow(/1100 values do not make up 1010/);
  });
  it('judges parameters by outputs, positions, and thirds of the attention’s bias', () => {
    expect(parameterBlock('blocks.0.attn.qkv.weight', [12, 4])).toBe(4);
    expect(parameterBlock('patch_embed.proj.weight', [8, 3, 2, 2])).toBe(12);
    expect(parameterBlock('pos_embed', [1, 5, 8])).toBe(8);
    expect(parameterBlock('cls_token', [1, 1, 8])).toBe(8);
    expect(parameterBlock('head.bias', [6])).toBe(6);
    expect(parameterBlock('blocks.0.attn.qkv.bias', [12])).toBe(4);
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
