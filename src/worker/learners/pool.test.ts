import { afterEach, describe, expect, it, vi } from 'vitest';
import type { BackendName } from '../../core/backend/report';
import type { ConfigPatch } from '../../core/configuration/schema';
import { imageSetInMemory } from '../../core/data/pixelSource';
import { NumericsError, WorkerError } from '../../core/errors';
import type { RunSnapshot } from '../../core/evaluation/snapshot';
import { createVitLearner } from '../../core/learner/vitLearner';
import { useBackend } from '../../core/ops/testing';
import { Experiment } from '../../core/training/experiment';
import type { Checkpoint } from '../../core/training/experiment.types';
import type { LearnerFactory } from '../../core/training/runs';
import { syntheticStore, tinyConfig } from '../../core/training/testing/synthetic';
import { ChannelWorker } from '../../link/testing/channelWorker';
import { serveLearners } from './host';
import { createLearnerPool } from './pool';

const store = syntheticStore();

/** A pool whose workers are in this thread, behind message channels: what crosses is cloned and transferred. */
function poolOf({ cores = 2, createLearner = createVitLearner as LearnerFactory } = {}) {
  const workers: ChannelWorker[] = [];
  const opened: BackendName[] = [];
  const lost: Error[] = [];
  const pool = createLearnerPool({
    backend: 'cpu',
    cores,
    start: () => {
      const worker = new ChannelWorker((scope) =>
        serveLearners({ openBackend: async (backend) => opened.push(backend), createLearner, allocatedBytes: () => 1000 }, scope),
      );
      workers.push(worker);
      return worker;
    },
    createHere: createVitLearner,
    onLost: (error) => lost.push(error),
  });
  return { pool, workers, opened, lost };
}

const create = (createLearner: LearnerFactory, patch: ConfigPatch = {}, checkpoint?: Checkpoint) =>
  Experiment.create({
    config: tinyConfig(patch),
    images: imageSetInMemory(store),
    createLearner,
    ...(checkpoint ? { checkpoint } : {}),
  });

async function losses(experiment: Experiment, steps: number): Promise<Record<string, number[]>> {
  const all: Record<string, number[]> = {};
  for (let i = 0; i < steps; i++) for (const [run, { loss }] of Object.entries(await experiment.advance())) (all[run] ??= []).push(loss);
  return all;
}

async function snapshots(experiment: Experiment): Promise<RunSnapshot[]> {
  for await (const news of experiment.evaluate()) if ('snapshots' in news) return news.snapshots;
  throw new Error('no snapshots');
}

const { pool: shared, ...rest } = poolOf();

describe('runs in workers of their own', () => {
  useBackend('cpu');
  afterEach(() => shared.close());

  it('are bit by bit what one worker makes of them: losses, embeddings, checkpoint, a change of the head, and going on', async () => {
    const [alone, together] = [await create(createVitLearner), await create(shared.createLearner)];
    expect(rest.workers).toHaveLength(3);
    expect(together.info).toEqual(alone.info);
    expect(await losses(together, 3)).toEqual(await losses(alone, 3));
    for (const experiment of [alone, together]) experiment.apply({ tauHyperbolic: 0.07, c: 0.5 });
    expect(await losses(together, 2)).toEqual(await losses(alone, 2));
    expect(await snapshots(together)).toEqual(await snapshots(alone));
    // One step after the other has been begun, not ended: each run takes them in order all the same.
    const twice = async (experiment: Experiment) => {
      const first = experiment.advance();
      await experiment.begun();
      return Promise.all([first, experiment.advance()]);
    };
    expect(await twice(together)).toEqual(await twice(alone));
    const checkpoint = await together.checkpoint();
    expect(checkpoint).toEqual(await alone.checkpoint());
    const resumed = await create(shared.createLearner, {}, checkpoint);
    expect(await losses(resumed, 2)).toEqual(await losses(alone, 2));
    for (const experiment of [alone, together, resumed]) experiment.dispose();
  });

  it('begin each step in all workers before any has ended', async () => {
    const underWay: string[] = [];
    let most = 0;
    const slow: LearnerFactory = (specification) => {
      const learner = createVitLearner(specification);
      const step = learner.step.bind(learner);
      learner.step = async (batch, rate) => {
        underWay.push(specification.geometry);
        most = Math.max(most, underWay.length);
        await new Promise((resolve) => setTimeout(resolve, 30));
        underWay.pop();
        return step(batch, rate);
      };
      return learner;
    };
    const { pool } = poolOf({ createLearner: slow });
    const experiment = await create(pool.createLearner);
    await experiment.advance();
    expect(most).toBe(3);
    experiment.dispose();
    pool.close();
  });

  it('take no more workers than twice the cores, and one alone, or on one core, none', async () => {
    const many = Array.from({ length: 6 }, (_, i) => ({ name: `run ${i}`, geometry: 'spherical' as const, seed: i }));
    const two = poolOf();
    const experiment = await create(two.pool.createLearner, { runs: many });
    expect(two.workers).toHaveLength(4);
    expect(two.opened).toEqual(Array(4).fill('cpu'));
    expect(two.pool.allocatedBytes()).toBe(4000);
    const single = await create(two.pool.createLearner, { runs: many.slice(0, 1) });
    expect(two.workers).toHaveLength(4);
    const one = poolOf({ cores: 1 });
    const slow = await create(one.pool.createLearner);
    expect(one.workers).toHaveLength(0);
    for (const each of [experiment, single, slow]) each.dispose();
    two.pool.close();
  });

  it('say what they refuse by its class, and tell when a worker is gone', async () => {
    const { pool, workers, lost } = poolOf();
    const experiment = await create(pool.createLearner, { optimizer: { learningRate: 1e6, clipNorm: 0 }, head: { tauSpherical: 1e-6 } });
    await expect(losses(experiment, 20)).rejects.toThrow(NumericsError);
    expect(lost).toEqual([]);
    const next = experiment.advance();
    workers[1]!.breakDown('out of memory');
    await expect(next).rejects.toThrow(Error);
    expect(lost).toEqual([expect.any(WorkerError)]);
    expect(lost[0]!.message).toMatch(/learner worker stopped: out of memory/);
    experiment.dispose();
    pool.close();
  });

  it('leave their workers to the next experiment; without one they end', async () => {
    const { pool, workers } = poolOf();
    const first = await create(pool.createLearner);
    first.dispose();
    const second = await create(pool.createLearner);
    expect(workers).toHaveLength(3);
    vi.useFakeTimers();
    second.dispose();
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    expect(workers.every(({ terminated }) => terminated)).toBe(true);
    expect(pool.allocatedBytes()).toBe(0);
  });
});
