/** `lab.runs` and `lab.resume`: runs kept in this browser, for consoles, scripts and tests. */
import type { ExperimentRecord } from '../../core/record';
import { isNewer, type ListedRecord } from '../../core/record/kept';
import { OrderError } from '../../core/errors';
import type { LabStores } from '../../state/LabProvider';

export interface LabKept {
  readonly runs: {
    /** The newest first. A record that a newer version of the page has made says so, and no more. */
    list(): Promise<ListedRecord[]>;
    /** The whole record: configuration, metrics, evaluations and snapshots. Rejects with RecordError where it is not there or cannot be read. */
    get(id: string): Promise<ExperimentRecord>;
    /** Shows a record in all the views, with its configuration. Rejects with OrderError while training, ImageSetError where its images are not here. */
    open(id: string): Promise<void>;
    /** Out of the list; the bytes are freed when the page is opened next. */
    remove(id: string): Promise<void>;
    /** Its tags from now on. */
    tag(id: string, tags: readonly string[]): Promise<void>;
  };
  /**
   * Goes on, paused, from the checkpoint of a record; without an id of the newest that was left under way.
   * Rejects with OrderError where there is none, or another tab trains it.
   */
  resume(id?: string): Promise<void>;
}

export function createLabKept({ runs, records }: Pick<LabStores, 'runs' | 'records'>): LabKept {
  const existing = async (id: string): Promise<ListedRecord> => {
    const list = await records.list();
    const found = list.find((one) => one.id === id);
    if (!found) throw new RangeError(`There is no run “${id}” kept in this browser; there are ${list.length}: lab.runs.list()`);
    return found;
  };
  return {
    runs: {
      list: () => records.list(),
      get: async (id) => {
        await existing(id);
        return structuredClone(await runs.getState().read(id));
      },
      open: async (id) => {
        await existing(id);
        await runs.getState().open(id);
      },
      remove: async (id) => {
        await existing(id);
        await runs.getState().remove([id]);
      },
      tag: async (id, tags) => {
        if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string'))
          throw new RangeError('tag(id, tags) takes a list of texts');
        await existing(id);
        await runs.getState().annotate(id, { tags });
      },
    },
    resume: async (id) => {
      const wanted =
        id ??
        runs.getState().resumable?.id ??
        (await records.list()).find((row) => !isNewer(row) && row.state === 'under way' && row.checkpoint)?.id;
      if (wanted === undefined) throw new OrderError('There is no run that was left under way with a checkpoint.');
      await runs.getState().continueFrom(wanted);
    },
  };
}
