import { describe, expect, it } from 'vitest';
import { Recorder } from './recorder';
import { startedLab, until, withLocalTraining } from '../testing/local';

withLocalTraining();

/** A page whose experiment has been evaluated at steps 0 and 2, and has a change of the head behind it. */
async function trained() {
  const local = await startedLab({ config: { evaluation: { every: 2 } } });
  const { state, lab } = local;
  const recorder = new Recorder(lab.conductor.session);
  await state().step(1);
  await lab.conductor.session.apply({ c: 0.7 });
  await state().step(1);
  await until(() => state().runs.every(({ latest }) => latest?.step === 2));
  state().selectAnchor(2);
  return { ...local, recorder };
}

describe('Reset', () => {
  it('can be undone, once: weights, curves, pictures, settings and the record come back', async () => {
    const { state, lab, recorder } = await trained();
    const { id, runs } = recorder.record()!;
    const { session } = lab.conductor;
    const weights = (await session.checkpoint())!.runs;
    const before = state();
    const taken = before.runs.map(({ metrics }) => [...metrics.loss]);
    await state().reset();
    expect(recorder.id).not.toBe(id);
    await state().edit({ head: { tauSpherical: 0.3 } });
    state().selectAnchor(0);
    const offers = state().notices.filter(({ action }) => action);
    expect(offers.map(({ text, action }) => [text, action!.label])).toEqual([['The experiment was reset at step 2.', 'Undo']]);

    offers[0]!.action!.run();
    await until(() => state().trained && state().notices.length === 0);
    expect(state().status).toMatchObject({ step: 2, state: 'paused' });
    expect(state().runs.map(({ metrics }) => [...metrics.loss])).toEqual(taken);
    expect(state().runs.map(({ history }) => history.map(({ step }) => step))).toEqual(before.runs.map(() => [0, 2]));
    expect(state().runs.map(({ evaluations }) => evaluations)).toEqual(before.runs.map(({ evaluations }) => evaluations));
    expect(state()).toMatchObject({ anchor: 2, applied: [{ step: 1, head: { c: 0.7 } }], pending: [], wantsTraining: false });
    expect(state().config.head).toMatchObject({ c: 0.7, tauSpherical: before.config.head.tauSpherical });
    expect((await session.checkpoint())!.runs).toEqual(weights);
    expect(recorder.record()).toMatchObject({ id, runs: runs.map(({ evaluations, metrics }) => ({ evaluations, metrics })) });
    // It goes on from there, and its curves with it.
    await state().step(1);
    await until(() => state().runs[0]!.metrics.length === 3);
    await expect(state().undoReset()).rejects.toThrow('There is no Reset that could be undone');
  });

  it('shows the untrained runs at once, and again what the new experiment makes of them', async () => {
    const { state, lab } = await trained();
    const first = state().runs.map(({ history }) => history[0]!.open());
    const shown: (number | undefined)[][] = [];
    lab.subscribe(({ runs }) => shown.push(runs.map(({ snapshot }) => snapshot?.step)));
    const reset = state().reset();
    await until(() => !state().trained);
    expect(state().runs.map(({ snapshot }) => snapshot)).toEqual(first);
    expect(state().evaluation!.rows.length).toBe(first[0]!.n);
    expect(state().runs.every(({ history }) => history.length === 0)).toBe(true);
    await reset;
    await until(() => state().runs.every(({ history }) => history[0]?.step === 0));
    expect(state().runs.map(({ snapshot }) => snapshot?.features)).toEqual(first.map(({ features }) => features));
    expect(shown.every((steps) => steps.every((step) => step !== undefined))).toBe(true);
  });

  it('cannot be undone any more once another experiment is trained, nor where nothing had been trained', async () => {
    const { state } = await trained();
    await state().reset();
    await state().step(1);
    expect(state().notices).toEqual([]);
    await expect(state().undoReset()).rejects.toThrow('There is no Reset that could be undone');
    const fresh = await startedLab();
    await fresh.state().reset();
    expect(fresh.state().notices).toEqual([]);
  });
});
