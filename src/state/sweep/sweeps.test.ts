import { describe, expect, it } from 'vitest';
import type { ConfigPatch } from '../../core/configuration/schema';
import { isNewer, type KeptRecord } from '../../core/record/kept';
import type { CellStatus, Grid } from '../../core/sweep/sweep.types';
import { localTraining, type Fault } from '../../engine/testing/localTraining';
import type { Request } from '../../engine/protocol';
import { LocalRecords } from '../../engine/testing/localRecords';
import { MemoryImages, localLab, until, withLocalTraining } from '../testing/local';
import { createSweepStore } from './sweeps';
import type { SweepRequest } from './sweeps.types';

interface Options {
  records?: LocalRecords;
  /** Of the workers to come, in order. */
  faults?: Fault[];
  jobs?: number;
  config?: ConfigPatch;
  /** Nothing is drawn, as in a tab that is hidden. */
  hidden?: boolean;
}

/** A page with sweeps over the real training host and the real store of records; each worker is a host of its own. */
function page({ records = new LocalRecords(), faults = [], jobs = 1, config, hidden = false }: Options = {}) {
  const { lab, state: labState } = localLab({
    images: new MemoryImages({ emoji: 9 }),
    config: { evaluation: { split: 'validation', every: 5 }, ...config },
  });
  const trained: ReturnType<typeof localTraining>[] = [];
  const sweeps = createSweepStore(lab, {
    records,
    training: async () => {
      const fault = faults.shift();
      const one = localTraining(...(fault ? [fault] : []));
      trained.push(one);
      return one.client;
    },
    cores: () => jobs + 1,
    schedule: (show) => (hidden ? undefined : queueMicrotask(show)),
    retries: [0, 0],
  });
  const view = () => sweeps.getState().sweeps![0]!;
  const kept = async () => (await records.list()).filter((one): one is KeptRecord => !isNewer(one));
  /** What was asked of the workers, from one creation of an experiment to the next. */
  const asked = () => {
    const cells: Request[][] = [];
    for (const one of trained.flatMap(({ requests }) => requests())) {
      if (one.type === 'create') cells.push([]);
      cells.at(-1)?.push(one);
    }
    return cells;
  };
  const created = () => asked().map(([first]) => first as Extract<Request, { type: 'create' }>);
  return { lab, labState, records, sweeps, state: sweeps.getState, view, kept, trained, asked, created };
}

const TWO_BY_TWO: Grid = { 'runs.geometry': ['spherical', 'hyperbolic'], seed: [0, 1] };
const request = (change: Partial<SweepRequest> = {}): SweepRequest => ({
  grid: TWO_BY_TWO,
  budget: { steps: 8 },
  metric: 'recall@1',
  ...change,
});

/** What a table of cells says, without how long it took. */
const rows = (cells: readonly CellStatus[]) =>
  cells.map(({ cell, state, step, metrics, tested }) => ({ id: cell.id, at: cell.at, state, step, metrics, tested }));

/** What came of a sweep: its table, and the losses of each cell. */
async function outcome({ view, records }: ReturnType<typeof page>) {
  const { cells } = view();
  const losses = cells.map(async ({ record }) => [...(await records.read(record!)).runs[0]!.metrics.loss]);
  return { rows: rows(cells), losses: await Promise.all(losses) };
}

/** Of the request as it stands, one cell after the other and never interrupted; found once. */
let whole: ReturnType<typeof outcome> | undefined;
const uninterrupted = () =>
  (whole ??= (async () => {
    const own = page();
    await own.state().ended(await own.state().run(request()));
    return outcome(own);
  })());

describe('a sweep', () => {
  withLocalTraining();

  it('trains every cell, keeps it as a record of one run, and knows it the next time', async () => {
    const { state, view, kept, records, trained } = page({ jobs: 2 });
    const plan = await state().plan(request());
    expect([plan.cells.length, plan.known]).toEqual([4, 0]);
    const id = await state().run(request());
    const { cells, state: now } = await state().ended(id);
    expect(now).toBe('ended');
    expect(cells.map(({ state: one, step }) => [one, step])).toEqual(Array(4).fill(['done', 8]));
    expect(new Set(cells.map(({ metrics }) => metrics!['recall@1'] !== undefined))).toEqual(new Set([true]));
    const all = await kept();
    expect(all.map(({ state: one, sweep, checkpoint }) => [one, sweep?.id, checkpoint])).toEqual(Array(4).fill(['complete', id, true]));
    expect(all.map(({ runs }) => runs.length)).toEqual([1, 1, 1, 1]);
    // Half-way and at the end, and no more: nobody looked on.
    const record = await records.read(cells[0]!.record!);
    expect(record.runs[0]!.evaluations.map(({ step, part }) => [step, part])).toEqual([
      [4, 'validation'],
      [8, 'validation'],
    ]);
    expect(record.baselines.rawPixels).toBeDefined();
    expect(record.baselines.untrained).toBeDefined();
    // As many workers as cells at once, each opened once, and none of them left.
    expect(trained.map(({ workers }) => workers.map(({ terminated }) => terminated))).toEqual(Array(2).fill([true]));
    expect(trained.map(({ asked }) => asked().filter((one) => one === 'open' || one === 'load'))).toEqual(Array(2).fill(['open', 'load']));

    expect((await state().plan(request())).known).toBe(4);
    const again = await state().run(request({ title: 'once more' }));
    const second = await state().ended(again);
    expect(second.cells.map(({ state: one, reused }) => [one, reused])).toEqual(Array(4).fill(['done', true]));
    expect(rows(second.cells)).toEqual(rows(cells));
    expect(trained).toHaveLength(2);
    expect(view().definition.title).toBe('once more');
  });

  it('inherits what the first cell has found: raw pixels for all, the untrained model for its seed', async () => {
    const { state, kept, records, created } = page();
    await state().ended(await state().run(request()));
    const known = created().map(({ baselines }) => Object.keys(baselines ?? {}).sort());
    expect(known).toEqual([[], ['rawPixels', 'untrained'], ['rawPixels'], ['rawPixels', 'untrained']]);
    const lines = await Promise.all((await kept()).map(async ({ id }) => (await records.read(id)).baselines));
    expect(new Set(lines.map(({ rawPixels }) => JSON.stringify(rawPixels))).size).toBe(1);
    expect(new Set(lines.map(({ untrained }) => JSON.stringify(untrained))).size).toBe(2);
  });

  it('gives the same losses for the same cell, on its own and beside another', async () => {
    const beside = page({ jobs: 2 });
    await beside.state().ended(await beside.state().run(request()));
    const alone = await uninterrupted();
    expect(alone.losses.map((losses) => losses.length)).toEqual([8, 8, 8, 8]);
    expect(await outcome(beside)).toEqual(alone);
  });

  it('interrupted by three reloads ends with the same table as one that was not', async () => {
    const records = new LocalRecords();
    let now = page({ records });
    const id = await now.state().run(request());
    for (let reload = 0; reload < 3; reload++) {
      // In the middle of a cell, whose checkpoint is that of its first evaluation.
      const { view } = now;
      const done = () => view().cells.filter(({ state }) => state === 'done').length;
      await until(() => done() >= reload && view().cells.some(({ state, step }) => state === 'running' && step > 4));
      now.sweeps.dispose();
      now = page({ records });
      await now.state().refresh();
      expect(now.view()).toMatchObject({ state: 'paused', reason: expect.stringContaining('Resume') });
      await now.state().resume(id);
    }
    await now.state().ended(id);
    expect(await outcome(now)).toEqual(await uninterrupted());
  });

  it('pauses with a checkpoint after the step under way, and goes on from there', async () => {
    const { state, view, kept, trained } = page();
    const id = await state().run(request({ budget: { steps: 400 } }));
    await until(() => view().cells[0]!.step >= 3);
    await state().pause(id);
    expect(view().state).toBe('paused');
    const [first] = await kept();
    expect(first).toMatchObject({ state: 'under way', checkpoint: true });
    expect(first!.step).toBeGreaterThanOrEqual(3);
    expect(first!.step).toBeLessThan(200);
    expect(view().cells[0]).toMatchObject({ state: 'waiting', step: first!.step });
    await state().resume(id);
    await until(() => view().cells[0]!.step > first!.step);
    const created = trained[1]!.requests().find((one) => one.type === 'create')!;
    expect(created.checkpoint?.step).toBe(first!.step);
    await state().cancel(id);
    expect(view().state).toBe('cancelled');
    expect(view().cells.map(({ state: one }) => one)).toEqual(Array(4).fill('cancelled'));
    await expect(state().ended(id)).resolves.toMatchObject({ state: 'cancelled' });
    expect((await kept())[0]!.step).toBeGreaterThan(first!.step);
  });

  it('trains by the clock where the budget is in seconds', async () => {
    const { state, kept } = page();
    const grid: Grid = { 'runs.geometry': ['spherical'], seed: [0] };
    const { cells } = await state().ended(await state().run(request({ grid, budget: { seconds: 0.4 } })));
    expect(cells[0]).toMatchObject({ state: 'done' });
    expect(cells[0]!.seconds).toBeGreaterThanOrEqual(0.4);
    expect(cells[0]!.step).toBeGreaterThan(1);
    const [record] = await kept();
    expect(record).toMatchObject({ state: 'complete', step: cells[0]!.step });
    expect(record!.runs[0]!.evaluated!.step).toBe(record!.step);
  });

  it('halves: the worse cells stop at a rung, kept and marked; the others go on from where they stood', async () => {
    const { state, created, kept } = page();
    const grid: Grid = { 'runs.geometry': ['spherical'], 'head.tauSpherical': [0.05, 0.1, 0.2, 0.4], seed: [0] };
    const id = await state().run(request({ grid, budget: { steps: 8 }, halving: { factor: 2, first: 2, seed: 1 } }));
    const { cells } = await state().ended(id);
    const steps = cells.map(({ step }) => step).sort();
    expect(steps).toEqual([2, 2, 4, 8]);
    expect(cells.map(({ state: one, step }) => [one, step]).sort()).toEqual([
      ['done', 8],
      ['lost', 2],
      ['lost', 2],
      ['lost', 4],
    ]);
    const metric = (step: number) => cells.filter((one) => one.step === step).map(({ metrics }) => metrics!['recall@1']!);
    expect(metric(2)).toHaveLength(2);
    // Four for the first rung, two and one that went on: from their checkpoints, never anew.
    const from = created().map(({ checkpoint }) => checkpoint?.step ?? 0);
    expect(from).toEqual([0, 0, 0, 0, 2, 2, 4]);
    expect(await kept()).toHaveLength(4);
  });

  it('tunes each geometry on validation, then trains the best with every seed, then looks at the test classes once', async () => {
    const { state, asked } = page();
    const grid: Grid = { 'runs.geometry': ['spherical', 'hyperbolic'], 'optimizer.learningRate': [0.0001, 0.01] };
    const id = await state().run(request({ grid, budget: { steps: 4 }, compare: { seeds: [0, 1] } }));
    const { cells, state: ended } = await state().ended(id);
    expect(ended).toBe('ended');
    // Four that tune; the best of each geometry with the other seed.
    expect(cells).toHaveLength(6);
    const tested = cells.filter(({ tested: test }) => test);
    expect(tested.map(({ cell }) => [cell.geometry, cell.config.seed]).sort()).toEqual([
      ['hyperbolic', 0],
      ['hyperbolic', 1],
      ['spherical', 0],
      ['spherical', 1],
    ]);
    const tests = asked().map((cell) => cell.filter(({ type }) => type === 'finalTest').length);
    expect(tests).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('says why a cell failed, goes on with the others, and tries it again when asked', async () => {
    const { state, view, trained, kept } = page();
    const grid: Grid = { 'runs.geometry': ['spherical'], 'optimizer.learningRate': [0.001, 1e6, 0.002], seed: [0] };
    const id = await state().run(request({ grid }));
    const { cells, state: ended } = await state().ended(id);
    expect(ended).toBe('ended');
    expect(cells.map(({ state: one }) => one)).toEqual(['done', 'failed', 'done']);
    expect(cells[1]!.error).toMatch(/spherical/);
    expect((await kept()).filter(({ state: one, error }) => one === 'failed' && error === cells[1]!.error)).toHaveLength(1);
    await state().retry(id, cells[1]!.cell.id);
    await state().ended(id);
    expect(view().cells.map(({ state: one }) => one)).toEqual(['done', 'failed', 'done']);
    // A cell that failed takes its worker with it.
    expect(trained).toHaveLength(3);
  });

  it('goes on with a cell whose worker was lost, and ends as if it had not been', async () => {
    // In the second cell.
    const own = page({ faults: [{ atStep: 14 }] });
    await own.state().ended(await own.state().run(request()));
    expect(own.trained[0]!.workers).toHaveLength(2);
    expect(own.created().map(({ checkpoint }) => checkpoint?.step)).toEqual([undefined, undefined, 4, undefined, undefined]);
    expect(await outcome(own)).toEqual(await uninterrupted());
  });

  it('pauses with the numbers where there is no room, loses nothing, and goes on when there is', async () => {
    const { state, view, kept, records } = page();
    const id = await state().run(request());
    await until(() => view().cells.filter(({ state: one }) => one === 'done').length === 1);
    records.storage.capacity = records.storage.used;
    await until(() => view().state === 'paused' && view().cells.every(({ state: one }) => one !== 'running'));
    expect(view().reason).toMatch(/full|room|quota/i);
    expect((await kept()).filter(({ state: one }) => one === 'complete').length).toBeGreaterThanOrEqual(1);
    records.storage.capacity = Infinity;
    await state().resume(id);
    const { cells } = await state().ended(id);
    expect(cells.map(({ state: one }) => one)).toEqual(Array(4).fill('done'));
  });

  it('takes turns with the page’s own experiment, and says so', async () => {
    const { lab, labState, state, view } = page();
    await lab.conductor.start();
    await labState().train();
    const id = await state().run(request({ budget: { steps: 400 } }));
    expect(labState().wantsTraining).toBe(false);
    expect(labState().notices.at(-1)?.text).toContain('Training is paused');
    await until(() => view().cells[0]!.step > 0);
    await labState().train();
    await until(() => view().state === 'paused' && view().cells.every(({ state: one }) => one === 'waiting'));
    expect(view().reason).toContain('own experiment');
    await labState().pause();
    await state().cancel(id);
  });

  it('goes on in a tab that is hidden, where nothing of it is drawn', async () => {
    const { state, kept } = page({ hidden: true });
    const id = await state().run(request({ grid: { 'runs.geometry': ['spherical'], seed: [0, 1] }, budget: { steps: 2 } }));
    const { cells } = await state().ended(id);
    expect(cells.map(({ state: one }) => one)).toEqual(['done', 'done']);
    expect(await kept()).toHaveLength(2);
  });

  it('comes in the order that is wanted', async () => {
    const { state, view, lab } = page();
    const id = await state().run(request({ budget: { steps: 20 } }));
    const last = view().cells.at(-1)!.cell.id;
    await state().reorder(id, [last]);
    expect(view().cells[0]!.cell.id).toBe(last);
    const state0 = () => view().cells[0]!.state;
    await until(() => state0() === 'running');
    // The one that was under way goes first to its end.
    expect(view().cells[1]!.state).toBe('done');
    await state().remove(id);
    expect(state().sweeps).toEqual([]);
    // Taken back it stands paused where it was, the cell that had ended among its cells.
    const notice = lab.getState().notices.at(-1)!;
    expect(notice.text).toMatch(/is removed; its runs are kept/);
    notice.action!.run();
    await until(() => state().sweeps!.length === 1);
    expect(view()).toMatchObject({ definition: { id }, state: 'paused' });
    expect(view().cells[1]!.state).toBe('done');
    expect(view().cells.some(({ state: one }) => one === 'cancelled')).toBe(false);
  });

  it('refuses what means nothing, before anything is kept', async () => {
    const { state, records } = page();
    await expect(state().run(request({ grid: { 'head.c': [-1] } }))).rejects.toThrow(/head\.c.*greater than 0/);
    await expect(state().run(request({ budget: { steps: 0 } }))).rejects.toThrow(/budget/);
    await expect(state().plan(request({ grid: { 'batch.classes': [500] } }))).rejects.toThrow(/classes/);
    expect(await records.sweeps()).toEqual([]);
  });
});
