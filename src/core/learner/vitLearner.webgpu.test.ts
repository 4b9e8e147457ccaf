import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { allocatedBytes } from '../backend/device';
import { modelPresets } from '../configuration/presets';
import { gpuDevice } from '../ops/runtime/tfjsWebgpu';
import { kernelVariants } from '../ops/runtime/variant';
import { parameterShapes } from '../model/shape';
import { parameterBlock, take, useBackend, useVariant } from '../ops/testing';
import { batch, learnerSuite, options, train } from './vitLearner.cases';
import { createVitLearner } from './vitLearner';

learnerSuite('webgpu', ['cpu']);

/** All that a step could let grow. */
function held() {
  const { numTensors, numDataBuffers } = tf.memory();
  return { bytes: allocatedBytes(), numTensors, numDataBuffers };
}

describe('memory of the learner on webgpu', () => {
  useBackend('webgpu');

  it('is the same from the third of 200 steps of the micro model to the last, evaluations between included', async () => {
    const model = modelPresets.micro;
    const learner = createVitLearner({ ...options, model });
    const images = batch(1, 4, model.image);
    const step = () => learner.step(images, 1e-4);
    for (let i = 0; i < 3; i++) await step();
    await learner.embed(images.pixels, images.n, images.size);
    const before = held();
    const grown: string[] = [];
    for (let i = 4; i <= 200; i++) {
      await step();
      if (i % 50 === 0) await learner.embed(images.pixels, images.n, images.size);
      if (JSON.stringify(held()) !== JSON.stringify(before)) grown.push(`step ${i}: ${JSON.stringify(held())}`);
    }
    expect(grown, `after step 3: ${JSON.stringify(before)}`).toEqual([]);
    expect(before.bytes).toBeGreaterThan(1_000_000);
    learner.dispose();
  });

  it('is after ten changes of model and batch what the last model alone holds', async () => {
    const hold = async (change: Partial<typeof options.model>, ...classes: number[]) => {
      const learner = createVitLearner({ ...options, model: { ...options.model, ...change } });
      for (const count of classes) await learner.step(batch(1, count), 1e-3);
      const images = batch(1);
      await learner.embed(images.pixels, images.n, images.size);
      // What tfjs computes beside, such as the losses of a comparison, fills a pool of its own.
      await take(tf.ones([100 + classes[0]!, 300]));
      const { bytes } = held();
      learner.dispose();
      return bytes;
    };
    const alone = await hold({}, 4);
    for (const width of [16, 8, 20, 12]) await hold({ width, heads: 2 }, 6, width);
    expect(await hold({ depth: 2 }, 9)).toBeGreaterThan(alone);
    expect(await hold({}, 4)).toBe(alone);
  });

  it('is shared by learners of one shape, but for their weights', async () => {
    const learner = createVitLearner(options);
    await train(learner, [1, 2]);
    const { bytes } = held();
    const second = createVitLearner(options);
    const [alone, beside] = [await train(second, [7]), await train(learner, [7])];
    expect(alone).not.toEqual(beside);
    expect(held().bytes - bytes).toBeLessThan(bytes);
    second.dispose();
    learner.dispose();
  });

  it('leaves each its own optimiser', async () => {
    const own = { ...options.optimizer, beta1: 0.5, weightDecay: 1, clipNorm: 0.01 };
    const alone = createVitLearner({ ...options, optimizer: own });
    const expected = await train(alone, [1, 2]);
    alone.dispose();
    const learners = [options.optimizer, own].map((optimizer) => createVitLearner({ ...options, optimizer }));
    const together: number[][] = [[], []];
    for (const seed of [1, 2]) for (const [i, learner] of learners.entries()) together[i]!.push(...(await train(learner, [seed])));
    learners.forEach((learner) => learner.dispose());
    expect(together[1]).toEqual(expected);
    expect(together[0]).not.toEqual(expected);
  });
});

describe.each(kernelVariants)('activations in half precision, %s', (variant) => {
  useBackend('webgpu');
  useVariant(variant);

  it('put gradients off by thousandths, and training goes the same way', async () => {
    const model = { ...modelPresets.micro, image: 16, width: 32 };
    const images = batch(1, 8, model.image);
    const run = async (activations: 'float32' | 'float16') => {
      const learner = createVitLearner({ ...options, model, activations, optimizer: { ...options.optimizer, beta1: 0, clipNorm: 0 } });
      const { loss } = await learner.step(images, 0);
      const { parameters } = await learner.state();
      const losses: number[] = [];
      for (let i = 0; i < 10; i++) losses.push((await learner.step(images, 1e-3)).loss);
      learner.dispose();
      // Without momentum the first moment is the gradient.
      return { loss, losses, gradients: Object.entries(parameters).map(([name, [, gradient]]) => [name, gradient] as const) };
    };
    const single = await run('float32');
    const half = await run('float16');
    expect(half.loss).not.toBe(single.loss);
    expect(Math.abs(half.loss - single.loss) / single.loss).toBeLessThan(2e-3);
    parameterShapes(model).forEach(({ name, shape }, i) =>
      expect(half.gradients[i]![1], name).toBeAllClose(single.gradients[i]![1], 2e-2, parameterBlock(name, shape)),
    );
    expect(half.losses).toBeAllClose(single.losses, 2e-2);
    expect(half.losses.at(-1)).toBeLessThan(half.losses[0]!);
  });

  it('stay single where rows are not made of fours', async () => {
    const model = { ...options.model, width: 6, mlpRatio: 1.5 };
    const step = async (activations: 'float32' | 'float16') => {
      const learner = createVitLearner({ ...options, model, activations });
      const { loss } = await learner.step(batch(1), 1e-3);
      learner.dispose();
      return loss;
    };
    expect(await step('float16')).toBe(await step('float32'));
  });
});

describe.each(kernelVariants)('preparation of the learner on webgpu, %s', (variant) => {
  useBackend('webgpu');
  useVariant(variant);

  it('compiles before the first step, tells of every program, and leaves nothing for the step to compile', async () => {
    // A width of its own for each variant, so that attention's programs have not been compiled before.
    const learner = createVitLearner({
      ...options,
      model: { ...options.model, width: 12 + 4 * kernelVariants.indexOf(variant), heads: 1 },
    });
    const { n, size, samplesPerClass } = batch(1);
    const heard: [number, number][] = [];
    const what = { for: 'step', n, size, samplesPerClass, augmented: true } as const;
    await learner.prepare(what, (done, total) => heard.push([done, total]));
    const total = heard[0]![1];
    // Attention's three at least; tests before may have compiled what does not depend on the width.
    expect(total).toBeGreaterThanOrEqual(3);
    expect(heard).toEqual(Array.from({ length: total + 1 }, (_, done) => [done, total]));
    // Prepared already: nothing to tell.
    await learner.prepare(what, () => expect.unreachable('everything is compiled'));
    const { device } = gpuDevice();
    const compile = device.createComputePipelineAsync.bind(device);
    device.createComputePipelineAsync = () => expect.unreachable('the step compiles');
    try {
      expect((await learner.step(batch(1), 1e-3)).loss).toBeGreaterThan(0);
    } finally {
      device.createComputePipelineAsync = compile;
      learner.dispose();
    }
  });

  it('trains as the first variant does', async () => {
    const learner = createVitLearner(options);
    const losses = await train(learner, [1, 2, 3]);
    learner.dispose();
    first ??= losses;
    expect(losses).toBeAllClose(first, 1e-5);
  });
});

let first: number[] | undefined;

describe('a compilation that fails', () => {
  useBackend('webgpu');

  it('fails the step that needs it; the next one compiles anew', async () => {
    // A head of a size that no other test has: attention is compiled for it.
    const learner = createVitLearner({ ...options, model: { ...options.model, width: 28, heads: 1 } });
    const { device } = gpuDevice();
    const compile = device.createComputePipelineAsync.bind(device);
    device.createComputePipelineAsync = () => Promise.reject(new Error('the driver has no memory left'));
    await expect(learner.step(batch(1), 1e-3)).rejects.toThrow('no memory left');
    await expect(learner.embed(batch(1).pixels, 8, 8)).rejects.toThrow('no memory left');
    device.createComputePipelineAsync = compile;
    expect((await learner.step(batch(1), 1e-3)).loss).toBeGreaterThan(0);
    expect((await learner.embed(batch(1).pixels, 8, 8)).features).toHaveLength(8 * 6);
    learner.dispose();
  });
});
