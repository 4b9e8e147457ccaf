import { describe, expect, it } from 'vitest';
import { localConfig, startedLab, until, withLocalTraining } from '../testing/local';
import { sampleRecording } from '../testing/samples';

const RUNS = 2;
const config = {
  evaluation: { every: 2 },
  steps: 1000,
  runs: [
    { name: 'hyperbolic', geometry: 'hyperbolic' as const },
    { name: 'fused', geometry: 'fused' as const },
  ],
};

/** A page with an experiment of two runs that has taken so many steps and was evaluated at every second one. */
async function trained(steps: number) {
  const local = await startedLab({ config });
  const { state, lab, workers } = local;
  const evaluated = (step: number) => until(() => state().runs.every(({ latest }) => latest?.step === step));
  const step = async (count: number) => {
    await state().step(count);
    await evaluated(state().status.step - (state().status.step % 2));
  };
  await step(steps);
  const shown = () => state().runs.map(({ snapshot }) => snapshot?.step);
  const newest = () => state().runs.map(({ latest }) => latest?.step);
  const kept = () => state().runs.map(({ history }) => history.map(({ step: at }) => at));
  /** Loses the device; training stands at the last checkpoint again. */
  const recover = async () => {
    const { length } = state().notices;
    workers.at(-1)!.loseDevice('driver reset');
    await until(() =>
      state()
        .notices.slice(length)
        .some(({ text }) => text.includes('again')),
    );
  };
  return { ...local, step, shown, newest, kept, recover, checkpoint: () => lab.conductor.session.checkpoint() };
}

const all = <T>(value: T) => Array.from({ length: RUNS }, () => value);

describe('the step on show', () => {
  withLocalTraining();

  it('is the newest until an earlier one is chosen; training goes on beneath it', async () => {
    const { state, step, shown, newest, kept } = await trained(4);
    expect(shown()).toEqual(all(4));
    state().showStep(2.4);
    expect(state().shownStep).toBe(2);
    expect(shown()).toEqual(all(2));
    await step(2);
    expect(shown()).toEqual(all(2));
    expect(newest()).toEqual(all(6));
    expect(kept()).toEqual(all([0, 2, 4, 6]));
    state().showStep(undefined);
    expect(shown()).toEqual(all(6));
  });

  it('is the newest again where the newest is chosen, and follows it from then on', async () => {
    const { state, step, shown } = await trained(2);
    state().showStep(0);
    state().showStep(400);
    expect(state().shownStep).toBeUndefined();
    await step(2);
    expect(shown()).toEqual(all(4));
  });

  it('leaves runs alone whose snapshot does not change', async () => {
    const { state } = await trained(2);
    state().showStep(0);
    const { runs } = state();
    state().showStep(0);
    expect(state().runs).toBe(runs);
  });

  it('is one step in all views: the snapshot of a run that a script asks for is not shown beside an older one of another', async () => {
    const { state, lab, shown } = await trained(1);
    expect(await lab.conductor.session.snapshot('hyperbolic')).toMatchObject({ step: 1 });
    expect(shown()).toEqual(all(0));
    await state().evaluate();
    expect(shown()).toEqual(all(1));
  });
});

describe('history at the turns of an experiment', () => {
  withLocalTraining();

  it('loses on recovery what was measured after the checkpoint', async () => {
    const { lab, state, step, shown, newest, kept, recover } = await trained(2);
    const { session } = lab.conductor;
    const checkpointed = () => (session.phase.kind === 'live' ? (session.phase.checkpoint?.step ?? -1) : -1);
    await until(() => checkpointed() === 2);
    await step(1);
    // At a step without an evaluation no checkpoint follows.
    await session.snapshot('fused');
    await until(() => checkpointed() === 3);
    await state().step(1);
    await recover();
    const at = session.status.step;
    expect(newest().every((one) => one! <= at)).toBe(true);
    expect(kept().every((steps) => steps.every((one) => one <= at))).toBe(true);
    expect(shown()).toEqual(newest());
  });

  it('ends with Reset', async () => {
    const { state } = await trained(2);
    state().showStep(0);
    const before = state().runs;
    await state().reset();
    expect(state().shownStep).toBeUndefined();
    expect(state().runs.every(({ history, latest }, i) => history.length <= 1 && latest !== before[i]!.latest)).toBe(true);
    expect(state().runs.every(({ latest }) => (latest?.step ?? 0) === 0)).toBe(true);
  });

  it('does not mix what was recorded with what this session measures', async () => {
    const { lab, state } = await startedLab({ config });
    // The recording shows the images that the experiment evaluates.
    const recorded = sampleRecording({ n: 4, d: 3 }, localConfig(config));
    recorded.experiment.evaluationRows = Int32Array.of(6, 7, 8, 9);
    lab.conductor.showStored(recorded);
    expect(state().runs.map(({ history }) => history.length)).toEqual(all(1));
    const stepped = state().step(1);
    await until(() => lab.conductor.session.phase.kind === 'live');
    expect(state().runs.map(({ snapshot }) => snapshot?.step)).toEqual(all(300));
    await stepped;
    // Said to be the recording's until the session has pictures of its own.
    await until(() => state().stored === undefined);
    expect(state().runs.map(({ history }) => history.map(({ step }) => step))).toEqual(all([0]));
    expect(state().runs.map(({ snapshot }) => snapshot?.step)).toEqual(all(0));
  });

  it('a recorded run that the configuration lacks is no run, but what the others are judged by, until there are own pictures', async () => {
    const { lab, state } = await startedLab({ config });
    const wanted = localConfig(config);
    const control = { ...wanted.runs[0]!, id: 'control', name: 'control: other seed', seed: wanted.seed + 1 };
    lab.conductor.showStored(sampleRecording({ n: 4, d: 3 }, { ...wanted, runs: [...wanted.runs, control] }));
    expect(state().runs.map(({ id }) => id)).toEqual(wanted.runs.map(({ id }) => id));
    expect(state().controls.map(({ id, config: { seed }, snapshot }) => [id, seed, snapshot?.run])).toEqual([
      ['control', wanted.seed + 1, 'control'],
    ]);
    const { controls } = state();
    await state().edit({ head: { c: 0.3 } });
    expect(state().controls[0]!.history[0]).toBe(controls[0]!.history[0]);
    await state().step(1);
    await until(() => state().stored === undefined);
    expect(state().controls).toEqual([]);
  });

  it('a snapshot that a script asks for on a fresh page leaves the recording where it is; a step replaces it', async () => {
    const { lab, state } = await startedLab({ config });
    const recorded = sampleRecording({ n: 4, d: 3 }, localConfig(config));
    lab.conductor.showStored(recorded);
    const before = state().runs;
    expect(await lab.conductor.session.snapshot('hyperbolic')).toMatchObject({ step: 0 });
    await until(() => lab.conductor.session.status.activity === undefined);
    expect(state().runs).toBe(before);
    expect(state().stored).toBeDefined();
    await state().step(1);
    await until(() => state().stored === undefined);
    expect(state().runs.map(({ snapshot }) => snapshot?.step)).toEqual(all(0));
    expect(state().experiment!.baselines!.untrained.queries).toBeGreaterThan(0);
  });
});
