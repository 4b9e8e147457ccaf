import * as tf from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import { useBackend } from '../../ops/testing';
import { createHostEngine } from '../../learner/vitLearnerHost';
import { runSelfTest } from './index';
import { difference, runTrial, type Outcome } from './steps';
import { storedTrial } from './trials';

/** Tighter than the self-test's own: what PyTorch computed in float64 is what float32 comes to here. */
const FLOAT32 = { measured: 1e-5, gradient: 1e-5, update: 3e-5, accuracy: true };

for (const backend of ['cpu', 'wasm'] as const)
  describe(`self-test on ${backend}`, () => {
    useBackend(backend);
    it('comes to what PyTorch computed in float64', async () => {
      const { trial, expected } = storedTrial();
      expect(difference(await runTrial(createHostEngine, 'float32', trial), expected, trial, FLOAT32)).toBeUndefined();
    });
    it('passes, needs no other engine and keeps no tensors', async () => {
      const before = tf.memory().numTensors;
      expect(await runSelfTest()).toEqual({});
      expect(tf.memory().numTensors).toBe(before);
    });
  });

describe('an outcome that is wrong in one thing alone', () => {
  const { trial, expected } = storedTrial();
  const tolerances = { measured: 1e-3, gradient: 1e-3, update: 2e-3, accuracy: true };
  const changed = (change: (outcome: Outcome) => void): string | undefined => {
    const outcome = structuredClone(expected);
    change(outcome);
    return difference(outcome, expected, trial, tolerances);
  };
  /** As if the gradient of `count` values from `from` on had not been added. */
  const without = (name: string, from: number, count: number, slot: 1 | 2) =>
    changed(({ after }) => {
      const [kept, was] = [slot === 1 ? 0.9 : 0.99, trial.before[name]![slot]];
      for (let i = from; i < from + count; i++) after[name]![slot][i] = kept * was[i]!;
    });

  it('none is not', () => expect(changed(() => undefined)).toBeUndefined());
  it('is found in what is measured', () => {
    expect(changed(({ steps }) => (steps[0]!.loss *= 1.002))).toMatch(/^a loss of 3\d\.\d+ instead of/);
    expect(changed(({ steps }) => (steps[0]!.loss = NaN))).toMatch(/^a loss of NaN/);
    expect(changed(({ steps }) => (steps[0]!.accuracy += 0.01))).toMatch(/^an accuracy/);
    expect(changed(({ steps }) => (steps[0]!.gradientNorm *= 1.002))).toMatch(/^a gradient norm/);
    expect(changed(({ steps }) => (steps[1]!.loss *= 1.002))).toMatch(/^a second loss/);
  });
  it('is found in one row of one gradient, and in one third of the attention’s bias', () => {
    expect(without('blocks.0.mlp.fc1.weight', 8, 8, 1)).toMatch(/^a wrong gradient of blocks\.0\.mlp\.fc1\.weight/);
    expect(without('blocks.0.attn.qkv.bias', 16, 8, 1)).toMatch(/^a wrong gradient of blocks\.0\.attn\.qkv\.bias/);
    expect(without('pos_embed', 128, 8, 1)).toMatch(/^a wrong gradient of pos_embed/);
  });
  it('is found in second moments and weights', () => {
    expect(without('norm.weight', 0, 8, 2)).toMatch(/^a wrong second moment of norm\.weight/);
    // The decay of weights left out.
    expect(
      changed(({ after }) =>
        after['head.weight']![0].forEach((value, i, all) => (all[i] = value + 1e-3 * trial.before['head.weight']![0][i]!)),
      ),
    ).toMatch(/^a wrong update of head\.weight/);
  });
});

describe('a backend that computes wrongly', () => {
  useBackend('cpu');
  it('is caught', async () => {
    const original = Math.exp;
    // The loops of the cpu backend's operations call this.
    vi.spyOn(Math, 'exp').mockImplementation((x) => original(x) * 1.01);
    await expect(runSelfTest()).rejects.toThrow(/self-test computed .* instead of/);
    vi.restoreAllMocks();
  });
});
