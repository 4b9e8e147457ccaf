import { describe, expect, it } from 'vitest';
import { contendersOf, problemOf, proposal, warningOf, type Machine } from './settings';

const gpu: Machine = { webgpu: { name: 'NVIDIA', software: false } };
const imitation: Machine = { webgpu: { name: 'SwiftShader', software: true } };
const none: Machine = { webgpu: { missing: 'this browser has no WebGPU' } };

describe('settings of the page', () => {
  it('are proposed for the machine: nothing that takes minutes where there is no GPU', () => {
    expect(proposal(gpu)).toMatchObject({ backend: 'webgpu', model: 'small', batch: '64' });
    expect(proposal(imitation)).toMatchObject({ backend: 'webgpu', model: 'micro', batch: '16' });
    expect(proposal(none)).toMatchObject({ backend: 'wasm', model: 'micro' });
  });

  it('take whole numbers only', () => {
    const settings = proposal(gpu);
    expect(problemOf(settings)).toEqual({});
    for (const batch of ['', '7', '2', '1e2', '8.0', '9999999']) expect(problemOf({ ...settings, batch })).toHaveProperty('batch');
    for (const steps of ['0', '-1', 'ten', '1001']) expect(problemOf({ ...settings, steps })).toHaveProperty('steps');
  });

  it('leave jax-js out where it does not run', () => {
    expect(contendersOf(proposal(gpu))).toEqual(['ours', 'jax', 'plain']);
    expect(contendersOf({ ...proposal(gpu), backend: 'wasm' })).toEqual(['ours', 'plain']);
    expect(contendersOf({ ...proposal(gpu), others: { jax: false, plain: false } })).toEqual(['ours']);
  });

  it('warn of what a program that imitates a GPU will take', () => {
    expect(warningOf(proposal(gpu), gpu)).toBeUndefined();
    expect(warningOf(proposal(imitation), imitation)).toMatch(/SwiftShader is a program without a GPU/);
    expect(warningOf({ ...proposal(imitation), model: 'small', batch: '64' }, imitation)).toMatch(/minutes a step/);
    expect(warningOf({ ...proposal(imitation), backend: 'wasm' }, imitation)).toBeUndefined();
  });
});
