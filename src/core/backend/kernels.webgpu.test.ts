import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { modelPresets } from '../configuration/presets';
import { gpuDevice } from '../ops/runtime/tfjsWebgpu';
import { kernelVariant, kernelVariants, setKernelVariant } from '../ops/runtime/variant';
import { spoilPlans, useBackend, type Spoiling } from '../ops/testing';
import { allocatedBytes, openBackend } from './index';
import { chooseKernels, fastest, trialKey, type TrialMemory } from './kernels';
import { tryKernels } from './kernelTrial';
import { smallestSubgroup } from './webgpuDevice';

const model = modelPresets.micro;

function memoryOf(kept = new Map<string, unknown>()): TrialMemory & { kept: Map<string, unknown> } {
  return {
    kept,
    recall: (key) => Promise.resolve(kept.get(key)),
    keep: (key, trials) => {
      kept.set(key, structuredClone(trials));
      return Promise.resolve();
    },
  };
}

describe('choice of kernels', () => {
  useBackend('webgpu');
  const chosen = kernelVariant();
  afterAll(() => setKernelVariant(chosen));
  const subgroups = () => smallestSubgroup(gpuDevice()) !== undefined;

  it('tries every variant that the device can run, and holds no memory afterwards that a second trial would not use', async () => {
    const variants = subgroups() ? (['registers', 'shared', 'subgroups'] as const) : (['registers', 'shared'] as const);
    const options = { model, variants, smallestSubgroup: smallestSubgroup(gpuDevice()), software: true, budget: Infinity };
    const trials = await tryKernels(gpuDevice(), options);
    expect(trials.map(({ variant }) => variant)).toEqual(variants);
    for (const { milliseconds, gigaflops, refused } of trials) {
      expect(refused).toBeUndefined();
      expect(milliseconds).toBeGreaterThan(0);
      expect(gigaflops).toBeGreaterThan(0);
    }
    const bytes = allocatedBytes();
    await tryKernels(gpuDevice(), options);
    expect(allocatedBytes()).toBe(bytes);
  });

  it('begins no variant when the time is up, but always the first', async () => {
    const trials = await tryKernels(gpuDevice(), {
      ...{ model, variants: ['shared', 'registers'], smallestSubgroup: undefined, software: true, budget: 0 },
    });
    expect(trials.map(({ variant }) => variant)).toEqual(['shared']);
  });

  describe('refuses a form that computes wrongly, whichever comes first', () => {
    afterEach(() => void vi.restoreAllMocks());
    // A width of its own: a norm of long rows, whose sums go through memory and through shuffles.
    const wide = { ...model, width: 300, heads: 1, mlpRatio: 1 };
    const norm = { program: 'LayerNorm', from: 'inverseSqrt(', to: '1.02 * inverseSqrt(' };
    const product = (name: string) => ({ program: `Linear none ${name}`, from: '= product +', to: '= 1.02 * product +' });
    const inForce = (variant: string) => ({ applies: () => kernelVariant() === variant });
    const possible = () => kernelVariants.filter((variant) => variant !== 'subgroups' || subgroups());

    it.each([
      ['registers', product('registers'), 'product'],
      ['registers', { ...norm, ...inForce('registers') }, 'norm'],
      ['shared', { ...product('shared'), ...inForce('shared') }, 'product'],
      ['shared', { ...norm, ...inForce('shared') }, 'norm'],
      ['subgroups', { ...norm, ...inForce('subgroups') }, 'norm'],
    ] as const)('%s, wrong in %o', async (variant, spoiling, what) => {
      if (!possible().includes(variant)) return expect(subgroups()).toBe(false);
      spoilPlans(spoiling);
      const others = possible().filter((other) => other !== variant);
      // In every place: first, as the one expected to be fastest is on hardware, and last.
      for (const variants of [
        [variant, ...others],
        [...others, variant],
      ]) {
        const trials = await tryKernels(gpuDevice(), {
          ...{ model: wide, variants, smallestSubgroup: smallestSubgroup(gpuDevice()), software: true, budget: Infinity },
        });
        expect(trials.find((trial) => trial.variant === variant)).toEqual({ variant, refused: `its ${what} is wrong` });
        for (const trial of trials.filter((trial) => trial.variant !== variant)) expect(trial.refused).toBeUndefined();
        expect(fastest(trials)).not.toBe(variant);
      }
    });

    it('in each kernel that is tried on hardware, and at its far end alone', async () => {
      const spoilings: [string, Spoiling][] = [
        ["input's gradient", { program: 'InputGradient', from: '= product', to: '= 1.02 * product' }],
        ["weight's gradient", { program: 'WeightGradient', from: '= product;', to: '= 1.02 * product;' }],
        ["bias's gradient", { program: 'WeightGradient', from: '= total;', to: '= 1.02 * total;' }],
        ['attention', { program: 'Attention', from: 'uniforms.scale', to: '1.1 * uniforms.scale' }],
        ['product', { program: 'Linear none', from: '= product +', to: '= product * select(1.0, 1.02, row > 1060) +' }],
      ];
      const options = { model, smallestSubgroup: undefined, software: false, budget: Infinity };
      const sound = await tryKernels(gpuDevice(), { ...options, variants: ['registers'] });
      expect(sound[0]!.refused).toBeUndefined();
      for (const [what, spoiling] of spoilings) {
        spoilPlans(spoiling);
        const [trial] = await tryKernels(gpuDevice(), { ...options, variants: ['registers'] });
        expect(trial!.refused).toBe(`its ${what} is wrong`);
        vi.restoreAllMocks();
      }
    });
  });

  it('takes the fastest, remembers it under the name of the adapter, and tries no more', async () => {
    const memory = memoryOf();
    const first = await chooseKernels(gpuDevice(), { choice: 'auto', model, software: true, memory });
    expect(first.trials.length).toBeGreaterThan(0);
    expect(first.variant).toBe(fastest(first.trials));
    expect(kernelVariant()).toBe(first.variant);
    expect(first.reason).toMatch(/^fastest in a trial of \d+\.\d s$/);
    const key = trialKey(gpuDevice(), true, model);
    const { vendor, architecture } = gpuDevice().device.adapterInfo;
    expect(key).toContain(`${vendor}|${architecture}`);
    expect([...memory.kept.keys()]).toEqual([key]);
    expect(key).toContain(navigator.userAgent);
    // Another shape, or another browser, is another trial.
    const other = { ...model, width: 96 };
    expect(trialKey(gpuDevice(), true, other)).not.toBe(key);
    const userAgent = vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue('the next version');
    expect(trialKey(gpuDevice(), true, model)).not.toBe(key);
    userAgent.mockRestore();
    // What is remembered counts, whatever a trial would say now.
    memory.kept.set(key, [
      { variant: 'registers', milliseconds: 2, gigaflops: 1 },
      { variant: 'shared', milliseconds: 1, gigaflops: 2 },
    ]);
    const second = await chooseKernels(gpuDevice(), { choice: 'auto', model, software: true, memory });
    expect(second).toMatchObject({ variant: 'shared', reason: 'fastest in a trial on an earlier visit' });
    expect(kernelVariant()).toBe('shared');
  });

  it('makes nothing of a memory that is damaged or gone', async () => {
    const damaged = memoryOf(new Map([[trialKey(gpuDevice(), true, model), [{ variant: 'quantum', milliseconds: 1 }]]]));
    expect((await chooseKernels(gpuDevice(), { choice: 'auto', model, software: true, memory: damaged })).trials[0]!.variant).toBe(
      'registers',
    );
    const gone: TrialMemory = { recall: () => Promise.reject(new Error('private window')), keep: () => Promise.reject(new Error('full')) };
    expect((await chooseKernels(gpuDevice(), { choice: 'auto', model, software: true, memory: gone })).trials.length).toBeGreaterThan(0);
  });

  it('does as it is told without a trial, and says where that cannot be', async () => {
    for (const choice of ['shared', 'registers'] as const)
      expect(await chooseKernels(gpuDevice(), { choice, model, software: true })).toEqual({
        variant: choice,
        reason: 'chosen in the configuration',
        trials: [],
      });
    const report = await chooseKernels(gpuDevice(), { choice: 'subgroups', model, software: true });
    if (subgroups()) expect(report).toMatchObject({ variant: 'subgroups', reason: 'chosen in the configuration' });
    else expect(report).toMatchObject({ variant: 'shared', reason: 'the adapter has no subgroups' });
  });

  it('is part of the report of an opened backend, of WebGPU alone', async () => {
    const kernels = { choice: 'shared', model } as const;
    expect((await openBackend({ choice: 'webgpu', kernels })).kernels).toMatchObject({ variant: 'shared' });
    expect((await openBackend({ choice: 'cpu', kernels })).kernels).toBeUndefined();
    await tf.setBackend('webgpu');
  });
});
