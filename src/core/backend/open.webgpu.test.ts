import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { useBackend, webgpuDevice } from '../ops/testing';
import { allocatedBytes, closeBackend, onDeviceLost, openBackend, runSelfTest, type DeviceLoss } from './index';

const FOLDER = '/node_modules/@tensorflow/tfjs-backend-wasm/dist/';
const wasmPaths = Object.fromEntries(
  ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'].map((name) => [name, FOLDER + name]),
);

describe('self-test on webgpu', () => {
  useBackend('webgpu');
  it('passes and keeps no tensors', async () => {
    const before = tf.memory().numTensors;
    await runSelfTest();
    expect(tf.memory().numTensors).toBe(before);
  });
  it('counts the buffers the pool keeps', async () => {
    const before = allocatedBytes();
    const tensor = tf.zeros([1000, 1000]).add(1);
    await tensor.data();
    tensor.dispose();
    expect(allocatedBytes() - before).toBeGreaterThanOrEqual(4_000_000);
  });
});

describe('openBackend in a browser', () => {
  it('honours WebGPU when it is chosen, and tells software from a GPU', async () => {
    const report = await openBackend({ choice: 'webgpu', selfTest: () => Promise.resolve({}) });
    expect(report.backend).toBe('webgpu');
    expect(report.available).toEqual(['webgpu', 'wasm', 'cpu']);
    expect(tf.getBackend()).toBe('webgpu');
    const { architecture } = (await navigator.gpu.requestAdapter())!.info;
    expect(report.software).toBe(architecture === 'swiftshader');
    if (report.software) expect(report.adapter).toBe('SwiftShader');
  });

  it('prefers wasm to an adapter that is a program, and WebGPU to wasm on a GPU', async () => {
    const report = await openBackend({ choice: 'auto', wasmPaths });
    const { architecture } = (await navigator.gpu.requestAdapter())!.info;
    if (architecture === 'swiftshader') {
      expect(report).toMatchObject({ backend: 'wasm', software: false });
      expect(report.rejected[0]).toMatchObject({ backend: 'webgpu' });
      expect(report.rejected[0]!.reason).toContain('SwiftShader');
      expect(report.available).toContain('webgpu');
    } else expect(report.backend).toBe('webgpu');
    expect(report.adapter).toMatch(crossOriginIsolated ? /SIMD, \d+ threads?/ : /SIMD, 1 thread/);
  });

  it('tells an intentional loss of the device from a real one', async () => {
    await tf.setBackend('webgpu');
    const losses: DeviceLoss[] = [];
    const lost = new Promise<void>((resolve) => {
      onDeviceLost((loss) => {
        losses.push(loss);
        resolve();
      });
    });
    onDeviceLost(() => expect.unreachable('this listener was removed'))();
    const device = webgpuDevice();
    closeBackend();
    await device.lost;
    await lost;
    expect(losses).toHaveLength(1);
    expect(losses[0]!.intentional).toBe(true);
    expect((await openBackend({ choice: 'webgpu', selfTest: () => Promise.resolve({}) })).backend).toBe('webgpu');
  });
});
