import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StepMetrics } from '../core/training/experiment.types';
import { BackendError, CancelledError, ConfigError, DeviceLostError, OrderError, WorkerError } from '../core/errors';
import { localTraining, syntheticStore, tinyConfig, withLocalTraining, type LocalTraining } from './testing/localTraining';

const store = syntheticStore();

describe('the training client', () => {
  withLocalTraining();
  let training: LocalTraining;
  let client: LocalTraining['client'];
  let steps: StepMetrics[];
  let losses: Error[];

  beforeEach(() => {
    training = localTraining();
    client = training.client;
    [steps, losses] = [[], []];
    client.on('metrics', (metrics) => steps.push(...(metrics.fused ?? [])));
    client.on('lost', (cause) => losses.push(cause));
  });
  afterEach(() => client.dispose());

  async function begin(patch: Parameters<typeof tinyConfig>[0] = {}): Promise<void> {
    await client.open('auto');
    await client.load({ from: 'memory', store });
    await client.create(tinyConfig(patch));
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it('opens, loads, creates, trains, pauses and steps', async () => {
    expect((await client.open('auto')).backend).toBe('cpu');
    await client.load({ from: 'memory', store });
    expect(store.pixels.length).toBeGreaterThan(0);
    expect((await client.create(tinyConfig({ steps: 1000 }))).evaluationRows).toHaveLength(24);
    await client.train();
    await until(() => steps.length >= 2);
    await client.pause();
    const reached = steps.length;
    expect((await client.step(2)).fused!.map(({ step }) => step)).toEqual([reached + 1, reached + 2]);
    expect((await client.snapshot('fused')).step).toBe(reached + 2);
    expect(await client.apply({ lambda: 2 })).toMatchObject({ step: reached + 2 });
  });

  it('gives each of several snapshots asked for at once as of the present step', async () => {
    await begin({ evaluation: { every: 100 } });
    await client.step(3);
    const snapshots = await Promise.all(['spherical', 'hyperbolic', 'fused'].map((run) => client.snapshot(run)));
    expect(snapshots.map(({ run, step }) => [run, step])).toEqual([
      ['spherical', 3],
      ['hyperbolic', 3],
      ['fused', 3],
    ]);
  });

  it('gives errors of the worker their classes', async () => {
    await expect(client.train()).rejects.toThrow(WorkerError);
    await client.open('auto');
    await expect(client.create(tinyConfig())).rejects.toThrow(OrderError);
    await client.load({ from: 'memory', store });
    const refused = client.create({ ...tinyConfig(), head: { ...tinyConfig().head, c: 0 } });
    await expect(refused).rejects.toThrow(ConfigError);
    await expect(refused).rejects.toMatchObject({ issues: [{ path: 'head.c' }] });
  });

  it('says once that the device is lost, and fails what was under way with it', async () => {
    await begin();
    const underWay = client.step(1000);
    await until(() => steps.length > 0);
    training.workers[0]!.loseDevice('driver reset');
    await expect(underWay).rejects.toThrow(DeviceLostError);
    expect(losses).toEqual([
      expect.objectContaining({ name: 'DeviceLostError', message: expect.stringContaining('driver reset') as string }),
    ]);
    expect(training.workers[0]!.terminated).toBe(true);
    await expect(client.step(1)).rejects.toThrow(/open a backend first/);
  });

  it('says that a worker broke down, and knows nothing of it in the next', async () => {
    await begin();
    training.workers[0]!.breakDown('out of memory');
    expect(losses).toEqual([expect.objectContaining({ name: 'WorkerError', message: expect.stringContaining('out of memory') as string })]);
    await client.open('auto');
    await expect(client.create(tinyConfig())).rejects.toThrow(OrderError);
  });

  it('is lost with a worker that held a part of the experiment: what was under way fails, and says so', async () => {
    await begin();
    const underWay = client.step(1000);
    await until(() => steps.length > 0);
    training.workers[0]!.loseLearners('The learner worker stopped: out of memory.');
    await expect(underWay).rejects.toThrow(WorkerError);
    expect(losses).toEqual([expect.objectContaining({ name: 'WorkerError', message: 'The learner worker stopped: out of memory.' })]);
    expect(training.workers[0]!.terminated).toBe(true);
  });

  it('tells whoever opens that the backend cannot be opened', async () => {
    training.faults.push({ open: 'WebGPU is not available here.' });
    await expect(client.open('webgpu')).rejects.toThrow(BackendError);
    expect(losses).toEqual([]);
    expect((await client.open('cpu')).backend).toBe('cpu');
  });

  it('goes on from a checkpoint in another worker, with the same losses', async () => {
    await begin();
    await client.step(2);
    const checkpoint = await client.checkpoint();
    const expected = (await client.step(2)).fused!.map(({ loss }) => loss);
    await client.open('cpu');
    await client.load({ from: 'memory', store: store });
    await client.create(tinyConfig(), checkpoint);
    expect((await client.step(2)).fused!.map(({ loss }) => loss)).toEqual(expected);
  });

  it('rejects everything once disposed of', async () => {
    await begin();
    const underWay = client.step(1000);
    client.dispose();
    await expect(underWay).rejects.toThrow(CancelledError);
    await expect(client.step(1)).rejects.toThrow(CancelledError);
  });
});
