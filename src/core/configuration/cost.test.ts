import { describe, expect, it } from 'vitest';
import { defaultConfig, modelPresets } from './presets';
import { forwardOperations, stepOperations } from './cost';

describe('what a step computes', () => {
  it('is what was counted of the model small, batch 64: 12.4 GFLOP a run', () => {
    const runs = defaultConfig.runs.slice(0, 1);
    const step = stepOperations({ ...defaultConfig, model: modelPresets.small, batch: { classes: 32, samplesPerClass: 2 }, runs });
    expect(Math.abs(step / 12.4e9 - 1)).toBeLessThan(0.02);
  });

  it('falls with what is frozen, and grows where blocks are computed once more or parts go forward twice', () => {
    const all = stepOperations(defaultConfig);
    const forward = all / 3;
    expect(stepOperations({ ...defaultConfig, train: 'head' })).toBe(forward);
    expect(stepOperations({ ...defaultConfig, train: 'last 2' })).toBe(2 * forward);
    expect(stepOperations(defaultConfig, { microbatch: 128, recompute: true })).toBe(4 * forward);
    expect(stepOperations(defaultConfig, { microbatch: 16, recompute: false })).toBe(4 * forward);
    expect(stepOperations({ ...defaultConfig, train: 'head' }, { microbatch: 16, recompute: true })).toBe(forward);
  });

  it('grows with the runs, the batch, and the square of the width', () => {
    const one = stepOperations(defaultConfig);
    expect(stepOperations({ ...defaultConfig, runs: [...defaultConfig.runs, ...defaultConfig.runs] })).toBe(2 * one);
    const wide = { ...defaultConfig.model, width: 8 * defaultConfig.model.width };
    const ratio = forwardOperations(wide) / forwardOperations(defaultConfig.model);
    expect(ratio > 30 && ratio < 64).toBe(true);
  });
});
