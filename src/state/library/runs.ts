/** Runs kept: the list of them, what is done with one, and the experiment of this page, which is kept while it trains. */
import { createStore, type StoreApi } from 'zustand';
import { OrderError, messageOf } from '../../core/errors';
import { isNewer, type KeptRecord, type ListedRecord } from '../../core/record/kept';
import { RecordVersionError } from '../../core/record/errors';
import { RECORD_VERSION, type ExperimentRecord } from '../../core/record/schema';
import { checkAgainstImageSet, ConfigError, countImageSet } from '../../core/configuration/validate';
import type { LabStore } from '../labStore';
import { keepRecords, type Keeping } from '../session/keepRecords';
import { begunIn } from '../session/phase';
import { Recorder } from '../session/recorder';
import { evaluatedAnchor } from '../views/shown/shownImages';
import { Owner, trainedAnywhere } from './owner';
import { RecordCache } from './recordCache';
import { recordingOf } from './recording';
import type { RecordPort, RunsState } from './runs.types';

export interface RunsStore extends StoreApi<RunsState> {
  /** From now on what this page trains is kept. Called before anything is trained; nothing is written before something was. */
  begin(): void;
  /** Looks for a run that was left under way, and offers it as `resumable`. */
  offer(): Promise<void>;
  /** Writes what has not been written: the page may be left. */
  flush(): void;
  /** Of the experiment of this page as it stands; undefined where nothing of it has been evaluated. */
  recorded(): ExperimentRecord | undefined;
}

/** Changes come in bursts; the list is read once for each. */
const TOGETHER = 150;

export function createRunsStore(port: RecordPort, lab: LabStore): RunsStore {
  const { session } = lab.conductor;
  const owner = new Owner();
  const cache = new RecordCache((id) => port.read(id));
  let recorder: Recorder | undefined;
  let keeping: Keeping | undefined;

  const store = createStore<RunsState>()((set, get) => {
    /** One of the list; read from storage where the list is not here. */
    const rowOf = async (id: string): Promise<KeptRecord> => {
      const row = (get().records ?? (await port.list())).find((one) => one.id === id);
      if (!row) throw new RangeError(`There is no run “${id}” kept in this browser.`);
      if (isNewer(row)) throw new RecordVersionError(`The run of ${row.date.slice(0, 10)}`, row.version, RECORD_VERSION);
      return row;
    };

    /** What this page has trained is written, so that it can be gone on with, before something takes its place. */
    const putAway = async (): Promise<string | undefined> => {
      if (session.wantsTraining) throw new OrderError('Training is going on: pause it first.');
      if (!session.trained || !begunIn(session.phase)) return undefined;
      if (!keeping) throw new OrderError('The experiment of this page is not kept and would be lost: reset it first.');
      if (session.phase.kind === 'live') {
        await session.evaluate();
        await session.checkpoint();
      }
      await keeping.flush();
      return recorder?.id;
    };

    return {
      removed: [],
      putAway,

      refresh: async () => {
        try {
          const records = await port.list();
          cache.compare(get().records ?? [], records);
          set({ records, failure: undefined });
          set({ use: await port.use() });
        } catch (error) {
          set({ failure: messageOf(error) });
        }
      },
      annotate: async (id, change) => {
        const row = await port.annotate(id, change);
        const { records } = get();
        if (records) set({ records: withRows(records, [row]) });
      },
      remove: async (ids) => {
        const own = recorder?.id;
        if (own !== undefined && ids.includes(own) && session.busy)
          throw new OrderError('This run is the experiment of this page: reset it first, then delete it.');
        if ((await trainedAnywhere(ids.filter((id) => id !== own))).length > 0)
          throw new OrderError(
            `${ids.length > 1 ? 'One of these runs' : 'This run'} is being trained in another tab: close it, or reset it there first.`,
          );
        // What was removed before cannot be taken back any more.
        if (get().removed.length > 0) await port.empty();
        await port.remove(ids);
        const gone = new Set(ids);
        const { records, resumable } = get();
        set({
          removed: [...ids],
          ...(records ? { records: records.filter(({ id }) => !gone.has(id)) } : {}),
          ...(resumable && gone.has(resumable.id) ? { resumable: undefined } : {}),
        });
      },
      undoRemove: async () => {
        const { removed } = get();
        set({ removed: [] });
        await port.restore(removed);
        if (get().records) await get().refresh();
      },
      read: (id) => cache.get(id),
      open: async (id) => {
        const row = await rowOf(id);
        const record = await cache.get(id);
        const recording = recordingOf(record, row.title);
        await lab.conductor.openImagesOf(record);
        await putAway();
        await session.discard();
        await lab.conductor.showKept(recording);
        set({ opened: id });
      },
      load: async (id) => {
        const { configuration, imageSet } = await rowOf(id);
        const images = await lab.conductor.openImagesOf({ imageSet });
        const issues = checkAgainstImageSet(configuration, countImageSet(images, configuration));
        if (issues.length > 0) throw new ConfigError(issues);
        await session.configure(configuration);
        await lab.conductor.showImageSet(configuration.imageSet);
      },
      continueFrom: async (id) => {
        const row = await rowOf(id);
        if (recorder?.id === id && session.busy) throw new OrderError('This run is the experiment of this page already.');
        const checkpoint = await port.checkpoint(id);
        if (!checkpoint)
          throw new OrderError(`“${row.title}” has no checkpoint that could be gone on from: load its configuration instead.`);
        const record = await cache.get(id);
        await lab.conductor.openImagesOf(record);
        await putAway();
        if (!(await owner.acquire(id))) throw new OrderError(`“${row.title}” is being trained in another tab.`);
        try {
          await session.resume(record, checkpoint);
        } catch (error) {
          owner.release();
          throw error;
        }
        set({ resumable: undefined, opened: undefined });
      },
      dismissResume: () => set({ resumable: undefined }),
    };
  });

  const { getState, setState } = store;

  let waiting: ReturnType<typeof setTimeout> | undefined;
  port.onChange((changed) => {
    const { records, use } = getState();
    if (!records) return cache.clear();
    if (changed) {
      const after = withRows(records, changed);
      cache.compare(records, after);
      const bytes = (list: readonly ListedRecord[]) => list.reduce((sum, row) => sum + row.bytes, 0);
      setState({ records: after, ...(use ? { use: { ...use, records: use.records + bytes(after) - bytes(records) } } : {}) });
      return;
    }
    waiting ??= setTimeout(() => {
      waiting = undefined;
      void getState().refresh();
    }, TOGETHER);
  });
  port.onThinned?.(({ title, steps }) =>
    lab
      .getState()
      .notify(
        'warning',
        `The browser’s storage is full: ${steps} earlier ${steps === 1 ? 'snapshot' : 'snapshots'} of “${title}” made room. Its numbers, curves and last snapshot are all there.`,
      ),
  );
  lab.subscribe((state, before) => {
    if (state.stored !== before.stored && state.stored?.kept === undefined && getState().opened !== undefined)
      setState({ opened: undefined });
    if (state.trained && getState().resumable) setState({ resumable: undefined });
  });

  return Object.assign(store, {
    recorded: () => recorder?.record(),
    begin: () => {
      if (recorder) return;
      recorder = new Recorder(session, { anchor: () => evaluatedAnchor(lab.getState()) });
      recorder.on('ended', ({ id }) => owner.release(id));
      keeping = keepRecords(recorder, port, {
        onKept: ({ id }) => {
          if (id === recorder?.id) void owner.acquire(id);
        },
        onError: (error) => lab.getState().notify('error', `This run cannot be kept. ${error.message}`),
      });
    },
    offer: async () => {
      try {
        // Of the newest record, where it was left under way and no tab trains it.
        const [newest] = await port.list();
        if (!newest || !canGoOn(newest) || begunIn(session.phase)) return;
        if ((await trainedAnywhere([newest.id])).length > 0 || begunIn(session.phase)) return;
        setState({ resumable: newest });
      } catch (error) {
        setState({ failure: messageOf(error) });
      }
    },
    flush: () => {
      // Tried again with what comes next; whoever leaves the page cannot be told.
      keeping?.flush().catch(() => undefined);
    },
  });
}

/** A list, the newest first, with these rows in the place of those of their ids, or new among them. */
function withRows(list: readonly ListedRecord[], rows: readonly ListedRecord[]): ListedRecord[] {
  const changed = new Map(rows.map((row) => [row.id, row]));
  const after = list.map((row) => {
    const now = changed.get(row.id);
    changed.delete(row.id);
    return now ?? row;
  });
  for (const row of changed.values()) {
    const place = after.findIndex(({ date }) => date <= row.date);
    after.splice(place < 0 ? after.length : place, 0, row);
  }
  return after;
}

const canGoOn = (row: ListedRecord): row is KeptRecord =>
  !isNewer(row) && row.state === 'under way' && row.checkpoint && row.sweep === undefined;
