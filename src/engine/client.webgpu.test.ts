/* eslint-disable import/no-restricted-paths -- the tiny image set of the worker's own tests. */
import { afterEach, describe, expect, it } from 'vitest';
import { modelPresets } from '../core/configuration/presets';
import { syntheticStore, tinyConfig } from '../core/training/testing/synthetic';
import { TrainingClient } from './client';
import type { RunSnapshot } from '../core/evaluation/snapshot';

const store = syntheticStore({ size: 32, train: 16 });
const config = tinyConfig({
  model: { ...modelPresets.micro },
  batch: { classes: 8, samplesPerClass: 2 },
  steps: 1000,
  evaluation: { every: 2 },
});

describe('the real training worker, asked by the client', () => {
  let client: TrainingClient;
  afterEach(() => client.dispose());

  async function train(backend: 'wasm' | 'webgpu' | 'cpu', steps: number): Promise<number[]> {
    const report = await client.open(backend);
    expect(report.backend).toBe(backend);
    expect(report.adapter).not.toBe('');
    await client.load({ from: 'memory', store });
    const snapshots: RunSnapshot[] = [];
    client.on('snapshots', (all) => snapshots.push(...all));
    const info = await client.create(config);
    expect(info.evaluationRows).toHaveLength(24);
    const { fused } = await client.step(steps);
    expect(fused!.map(({ step }) => step)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
    const { features, retrieval, step } = await client.snapshot('fused');
    expect(step).toBe(steps);
    expect(features.every(Number.isFinite)).toBe(true);
    expect(features.some((value) => value !== 0)).toBe(true);
    expect(retrieval.recallAt[8]).toBeGreaterThan(0);
    expect(snapshots.filter((snapshot) => snapshot.step === 0)).toHaveLength(3);
    return fused!.map(({ loss }) => loss);
  }

  it('steps on wasm and on WebGPU, and both compute the same losses', async () => {
    client = new TrainingClient();
    const wasm = await train('wasm', 3);
    const webgpu = await train('webgpu', 3);
    webgpu.forEach((loss, i) => expect(Math.abs(loss / wasm[i]! - 1)).toBeLessThan(2e-3));
  });

  it('says that the worker broke down, and goes on from a checkpoint in a new one', async () => {
    const workers: Worker[] = [];
    client = new TrainingClient({
      startWorker: () => {
        const worker = new Worker(new URL('../worker/training.ts', import.meta.url), { type: 'module' });
        workers.push(worker);
        return worker;
      },
    });
    const losses: Error[] = [];
    client.on('lost', (cause) => losses.push(cause));
    await train('wasm', 2);
    const checkpoint = await client.checkpoint();
    workers[0]!.dispatchEvent(new ErrorEvent('error', { message: 'a fault of the test' }));
    expect(losses).toMatchObject([{ name: 'WorkerError' }]);
    await client.open('wasm');
    await client.load({ from: 'memory', store: store });
    await client.create(config, checkpoint);
    const { spherical } = await client.step(1);
    expect(spherical![0]!.step).toBe(3);
    expect(workers).toHaveLength(2);
  });

  it('says which script is at fault when the worker cannot be loaded', async () => {
    client = new TrainingClient({ startWorker: () => new Worker(new URL('./no-such-script.js', location.href), { type: 'module' }) });
    await expect(client.open('wasm')).rejects.toMatchObject({ name: 'WorkerError' });
  });
});
