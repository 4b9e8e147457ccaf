import { describe, expect, it } from 'vitest';
import { RecordVersionError } from '../../core/record/errors';
import { experimentRecordSchema, type ExperimentRecord } from '../../core/record/schema';
import { OrderError } from '../../core/errors';
import type { Checkpoint } from '../../core/training/experiment.types';
import { applyPatch } from '../../core/configuration/validate';
import { localConfig, until, type LocalLab, type LocalOptions } from '../testing/local';
import { MemoryRecords } from '../testing/memoryRecords';
import { foreignRecord, runsConfig, runsPages } from '../testing/runsPages';
import { createRunsStore } from './runs';

const config = runsConfig;

describe('runs kept, over the real training host', () => {
  const opened = runsPages();
  /** A page that has been opened, over what was kept before. */
  const page = async (port?: MemoryRecords, options?: LocalOptions) => {
    const { records, ...others } = await opened(port, options);
    await others.runs.offer();
    return { ...others, port: records };
  };
  const foreign = foreignRecord;
  const settled = ({ lab }: LocalLab) => until(() => lab.getState().status.activity === undefined);

  let once: Promise<{ record: ExperimentRecord; checkpoint: Checkpoint; losses: number[] }> | undefined;
  /** Left after four of eight steps; and the losses of all eight where nobody leaves. */
  const left = () =>
    (once ??= (async () => {
      const { lab, port, state } = await page();
      await state().step(4);
      await until(() => {
        const [entry] = port.entries.values();
        return entry?.checkpoints[0]?.step === 4 && entry.record.runs[0]!.evaluations.at(-1)?.step === 4;
      });
      const [entry] = structuredClone([...port.entries.values()]);
      await state().step(4);
      await until(() => lab.getState().runs[0]!.metrics.length === 8);
      return { record: entry!.record, checkpoint: entry!.checkpoints[0]!, losses: [...lab.getState().runs[0]!.metrics.loss] };
    })());
  /** Storage as that page left it. */
  async function storage(): Promise<MemoryRecords> {
    const { record, checkpoint } = structuredClone(await left());
    const port = new MemoryRecords();
    await port.keep(record, { state: 'under way' });
    await port.keepCheckpoint(record.id, checkpoint);
    return port;
  }

  it('keeps what the page trains', async () => {
    const { record } = await left();
    expect(experimentRecordSchema.safeParse(record).error).toBeUndefined();
    expect(record).toMatchObject({ step: 4, anchor: 0 });
  });

  it('offers to go on with what was left under way, never by itself, and goes on as if nobody had left', async () => {
    const { record, losses } = await left();
    const { lab, runs, state, asked } = await page(await storage());
    expect(runs.getState().resumable).toMatchObject({ id: record.id, step: 4 });
    expect(asked()).not.toContain('create');
    await runs.getState().continueFrom(record.id);
    await settled({ lab } as LocalLab);
    expect(runs.getState().resumable).toBeUndefined();
    expect(state()).toMatchObject({ trained: true, wantsTraining: false, status: { step: 4 } });
    // Curves and pictures are back before anything is trained.
    const run = state().runs[0]!;
    expect([...run.metrics.loss]).toEqual(losses.slice(0, 4));
    expect(run.evaluations.map(({ step }) => step)).toEqual([0, 2, 4]);
    expect(run.history.map(({ step }) => step)).toEqual([0, 2, 4]);
    expect(run.snapshot!.step).toBe(4);
    expect(state().stored).toBeUndefined();
    await state().step(4);
    await until(() => state().runs[0]!.metrics.length === 8);
    expect([...state().runs[0]!.metrics.loss]).toEqual(losses);
  });

  it('offers nothing that is complete, of a sweep, without a checkpoint, or declined', async () => {
    const { runs, port, lab } = await page(await storage());
    runs.getState().dismissResume();
    expect(runs.getState().resumable).toBeUndefined();
    await port.keep(foreign('later', { date: '2099-01-01' }), { state: 'under way' });
    const again = createRunsStore(port, lab);
    await again.offer();
    expect(again.getState().resumable).toBeUndefined();
  });

  it('shows a record in all the views, with its configuration, until something is trained', async () => {
    const { runs, port, state } = await page();
    await port.keep(foreign('a'), { state: 'complete' });
    await port.annotate('a', { title: 'Low temperature' });
    await runs.getState().open('a');
    expect(runs.getState().opened).toBe('a');
    expect(state()).toMatchObject({
      stored: { kept: 'Low temperature', step: 4 },
      config: { head: { tauSpherical: 0.3 } },
      trained: false,
    });
    expect(state().runs.map(({ snapshot }) => snapshot?.step)).toEqual([4, 4, 4]);
    expect(state().whatIf).toEqual({});
    await state().step(1);
    await until(() => state().stored === undefined);
    expect(runs.getState().opened).toBeUndefined();
  });

  it('puts away what the page has trained before it shows another, so that it can be gone on with', async () => {
    const { runs, port, state, lab } = await page();
    await port.keep(foreign('a', { date: '2020-01-01' }), { state: 'complete' });
    await state().step(3);
    await state().train();
    await expect(runs.getState().open('a')).rejects.toThrow(/pause it first/);
    await state().pause();
    const { step } = state().status;
    await runs.getState().open('a');
    expect(lab.conductor.session.phase.kind).toBe('none');
    const own = [...port.entries.values()].find(({ record }) => record.id !== 'a')!;
    expect(own.checkpoints[0]!.step).toBe(step);
    await runs.getState().continueFrom(own.record.id);
    expect(state()).toMatchObject({ status: { step }, stored: undefined, trained: true });
    await expect(runs.getState().continueFrom(own.record.id)).rejects.toThrow(/already/);
  });

  it('does not drop what could not be kept', async () => {
    const { runs, port, state, lab } = await page();
    await port.keep(foreign('a'), { state: 'complete' });
    port.refuse = new Error('no room');
    await state().step(2);
    await expect(runs.getState().open('a')).rejects.toThrow('no room');
    expect(lab.conductor.session.phase.kind).toBe('live');
    expect(state().stored).toBeUndefined();
  });

  it('takes the configuration alone', async () => {
    const { runs, port, state } = await page();
    await port.keep(foreign('a'), { state: 'complete' });
    await runs.getState().load('a');
    expect(state().config.head.tauSpherical).toBe(0.3);
    expect(state().stored).toBeUndefined();
    await expect(runs.getState().continueFrom('a')).rejects.toThrow(/no checkpoint/);
    await expect(runs.getState().load('nothing')).rejects.toThrow(RangeError);
  });

  it('refuses records whose images are not here, or are others, by the name of the set', async () => {
    const { runs, port, state } = await page();
    const before = state().config;
    const of = (id: string, name: string, images: number) => ({
      imageSet: { id, name, images, classes: 9 },
      configuration: applyPatch(localConfig(config), { imageSet: id }),
    });
    await port.keep(foreign('gone', of('own-cats', 'My cats', 18)), { state: 'complete' });
    await port.keep(foreign('changed', of('emoji', 'Emoji', 20)), { state: 'complete' });
    for (const what of ['open', 'load'] as const) {
      await expect(runs.getState()[what]('gone')).rejects.toThrow(/“My cats”.*Add the same images again/);
      await expect(runs.getState()[what]('changed')).rejects.toThrow(/emoji.*holds other images/);
    }
    expect(state().config).toBe(before);
  });

  it('neither opens nor goes on from what a newer version has made', async () => {
    const { runs, port } = await page();
    const list = port.list.bind(port);
    port.list = async () => [{ id: 'n', newer: true, version: 99, date: '2030-01-01', bytes: 5 }, ...(await list())];
    for (const what of ['open', 'load', 'continueFrom'] as const)
      await expect(runs.getState()[what]('n')).rejects.toThrow(RecordVersionError);
  });

  it('keeps the list up to date row by row, without reading it again', async () => {
    const { runs, port } = await page();
    await port.keep(foreign('a', { date: '2026-01-03' }), { state: 'complete' });
    await port.keep(foreign('b', { date: '2026-01-01' }), { state: 'under way' });
    await runs.getState().refresh();
    const { lists } = port;
    await port.keep(foreign('c', { date: '2026-01-02' }), { state: 'complete' });
    await port.keep(foreign('b', { date: '2026-01-01', step: 6 }), { state: 'complete' });
    await port.annotate('a', { title: 'First' });
    const { records } = runs.getState();
    expect(records!.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    expect(records!.at(-1)).toMatchObject({ state: 'complete', step: 6 });
    expect(records![0]).toMatchObject({ title: 'First' });
    expect(port.lists).toBe(lists);
    // What was removed elsewhere is read anew.
    await port.remove(['c']);
    await until(() => runs.getState().records!.length === 2);
  });

  it('removes and takes back, but not the experiment of this page', async () => {
    const { runs, port, state } = await page();
    for (const id of ['a', 'b']) await port.keep(foreign(id), { state: 'complete' });
    await runs.getState().refresh();
    const shown = () => runs.getState().records!.map(({ id }) => id);
    await runs.getState().remove(['a']);
    expect(shown()).toEqual(['b']);
    await runs.getState().undoRemove();
    expect(shown().sort()).toEqual(['a', 'b']);
    await runs.getState().remove(['a']);
    await runs.getState().remove(['b']);
    // What was removed before is free.
    expect([...port.entries.keys()]).toEqual(['b']);
    await state().step(2);
    await until(() => port.entries.size > 1);
    const own = [...port.entries.keys()].find((id) => id !== 'b')!;
    await expect(runs.getState().remove([own])).rejects.toThrow(OrderError);
  });
});
