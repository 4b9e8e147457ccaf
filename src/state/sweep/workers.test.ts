import { describe, expect, it } from 'vitest';
import type { ConfigPatch, ExperimentConfig } from '../../core/configuration/schema';
import { localTraining, type Fault } from '../../engine/testing/localTraining';
import { MemoryImages, localConfig, until, withLocalTraining } from '../testing/local';
import { ExperimentSession } from '../session/ExperimentSession';
import { CellWorkers } from './workers';

/** Workers of a sweep whose images stay the same, and what was asked of them. */
async function workers(...faults: Fault[]) {
  const started: ReturnType<typeof localTraining>[] = [];
  const images = await new MemoryImages().open('emoji');
  const pool = new CellWorkers(async () => {
    started.push(localTraining(...faults.splice(0, 2)));
    return started.at(-1)!.client;
  });
  /** Trains a cell of two steps in a worker of these; settles with its losses when it has left its worker. */
  const cell = async (patch: ConfigPatch = {}, work?: (session: ExperimentSession) => Promise<unknown>) => {
    const config: ExperimentConfig = localConfig({ steps: 2, runs: [{ id: 'r', name: 'r', geometry: 'spherical' }], ...patch });
    const worker = pool.take(config);
    const heard: number[] = [];
    const session = new ExperimentSession({ training: () => worker.port(), openImageSet: async () => images, quiet: true }, config);
    session.on('metrics', ({ steps }) => heard.push(...steps.r!.map(({ loss }) => loss)));
    try {
      if (work) await work(session);
      else {
        await session.step(2);
        await session.evaluate();
      }
      worker.leave();
    } finally {
      session.dispose();
    }
    return heard;
  };
  const asked = () =>
    started.map((one) =>
      one
        .asked()
        .filter((type) => ['open', 'load', 'create', 'end'].includes(type))
        .join(' '),
    );
  return { pool, cell, started, asked };
}

describe('workers of a sweep', () => {
  withLocalTraining();

  it('are opened once and given their images once, and train as fresh ones do', async () => {
    const { pool, cell, started, asked } = await workers();
    const first = await cell({ seed: 1 });
    const second = await cell({ seed: 2 });
    expect(await cell({ seed: 1 })).toEqual(first);
    expect(second).not.toEqual(first);
    expect(asked()).toEqual(['open load create end create end create end']);
    pool.keep(0);
    await until(() => started[0]!.workers[0]!.terminated);
    expect(await cell({ seed: 1 })).toEqual(first);
    expect(started).toHaveLength(2);
  });

  it('are one for each cell at a time', async () => {
    const { cell, started } = await workers();
    await Promise.all([cell({ seed: 1 }), cell({ seed: 2 })]);
    await Promise.all([cell({ seed: 3 }), cell({ seed: 4 })]);
    expect(started).toHaveLength(2);
  });

  it('keep to one shape: buffers of another would never be given back', async () => {
    const { cell, started, asked } = await workers();
    await cell();
    await cell({ batch: { classes: 2 } });
    await until(() => started[0]!.workers[0]!.terminated);
    expect(asked()).toEqual(['open load create end', 'open load create end']);
  });

  it('hear nothing of the cell before', async () => {
    const { cell } = await workers();
    const heard = await cell({ steps: 40 }, async (session) => {
      const steps = session.step(40);
      await until(() => session.status.step > 2);
      await session.pause();
      await steps;
    });
    expect(heard.length).toBeGreaterThan(2);
    expect(await cell()).toHaveLength(2);
  });

  it('are not used again after a cell that failed', async () => {
    const { cell, started } = await workers();
    const diverge = async (session: ExperimentSession) => {
      await session.step(1);
      throw new Error('diverged');
    };
    await expect(cell({}, diverge)).rejects.toThrow('diverged');
    await until(() => started[0]!.workers[0]!.terminated);
    await cell();
    expect(started).toHaveLength(2);
  });

  it('are replaced where they were lost in between, or have come to hold too much', async () => {
    const { cell, started, asked } = await workers({ holds: [100, 120, 160] });
    await cell();
    await cell();
    await cell();
    await until(() => started[0]!.workers[0]!.terminated);
    await cell();
    expect(asked()).toEqual(['open load create end create end create end open load create end']);
    started[0]!.workers[1]!.loseDevice('asleep');
    await until(() => started[0]!.workers[1]!.terminated);
    expect(await cell()).toHaveLength(2);
    expect(started[0]!.workers).toHaveLength(3);
  });
});
