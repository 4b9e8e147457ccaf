import { afterEach, describe, expect, it } from 'vitest';
import type { StepMetrics } from '../../core/training/experiment.types';
import { OrderError } from '../../core/errors';
import { MemoryImages, localSession, until, withLocalTraining, type LocalOptions, type LocalSession } from '../testing/local';
import type { Recovery } from './ExperimentSession';
import { inForceAt, type Live, type MeasuredSnapshot } from './phase';

interface Watched extends LocalSession {
  /** Of the fused run. */
  steps: StepMetrics[];
  snapshots: MeasuredSnapshot[];
  recoveries: Recovery[];
  failures: string[];
  fallbacks: string[];
  wentBack: number[];
}

describe('an experiment session, over the real training host', () => {
  withLocalTraining();
  let open: LocalSession[] = [];
  afterEach(() => {
    open.forEach(({ session }) => session.dispose());
    open = [];
  });

  function watched(options: LocalOptions = {}): Watched {
    const local = localSession(options);
    open.push(local);
    const heard = { steps: [], snapshots: [], recoveries: [], failures: [], fallbacks: [], wentBack: [] } as Omit<
      Watched,
      keyof LocalSession
    >;
    local.session.on('metrics', ({ steps }) => heard.steps.push(...(steps.fused ?? [])));
    local.session.on('snapshots', (all) => heard.snapshots.push(...all));
    local.session.on('recovered', (recovery) => heard.recoveries.push(recovery));
    local.session.on('failed', (reason) => heard.failures.push(reason));
    local.session.on('fallback', ({ choice }) => heard.fallbacks.push(choice));
    local.session.on('wentBack', (step) => heard.wentBack.push(step));
    return { ...local, ...heard };
  }

  const settled = (session: Watched['session'], state: string) =>
    until(() => session.status.state === state && session.status.activity === undefined);
  const live = (session: Watched['session']): Live => {
    expect(session.phase.kind).toBe('live');
    return session.phase as Live;
  };
  const wanting = (session: Watched['session'], patch: Partial<Watched['session']['wanted']>) => ({ ...session.wanted, ...patch });
  const rate = (session: Watched['session'], learningRate: number) =>
    wanting(session, { optimizer: { ...session.wanted.optimizer, learningRate } });

  const judged = { config: { evaluation: { split: 'validation', every: 2 } }, images: new MemoryImages({ emoji: 9 }) } as const;

  it('tests once more and counts it, whatever has been lost meanwhile: what has been seen stays seen', async () => {
    const { session, workers, snapshots, recoveries } = watched(judged);
    await expect(session.finalTest()).rejects.toThrow(OrderError);
    await session.step(1);
    const first = await session.finalTest();
    expect(first).toMatchObject({ part: 'test', step: 1, times: 1 });
    expect(live(session).finalTests).toEqual([first]);
    // The worker that is lost has not told of every look: its last checkpoint is older.
    await session.configure(rate(session, 5e-4));
    expect(live(session).finalTests).toEqual([first]);
    expect(first.config.optimizer.learningRate).not.toBe(5e-4);
    workers.at(-1)!.loseDevice('as the test wants');
    await until(() => recoveries.length > 0);
    expect(live(session).finalTests).toEqual([first]);
    expect(await session.finalTest()).toMatchObject({ times: 2, config: { optimizer: { learningRate: 5e-4 } } });
    expect(new Set(snapshots.map(({ part }) => part))).toEqual(new Set(['validation']));
    await session.reset();
    expect(live(session).finalTests).toEqual([]);
  });

  it('gives no result of an experiment that was thrown away while it was being tested', async () => {
    const { session } = watched(judged);
    await session.step(1);
    const test = session.finalTest();
    const reset = session.reset();
    await expect(test).rejects.toThrow();
    await reset;
    expect(live(session).finalTests).toEqual([]);
  });

  it('needs no page: opens a backend and creates the experiment when the first step is asked for', async () => {
    const { session, asked } = watched();
    expect(session.phase.kind).toBe('none');
    const taken = await session.step(2);
    expect(Object.keys(taken)).toEqual(['spherical', 'hyperbolic', 'fused']);
    expect(taken.fused!.map(({ step }) => step)).toEqual([1, 2]);
    expect(asked()).toEqual(['open', 'load', 'create', 'step']);
    expect(live(session).inForce).toEqual(session.wanted);
  });

  it('trains to the last step, and pauses in between', async () => {
    const { session, steps } = watched({ config: { steps: 6 } });
    await session.train();
    await until(() => steps.length > 0);
    await session.pause();
    expect(session.wantsTraining).toBe(false);
    const reached = steps.length;
    await session.train();
    await settled(session, 'finished');
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(reached).toBeLessThanOrEqual(6);
    expect(session.wantsTraining).toBe(false);
  });

  it('does not train what was paused while it was being created', async () => {
    const { session, asked } = watched();
    const training = session.train();
    await until(() => session.phase.kind === 'opening');
    await session.pause();
    await training;
    expect(session.phase.kind).toBe('live');
    expect(asked()).not.toContain('train');
  });

  it('creates what is wanted when it is done, not what was wanted when it began', async () => {
    const { session, asked } = watched();
    const first = session.step(1);
    await until(() => asked().includes('create'));
    await session.configure(wanting(session, { seed: 5 }));
    await first;
    expect(live(session).inForce.seed).toBe(5);
    expect(asked().filter((type) => type === 'create')).toHaveLength(2);
  });

  describe('what is wanted and what is in force', () => {
    it('differ by what only a new experiment can take, until Reset', async () => {
      const { session } = watched();
      await session.step(1);
      await session.configure(wanting(session, { seed: 9 }));
      expect(session.pending).toEqual(['seed']);
      expect(live(session).inForce.seed).toBe(1);
      session.discardPending();
      expect(session.pending).toEqual([]);
      await session.configure(wanting(session, { seed: 9 }));
      await session.reset();
      expect(session.pending).toEqual([]);
      expect(live(session).inForce.seed).toBe(9);
      expect(session.trained).toBe(false);
    });

    it('drops an experiment that has not been trained rather than leave it pending', async () => {
      const { session } = watched();
      await session.snapshot('fused');
      await session.configure(wanting(session, { seed: 9 }));
      expect(session.phase.kind).toBe('none');
      expect(session.pending).toEqual([]);
    });

    it('come together through a checkpoint, with what was taken before', async () => {
      const { session, steps, requests } = watched();
      await session.step(3);
      await session.configure({ ...rate(session, 5e-4), steps: 40, seed: 2 });
      expect(live(session).inForce).toMatchObject({ optimizer: { learningRate: 5e-4 }, steps: 40, seed: 1 });
      expect(session.pending).toEqual(['seed']);
      expect(requests().at(-1)).toMatchObject({ type: 'create', checkpoint: { step: 3 } });
      await session.step(1);
      expect(steps.map(({ step, learningRate }) => [step, learningRate])).toEqual([
        [1, 1e-3],
        [2, 1e-3],
        [3, 1e-3],
        [4, 5e-4],
      ]);
    });

    it('do not cut short the steps that were asked for when one is changed in the middle', async () => {
      const { session, steps } = watched({ config: { evaluation: { every: 1000 } } });
      const taken = session.step(12);
      await until(() => steps.length >= 2);
      await session.configure(rate(session, 5e-4));
      expect((await taken).fused!.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
      expect(steps.at(-1)!.learningRate).toBe(5e-4);
    });

    it('say of every number what it was measured with', async () => {
      const { session, snapshots } = watched({ config: { evaluation: { every: 2 } } });
      await session.step(2);
      await session.snapshot('fused');
      await session.apply({ tauHyperbolic: 0.4 });
      await session.step(2);
      const after = await session.snapshot('fused');
      await session.configure(rate(session, 5e-4));
      expect(after.measuredWith).toMatchObject({ head: { tauHyperbolic: 0.4 }, config: { optimizer: { learningRate: 1e-3 } } });
      const taus = snapshots
        .filter(({ run }) => run === 'fused')
        .map(({ step, measuredWith }) => [step, measuredWith.config.head.tauHyperbolic]);
      expect(taus).toEqual(
        expect.arrayContaining([
          [0, 0.2],
          [2, 0.2],
          [4, 0.4],
        ]),
      );
      const { history } = live(session);
      expect([1, 2, 3, 4].map((step) => inForceAt(history, step)!.head.tauHyperbolic)).toEqual([0.2, 0.2, 0.4, 0.4]);
      expect([4, 5].map((step) => inForceAt(history, step)!.optimizer.learningRate)).toEqual([1e-3, 5e-4]);
    });
  });

  describe('another name for a run', () => {
    const renamed = (session: Watched['session'], name: string) =>
      wanting(session, { runs: session.wanted.runs.map((run) => (run.id === 'fused' ? { ...run, name } : run)) });

    it('is taken over while it trains: nothing starts anew, nothing is pending, everything it has stays under its id', async () => {
      const config = { steps: 8, evaluation: { every: 4 } };
      const undisturbed = watched({ config });
      await undisturbed.session.train();
      await settled(undisturbed.session, 'finished');

      const { session, steps, snapshots, asked, workers } = watched({ config });
      await session.train();
      await until(() => steps.length > 0);
      const { experiment, history } = live(session);
      await session.configure(renamed(session, 'cosine and ball'));
      expect(session.pending).toEqual([]);
      expect(live(session).experiment).toBe(experiment);
      expect(live(session).history).toHaveLength(history.length);
      expect(live(session).inForce).toEqual(session.wanted);
      await settled(session, 'finished');
      expect(steps.map(({ step, loss }) => [step, loss])).toEqual(undisturbed.steps.map(({ step, loss }) => [step, loss]));
      expect(snapshots.filter(({ run }) => run === 'fused').map(({ step }) => step)).toEqual([0, 4, 8]);
      expect(asked().filter((type) => type === 'create')).toHaveLength(1);
      expect(workers).toHaveLength(1);
      expect(Object.keys((await session.checkpoint())!.runs.find(({ id }) => id === 'fused')!.parameters).length).toBeGreaterThan(0);
    });

    it('is what the worker says, and what a checkpoint from before is gone on from with', async () => {
      const { session, workers, recoveries } = watched();
      const said: (string | undefined)[] = [];
      session.on('status', ({ activity }) => said.push(activity));
      await session.step(2);
      await session.checkpoint();
      await session.configure(renamed(session, 'both'));
      await session.step(1);
      await session.snapshot('fused');
      expect(said).toContain('evaluating both');
      workers.at(-1)!.loseDevice('unknown');
      await until(() => recoveries.length === 1);
      expect(session.pending).toEqual([]);
      expect(
        live(session)
          .inForce.runs.map(({ id, name }) => [id, name])
          .at(-1),
      ).toEqual(['fused', 'both']);
      expect((await session.step(1)).fused).toHaveLength(1);
    });

    it('waits with everything else where it was the name of a run that only Reset takes away', async () => {
      const { session } = watched();
      await session.step(1);
      const [first, ...rest] = session.wanted.runs;
      const [second, ...others] = rest;
      await session.configure(wanting(session, { runs: [{ ...second!, name: first!.name }, ...others] }));
      expect(session.pending).toEqual(['runs']);
      expect(live(session).inForce.runs.map(({ name }) => name)).toEqual(['spherical', 'hyperbolic', 'fused']);
      await session.reset();
      expect(live(session).inForce.runs.map(({ id, name }) => [id, name])).toEqual([
        ['hyperbolic', 'spherical'],
        ['fused', 'fused'],
      ]);
    });
  });

  describe('a lost worker', () => {
    it('is replaced, and training goes on from the last checkpoint with the same losses', async () => {
      const config = { steps: 9, evaluation: { every: 3 } };
      const undisturbed = watched({ config });
      await undisturbed.session.train();
      await settled(undisturbed.session, 'finished');

      const { session, steps, workers, recoveries, failures } = watched({ config });
      await session.train();
      await until(
        () => session.phase.kind === 'live' && (session.phase.checkpoint?.step ?? 0) > 0 && steps.length > session.phase.checkpoint!.step,
      );
      workers.at(-1)!.loseDevice('driver reset');
      await until(() => recoveries.length === 1);
      expect(workers).toHaveLength(2);
      expect(recoveries[0]).toMatchObject({ experiment: { training: true }, reason: expect.stringContaining('driver reset') as string });
      expect(recoveries[0]!.experiment!.step % 3).toBe(0);
      expect(recoveries[0]!.experiment!.lostSteps).toBeGreaterThan(0);
      await settled(session, 'finished');
      const losses = new Map(steps.map(({ step, loss }) => [step, loss]));
      expect([...losses.values()]).toEqual(undisturbed.steps.map(({ loss }) => loss));
      expect(failures).toEqual([]);
    });

    it('is noticed by a step as well', async () => {
      const { session, steps, recoveries, failures } = watched({
        config: { steps: 10, evaluation: { every: 3 } },
        faults: [{ atStep: 16 }],
      });
      await session.train();
      await settled(session, 'finished');
      expect(recoveries).toMatchObject([{ experiment: { training: true, step: 3 } }]);
      expect(failures).toEqual([]);
      expect(new Set(steps.map(({ step }) => step)).size).toBe(10);
    });

    it('comes back paused where it was paused, and later requests wait for it', async () => {
      const { session, steps, workers, recoveries } = watched();
      await session.step(2);
      await session.checkpoint();
      const underWay = session.step(1000);
      await until(() => steps.length > 2);
      workers.at(-1)!.breakDown('out of memory');
      await expect(underWay).rejects.toThrow(/out of memory/);
      expect((await session.step(1)).fused![0]!.step).toBe(3);
      expect(recoveries).toMatchObject([{ experiment: { step: 2, training: false } }]);
    });

    it('takes no change with it, whether a checkpoint knows of it or not', async () => {
      const { session, workers, recoveries } = watched();
      await session.step(1);
      await session.apply({ tauSpherical: 0.3 });
      workers.at(-1)!.loseDevice('unknown');
      await until(() => recoveries.length === 1);
      expect((await session.snapshot('spherical')).head.tauSpherical).toBe(0.3);
      expect(live(session).inForce.head.tauSpherical).toBe(0.3);
    });

    it('lost while a change is being carried over has the change made in the next', async () => {
      const { session, workers, recoveries } = watched();
      await session.step(1);
      await session.checkpoint();
      const changed = session.configure({ ...rate(session, 5e-4), head: { ...session.wanted.head, c: 0.3 } });
      workers.at(-1)!.loseDevice('unknown');
      await changed;
      expect(recoveries).toHaveLength(1);
      expect(live(session).inForce).toMatchObject({ optimizer: { learningRate: 5e-4 }, head: { c: 0.3 } });
    });

    it('before there is an experiment restores the backend and says that there was none', async () => {
      const { session, workers, recoveries, wentBack } = watched();
      await session.open();
      workers.at(-1)!.loseDevice('unknown');
      await until(() => recoveries.length === 1);
      expect(recoveries[0]!.experiment).toBeUndefined();
      expect(wentBack).toEqual([]);
      expect(session.phase.kind).toBe('none');
      expect((await session.step(1)).fused).toHaveLength(1);
    });

    it('may be lost again while it is being restored', async () => {
      const { session, workers, faults, recoveries, failures } = watched();
      await session.step(2);
      await session.checkpoint();
      faults.push({ after: 'open' }, { after: 'load' }, {});
      workers.at(-1)!.loseDevice('unknown');
      await until(() => recoveries.length > 0);
      expect(workers).toHaveLength(4);
      expect((await session.step(1)).fused![0]!.step).toBe(3);
      expect(recoveries).toHaveLength(1);
      expect(failures).toEqual([]);
    });

    it('is given up after three recoveries without a step between; its checkpoint is kept and gone on from', async () => {
      const { session, workers, faults, failures } = watched();
      await session.step(2);
      await session.checkpoint();
      faults.push({ after: 'create' }, { after: 'create' }, { after: 'create' }, {});
      workers.at(-1)!.loseDevice('unknown');
      await until(() => failures.length > 0);
      expect(failures).toEqual([expect.stringContaining('choose another backend')]);
      expect(session.phase).toMatchObject({ kind: 'failed', checkpoint: { step: 2 } });
      expect(session.status.state).toBe('failed');
      await session.useBackend('wasm');
      expect((await session.step(1)).fused![0]!.step).toBe(3);
    });

    it('is tried a second time where the adapter is gone for a moment, and given up where it does not come back', async () => {
      const once = watched();
      await once.session.step(1);
      once.faults.push({ open: 'There is no adapter just now.' });
      once.workers.at(-1)!.loseDevice('the GPU process ended');
      await until(() => once.recoveries.length > 0);
      expect(once.workers).toHaveLength(3);

      const never = watched();
      await never.session.step(1);
      never.faults.push({ open: 'There is no adapter any more.' }, { open: 'There is no adapter any more.' });
      never.workers.at(-1)!.loseDevice('unplugged');
      await until(() => never.failures.length > 0);
      expect(never.failures[0]).toMatch(/no adapter any more/);
      expect(never.session.phase.kind).toBe('failed');
    });
  });

  describe('a failure of training', () => {
    const exploding = { head: { tauSpherical: 1e-45 }, runs: [{ name: 'fused', geometry: 'fused' as const }] };

    it('without a checkpoint begins anew, in a worker that knows nothing of it', async () => {
      const { session, workers, failures } = watched({ config: exploding });
      await session.train();
      await until(() => failures.length > 0);
      expect(session.phase).toMatchObject({ kind: 'failed', error: { name: 'NumericsError' } });
      expect(session.wantsTraining).toBe(false);
      await session.configure(wanting(session, { head: { ...session.wanted.head, tauSpherical: 0.1 } }));
      expect((await session.step(1)).fused).toHaveLength(1);
      expect(workers).toHaveLength(2);
    });

    it('is gone on from with the rate that is wanted by then', async () => {
      const { session, steps, failures, wentBack } = watched({ config: { evaluation: { every: 1000 }, runs: exploding.runs } });
      await session.step(2);
      await session.checkpoint();
      await session.configure(rate(session, 0.123));
      // Weights that are no numbers any more.
      await session.apply({ tauSpherical: 1e-45 });
      await session.train();
      await until(() => failures.length > 0);
      expect(session.phase).toMatchObject({ kind: 'failed', checkpoint: { step: 2 } });
      await session.configure({ ...rate(session, 1e-4), head: { ...session.wanted.head, tauSpherical: 0.1 } });
      const reached = steps.length;
      await session.step(1);
      expect(steps.slice(reached).map(({ step, learningRate }) => [step, learningRate])).toEqual([[3, 1e-4]]);
      expect(live(session).inForce).toMatchObject({ optimizer: { learningRate: 1e-4 }, head: { tauSpherical: 0.1 } });
      expect(wentBack.every((step) => step === 2)).toBe(true);
    });
  });

  describe('another backend', () => {
    it('takes over what has been trained', async () => {
      const { session, asked } = watched({ config: { backend: 'webgpu' } });
      await session.step(3);
      await session.useBackend('wasm');
      expect(session.backend!.backend).toBe('wasm');
      expect(asked().slice(-5)).toEqual(['pause', 'checkpoint', 'open', 'load', 'create']);
      expect((await session.step(1)).fused![0]!.step).toBe(4);
    });

    it('that cannot be opened gives way to the one there was', async () => {
      const { session, faults, fallbacks } = watched({ config: { backend: 'webgpu' } });
      await session.step(3);
      faults.push({ open: 'No.' });
      await session.useBackend('cpu');
      expect(fallbacks).toEqual(['webgpu']);
      expect(session.wanted.backend).toBe('webgpu');
      expect((await session.step(1)).fused![0]!.step).toBe(4);
    });

    it('keeps the checkpoint where the one there was is gone as well; any that can be opened later goes on from it', async () => {
      const { session, faults } = watched({ config: { backend: 'webgpu' } });
      await session.step(3);
      faults.push({ open: 'No.' }, { open: 'Neither.' });
      await expect(session.useBackend('cpu')).rejects.toThrow('Neither.');
      expect(session.phase).toMatchObject({ kind: 'failed', checkpoint: { step: 3 }, error: { message: 'Neither.' } });
      await session.useBackend('wasm');
      expect(session.phase).toMatchObject({ kind: 'live' });
      expect(session.status.step).toBe(3);
      expect((await session.step(1)).fused![0]!.step).toBe(4);
    });

    it('is not raced by a change, a pause or a step', async () => {
      const { session, steps } = watched({ config: { backend: 'webgpu', evaluation: { every: 1000 } } });
      await session.train();
      await until(() => steps.length > 0);
      const moved = session.useBackend('wasm');
      const applied = session.apply({ tauHyperbolic: 0.4 });
      const stepped = session.step(2);
      const paused = session.pause();
      await Promise.all([moved, applied, stepped, paused]);
      expect(session.wantsTraining).toBe(false);
      expect(session.backend!.backend).toBe('wasm');
      expect(live(session).inForce.head.tauHyperbolic).toBe(0.4);
      const { step } = session.status;
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(session.status.step).toBe(step);
      expect((await session.snapshot('fused')).head.tauHyperbolic).toBe(0.4);
    });

    it('chosen while one is being opened takes its place at once', async () => {
      const { session, requests } = watched({ config: { backend: 'webgpu' } });
      const opened = session.open();
      await until(() => requests().length > 0);
      await Promise.all([session.useBackend('wasm'), opened]);
      expect(session.backend!.backend).toBe('wasm');
      expect(requests().filter(({ type }) => type === 'open')).toHaveLength(2);
    });
  });
});
