import { describe, expect, it } from 'vitest';
import { defaultConfig, modelPresets } from '../core/configuration/presets';
import type { ExperimentConfig } from '../core/configuration/schema';
import { ConfigError } from '../core/configuration/validate';
import { createLabStore } from './labStore';
import { FakeImages, FakeTraining, fakePorts } from './testing/fakes';
import { sampleSnapshot, sampleStored } from './testing/samples';

const config: ExperimentConfig = { ...defaultConfig, batch: { classes: 3, samplesPerClass: 2 } };

async function open(training = new FakeTraining(), images = new FakeImages()) {
  const lab = createLabStore(fakePorts(training, images), { config });
  await lab.conductor.start();
  return { lab, training, images, state: lab.getState };
}

const issuesOf = async (promise: Promise<unknown>): Promise<string[]> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).issues.map((issue) => issue.path);
};

describe('start', () => {
  it('opens image set and backend, and creates nothing before it is needed', async () => {
    const { training, state } = await open();
    expect(state()).toMatchObject({ ready: true, status: { state: 'ready', step: 0 }, backend: { backend: 'webgpu' } });
    expect(state().imageSet?.classes).toHaveLength(5);
    expect(Array.from(state().evaluation!.rows)).toEqual([6, 7, 8, 9]);
    expect(training.asked).toEqual(['open auto']);
  });

  it('falls back, and says so, where the configured backend cannot be opened', async () => {
    const training = new FakeTraining();
    training.refused.set('cpu', 'No such backend.');
    const lab = createLabStore(fakePorts(training), { config: { ...config, backend: 'cpu' } });
    await lab.conductor.start();
    expect(lab.getState()).toMatchObject({ ready: true, config: { backend: 'auto' }, backend: { backend: 'webgpu' } });
    expect(lab.getState().notices[0]?.text).toContain('No such backend.');
  });

  it('shows a bundled image set where the configured one has gone, and says so', async () => {
    const lab = createLabStore(fakePorts(), { config: { ...config, imageSet: 'nowhere' } });
    await lab.conductor.start();
    expect(lab.getState()).toMatchObject({ ready: true, config: { imageSet: 'emoji' }, imageSet: { id: 'emoji' } });
    expect(lab.getState().notices[0]).toMatchObject({ kind: 'warning', text: expect.stringContaining('nowhere') as string });
  });

  it('says what keeps it from being usable', async () => {
    const images = new FakeImages({});
    const lab = createLabStore(fakePorts(undefined, images), { config: { ...config, imageSet: 'nowhere' } });
    await expect(lab.conductor.start()).rejects.toThrow('nowhere');
    expect(lab.getState().failure).toContain('nowhere');
    expect(lab.getState().status.state).toBe('failed');
  });
});

describe('training', () => {
  it('creates the experiment at the first step and keeps what is reported', async () => {
    const { training, state } = await open();
    const last = await state().step(3);
    expect(last.spherical).toMatchObject({ step: 3 });
    await state().step(1);
    expect(training.asked).toEqual(['open auto', 'load emoji', 'create', 'step 3', 'step 1']);
    expect(state().trained).toBe(true);
    expect(state().runs.map((run) => run.metrics.map((entry) => entry.step))).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
  });

  it('does not begin when it was paused while the experiment was being created', async () => {
    const { training, state } = await open();
    let release = () => {};
    training.holdCreate = new Promise((resolve) => (release = resolve));
    const training1 = state().train();
    await state().pause();
    release();
    await training1;
    expect(training.asked).not.toContain('train');
  });

  it('creates what is configured when it is done, not what was configured when it began', async () => {
    const { training, state } = await open();
    let release = () => {};
    training.holdCreate = new Promise((resolve) => (release = resolve));
    const started = state().train();
    await new Promise((resolve) => setTimeout(resolve));
    await state().edit({ seed: 5 });
    release();
    await started;
    expect(training.created?.seed).toBe(5);
    expect(training.asked.filter((request) => request === 'create')).toHaveLength(2);
  });

  it('starts anew on Reset', async () => {
    const { training, state } = await open();
    await state().step(2);
    await state().reset();
    expect(state()).toMatchObject({ trained: false, status: { step: 0 }, pending: [] });
    expect(state().runs.every((run) => run.metrics.length === 0)).toBe(true);
    expect(training.asked.at(-1)).toBe('create');
  });
});

describe('settings', () => {
  it('are refused with their path, and leave everything as it was', async () => {
    const { state } = await open();
    expect(await issuesOf(state().configure({ head: { c: 0 } }))).toEqual(['head.c']);
    expect(await issuesOf(state().configure({ head: { tauSpherical: -1, tauHyperbolic: 0 } }))).toEqual([
      'head.tauSpherical',
      'head.tauHyperbolic',
    ]);
    expect(await issuesOf(state().configure({ batch: { classes: 4 } }))).toEqual(['batch.classes']);
    expect(await issuesOf(state().configure({ model: { patch: 7 } }))).toEqual(['model.patch']);
    expect(await issuesOf(state().configure({ model: { heads: 5 } }))).toEqual(['model.heads']);
    expect(await issuesOf(state().configure({ imageSet: 'nowhere' }))).toEqual(['imageSet']);
    expect(await issuesOf(state().configure({ imageSet: 'few' }))).toEqual(['batch.classes']);
    expect(state().check({ batch: { classes: 4 } })[0]?.message).toContain('only 3 classes');
    expect(state().config).toEqual(config);
  });

  it('before training: a slider configures, the experiment in the worker is brought along', async () => {
    const { training, state } = await open();
    state().setHead({ c: 0.5 });
    await Promise.resolve();
    expect(state().config.head.c).toBe(0.5);
    await state().reset();
    expect(training.asked).toEqual(['open auto']);
    state().setHead({ c: -1 });
    expect(state().config.head.c).toBe(0.5);
  });

  it('while training: a slider is a what-if until it is applied, and the event is kept', async () => {
    const { training, state } = await open();
    await state().step(10);
    state().setHead({ tauHyperbolic: 0.4, c: 0.3 });
    expect(state().config.head.tauHyperbolic).toBe(0.2);
    expect(state().whatIf).toEqual({ tauHyperbolic: 0.4, c: 0.3 });
    state().setHead({ c: 0.1 });
    expect(state().whatIf).toEqual({ tauHyperbolic: 0.4 });
    await state().applyWhatIf();
    expect(training.asked.at(-1)).toBe('apply {"tauHyperbolic":0.4}');
    expect(state()).toMatchObject({
      whatIf: {},
      pending: [],
      applied: [{ step: 10, head: { tauHyperbolic: 0.4 } }],
      config: { head: { tauHyperbolic: 0.4 } },
    });
    expect(state().runs[1]?.head.tauHyperbolic).toBe(0.4);
  });

  it('that need a new experiment wait for Reset, or can be taken back', async () => {
    const { training, state } = await open();
    await state().step(5);
    await state().edit({ model: modelPresets.micro, head: { initialRadius: 2 } });
    expect(state().pending).toEqual(expect.arrayContaining(['model.width', 'model.depth', 'head.initialRadius']));
    expect(state().trained).toBe(true);
    state().discardPending();
    expect(state()).toMatchObject({ pending: [], config });
    await state().edit({ seed: 9 });
    await state().reset();
    expect(training.created?.seed).toBe(9);
    expect(state().pending).toEqual([]);
  });

  it('that it can go on with are taken over from a checkpoint', async () => {
    const { training, state } = await open();
    await state().step(5);
    await state().edit({ steps: 500, optimizer: { learningRate: 5e-4 } });
    expect(training.asked.slice(-2)).toEqual(['checkpoint', 'create at 5']);
    expect(training.created).toMatchObject({ steps: 500, optimizer: { learningRate: 5e-4 }, seed: config.seed });
    expect(state()).toMatchObject({ trained: true, pending: [] });
    expect(state().runs[0]?.metrics).toHaveLength(5);
    await state().edit({ seed: 2, steps: 600 });
    expect(training.created).toMatchObject({ steps: 600, seed: config.seed });
    expect(state().pending).toEqual(['seed']);
  });

  it('are all refused at once, whoever refuses them', async () => {
    const { state } = await open();
    const paths = state()
      .check({ model: { patch: 7 }, batch: { classes: 4 } })
      .map((issue) => issue.path);
    expect(paths).toEqual(['model.patch', 'batch.classes']);
  });

  it('given by `configure` start the experiment anew at once', async () => {
    const { training, state } = await open();
    await state().step(5);
    await state().configure({ seed: 3 });
    expect(training.created?.seed).toBe(3);
    expect(state()).toMatchObject({ trained: false, pending: [] });
  });

  it('follow a smaller image set chosen on the page', async () => {
    const { state } = await open();
    await state().chooseImageSet('few');
    expect(state()).toMatchObject({ config: { imageSet: 'few', batch: { classes: 2, samplesPerClass: 3 } }, imageSet: { id: 'few' } });
    expect(state().notices[0]?.text).toContain('2 classes');
    expect(state().notices[1]?.text, 'its images are smaller than the model takes').toContain('kept at 8 px');
  });
});

describe('own image sets', () => {
  it('are listed when they have come in, and leave the list when they are deleted', async () => {
    const images = new FakeImages({ emoji: 5 });
    const lab = createLabStore(fakePorts(undefined, images), { config });
    await lab.conductor.start();
    images.classes.own = 6;
    await lab.getState().refreshImageSets();
    expect(lab.getState().imageSets.map(({ id }) => id)).toEqual(['emoji', 'own']);
    await lab.getState().chooseImageSet('own');
    await lab.getState().step(1);
    await lab.getState().removeImageSet('own');
    // The bundled set took its place, and the experiment on the deleted one went with it.
    expect(lab.getState()).toMatchObject({ config: { imageSet: 'emoji' }, imageSet: { id: 'emoji' }, pending: [], trained: false });
    expect(lab.getState().imageSets.map(({ id }) => id)).toEqual(['emoji']);
  });

  it('that have grown since they were opened are opened anew, but not under a running experiment', async () => {
    const images = new FakeImages({ emoji: 5, own: 6 });
    const training = new FakeTraining();
    const lab = createLabStore(fakePorts(training, images), { config });
    await lab.conductor.start();
    await lab.getState().chooseImageSet('own');
    images.classes.own = 8;
    await lab.getState().reloadImageSet('own');
    expect(lab.getState().imageSet?.classes).toHaveLength(8);
    await lab.getState().step(1);
    images.classes.own = 9;
    await lab.getState().reloadImageSet('own');
    expect(lab.getState().imageSet?.classes).toHaveLength(8);
    await lab.getState().reset();
    expect(lab.getState().imageSet?.classes).toHaveLength(9);
    expect(training.asked.filter((asked) => asked === 'load own')).toHaveLength(2);
  });
});

describe('backend', () => {
  it('is changed with the experiment, which goes on where it stood', async () => {
    const { training, state } = await open();
    await state().step(7);
    await state().useBackend('wasm');
    expect(training.asked.slice(-4)).toEqual(['step 7', 'checkpoint', 'open wasm', 'create at 7']);
    expect(state()).toMatchObject({ backend: { backend: 'wasm' }, config: { backend: 'wasm' }, trained: true });
    expect(state().runs[0]?.metrics).toHaveLength(7);
  });

  it('stays what it was where the other cannot be opened', async () => {
    const { training, state } = await open();
    training.refused.set('cpu', 'No.');
    await state().useBackend('cpu');
    expect(state()).toMatchObject({ backend: { backend: 'webgpu' }, config: { backend: 'webgpu' } });
    expect(state().notices[0]?.kind).toBe('error');
  });

  it('without a GPU brings a proposal that changes nothing until it is accepted', async () => {
    const { state } = await open();
    expect(state().proposal).toBeUndefined();
    await state().useBackend('wasm');
    expect(state().proposal?.reason).toContain('CPU');
    expect(state().config.model).toEqual(modelPresets.default);
    await state().answerProposal(true);
    expect(state().config.model).toEqual(modelPresets.micro);
    expect(state().proposal).toBeUndefined();
    await state().edit({ model: modelPresets.default });
    expect(state().proposal).toBeUndefined();
  });

  it('without a GPU proposes nothing for a model that is small already, or once it trains', async () => {
    const { state } = await open();
    await state().edit({ model: modelPresets.micro });
    await state().useBackend('wasm');
    expect(state().proposal).toBeUndefined();
    await state().edit({ model: modelPresets.small });
    expect(state().proposal?.reason).toContain('small');
    await state().step(1);
    expect(state().proposal).toBeUndefined();
  });

  it('that fails goes back to the last checkpoint when training is asked for again', async () => {
    const { training, state } = await open();
    await state().step(3);
    training.lastCheckpoint = await training.checkpoint();
    await state().step(2);
    training.events.emit('failed', 'The loss is not finite.');
    expect(state().notices.at(-1)).toMatchObject({ kind: 'error', text: 'The loss is not finite.' });
    await state().train();
    expect(training.asked.slice(-2)).toEqual(['create at 3', 'train']);
    expect(state().runs[0]?.metrics.at(-1)?.step).toBe(3);
  });

  it('that is lost is reported, and steps after the checkpoint are void', async () => {
    const { training, state } = await open();
    await state().step(9);
    training.events.emit('recovered', { reason: 'The GPU was lost.', report: state().backend!, step: 4, lostSteps: 5, training: true });
    expect(state().runs[0]?.metrics.at(-1)?.step).toBe(4);
    expect(state().notices.at(-1)?.text).toContain('5 steps');
  });
});

describe('stored snapshot', () => {
  it('fills the runs until this session trains', async () => {
    const { lab, state } = await open();
    lab.conductor.showStored(sampleStored({ n: 6, d: 4 }, config));
    expect(state().stored).toMatchObject({ step: 300 });
    expect(state().runs.every((run) => run.snapshot?.step === 300 && run.metrics.length === 300)).toBe(true);
    expect(state()).toMatchObject({ anchor: 1, trained: false, status: { step: 0 } });
    await state().step(1);
    expect(state().stored).toBeUndefined();
    expect(state().runs[0]?.metrics.map((entry) => entry.step)).toEqual([1]);
  });

  it('takes sliders as what-ifs over the recording, and as settings of the next experiment', async () => {
    const { lab, state } = await open();
    lab.conductor.showStored(sampleStored({ n: 6, d: 4 }, config));
    state().setHead({ tauHyperbolic: 0.13 });
    await new Promise((resolve) => setTimeout(resolve));
    expect(state()).toMatchObject({ whatIf: { tauHyperbolic: 0.13 }, config: { head: { tauHyperbolic: 0.13 } } });
    expect(state().runs[1]?.head.tauHyperbolic).toBe(0.2);
    await state().step(1);
    expect(state().whatIf).toEqual({});
    expect(state().runs[1]?.head.tauHyperbolic).toBe(0.13);
  });

  it('comes back with its image set, and its selection with it', async () => {
    const { lab, state } = await open();
    lab.conductor.showStored(sampleStored({ n: 6, d: 4 }, config));
    const { evaluation } = state();
    await state().chooseImageSet('few');
    expect(state()).toMatchObject({ stored: undefined, imageSet: { id: 'few' }, anchor: 0 });
    expect(state().runs.every((run) => run.snapshot === undefined)).toBe(true);
    expect(Array.from(state().evaluation!.rows)).toEqual([4, 5, 6, 7]);
    await state().chooseImageSet('emoji');
    expect(state()).toMatchObject({ stored: { step: 300 }, anchor: 1, evaluation });
  });

  it('can be shown at its earlier steps once they have come, until this session trains', async () => {
    const { lab, state } = await open();
    const stored = sampleStored({ n: 6, d: 4 }, config);
    lab.conductor.showStored(stored);
    const earlier = { ...stored, step: 100, runs: stored.runs.map((run) => ({ ...run, snapshot: { ...run.snapshot, step: 100 } })) };
    lab.conductor.addStored(earlier);
    expect(state().runs.every((run) => run.snapshot?.step === 300)).toBe(true);
    state().showStep(100);
    expect(state().runs.every((run) => run.snapshot?.step === 100)).toBe(true);
    await state().step(1);
    lab.conductor.addStored(earlier);
    expect(state()).toMatchObject({ shownStep: undefined, stored: undefined });
    expect(state().runs.every((run) => run.history.every(({ step }) => step <= 1))).toBe(true);
  });

  it('is not shown for another image set', async () => {
    const { lab, state } = await open();
    lab.conductor.showStored(sampleStored({ n: 6, d: 4 }, { ...config, imageSet: 'other' }));
    expect(state().stored).toBeUndefined();
  });
});

describe('events and selection', () => {
  it('keeps a point of each evaluation, and ignores snapshots of a dropped experiment', async () => {
    const { training, state } = await open();
    training.events.emit('snapshot', sampleSnapshot(config, config.runs[0]!, 50));
    expect(state().runs[0]?.snapshot).toBeUndefined();
    await state().step(1);
    for (const step of [0, 50]) training.events.emit('snapshot', sampleSnapshot(config, config.runs[0]!, step));
    expect(state().runs[0]?.evaluations.map((point) => point.step)).toEqual([0, 50]);
    expect(state().runs[1]?.evaluations).toEqual([]);
  });

  it('selects only images that there are', async () => {
    const { state } = await open();
    state().selectAnchor(3);
    state().selectAnchor(4);
    state().selectAnchor(0.5);
    expect(state().anchor).toBe(3);
  });

  it('shows a notice once and lets it be dismissed', async () => {
    const { state } = await open();
    state().notify('info', 'Hello');
    state().notify('info', 'Hello');
    expect(state().notices).toHaveLength(1);
    state().dismiss(state().notices[0]!.id);
    expect(state().notices).toEqual([]);
  });
});
