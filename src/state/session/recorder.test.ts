import { afterEach, describe, expect, it } from 'vitest';
import { experimentRecordSchema, type ExperimentRecord } from '../../core/record/schema';
import { StorageFullError } from '../../core/errors';
import type { Checkpoint, StepMetrics } from '../../core/training/experiment.types';
import { MemoryImages, localSession, until, withLocalTraining, type LocalOptions, type LocalSession } from '../testing/local';
import { MemoryRecords } from '../testing/memoryRecords';
import { keepRecords, type KeepOptions } from './keepRecords';
import { Recorder, type RecorderOptions } from './recorder';

const judged = { evaluation: { split: 'validation', every: 2 } } as const;
const images = () => new MemoryImages({ emoji: 9 });

describe('a recorder, over the real training host', () => {
  withLocalTraining();
  let open: LocalSession[] = [];
  afterEach(() => {
    open.forEach(({ session }) => session.dispose());
    open = [];
  });

  interface Recorded extends LocalSession {
    recorder: Recorder;
    /** Of the fused run. */
    steps: StepMetrics[];
    ended: ExperimentRecord[];
  }

  function recorded(options: LocalOptions = {}, recording: RecorderOptions = {}): Recorded {
    const local = localSession({ config: judged, images: images(), ...options });
    open.push(local);
    const recorder = new Recorder(local.session, recording);
    const steps: StepMetrics[] = [];
    const ended: ExperimentRecord[] = [];
    local.session.on('metrics', ({ steps: taken }) => steps.push(...(taken.fused ?? [])));
    recorder.on('ended', (record) => ended.push(record));
    return { ...local, recorder, steps, ended };
  }

  const settled = (session: LocalSession['session'], state: string) =>
    until(() => session.status.state === state && session.status.activity === undefined);

  it('goes on with the record of an experiment whose reset is undone', async () => {
    const { session, recorder } = recorded();
    await session.step(4);
    await session.evaluate();
    const before = recorder.record()!;
    await session.reset();
    await session.undoReset();
    expect(recorder.id).toBe(before.id);
    await session.step(2);
    await session.evaluate();
    const { id, runs } = recorder.record()!;
    expect(id).toBe(before.id);
    expect(runs[0]!.evaluations.map(({ step }) => step)).toEqual([0, 2, 4, 6]);
    expect([...runs[0]!.metrics.step]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('has nothing to say before anything was evaluated, and then a record that fits its form', async () => {
    const { session, recorder, steps } = recorded();
    expect(recorder.record()).toBeUndefined();
    await session.step(5);
    await session.evaluate();
    const record = recorder.record()!;
    expect(experimentRecordSchema.safeParse(record).error).toBeUndefined();
    expect(record).toMatchObject({
      ...{ id: recorder.id, step: 5, configuration: session.wanted, applied: [] },
      imageSet: { id: 'emoji', name: 'The emoji set', images: 18, classes: 9 },
      backend: { backend: 'cpu' },
    });
    const fused = record.runs.find(({ id }) => id === 'fused')!;
    expect([...fused.metrics.loss]).toEqual(steps.map(({ loss }) => loss));
    expect(fused.evaluations.map(({ step }) => step)).toEqual([0, 2, 4, 5]);
    expect(fused.snapshots.map(({ step, precision }) => [step, precision])).toEqual([
      [0, 'float16'],
      [2, 'float16'],
      [4, 'float16'],
      [5, 'float32'],
    ]);
    expect(fused.evaluations.at(-1)!.seconds).toBeGreaterThan(0);
    expect(record.versions.tfjs).toMatch(/^\d+\.\d+/);
    // What has been recorded does not change any more.
    await session.step(1);
    expect(fused.metrics.length).toBe(5);
    expect(recorder.record()!.runs[2]!.snapshots[0]).toBe(fused.snapshots[0]);
  });

  it('keeps the last snapshot alone where no more are wanted, and every evaluation', async () => {
    const { session, recorder } = recorded({}, { snapshots: 1, title: 'a cell', newId: () => 'cell' });
    await session.step(5);
    const record = recorder.record()!;
    expect(record).toMatchObject({ id: 'cell', title: 'a cell' });
    expect(record.runs[0]!.snapshots.map(({ step }) => step)).toEqual([4]);
    expect(record.runs[0]!.evaluations.map(({ step }) => step)).toEqual([0, 2, 4]);
  });

  it('says what was changed, and looked at, on the way', async () => {
    const { session, recorder } = recorded();
    await session.step(3);
    await session.apply({ tauHyperbolic: 0.4 });
    await session.configure({ ...session.wanted, optimizer: { ...session.wanted.optimizer, learningRate: 5e-4 } });
    await session.step(2);
    const test = await session.finalTest();
    await session.evaluate();
    const record = recorder.record()!;
    expect(record.applied).toEqual([{ step: 3, head: { tauHyperbolic: 0.4 } }]);
    expect(record.configuration.optimizer.learningRate).toBe(1e-3);
    expect(record.inForce!.at(-1)).toMatchObject({
      from: 3,
      configuration: { optimizer: { learningRate: 5e-4 }, head: { tauHyperbolic: 0.4 } },
    });
    expect(record.finalTests).toMatchObject([{ times: 1, step: 5, images: test.images, head: { tauHyperbolic: 0.4 } }]);
    expect(experimentRecordSchema.safeParse(record).error).toBeUndefined();
  });

  it('forgets what became void when a worker was lost, and goes on under one id', async () => {
    const { session, recorder, workers } = recorded({ config: { evaluation: { split: 'validation', every: 1000 } } });
    await session.step(2);
    await session.checkpoint();
    await session.step(3);
    const { id } = recorder;
    let recovered = false;
    session.on('recovered', () => (recovered = true));
    workers.at(-1)!.loseDevice('as the test wants');
    await until(() => recovered);
    await session.step(1);
    const record = recorder.record()!;
    expect(recorder.id).toBe(id);
    expect([...record.runs[0]!.metrics.step]).toEqual([1, 2, 3]);
    expect(record.step).toBe(3);
    expect(record.runs[0]!.evaluations.every(({ step }) => step <= 3)).toBe(true);
  });

  it('begins anew with another experiment, and hands out what there was', async () => {
    const { session, recorder, ended } = recorded();
    await session.step(2);
    await session.evaluate();
    const { id } = recorder;
    await session.reset();
    expect(ended.map((record) => [record.id, record.step])).toEqual([[id, 2]]);
    expect(recorder.id).not.toBe(id);
    await session.step(1);
    await until(() => recorder.record() !== undefined);
    expect([...recorder.record()!.runs[0]!.metrics.step]).toEqual([1]);
  });

  describe('whose records are kept', () => {
    interface Kept extends Recorded {
      port: MemoryRecords;
      errors: Error[];
      flush(): Promise<void>;
    }
    function kept(options: LocalOptions = {}, keeping: KeepOptions = {}): Kept {
      const all = recorded(options);
      const port = new MemoryRecords();
      const errors: Error[] = [];
      const { flush } = keepRecords(all.recorder, port, { idle: 5, onError: (error) => errors.push(error), ...keeping });
      return { ...all, port, errors, flush };
    }

    it('writes at the end, with the checkpoint that belongs to it', async () => {
      const { session, recorder, port } = kept({ config: { ...judged, steps: 6 } });
      await session.train();
      await settled(session, 'finished');
      await until(() => port.entries.get(recorder.id!)?.checkpoints[0]?.step === 6);
      const entry = port.entries.get(recorder.id!)!;
      expect(entry.kept).toMatchObject({ state: 'complete', step: 6, checkpoint: true });
      expect(entry.kept.seconds).toBeGreaterThan(0);
      expect(entry.record).toEqual(experimentRecordSchema.parse({ ...recorder.record(), title: undefined }));
    });

    it('does not write more often than it may while it trains, nor before anything was trained', async () => {
      const { session, port } = kept({ config: { ...judged, steps: 400 } }, { interval: 1e9 });
      await session.snapshot('fused');
      expect(port.kept).toEqual([]);
      await session.train();
      await until(() => session.status.step > 6);
      expect(port.kept.length).toBeLessThanOrEqual(1);
      await session.pause();
      await until(() => {
        const [entry] = port.entries.values();
        return entry?.record.step === session.status.step && entry.checkpoints[0]?.step === session.status.step;
      });
      expect([...port.entries.values()][0]!.kept.state).toBe('under way');
    });

    it('takes a checkpoint of where steps by number have led', async () => {
      const { session, recorder, port } = kept({ config: { evaluation: { split: 'validation', every: 1000 } } });
      await session.step(3);
      await until(() => port.entries.get(recorder.id!)?.checkpoints[0]?.step === 3);
      expect(port.entries.get(recorder.id!)!.record.step).toBe(3);
    });

    it('says why an experiment failed', async () => {
      const { session, recorder, port } = kept({ config: { ...judged, runs: [{ name: 'fused', geometry: 'fused' }] } });
      await session.step(2);
      await session.evaluate();
      await session.apply({ tauSpherical: 1e-45 });
      await expect(session.step(2)).rejects.toThrow();
      await until(() => port.entries.get(recorder.id!)?.kept.state === 'failed');
      expect(port.entries.get(recorder.id!)!.kept.error).toMatch(/\w/);
    });

    it('tells of a storage that is full, and writes when there is room again', async () => {
      const { session, recorder, port, errors, flush } = kept();
      port.refuse = new StorageFullError('full', 10, 90, 95);
      await session.step(2);
      await session.evaluate();
      await until(() => errors.length > 0);
      expect(errors[0]).toBeInstanceOf(StorageFullError);
      await expect(flush()).rejects.toThrow('full');
      port.refuse = undefined;
      await flush();
      expect(port.entries.get(recorder.id!)!.record.step).toBe(2);
    });
  });

  describe('resumed', () => {
    const config = { ...judged, steps: 9 };
    /** An experiment that was interrupted after some steps, as storage has it. */
    let once: Promise<{ record: ExperimentRecord; checkpoint: Checkpoint }> | undefined;
    const interrupted = async () => structuredClone(await (once ??= interrupt()));
    async function interrupt(): Promise<{ record: ExperimentRecord; checkpoint: Checkpoint }> {
      const { session, recorder } = recorded({ config });
      await session.step(3);
      await session.apply({ tauHyperbolic: 0.4 });
      await session.step(2);
      await session.finalTest();
      await session.evaluate();
      const checkpoint = (await session.checkpoint())!;
      // Steps after the checkpoint, that the record may know of.
      await session.step(1);
      return { record: experimentRecordSchema.parse(recorder.record()), checkpoint };
    }

    it('goes on with the losses of an uninterrupted run, and with everything that was measured', async () => {
      const undisturbed = recorded({ config });
      await undisturbed.session.step(3);
      await undisturbed.session.apply({ tauHyperbolic: 0.4 });
      await undisturbed.session.step(2);
      await undisturbed.session.finalTest();
      await undisturbed.session.evaluate();
      await undisturbed.session.step(4);
      await undisturbed.session.evaluate();

      const { record, checkpoint } = await interrupted();
      const { session, recorder, steps } = recorded();
      await session.resume(record, checkpoint);
      expect(session.phase.kind).toBe('live');
      expect(session.trained).toBe(true);
      expect(recorder.id).toBe(record.id);
      await settled(session, 'paused');
      await session.step(4);
      await session.evaluate();
      expect(steps.map(({ step }) => step)).toEqual([6, 7, 8, 9]);
      const [all, again] = [undisturbed.recorder.record()!, recorder.record()!];
      const bare = ({ evaluations, metrics, snapshots }: ExperimentRecord['runs'][number]) => ({
        metrics,
        evaluations: evaluations.map(({ step, retrieval, bodyRetrieval, seen, head }) => ({ step, retrieval, bodyRetrieval, seen, head })),
        features: snapshots.map(({ step, features }) => [step, features]),
      });
      expect(again.runs.map(bare)).toEqual(all.runs.map(bare));
      expect(again).toMatchObject({ applied: all.applied, finalTests: all.finalTests, baselines: all.baselines, step: 9 });
      expect(again.inForce).toEqual(all.inForce);
      expect((await session.finalTest()).times).toBe(2);
    });

    it('writes on under the record it came from', async () => {
      const { record, checkpoint } = await interrupted();
      const { session, recorder } = recorded();
      const port = new MemoryRecords();
      keepRecords(recorder, port, { idle: 5 });
      await session.resume(record, checkpoint);
      await session.train();
      await settled(session, 'finished');
      await until(() => port.entries.get(record.id)?.kept.state === 'complete');
      expect([...port.entries.keys()]).toEqual([record.id]);
      expect(port.entries.get(record.id)!.record.date).toBe(record.date);
    });

    it('is refused over other images, with what to do, and where there are none', async () => {
      const { record, checkpoint } = await interrupted();
      const others = recorded({ images: new MemoryImages({ emoji: 10 }) });
      await expect(others.session.resume(record, checkpoint)).rejects.toThrow(/The emoji set.*Add the images/);
      const none = recorded({ images: new MemoryImages({ few: 4 }) });
      await expect(none.session.resume(record, checkpoint)).rejects.toThrow(/no image set emoji/);
      expect(others.session.phase.kind).toBe('none');
    });

    it('is refused with the checkpoint of another experiment', async () => {
      const { record, checkpoint } = await interrupted();
      const { session } = recorded();
      await expect(session.resume(record, { ...checkpoint, runs: checkpoint.runs.slice(1) })).rejects.toThrow(/another experiment/);
    });

    it('takes the place of what there was', async () => {
      const { record, checkpoint } = await interrupted();
      const { session, ended, recorder } = recorded();
      await session.step(2);
      await session.evaluate();
      await session.train();
      await session.resume(record, checkpoint);
      expect(ended).toHaveLength(1);
      expect(recorder.id).toBe(record.id);
      expect(session.wantsTraining).toBe(false);
      expect(session.status.step).toBe(5);
    });
  });
});
