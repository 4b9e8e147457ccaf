import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { modelPresets } from '../configuration/presets';
import { gpuDevice } from '../ops/runtime/tfjsWebgpu';
import { kernelVariant, setKernelVariant } from '../ops/runtime/variant';
import { useBackend } from '../ops/testing';
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

  it('refuses a variant that computes something else, saying so', async () => {
    const { device } = gpuDevice();
    const create = device.createShaderModule.bind(device);
    const spoilt = (spoil: (code: string) => string, width: number) => {
      const spy = vi
        .spyOn(device, 'createShaderModule')
        .mockImplementation((descriptor) => create({ ...descriptor, code: spoil(descriptor.code) }));
      // A width that no other test has: a norm of long rows is compiled for it.
      const options = { model: { ...model, width, heads: 1, mlpRatio: 1 }, smallestSubgroup: undefined, software: true, budget: Infinity };
      return tryKernels(gpuDevice(), { ...options, variants: ['registers', 'shared'] }).finally(() => spy.mockRestore());
    };
    // The sum of a row leaves out one part of it; only kernels through shared memory have parts.
    const [good, wrong] = await spoilt((code) => code.replace('sum = laneParts[first + 0u] +', 'sum ='), 300);
    expect(good!.refused).toBeUndefined();
    expect(wrong).toEqual({ variant: 'shared', refused: 'it computes something else' });
  });

  it('takes the fastest, remembers it under the name of the adapter, and tries no more', async () => {
    const memory = memoryOf();
    const first = await chooseKernels(gpuDevice(), { choice: 'auto', model, software: true, memory });
    expect(first.trials.length).toBeGreaterThan(0);
    expect(first.variant).toBe(fastest(first.trials));
    expect(kernelVariant()).toBe(first.variant);
    expect(first.reason).toMatch(/^fastest in a trial of \d+\.\d s$/);
    const key = trialKey(gpuDevice(), true);
    const { vendor, architecture } = gpuDevice().device.adapterInfo;
    expect(key).toContain(`${vendor}|${architecture}`);
    expect([...memory.kept.keys()]).toEqual([key]);
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
    const damaged = memoryOf(new Map([[trialKey(gpuDevice(), true), [{ variant: 'quantum', milliseconds: 1 }]]]));
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
