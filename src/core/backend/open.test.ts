import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { describeAdapter } from './adapter';
import { BackendError, NumericsError } from '../errors';
import { allocatedBytes, closeBackend, onDeviceLost, openBackend } from './index';

const FOLDER = `${process.cwd()}/node_modules/@tensorflow/tfjs-backend-wasm/dist/`;
const wasmPaths = Object.fromEntries(
  ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'].map((name) => [name, FOLDER + name]),
);

describe('describeAdapter', () => {
  it('knows programs that imitate a GPU', () => {
    expect(describeAdapter({ vendor: 'google', architecture: 'swiftshader' })).toEqual({ name: 'SwiftShader', software: true });
    expect(describeAdapter({ description: 'llvmpipe (LLVM 15.0.6, 256 bits)' })).toEqual({ name: 'lavapipe', software: true });
    expect(describeAdapter({ vendor: 'someone', isFallbackAdapter: true })).toEqual({ name: 'someone', software: true });
  });
  it('names a GPU by what the browser tells', () => {
    expect(describeAdapter({ vendor: 'nvidia', architecture: 'ampere' })).toEqual({ name: 'nvidia ampere', software: false });
    expect(describeAdapter({ vendor: 'intel', description: 'Intel(R) Arc(TM) A770' })).toEqual({
      name: 'Intel(R) Arc(TM) A770',
      software: false,
    });
    expect(describeAdapter({})).toEqual({ name: 'unnamed GPU', software: false });
  });
});

describe('openBackend where there is no WebGPU', () => {
  it('takes wasm by itself, passes the self-test and says why', async () => {
    const report = await openBackend({ choice: 'auto', wasmPaths });
    expect(report).toMatchObject({ backend: 'wasm', adapter: 'SIMD, 1 thread', software: false, available: ['wasm', 'cpu'] });
    expect(report.rejected).toEqual([{ backend: 'webgpu', reason: 'This browser has no WebGPU.' }]);
    expect(report.reason).toContain('This browser has no WebGPU');
    expect(tf.getBackend()).toBe('wasm');
    expect(allocatedBytes()).toBeGreaterThan(1_000_000);
  });

  it('opens what was chosen', async () => {
    const report = await openBackend({ choice: 'cpu' });
    expect(report).toMatchObject({ backend: 'cpu', adapter: 'JavaScript', reason: 'cpu was chosen.', rejected: [] });
    expect(report.gigaflops, 'the pace by which times are estimated').toBeGreaterThan(0);
    expect(tf.getBackend()).toBe('cpu');
    expect(allocatedBytes()).toBe(0);
  });

  it('refuses a choice that is not there, saying what to do', async () => {
    const opening = openBackend({ choice: 'webgpu' });
    await expect(opening).rejects.toBeInstanceOf(BackendError);
    await expect(opening).rejects.toThrow(
      /webgpu backend cannot be used: This browser has no WebGPU\. Choose another backend, or “auto”\./,
    );
  });

  it('falls back when a backend computes wrongly, and records it', async () => {
    const selfTest = async () => {
      if (tf.getBackend() === 'wasm') throw new NumericsError('The start-up self-test computed a wrong loss.');
      return {};
    };
    const report = await openBackend({ choice: 'auto', wasmPaths, selfTest });
    expect(report.backend).toBe('cpu');
    expect(report.rejected).toContainEqual({ backend: 'wasm', reason: 'The start-up self-test computed a wrong loss.' });
    await expect(openBackend({ choice: 'wasm', wasmPaths, selfTest })).rejects.toThrow(
      /wasm backend cannot be used: The start-up self-test/,
    );
  });

  it('has nowhere to go when none computes correctly', async () => {
    const selfTest = () => Promise.reject(new NumericsError('Wrong.'));
    await expect(openBackend({ choice: 'auto', wasmPaths, selfTest })).rejects.toThrow(/No backend computes correctly/);
  });

  it('refuses paths that leave a binary out', async () => {
    await expect(openBackend({ choice: 'wasm', wasmPaths: {} })).rejects.toThrow(/cannot be located/);
  });

  it('can be closed and opened again', async () => {
    await openBackend({ choice: 'cpu' });
    onDeviceLost(() => expect.unreachable('cpu has no device to lose'))();
    closeBackend();
    expect((await openBackend({ choice: 'cpu' })).backend).toBe('cpu');
  });
});
