import { describe, expect, it } from 'vitest';
import type { Baselines, Checkpoint } from '../../core/training/experiment.types';
import { MemoryImages, localConfig, until, withLocalTraining } from '../testing/local';
import { localTraining } from '../../engine/testing/localTraining';
import { ExperimentSession } from './ExperimentSession';
import { begunIn, type MeasuredSnapshot } from './phase';

const config = localConfig({ steps: 6, evaluation: { every: 6 } });

/** A session that nobody looks on; `known` of the two lines. */
function quietSession(known: Partial<Baselines>) {
  const training = localTraining();
  const images = new MemoryImages();
  const session = new ExperimentSession(
    { training: async () => training.client, openImageSet: (id) => images.open(id), baselines: () => known, quiet: true },
    config,
  );
  const snapshots: MeasuredSnapshot[] = [];
  session.on('snapshots', (all) => snapshots.push(...all));
  const baselines = () => begunIn(session.phase)?.baselines;
  return { session, snapshots, baselines, steps: () => snapshots.map(({ step }) => step) };
}

describe('a session that nobody looks on', () => {
  withLocalTraining();

  it('evaluates what is due and what is asked for: not at its beginning, not at a pause', async () => {
    const { session, steps, baselines } = quietSession({});
    await session.step(2);
    await session.pause();
    await until(() => baselines() !== undefined);
    expect(steps()).toEqual([]);
    await session.evaluate();
    await session.step(4);
    await until(() => steps().length === 6);
    expect(steps()).toEqual([2, 2, 2, 6, 6, 6]);
    session.dispose();
  });

  it('takes no step where a pause comes while it is being made ready', async () => {
    const { session } = quietSession({});
    const steps = session.step(4);
    await until(() => session.phase.kind === 'opening');
    await session.pause();
    expect(await steps).toEqual({});
    expect([session.status.step, session.trained]).toEqual([0, false]);
    session.dispose();
  });

  it('inherits the two lines, as far as they are known', async () => {
    const first = quietSession({});
    await first.session.step(1);
    await until(() => first.baselines() !== undefined);
    const { rawPixels, untrained } = first.baselines()!;

    const marked = { ...rawPixels, recallAt: { ...rawPixels.recallAt, 1: 0.125 } };
    const second = quietSession({ rawPixels: marked });
    await second.session.step(1);
    await until(() => second.baselines() !== undefined);
    expect(second.baselines()).toEqual({ rawPixels: marked, untrained });

    const third = quietSession({ rawPixels: marked, untrained });
    await third.session.step(1);
    expect(third.baselines()).toEqual({ rawPixels: marked, untrained });
    for (const { session } of [first, second, third]) session.dispose();
  });

  it('makes up for an evaluation that was due when it was left, and for no other', async () => {
    const quiet = localConfig({ steps: 6, evaluation: { every: 2, seconds: 0 } });
    const { reference } = await new MemoryImages().open('emoji');
    /** A worker with the experiment in it; the steps that it was evaluated at, and those it has taken, as they come. */
    const begun = async (checkpoint?: Checkpoint) => {
      const { client } = localTraining();
      const heard: string[] = [];
      client.on('snapshots', ([first]) => heard.push(`evaluated ${first!.step}`));
      client.on('metrics', (steps) => heard.push(...Object.values(steps)[0]!.map(({ step }) => `step ${step}`)));
      await client.open('cpu');
      await client.load(reference);
      await client.create(quiet, checkpoint, { quiet: true });
      return { client, heard };
    };
    const first = await begun();
    await first.client.step(1);
    const between = await first.client.checkpoint();
    await first.client.step(1);
    // Answered before the evaluation that is due is made.
    const due = await first.client.checkpoint();
    first.client.dispose();
    expect([between.step, due.step]).toEqual([1, 2]);
    for (const [checkpoint, what] of [
      [between, 'step 2'],
      [due, 'evaluated 2'],
    ] as const) {
      const { client, heard } = await begun(checkpoint);
      await client.step(1);
      expect(heard[0]).toBe(what);
      client.dispose();
    }
  });

  it('trains as any other: the same losses', async () => {
    const { session } = quietSession({});
    const own = await session.step(3);
    session.dispose();
    const loud = localTraining();
    const images = new MemoryImages();
    const other = new ExperimentSession({ training: async () => loud.client, openImageSet: (id) => images.open(id) }, config);
    expect(await other.step(3)).toEqual(own);
    other.dispose();
  });
});
