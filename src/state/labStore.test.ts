import { describe, expect, it } from 'vitest';
import { modelPresets } from '../core/configuration/presets';
import { ConfigError } from '../core/configuration/validate';
import { localConfig, localLab, startedLab as open, until, withLocalTraining, MemoryImages, type LocalLab } from './testing/local';
import { sampleRecord, sampleRecording } from './testing/samples';

withLocalTraining();
const config = localConfig();

const issuesOf = async (promise: Promise<unknown>): Promise<string[]> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConfigError);
  return (error as ConfigError).issues.map((issue) => issue.path);
};

const stepsOf = (state: LocalLab['state'], run = 0) => Array.from(state().runs[run]!.metrics.step);

describe('start', () => {
  it('opens image set and backend, and creates nothing before it is needed', async () => {
    const { asked, state } = await open();
    expect(state()).toMatchObject({ ready: true, status: { state: 'ready', step: 0 }, backend: { backend: 'cpu' } });
    expect(state().imageSet?.classes).toHaveLength(5);
    expect(Array.from(state().evaluation!.rows)).toEqual([6, 7, 8, 9]);
    expect(asked()).toEqual(['open']);
  });

  it('falls back, and says so, where the configured backend cannot be opened', async () => {
    const { lab } = await open({ config: { backend: 'webgpu' }, faults: [{ open: 'No such backend.' }] });
    expect(lab.getState()).toMatchObject({ ready: true, config: { backend: 'auto' }, backend: { backend: 'cpu' } });
    expect(lab.getState().notices[0]?.text).toContain('No such backend.');
  });

  it('shows a bundled image set where the configured one has gone, and says so', async () => {
    const { lab } = await open({ config: { imageSet: 'nowhere' } });
    expect(lab.getState()).toMatchObject({ ready: true, config: { imageSet: 'emoji' }, imageSet: { id: 'emoji' } });
    expect(lab.getState().notices[0]).toMatchObject({ kind: 'warning', text: expect.stringContaining('nowhere') as string });
  });

  it('says what keeps it from being usable', async () => {
    const { lab } = localLab({ images: new MemoryImages({}), config: { imageSet: 'nowhere' } });
    await expect(lab.conductor.start()).rejects.toThrow('nowhere');
    expect(lab.getState().failure).toContain('nowhere');
    expect(lab.getState().status.state).toBe('failed');
  });
});

describe('training', () => {
  it('creates the experiment at the first step and keeps what is reported', async () => {
    const { asked, state } = await open();
    const last = await state().step(3);
    expect(last.spherical).toMatchObject({ step: 3 });
    await state().step(1);
    expect(asked()).toEqual(['open', 'load', 'create', 'step', 'step']);
    expect(state().trained).toBe(true);
    await until(() => stepsOf(state).length === 4);
    expect(state().runs.map((run) => Array.from(run.metrics.step))).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
  });

  it('follows Train and Pause at once', async () => {
    const { state } = await open();
    const training = state().train();
    expect(state().wantsTraining).toBe(true);
    await training;
    await until(() => state().trained);
    const pausing = state().pause();
    expect(state().wantsTraining).toBe(false);
    await pausing;
    expect(state().status.state).toBe('paused');
  });

  it('starts anew on Reset', async () => {
    const { asked, state } = await open();
    await state().step(2);
    await state().reset();
    expect(state()).toMatchObject({ trained: false, status: { step: 0 }, pending: [] });
    expect(state().runs.every((run) => run.metrics.length === 0)).toBe(true);
    expect(asked().at(-1)).toBe('create');
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
    const { asked, state } = await open();
    state().setHead({ c: 0.5 });
    await Promise.resolve();
    expect(state().config.head.c).toBe(0.5);
    await state().reset();
    expect(asked()).toEqual(['open']);
    state().setHead({ c: -1 });
    expect(state().config.head.c).toBe(0.5);
  });

  it('while training: a slider is a what-if until it is applied, and the event is kept', async () => {
    const { requests, state } = await open();
    await state().step(4);
    state().setHead({ tauHyperbolic: 0.4, c: 0.3 });
    expect(state().config.head.tauHyperbolic).toBe(0.2);
    expect(state().whatIf).toEqual({ tauHyperbolic: 0.4, c: 0.3 });
    state().setHead({ c: 0.1 });
    expect(state().whatIf).toEqual({ tauHyperbolic: 0.4 });
    await state().applyWhatIf();
    expect(requests().at(-1)).toMatchObject({ type: 'apply', head: { tauHyperbolic: 0.4 } });
    expect(state()).toMatchObject({
      whatIf: {},
      pending: [],
      applied: [{ step: 4, head: { tauHyperbolic: 0.4 } }],
      config: { head: { tauHyperbolic: 0.4 } },
    });
    expect(state().runs[1]?.head.tauHyperbolic).toBe(0.4);
  });

  it('that need a new experiment wait for Reset, or can be taken back', async () => {
    const { state } = await open();
    await state().step(2);
    await state().edit({ model: modelPresets.micro, head: { initialRadius: 2 } });
    expect(state().pending).toEqual(expect.arrayContaining(['model.width', 'model.depth', 'head.initialRadius']));
    expect(state().trained).toBe(true);
    state().discardPending();
    expect(state()).toMatchObject({ pending: [], config });
    await state().edit({ seed: 9 });
    await state().reset();
    expect(state().inForce?.seed).toBe(9);
    expect(state().pending).toEqual([]);
  });

  it('that it can go on with are taken over from a checkpoint', async () => {
    const { asked, state } = await open();
    await state().step(3);
    await state().edit({ steps: 500, optimizer: { learningRate: 5e-4, clipNorm: 1 } });
    expect(asked().slice(-2)).toEqual(['checkpoint', 'create']);
    // What the curves are marked with, such as the line at which gradients are clipped.
    expect(state().inForce).toMatchObject({ steps: 500, optimizer: { learningRate: 5e-4, clipNorm: 1 }, seed: config.seed });
    expect(state()).toMatchObject({ trained: true, pending: [] });
    await until(() => stepsOf(state).length === 3);
    await state().edit({ seed: 2, steps: 600 });
    expect(state().inForce).toMatchObject({ steps: 600, seed: config.seed });
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
    const { state } = await open();
    await state().step(2);
    await state().configure({ seed: 3 });
    expect(state().inForce?.seed).toBe(3);
    expect(state()).toMatchObject({ trained: false, pending: [] });
  });

  it('follow a smaller image set chosen on the page', async () => {
    const { state } = await open();
    await state().chooseImageSet('few');
    expect(state()).toMatchObject({ config: { imageSet: 'few', batch: { classes: 2, samplesPerClass: 3 } }, imageSet: { id: 'few' } });
    expect(state().notices[0]?.text).toContain('2 classes');
    expect(state().notices).toHaveLength(1);
    await state().edit({ model: modelPresets.micro });
    await state().chooseImageSet('emoji');
    expect(state().notices.at(-1)?.text, 'its images are smaller than the model takes').toContain('kept at 8 px');
  });
});

describe('own image sets', () => {
  it('are listed when they have come in, and leave the list when they are deleted', async () => {
    const images = new MemoryImages({ emoji: 5 });
    const { lab } = await open({ images });
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
    const images = new MemoryImages({ emoji: 5, own: 6 });
    const { lab, requests } = await open({ images });
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
    expect(
      requests().flatMap((asked) =>
        asked.type === 'load' && asked.images.from === 'memory' ? [asked.images.store.info.classes.length] : [],
      ),
    ).toEqual([8, 9]);
  });
});

describe('backend', () => {
  it('is changed with the experiment, which goes on where it stood', async () => {
    const { asked, state } = await open();
    await state().step(3);
    await state().useBackend('wasm');
    expect(asked().slice(-5)).toEqual(['pause', 'checkpoint', 'open', 'load', 'create']);
    expect(state()).toMatchObject({ backend: { backend: 'wasm' }, config: { backend: 'wasm' }, trained: true });
    expect(stepsOf(state)).toEqual([1, 2, 3]);
  });

  it('stays what it was where the other cannot be opened', async () => {
    const { faults, state } = await open({ config: { backend: 'webgpu' } });
    faults.push({ open: 'No.' });
    await state().useBackend('cpu');
    expect(state()).toMatchObject({ backend: { backend: 'webgpu' }, config: { backend: 'webgpu' } });
    expect(state().notices[0]?.kind).toBe('error');
  });

  it('that cannot be opened, and neither the one there was, leaves the experiment to be gone on with on a third', async () => {
    const { faults, state } = await open({ config: { backend: 'webgpu' } });
    await state().step(2);
    faults.push({ open: 'No.' }, { open: 'Neither.' });
    await expect(state().useBackend('cpu')).rejects.toThrow('Neither.');
    expect(state()).toMatchObject({ status: { state: 'failed' }, trained: true });
    await state().useBackend('wasm');
    expect((await state().step(1)).fused?.step).toBe(3);
    expect(stepsOf(state)).toEqual([1, 2, 3]);
  });

  it('without a GPU brings a proposal that changes nothing until it is accepted', async () => {
    const { state } = await open({ config: { backend: 'webgpu', model: modelPresets.default } });
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
    const { state } = await open({ config: { backend: 'webgpu' } });
    await state().edit({ model: modelPresets.micro });
    await state().useBackend('wasm');
    expect(state().proposal).toBeUndefined();
    await state().edit({ model: modelPresets.small });
    expect(state().proposal?.reason).toContain('small');
    await state().edit({ model: config.model });
    await state().step(1);
    await state().edit({ model: modelPresets.small });
    expect(state().proposal).toBeUndefined();
  });

  it('on which training fails is gone on from the last checkpoint, with the rate that is shown', async () => {
    const { lab, state } = await open({ config: { evaluation: { every: 1000 } } });
    await state().step(2);
    await lab.conductor.session.checkpoint();
    state().setHead({ tauSpherical: 1e-45 });
    await state().applyWhatIf();
    await state().train();
    await until(() => state().notices.length > 0);
    expect(state().notices.at(-1)).toMatchObject({ kind: 'error', text: expect.stringContaining('lower the learning rate') as string });
    expect(state().status.state).toBe('failed');
    await state().edit({ optimizer: { learningRate: 1e-4 }, head: { tauSpherical: 0.1 } });
    expect(await state().step(1)).toMatchObject({ fused: { step: 3, learningRate: 1e-4 } });
    expect(state().inForce).toMatchObject({ optimizer: { learningRate: 1e-4 }, head: { tauSpherical: 0.1 } });
    expect(stepsOf(state)).toEqual([1, 2, 3]);
  });

  it('that is lost is reported, and steps after the checkpoint are void', async () => {
    const { lab, state, workers } = await open({ config: { evaluation: { every: 1000 } } });
    await state().step(2);
    await lab.conductor.session.checkpoint();
    await state().step(3);
    workers.at(-1)!.loseDevice('driver reset');
    await until(() => state().notices.length === 2);
    expect(stepsOf(state)).toEqual([1, 2]);
    expect(state().notices.map(({ text }) => text)).toEqual([
      expect.stringContaining('driver reset'),
      expect.stringContaining('3 steps are taken again'),
    ]);
  });

  it('that is lost before anything was trained leaves the recording as it is', async () => {
    const { lab, state, workers } = await open();
    lab.conductor.showStored(sampleRecording({ n: 6, d: 4 }, config));
    const { runs, stored } = state();
    workers.at(-1)!.loseDevice('driver reset');
    await until(() => state().notices.length === 2);
    expect(state().runs).toEqual(runs);
    expect(state()).toMatchObject({ stored, status: { state: 'ready', step: 0 }, shownStep: undefined });
    expect(state().notices.at(-1)?.text).not.toContain('step 0');
  });
});

describe('stored snapshot', () => {
  it('fills the runs until this session trains', async () => {
    const { lab, state } = await open();
    lab.conductor.showStored(sampleRecording({ n: 6, d: 4 }, config));
    expect(state().stored).toMatchObject({ step: 300 });
    expect(state().runs.every((run) => run.snapshot?.step === 300 && run.metrics.length === 300)).toBe(true);
    expect(state()).toMatchObject({ anchor: 1, trained: false, status: { step: 0 } });
    expect(state().runs.every((run) => run.snapshot?.measuredWith.config === state().inForce)).toBe(true);
    await state().step(1);
    expect(state().stored).toBeUndefined();
    expect(stepsOf(state)).toEqual([1]);
  });

  it('takes sliders as what-ifs over the recording, and as settings of the next experiment', async () => {
    const { lab, state } = await open();
    lab.conductor.showStored(sampleRecording({ n: 6, d: 4 }, config));
    state().setHead({ tauHyperbolic: 0.13 });
    await new Promise((resolve) => setTimeout(resolve));
    expect(state()).toMatchObject({ whatIf: { tauHyperbolic: 0.13 }, config: { head: { tauHyperbolic: 0.13 } } });
    expect(state().runs[1]?.head.tauHyperbolic).toBe(0.2);
    await state().step(1);
    expect(state().whatIf).toEqual({});
    expect(state().runs[1]?.head.tauHyperbolic).toBe(0.13);
  });

  it('stays at the step that is shown while sliders move over it', async () => {
    const { lab, state } = await open();
    lab.conductor.showStored(sampleRecording({ n: 6, d: 4 }, config));
    lab.conductor.addStored(sampleRecord({ n: 6, d: 4 }, config, 100));
    state().showStep(100);
    const { runs } = state();
    state().setHead({ tauHyperbolic: 0.13 });
    await until(() => state().whatIf.tauHyperbolic === 0.13);
    expect(state().shownStep).toBe(100);
    expect(state().runs.map(({ snapshot }) => snapshot)).toEqual(runs.map(({ snapshot }) => snapshot));
    expect(state().runs.every(({ history }, i) => history === runs[i]!.history)).toBe(true);
    state().showStep(undefined);
    expect(state().runs.every((run) => run.snapshot?.step === 300)).toBe(true);
  });

  it('comes back with its image set, and its selection with it', async () => {
    const { lab, state } = await open();
    lab.conductor.showStored(sampleRecording({ n: 6, d: 4 }, config));
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
    lab.conductor.showStored(sampleRecording({ n: 6, d: 4 }, config));
    const earlier = sampleRecord({ n: 6, d: 4 }, config, 100);
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
    lab.conductor.showStored(sampleRecording({ n: 6, d: 4 }, { ...config, imageSet: 'other' }));
    expect(state().stored).toBeUndefined();
  });
});

describe('events and selection', () => {
  it('keeps a point of each evaluation, with what it was measured with', async () => {
    const { state } = await open({ config: { evaluation: { every: 2 } } });
    const evaluatedAt = (step: number) => until(() => state().runs.every(({ evaluations }) => evaluations.at(-1)?.step === step));
    await state().step(2);
    await evaluatedAt(2);
    await state().edit({ head: { tauHyperbolic: 0.4 } });
    await state().step(2);
    await evaluatedAt(4);
    for (const { evaluations } of state().runs)
      expect(evaluations.map(({ step, measuredWith }) => [step, measuredWith.head.tauHyperbolic])).toEqual([
        [0, 0.2],
        [2, 0.2],
        [4, 0.4],
      ]);
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
