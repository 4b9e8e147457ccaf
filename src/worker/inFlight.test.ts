import { expect, it, describe } from 'vitest';
import { createVitLearner } from '../core/learner/vitLearner';
import { useBackend } from '../core/ops/testing';
import { syntheticStore, tinyConfig } from '../core/training/testing/synthetic';
import type { LearnerFactory } from '../core/training/runs';
import type { Request, Response } from '../engine/protocol';
import { TrainingHost } from './trainingHost';

/** Takes steps in a host; settles with how many of one run were under way at most, and the losses. */
async function mostUnderWay(apart: boolean): Promise<{ most: number; losses: number[] }> {
  let most = 0;
  const createLearner: LearnerFactory = (specification) => {
    const learner = createVitLearner(specification);
    const step = learner.step.bind(learner);
    let underWay = 0;
    learner.step = async (batch, rate) => {
      most = Math.max(most, ++underWay);
      // As long as it takes to hear from another worker.
      await new Promise((resolve) => setTimeout(resolve, 5));
      return step(batch, rate).finally(() => underWay--);
    };
    return learner;
  };
  const waiting = new Map<number, { resolve(answer: unknown): void; reject(error: unknown): void }>();
  const report = {
    backend: 'cpu',
    adapter: 'JavaScript',
    software: false,
    reason: 'for the test',
    rejected: [],
    available: ['cpu'],
  } as const;
  const host = new TrainingHost(
    {
      postMessage: (message: Response) => {
        if (message.type === 'done') waiting.get(message.id)?.resolve(message.answer);
        if (message.type === 'failed') waiting.get(message.id)?.reject(message.error);
      },
    },
    {
      openBackend: async () => ({
        report: { ...report, rejected: [...report.rejected], available: [...report.available] },
        allocatedBytes: () => 0,
        apart: (runs) => apart && runs > 1,
      }),
      createLearner,
    },
  );
  let id = 0;
  const ask = (request: Record<string, unknown>) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(++id, { resolve, reject });
      host.receive({ ...request, id } as unknown as Request);
    });
  const store = syntheticStore();
  await ask({ type: 'open', backend: 'cpu' });
  await ask({ type: 'load', images: { from: 'memory', store } });
  await ask({ type: 'create', config: tinyConfig({ evaluation: { every: 50 } }), quiet: true });
  const taken = (await ask({ type: 'step', count: 6 })) as Record<string, { loss: number }[]>;
  await ask({ type: 'end' });
  return { most, losses: Object.values(taken).flatMap((steps) => steps.map(({ loss }) => loss)) };
}

describe('steps under way', () => {
  useBackend('cpu');

  it('are two where runs compute in workers of their own, so that none waits for the slowest, and one here; the losses are the same', async () => {
    const [here, apart] = [await mostUnderWay(false), await mostUnderWay(true)];
    expect([here.most, apart.most]).toEqual([1, 2]);
    expect(apart.losses).toEqual(here.losses);
    expect(here.losses.length).toBeGreaterThan(6);
  });
});
