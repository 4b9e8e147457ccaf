/* eslint-disable import/no-restricted-paths -- the real worker's inside stands behind the client here: both sides of the boundary meet. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useBackend } from '../core/ops/testing';
import { syntheticStore, tinyConfig } from '../core/training/testing/synthetic';
import { TrainingClient, type Recovery } from './client';
import { BackendError, CancelledError, ConfigError, DeviceLostError, OrderError, WorkerError } from '../core/errors';
import { FaultyWorker, type Fault } from './testing/faultyWorker';
import type { StepMetrics } from '../core/training/experiment.types';
import type { TrainingStatus } from './protocol';

const store = syntheticStore();

describe('the training client', () => {
  useBackend('cpu');
  let workers: FaultyWorker[];
  let client: TrainingClient;
  let statuses: TrainingStatus[];
  let steps: StepMetrics[];
  let recoveries: Recovery[];
  let failures: string[];
  /** Faults of the workers to come, in order. */
  let faults: Fault[];

  beforeEach(() => {
    [workers, statuses, steps, recoveries, failures, faults] = [[], [], [], [], [], []];
    client = new TrainingClient({
      startWorker: () => {
        const worker = new FaultyWorker(faults.shift());
        workers.push(worker);
        return worker;
      },
      retries: [0, 10],
    });
    client.on('status', (status) => statuses.push(status));
    client.on('metrics', (metrics) => steps.push(...(metrics.fused ?? [])));
    client.on('recovered', (recovery) => recoveries.push(recovery));
    client.on('failed', (reason) => failures.push(reason));
  });
  afterEach(() => client.dispose());

  async function begin(patch: Parameters<typeof tinyConfig>[0] = {}): Promise<void> {
    await client.open('auto');
    await client.load(store);
    await client.create(tinyConfig(patch));
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  it('opens, loads, creates, trains, pauses and steps', async () => {
    expect((await client.open('auto')).backend).toBe('cpu');
    await client.load(store);
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

  it('gives errors of the worker their classes', async () => {
    await expect(client.train()).rejects.toThrow(WorkerError);
    await client.open('auto');
    await expect(client.create(tinyConfig())).rejects.toThrow(OrderError);
    await client.load(store);
    const refused = client.create({ ...tinyConfig(), head: { ...tinyConfig().head, c: 0 } });
    await expect(refused).rejects.toThrow(ConfigError);
    await expect(refused).rejects.toMatchObject({ issues: [{ path: 'head.c' }] });
  });

  it('goes on from the last checkpoint in a new worker when the device is lost, with the same losses', async () => {
    const patch = { steps: 9, evaluation: { every: 3 } };
    await begin(patch);
    await client.train();
    await until(() => statuses.at(-1)?.state === 'finished' && statuses.at(-1)?.activity === undefined);
    const expected = steps.map(({ loss }) => loss);
    expect(expected).toHaveLength(9);

    steps = [];
    await client.create(tinyConfig(patch));
    await client.train();
    await until(() => client.lastCheckpoint !== undefined && steps.length > client.lastCheckpoint.step);
    workers.at(-1)!.loseDevice('driver reset');
    await until(() => recoveries.length === 1);
    const [recovery] = recoveries;
    expect(workers).toHaveLength(2);
    expect(workers[0]!.terminated).toBe(true);
    expect(recovery).toMatchObject({ training: true, reason: expect.stringContaining('driver reset') as string });
    expect(recovery!.step % 3).toBe(0);
    expect(recovery!.lostSteps).toBeGreaterThan(0);
    await until(() => statuses.at(-1)?.state === 'finished' && statuses.at(-1)?.activity === undefined);
    // Steps after the checkpoint are reported again, with the values they had.
    const losses = new Map(steps.map(({ step, loss }) => [step, loss]));
    expect([...losses.values()]).toEqual(expected);
    for (const { step, loss } of steps) expect(loss).toBe(losses.get(step));
    expect(failures).toEqual([]);
  });

  it('goes on training when the loss is first noticed by a step', async () => {
    faults = [{ atStep: 16 }];
    await begin({ steps: 10, evaluation: { every: 3 } });
    await client.train();
    await until(() => statuses.at(-1)?.state === 'finished' && statuses.at(-1)?.activity === undefined);
    expect(recoveries).toMatchObject([{ training: true, step: 3 }]);
    expect(failures).toEqual([]);
    expect(new Set(steps.map(({ step }) => step)).size).toBe(10);
  });

  it('starts a worker that broke down again, paused as it was', async () => {
    await begin();
    await client.step(2);
    await client.checkpoint();
    const underWay = client.step(1000);
    workers.at(-1)!.breakDown('out of memory');
    await expect(underWay).rejects.toThrow(/out of memory/);
    const next = await client.step(1);
    expect(next.fused![0]!.step).toBe(3);
    expect(recoveries).toMatchObject([{ step: 2, training: false }]);
    await expect(client.snapshot('fused')).resolves.toMatchObject({ step: 3 });
  });

  it('keeps a change that had been applied', async () => {
    await begin();
    await client.step(1);
    await client.apply({ tauSpherical: 0.3 });
    await until(() => client.lastCheckpoint?.applied.length === 1);
    workers.at(-1)!.loseDevice('unknown');
    await until(() => recoveries.length === 1);
    expect((await client.snapshot('spherical')).head.tauSpherical).toBe(0.3);
  });

  it('rejects what was under way when the device was lost with DeviceLostError', async () => {
    await begin();
    const underWay = client.step(1000);
    await until(() => steps.length > 0);
    workers.at(-1)!.loseDevice('unknown');
    await expect(underWay).rejects.toThrow(DeviceLostError);
  });

  it('gives up after three recoveries without a step between, and starts anew when a backend is opened', async () => {
    await begin();
    faults = [{ after: 'create' }, { after: 'create' }, { after: 'create' }, {}];
    workers.at(-1)!.loseDevice('unknown');
    await until(() => failures.length > 0);
    expect(failures).toEqual([expect.stringContaining('choose another backend')]);
    expect(statuses.at(-1)!.state).toBe('failed');
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
    await expect(client.step(1)).rejects.toThrow(WorkerError);
    await client.open('cpu');
    await client.create(tinyConfig());
    expect((await client.step(1)).fused).toHaveLength(1);
  });

  it('recovers from a loss in the middle of a recovery', async () => {
    await begin();
    await client.step(2);
    await client.checkpoint();
    faults = [{ after: 'open' }, { after: 'load' }, {}];
    workers.at(-1)!.loseDevice('unknown');
    await until(() => recoveries.length > 0);
    expect(workers).toHaveLength(4);
    expect((await client.step(1)).fused![0]!.step).toBe(3);
    expect(recoveries).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  it('still restores the experiment there was when the one to replace it has been refused', async () => {
    await begin();
    await client.step(2);
    await client.checkpoint();
    await expect(client.create(tinyConfig({ batch: { classes: 13 } }))).rejects.toThrow(ConfigError);
    workers.at(-1)!.loseDevice('unknown');
    await until(() => recoveries.length > 0);
    expect((await client.step(1)).fused![0]!.step).toBe(3);
  });

  it('tells whoever opens that the backend cannot be opened, and recovers nothing', async () => {
    faults = [{ open: 'WebGPU is not available here.' }];
    await expect(client.open('webgpu')).rejects.toThrow(BackendError);
    expect(recoveries).toEqual([]);
    expect((await client.open('cpu')).backend).toBe('cpu');
  });

  it('reports a backend that cannot be opened again as the end', async () => {
    await begin();
    faults = [{ open: 'There is no adapter any more.' }, { open: 'There is no adapter any more.' }];
    workers.at(-1)!.loseDevice('unplugged');
    await until(() => failures.length > 0);
    expect(failures[0]).toMatch(/no adapter any more/);
  });

  it('tries a second time where the adapter is gone for a moment', async () => {
    await begin();
    faults = [{ open: 'There is no adapter just now.' }];
    workers.at(-1)!.loseDevice('the GPU process ended');
    await until(() => recoveries.length > 0);
    expect(workers).toHaveLength(3);
    expect((await client.step(1)).fused).toHaveLength(1);
  });

  it('begins in a fresh worker after training has failed', async () => {
    const runs = [{ name: 'fused', geometry: 'fused' as const }];
    await begin({ runs, head: { tauSpherical: 1e-30 } });
    const errors: Error[] = [];
    client.on('error', (error) => errors.push(error));
    await client.train();
    await until(() => failures.length > 0);
    expect(errors[0]!.name).toBe('NumericsError');
    await client.create(tinyConfig({ runs }));
    expect(workers).toHaveLength(2);
    expect((await client.step(1)).fused).toHaveLength(1);
  });

  it('moves to another backend with the image set it had, and with its checkpoint if asked', async () => {
    await begin();
    await client.step(2);
    const checkpoint = await client.checkpoint();
    await client.open('cpu');
    await expect(client.step(1)).rejects.toThrow(OrderError);
    await client.create(tinyConfig(), checkpoint);
    expect((await client.step(1)).fused![0]!.step).toBe(3);
  });

  it('rejects everything once disposed of', async () => {
    await begin();
    const underWay = client.step(1000);
    client.dispose();
    await expect(underWay).rejects.toThrow(CancelledError);
    await expect(client.step(1)).rejects.toThrow(CancelledError);
  });
});
