import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../core/configuration/presets';
import type { ExperimentConfig } from '../core/configuration/schema';
import { createLabStore } from './labStore';
import { FakeTraining, fakePorts } from './testing/fakes';
import { sampleSnapshot, sampleStored } from './testing/samples';

const config: ExperimentConfig = { ...defaultConfig, batch: { classes: 3, samplesPerClass: 2 } };

/** A page with an experiment whose runs have been evaluated at these steps. */
async function evaluatedAt(...steps: number[]) {
  const training = new FakeTraining();
  const lab = createLabStore(fakePorts(training), { config });
  await lab.conductor.start();
  const state = lab.getState;
  const evaluate = (step: number, runs = config.runs) => {
    for (const run of runs) training.events.emit('snapshot', sampleSnapshot(config, run, step));
  };
  await state().step(1);
  steps.forEach((step) => evaluate(step));
  const shown = () => state().runs.map(({ snapshot }) => snapshot?.step);
  const newest = () => state().runs.map(({ latest }) => latest?.step);
  const kept = () => state().runs.map(({ history }) => history.map(({ step }) => step));
  const recoverAt = (step: number) =>
    training.events.emit('recovered', { reason: 'Lost.', report: state().backend!, step, lostSteps: 1, training: true });
  return { lab, state, training, evaluate, shown, newest, kept, recoverAt };
}

const all = <T>(value: T) => config.runs.map(() => value);

describe('the step on show', () => {
  it('is the newest until an earlier one is chosen; training goes on beneath it', async () => {
    const { state, evaluate, shown, newest, kept } = await evaluatedAt(0, 10, 20);
    expect(shown()).toEqual(all(20));
    state().showStep(11);
    expect(state().shownStep).toBe(10);
    expect(shown()).toEqual(all(10));
    evaluate(30);
    expect(shown()).toEqual(all(10));
    expect(newest()).toEqual(all(30));
    expect(kept()).toEqual(all([0, 10, 20, 30]));
    state().showStep(undefined);
    expect(shown()).toEqual(all(30));
  });

  it('is the newest again where the newest is chosen, and follows it from then on', async () => {
    const { state, evaluate, shown } = await evaluatedAt(0, 10);
    state().showStep(0);
    state().showStep(400);
    expect(state().shownStep).toBeUndefined();
    evaluate(20);
    expect(shown()).toEqual(all(20));
  });

  it('leaves runs alone whose snapshot does not change', async () => {
    const { state } = await evaluatedAt(0, 10);
    state().showStep(0);
    const { runs } = state();
    state().showStep(0);
    expect(state().runs).toBe(runs);
  });

  it('shows the last snapshot up to it of a run that has not been evaluated there', async () => {
    const { state, evaluate, shown } = await evaluatedAt(0);
    evaluate(10, config.runs.slice(0, 1));
    evaluate(20);
    state().showStep(10);
    expect(shown()).toEqual([10, 0, 0]);
  });
});

describe('history at the turns of an experiment', () => {
  it('loses on recovery what was measured after the checkpoint', async () => {
    const { state, shown, newest, kept, recoverAt } = await evaluatedAt(0, 10, 20);
    recoverAt(15);
    expect(kept()).toEqual(all([0, 10]));
    expect(shown()).toEqual(all(10));
    expect(newest()).toEqual(all(10));
    expect(state().shownStep).toBeUndefined();
  });

  it('keeps a step on show that is before the checkpoint, and not one after it', async () => {
    const before = await evaluatedAt(0, 10, 20, 30);
    before.state().showStep(10);
    before.recoverAt(25);
    expect([before.state().shownStep, ...before.shown()]).toEqual([10, ...all(10)]);
    const after = await evaluatedAt(0, 10, 20, 30);
    after.state().showStep(20);
    after.recoverAt(12);
    expect([after.state().shownStep, ...after.shown()]).toEqual([undefined, ...all(10)]);
  });

  it('ends with Reset', async () => {
    const { state, kept } = await evaluatedAt(0, 10, 20);
    state().showStep(0);
    await state().reset();
    expect(state().shownStep).toBeUndefined();
    expect(kept()).toEqual(all([]));
    expect(state().runs.every(({ snapshot, latest }) => !snapshot && !latest)).toBe(true);
  });

  it('does not mix what was recorded with what this session measures', async () => {
    const { lab, state, training } = await evaluatedAt();
    await state().reset();
    // The recording shows the images that the experiment evaluates.
    const recorded = sampleStored({ n: 4, d: 3 }, config);
    recorded.experiment.evaluationRows = Int32Array.of(6, 7, 8, 9);
    lab.conductor.showStored(recorded);
    await state().reset();
    const other = createLabStore(fakePorts(training), { config });
    await other.conductor.start();
    other.conductor.showStored(recorded);
    expect(other.getState().runs.map(({ history }) => history.length)).toEqual(all(1));
    await other.getState().step(1);
    expect(other.getState().runs.map(({ snapshot }) => snapshot?.step)).toEqual(all(300));
    expect(other.getState().runs.map(({ history }) => history.length)).toEqual(all(0));
    for (const run of config.runs) training.events.emit('snapshot', sampleSnapshot(config, run, 0));
    expect(other.getState().runs.map(({ history }) => history.map(({ step }) => step))).toEqual(all([0]));
    expect(other.getState().runs.map(({ snapshot }) => snapshot?.step)).toEqual(all(0));
  });
});
