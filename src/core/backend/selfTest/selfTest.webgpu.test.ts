/** The self-test on WebGPU: both engines, every form of the kernels, and what happens when a kernel is wrong. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { modelPresets } from '../../configuration/presets';
import type { Activations, ModelConfig } from '../../configuration/schema';
import { kernelVariants, type KernelVariant } from '../../ops/runtime/variant';
import { Plan } from '../../ops/runtime/plan';
import { spoilPlans, useBackend, useVariant, type Spoiling } from '../../ops/testing';
import { createVitLearner } from '../../learner/vitLearner';
import { batch, options, train } from '../../learner/vitLearner.cases';
import { setTrainingEngine, trainingEngine } from '../../learner/trainingEngine';
import { createGpuEngine } from '../../learner/vitLearnerGpu';
import { createHostEngine } from '../../learner/vitLearnerHost';
import { openBackend } from '../index';
import { runSelfTest } from './index';
import { difference, runTrial, type Tolerances } from './steps';
import { storedTrial, trialOf } from './trials';

const FLOAT32 = { measured: 1e-5, gradient: 2e-5, update: 5e-5, accuracy: true };

/** Two engines, each with its own order of sums. */
const TWO_ORDERS = { measured: 1e-4, gradient: 1e-4, update: 3e-4, accuracy: true };
const HALF = { measured: 1e-2, gradient: 2e-2, update: 4e-2, accuracy: false };
const model = modelPresets.micro;

/** A shape for each form: heads of several vectors; sides that are no multiples of 4; rows longer than one workgroup's lanes. */
const SHAPES: Record<KernelVariant, ModelConfig> = {
  shared: model,
  registers: { ...model, patch: 3, width: 6, heads: 2, mlpRatio: 1.5, embedding: 5, pooling: 'class token' },
  subgroups: { ...model, width: 320, heads: 20, mlpRatio: 1, embedding: 6, pooling: 'mean' },
};

const { trial, expected } = storedTrial();
const planFault = async (activations: Activations, tolerances: Tolerances) =>
  difference(await runTrial(createGpuEngine, activations, trial), expected, trial, tolerances);

describe.each(kernelVariants)('the plan of the self-test, %s', (variant) => {
  useBackend('webgpu');
  useVariant(variant);

  it('comes to what PyTorch computed in float64', async () => expect(await planFault('float32', FLOAT32)).toBeUndefined());
  it('does so in half precision, but for its rounding', async () => {
    expect(await planFault('float16', HALF)).toBeUndefined();
    expect(await planFault('float16', FLOAT32)).toBeDefined();
  });
  it('agrees with the tape in the shapes of a model', async () => {
    const own = trialOf(SHAPES[variant]);
    const tape = await runTrial(createHostEngine, 'float32', own);
    expect(difference(await runTrial(createGpuEngine, 'float32', own), tape, own, TWO_ORDERS)).toBeUndefined();
  });
});

describe('self-test on webgpu', () => {
  useBackend('webgpu');
  useVariant('registers');

  it('comes by automatic differentiation to what PyTorch computed in float64', async () => {
    expect(difference(await runTrial(createHostEngine, 'float32', trial), expected, trial, FLOAT32)).toBeUndefined();
  });
  it('passes, half precision and the model’s shapes included, and keeps no tensors', async () => {
    const before = tf.memory().numTensors;
    expect(await runSelfTest({ model, activations: 'float16' })).toEqual({});
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** Kernels of the plan, each spoilt in what it computes, and where that is seen. */
const SPOILT: [string, Spoiling, RegExp][] = [
  ['AdamW', { program: 'AdamW', from: 'uniforms.gain2 * g * g', to: 'uniforms.gain2 * g' }, /second moment/],
  ['AdamW’s decay', { program: 'AdamW', from: '* uniforms.keep', to: '' }, /a wrong update/],
  ['clipping', { program: 'Clip', from: 'sqrt(squared)', to: 'sqrt(1.1 * squared)' }, /a wrong gradient/],
  ['the sum of blocks', { program: 'GatherGradient', from: 'block < stretch.z', to: 'block < 1' }, /a wrong gradient/],
  ['the gradient of layer norm', { program: 'LayerNormInputGradient', from: 'let shift = ', to: 'let shift = 0.5 * ' }, /a wrong gradient/],
  ['GELU', { program: 'Linear gelu', from: '= geluOf(value, gauss)', to: '= geluOf(0.9 * value, gauss)' }, /a loss/],
  [
    'GELU’s slope',
    { program: 'Linear gelu', from: '= geluSlope(value, gauss)', to: '= geluSlope(0.9 * value, gauss)' },
    /a wrong gradient/,
  ],
  ['an input’s gradient', { program: 'InputGradient factor', from: '* factor[at]', to: '* (0.9 * factor[at])' }, /a wrong gradient/],
  ['attention’s gradient by queries', { program: 'AttentionQueryGradient', from: ' * uniforms.scale;', to: ';' }, /a wrong gradient/],
  ['attention’s gradient by keys', { program: 'AttentionKeyGradient', from: ' * uniforms.scale;', to: ';' }, /a wrong gradient/],
  ['a weight’s gradient', { program: 'WeightGradient', from: '= product;', to: '= 1.01 * product;' }, /a wrong gradient/],
];

describe('a kernel that computes wrongly', () => {
  useBackend('webgpu');
  useVariant('registers');
  afterEach(() => {
    vi.restoreAllMocks();
    setTrainingEngine('plan');
  });

  const SINGLE = { measured: 1e-3, gradient: 1e-3, update: 2e-3, accuracy: true };

  it.each(SPOILT)('is found in the plan: %s', async (_, spoiling, where) => {
    spoilPlans(spoiling);
    expect(await planFault('float32', SINGLE)).toMatch(where);
  });

  it('in half precision is found where activations are kept so', async () => {
    spoilPlans({ program: 'LayerNorm', from: 'uniforms.epsilon', to: '0.3', applies: (_, output) => output.half });
    expect(await runSelfTest()).toEqual({});
    expect((await runSelfTest({ activations: 'float16' })).tapeReason).toMatch(/with activations in half precision/);
  });

  it('in the shapes of the model alone is found where that model trains', async () => {
    const wide = { ...model, width: 320, heads: 20, mlpRatio: 1, embedding: 6 };
    spoilPlans({
      program: 'LayerNormInputGradient',
      from: 'let shift = ',
      to: 'let shift = 0.5 * ',
      applies: ({ uniforms }) => uniforms.some(({ name, value }) => name === 'width' && value === 80),
    });
    expect(await runSelfTest()).toEqual({});
    expect((await runSelfTest({ model: wide })).tapeReason).toMatch(/in the shapes of the model a wrong gradient/);
  });

  it('in both engines refuses the backend, saying what each computed', async () => {
    const engine = tf.engine();
    const run = engine.runKernel.bind(engine);
    vi.spyOn(engine, 'runKernel').mockImplementation((name, inputs, attributes) =>
      name === 'NegativeSpaceGelu'
        ? run(name, { ...inputs, x: tf.mul(inputs.x as tf.Tensor, 0.9) }, attributes)
        : run(name, inputs, attributes),
    );
    // The plan is right, but tfjs's operations evaluate embeddings and have to be right, too.
    await expect(runSelfTest()).rejects.toThrow(/^The start-up self-test computed by automatic differentiation a loss/);
    spoilPlans({ program: 'Linear gelu', from: '= geluOf(value, gauss)', to: '= geluOf(0.9 * value, gauss)' });
    await expect(runSelfTest()).rejects.toThrow(/self-test computed a loss .*; by automatic differentiation a loss/);
  });

  it('is said in the report, and learners train by the tape, as they do elsewhere', async () => {
    const spoilt = spoilPlans({ program: 'AdamW', from: '* uniforms.keep', to: '' });
    // What is planned may be for its size alone: what counts is what the device is given.
    const given = [vi.spyOn(Plan.prototype, 'submit'), vi.spyOn(Plan.prototype, 'run')];
    const dispatches = () => given.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    const report = await openBackend({ choice: 'webgpu', kernels: { choice: 'registers', model } });
    expect(report.tapeReason).toMatch(/^the prepared kernels computed a wrong update/);
    expect(trainingEngine()).toBe('tape');
    const bySelfTest = dispatches();
    expect(bySelfTest).toBeGreaterThan(0);
    const results = async () => {
      const learner = createVitLearner(options);
      const { pixels, n, size, samplesPerClass } = batch(1);
      await learner.prepare({ for: 'step', n, size, samplesPerClass, augmented: true }, () =>
        expect.unreachable('the tape compiles nothing'),
      );
      const losses = await train(learner, [1, 2, 3]);
      const { features } = await learner.embed(pixels, n, size);
      learner.dispose();
      return [...losses, ...features];
    };
    const here = await results();
    expect(dispatches(), 'dispatches of plans').toBe(bySelfTest);
    await openBackend({ choice: 'cpu' });
    expect(here).toBeAllClose(await results(), 1e-4);
    spoilt.mockRestore();
    expect((await openBackend({ choice: 'webgpu', kernels: { choice: 'registers', model } })).tapeReason).toBeUndefined();
    expect(trainingEngine()).toBe('plan');
  });
});
