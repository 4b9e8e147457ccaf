/** What is done with records from the table. What fails says so in a notice: there is nobody to catch it. */
import { messageOf } from '../../core/errors';
import { isNewer, type Annotations } from '../../core/record/kept';
import type { LabStores } from '../../state/LabProvider';
import { countRecords } from './list/words';

type Stores = Pick<LabStores, 'lab' | 'runs' | 'place'>;

export interface Commands {
  /** Shows a record in the views of Train. */
  open(id: string): void;
  /** Takes over its configuration, and leads to Train. */
  load(id: string): void;
  /** Goes on from its checkpoint, in Train. */
  continueFrom(id: string): void;
  annotate(id: string, change: Partial<Annotations>): void;
  /** Deletes records; a notice takes it back. */
  remove(ids: readonly string[]): void;
  undo(): void;
}

/** @param ask whether the training that goes on may be paused for what is asked for */
export function createCommands({ lab, runs, place }: Stores, ask: (proceed: () => void) => void): Commands {
  const attempt = (work: () => Promise<unknown>): void => {
    work().catch((error: unknown) => lab.getState().notify('error', messageOf(error)));
  };
  const titleOf = (id: string): string => {
    const record = runs.getState().records?.find((one) => one.id === id);
    return record && !isNewer(record) ? `“${record.title}”` : 'A record';
  };
  /** Takes the notice of the last deletion away: there is one at a time. */
  const forget = () => {
    const { notices, dismiss } = lab.getState();
    const last = notices.find(({ action }) => action?.run === undo);
    if (last) dismiss(last.id);
  };
  const undo = () => {
    forget();
    if (runs.getState().removed.length > 0) attempt(() => runs.getState().undoRemove());
  };
  /** In Train; what trains there is paused first, after a question, and kept with its checkpoint. */
  const inTrain = (work: () => Promise<unknown>): void => {
    const proceed = () =>
      attempt(async () => {
        if (lab.getState().wantsTraining) await lab.getState().pause();
        await work();
        place.getState().go('train');
      });
    if (lab.getState().wantsTraining) ask(proceed);
    else proceed();
  };
  return {
    open: (id) => inTrain(() => runs.getState().open(id)),
    load: (id) =>
      attempt(async () => {
        await runs.getState().load(id);
        place.getState().go('train');
      }),
    continueFrom: (id) => inTrain(() => runs.getState().continueFrom(id)),
    annotate: (id, change) => attempt(() => runs.getState().annotate(id, change)),
    remove: (ids) =>
      attempt(async () => {
        const what = ids.length === 1 ? titleOf(ids[0]!) : countRecords(ids.length);
        await runs.getState().remove(ids);
        forget();
        lab.getState().notify('info', `${what} deleted.`, { label: 'Undo', run: undo });
      }),
    undo,
  };
}
