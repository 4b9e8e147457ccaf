import { describe, expect, it } from 'vitest';
import { modelPresets } from '../../src/core/configuration/presets';
import { stepFlops } from './flops';

describe('stepFlops', () => {
  it('counts every matrix product of a model small enough to count by hand', () => {
    // 2 × 2 patches of 1 pixel, so 5 tokens; width 4, one block, hidden layer 8, embedding 2.
    const model = { image: 2, patch: 1, width: 4, depth: 1, heads: 1, mlpRatio: 2, embedding: 2, pooling: 'concatenate' } as const;
    const patches = 4 * 4 * 3;
    const qkv = 5 * 12 * 4;
    const attention = 5 * 5 * 4 + 5 * 5 * 4;
    const mix = 5 * 4 * 4;
    const hidden = 5 * 8 * 4 + 5 * 4 * 8;
    const head = 16 * 2;
    // Multiplication and addition; forward and, twice as much, backward; two images.
    expect(stepFlops(model, 2)).toBe(2 * 3 * 2 * (patches + qkv + attention + mix + hidden + head));
  });

  it('grows with the batch in proportion', () => {
    expect(stepFlops(modelPresets.small, 64)).toBe(4 * stepFlops(modelPresets.small, 16));
  });
});
