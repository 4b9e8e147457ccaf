/**
 * The sweeps of a laboratory: those that were kept, of which one at a time is under way. A sweep and the page's own experiment take turns:
 * what is begun pauses the other, and says so.
 */
import { createStore, type StoreApi } from 'zustand';
import { checkAgainstImageSet, countImageSet } from '../../core/configuration/validate';
import { OrderError, messageOf } from '../../core/errors';
import { identityOf } from '../../core/record/identity';
import { isNewer, type KeptRecord, type ListedRecord } from '../../core/record/kept';
import { cellsOf, type Cells } from '../../core/sweep/cells';
import type { SweepDefinition } from '../../core/sweep/sweep.types';
import { symbolOf } from '../../core/sweep/axes';
import type { KeptSweep } from '../../engine/records.protocol';
import { Owner, trainedAnywhere } from '../library/owner';
import type { RecordPort } from '../library/runs.types';
import type { LabStore } from '../labStore';
import type { TrainingPort } from '../ports';
import { KnownBaselines } from './baselines';
import { jobsFor, plannedSeconds } from './pace';
import { SweepRun } from './SweepRun';
import { recordsByCell } from './standing';
import type { SweepRequest, SweepsState } from './sweeps.types';

export interface SweepsPorts {
  records: RecordPort;
  /** A new worker, for cells, one after the other. */
  training(): Promise<TrainingPort>;
  /** Cores of the machine. */
  cores(): number;
  /** Calls when it is time to show what has changed; at once in tests. */
  schedule?(show: () => void): void;
  retries?: readonly number[];
}

export type SweepStore = StoreApi<SweepsState> & {
  /** Ends all workers at once and keeps nothing more, as a page does that is closed. */
  dispose(): void;
};

/** Milliseconds between two pictures of a sweep under way. */
const SHOWN_EVERY = 250;
/** A sweep that runs where nobody began it: the page was closed meanwhile. */
const LEFT = 'The page was closed while it ran. Resume goes on from the last checkpoints.';
const ELSEWHERE = 'It is running in another tab.';
const TRAINED = 'Training of the page’s own experiment was begun. Resume goes on when that is paused.';

export function createSweepStore(lab: LabStore, ports: SweepsPorts): SweepStore {
  const runs = new Map<string, SweepRun>();
  const port = ports.records;
  const owner = new Owner();
  const unreadable = new Set<string>();
  const stops: (() => void)[] = [];
  let disposed = false;

  const schedule = ports.schedule ?? ((show) => setTimeout(show, SHOWN_EVERY));
  const due = new Set<() => void>();
  /** Once, however often it is asked for until it is time. */
  const later = (show: () => void): void => {
    due.add(show);
    if (due.size > 1) return;
    schedule(() => {
      const all = [...due];
      due.clear();
      if (!disposed) for (const one of all) one();
    });
  };

  const store = createStore<SweepsState>()((set) => {
    const show = (): void => {
      // Another tab may go on with what none goes on with here.
      if ([...runs.values()].every(({ state: one, active }) => one !== 'running' && active === 0)) owner.release();
      const views = [...runs.values()].map((run) => run.view());
      set({ sweeps: views.sort((a, b) => (a.definition.date < b.definition.date ? 1 : -1)) });
    };

    const runOf = (id: string): SweepRun => {
      const run = runs.get(id);
      if (!run) throw new RangeError(`There is no sweep “${id}”; there are ${[...runs.keys()].join(', ') || 'none'}`);
      return run;
    };

    const open = (kept: KeptSweep, { cells, struckOut }: Cells, records: readonly ListedRecord[], left = LEFT): SweepRun => {
      const { id, base } = kept.definition;
      const run = new SweepRun(
        {
          records: port,
          training: ports.training,
          openImageSet: (set) => lab.conductor.openImageSet(set),
          backend: () => lab.getState().config.backend,
          baselines: new KnownBaselines(),
          ...(ports.retries ? { retries: ports.retries } : {}),
        },
        {
          kept: kept.state === 'running' ? { ...kept, state: 'paused' } : kept,
          ...{ cells, struckOut, records: recordsByCell(records, id), jobs: jobs(base.backend) },
          ...(kept.state === 'running' ? { reason: left } : {}),
          onChange: () => later(show),
        },
      );
      runs.set(id, run);
      return run;
    };

    /** As it stood when it was removed: nothing of its cells has gone. */
    const offerBack = (kept: KeptSweep): void => {
      const { notify } = lab.getState();
      const undo = async () => {
        await port.keepSweep(kept.state === 'running' ? { ...kept, state: 'paused' } : kept);
        await state().refresh();
      };
      notify('info', `The sweep “${kept.definition.title}” is removed; its runs are kept.`, {
        label: 'Undo',
        run: () => void undo().catch((error: unknown) => notify('error', messageOf(error))),
      });
    };

    const jobs = (backend: SweepDefinition['base']['backend']): number => {
      const report = lab.getState().backend;
      return jobsFor({ backend: report?.backend ?? (backend === 'auto' ? 'wasm' : backend) }, ports.cores());
    };

    /** What a request comes to, with everything that can be refused refused. */
    const defined = async (request: SweepRequest): Promise<{ definition: SweepDefinition; found: Cells }> => {
      const base = request.base ?? lab.getState().config;
      const images = await lab.conductor.openImageSet(base.imageSet);
      const imageSet = identityOf(images.info);
      const found = cellsOf({ ...request, base }, imageSet, (config) => checkAgainstImageSet(config, countImageSet(images, config)));
      const date = new Date().toISOString();
      const { grid, budget, metric, halving, compare, title = Object.keys(grid).map(symbolOf).join(' × ') } = request;
      const definition: SweepDefinition = {
        ...{ id: `sweep-${crypto.randomUUID()}`, title, date, imageSet, base, grid, budget, metric },
        ...(halving ? { halving } : {}),
        ...(compare ? { compare } : {}),
      };
      return { definition, found };
    };

    /** One that was kept. A newer page may have swept what this one does not know. */
    const reopen = async (kept: KeptSweep, records: readonly ListedRecord[]): Promise<void> => {
      const { id, title, imageSet } = kept.definition;
      try {
        const elsewhere = kept.state === 'running' && (await trainedAnywhere([id])).length > 0;
        open(kept, cellsOf(kept.definition, imageSet), records, elsewhere ? ELSEWHERE : LEFT);
      } catch (error) {
        if (unreadable.has(id)) return;
        unreadable.add(id);
        lab.getState().notify('warning', `The sweep “${title}” cannot be shown. ${messageOf(error)}`);
      }
    };

    /** It goes on alone: another sweep and the page's training stop first. */
    const begin = async (run: SweepRun): Promise<void> => {
      const { id, title } = run.definition;
      if (!(await owner.acquire(id))) throw new OrderError(`The sweep “${title}” is running in another tab: pause it there first.`);
      for (const other of runs.values())
        if (other !== run && other.state === 'running') await other.pause(`The sweep “${title}” was begun. Resume goes on with this one.`);
      const { wantsTraining, pause, notify } = lab.getState();
      if (wantsTraining) {
        await pause();
        notify('info', 'Training is paused while the sweep runs: both want the whole machine. Train pauses the sweep.');
      }
      run.start();
    };

    return {
      refresh: async () => {
        try {
          const [kept, records] = await Promise.all([port.sweeps(), port.list()]);
          for (const [id, run] of runs)
            if (run.active === 0 && run.state !== 'running' && !kept.some(({ definition }) => definition.id === id)) runs.delete(id);
          for (const sweep of kept) {
            const before = runs.get(sweep.definition.id);
            if (before) before.know(recordsByCell(records, sweep.definition.id), sweep);
            else await reopen(sweep, records);
          }
          set({ failure: undefined });
          show();
        } catch (error) {
          set({ failure: messageOf(error) });
        }
      },
      plan: async (request) => {
        const { definition, found } = await defined(request);
        // Where nothing can be read nothing is known; that it cannot be kept is said where it is begun.
        const records = await port.list().catch((): ListedRecord[] => []);
        const byCell = recordsByCell(records, definition.id);
        const known = found.cells.filter(({ id }) => byCell.get(id)?.state === 'complete').length;
        const seconds = plannedSeconds(found.cells, definition, {
          known: byCell,
          records: records.filter((record): record is KeptRecord => !isNewer(record)),
          backend: lab.getState().backend,
          jobs: request.jobs ?? jobs(definition.base.backend),
        });
        return { ...found, known, ...(seconds === undefined ? {} : { seconds }) };
      },
      run: async (request) => {
        const { definition, found } = await defined(request);
        const kept: KeptSweep = { definition, state: 'paused', failed: {}, cancelled: [], lost: {} };
        await port.keepSweep(kept);
        const run = open(kept, found, await port.list());
        if (request.jobs !== undefined) run.setJobs(request.jobs);
        await begin(run);
        show();
        return definition.id;
      },
      ended: async (id) => {
        const run = runOf(id);
        await run.ended();
        await run.settled();
        return run.view();
      },
      pause: async (id) => {
        await runOf(id).pause();
        show();
      },
      resume: (id) => begin(runOf(id)),
      cancel: (id) => runOf(id).cancel(),
      retry: async (id, cell) => {
        const run = runOf(id);
        run.allow(cell);
        await begin(run);
      },
      reorder: async (id, cells) => {
        runOf(id).reorder(cells);
        await runOf(id).settled();
      },
      setJobs: (id, count) => runOf(id).setJobs(count),
      remove: async (id) => {
        const run = runOf(id);
        if (run.state === 'running') await run.pause();
        const kept = (await port.sweeps()).find(({ definition }) => definition.id === id);
        // Whoever waits for its end is told.
        await run.cancel();
        runs.delete(id);
        await port.removeSweep(id);
        show();
        if (kept) offerBack(kept);
      },
    };
  });
  const state = store.getState;

  const refresh = () => void state().refresh();
  stops.push(
    // What was never looked at need not be kept up to date.
    port.onChange(() => state().sweeps && later(refresh)),
    lab.subscribe(({ wantsTraining, notify }, before) => {
      if (!wantsTraining || before.wantsTraining) return;
      for (const run of runs.values())
        if (run.state === 'running') {
          void run.pause(TRAINED);
          notify(
            'info',
            `The sweep “${run.definition.title}” is paused while the page’s own experiment trains. Resume it on the Sweep page.`,
          );
        }
    }),
  );
  return Object.assign(store, {
    dispose: () => {
      disposed = true;
      owner.release();
      for (const stop of stops) stop();
      for (const run of runs.values()) run.abandon();
    },
  });
}
