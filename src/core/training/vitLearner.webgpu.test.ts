import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { allocatedBytes } from '../backend/device';
import { kernelVariant, setKernelVariant } from '../ops/runtime/variant';
import { useBackend } from '../ops/testing';
import { batch, learnerSuite, options, train } from './vitLearner.cases';
import { createVitLearner } from './vitLearner';

learnerSuite('webgpu', ['cpu']);

describe('memory and preparation of the learner on webgpu', () => {
  useBackend('webgpu');

  it('allocates nothing over 200 steps, and a second learner shares its activations', async () => {
    const learner = createVitLearner(options);
    await train(learner, [1, 2]);
    const [bytes, tensors] = [allocatedBytes(), tf.memory().numTensors];
    await train(
      learner,
      Array.from({ length: 200 }, (_, i) => i),
    );
    expect(allocatedBytes()).toBe(bytes);
    expect(tf.memory().numTensors).toBe(tensors);
    const second = createVitLearner(options);
    const [alone, beside] = [await train(second, [7]), await train(learner, [7])];
    expect(alone).not.toEqual(beside);
    expect(allocatedBytes() - bytes).toBeLessThan(bytes);
    second.dispose();
    learner.dispose();
  });

  it('tells of the programs it compiles', async () => {
    const chosen = kernelVariant();
    const heard: [number, number][] = [];
    const learner = createVitLearner({ ...options, onCompile: (done, total) => heard.push([done, total]) });
    setKernelVariant('shared');
    try {
      await learner.step(batch(1), 1e-3);
    } finally {
      setKernelVariant(chosen);
      learner.dispose();
    }
    expect(heard.at(-1)![0]).toBe(heard.at(-1)![1]);
    expect(heard.map(([done]) => done)).toEqual(heard.map((_, i) => i + 1));
  });
});
