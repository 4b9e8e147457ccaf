/** How the page's requests are answered, and how tabs hear of one another. */
import type { KeptRecord, ListedRecord } from '../../core/record/kept';
import type { RecordsEvent, RecordsProtocol, RecordsRequests } from '../../engine/records.protocol';
import type { Handlers } from '../../link';
import type { RecordStore } from './recordStore';

/** Rows of a list in one message: some milliseconds of the page's time. */
const LISTED_AT_ONCE = 200;
const CHANNEL = 'negative-space records';

export interface RecordsSurroundings {
  open(tell: (event: RecordsEvent) => void): Promise<RecordStore>;
  /** To the page. */
  tell(event: RecordsEvent): void;
  /** Marks the arrays of an answer as handed over. */
  handOver<T extends object>(answer: T): T;
}

export function recordHandlers({ open, tell, handOver }: RecordsSurroundings): Handlers<RecordsProtocol['requests'] & RecordsRequests> {
  // Of one site: every tab hears what another one has changed.
  const tabs = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(CHANNEL);
  if (tabs) tabs.onmessage = ({ data }: MessageEvent<ListedRecord[] | null>) => tell({ type: 'changed', ...(data ? { rows: data } : {}) });
  const changed = (rows?: ListedRecord[]) => tabs?.postMessage(rows ?? null);
  let opening: Promise<RecordStore> | undefined;
  const store = (): Promise<RecordStore> => {
    opening ??= open((event) => {
      tell(event);
      changed();
    });
    // What the browser refuses now it may grant later.
    opening.catch(() => (opening = undefined));
    return opening;
  };
  /** Answers with rows after the other tabs have been told of them. */
  const changeRow = async (work: (store: RecordStore) => Promise<KeptRecord>): Promise<KeptRecord> => {
    const row = await work(await store());
    changed([row]);
    return row;
  };
  /** Answers after the other tabs have been told. */
  const change = async <T>(work: (store: RecordStore) => Promise<T>): Promise<T> => {
    const answer = await work(await store());
    changed();
    return answer;
  };
  const nothing = () => null;
  return {
    list: async (_ask, { progress, signal }) => {
      const all = await (await store()).list();
      for (let first = 0; first < all.length; first += LISTED_AT_ONCE) {
        progress(all.slice(first, first + LISTED_AT_ONCE));
        // Between two parts other requests have their turn, and this one may be withdrawn.
        await new Promise((resume) => setTimeout(resume));
        signal.throwIfAborted();
      }
      return { count: all.length };
    },
    read: async ({ of }) => handOver(await (await store()).read(of)),
    keep: ({ record, as, stored }) => changeRow((to) => to.keep(record, as, stored)),
    annotate: ({ of, change: notes }) => changeRow((to) => to.annotate(of, notes)),
    remove: ({ ids }) => change((from) => from.remove(ids).then(nothing)),
    restore: ({ ids }) => change((to) => to.restore(ids)),
    empty: () => change((of) => of.empty().then(nothing)),
    keepCheckpoint: ({ of, checkpoint }) => changeRow((to) => to.keepCheckpoint(of, checkpoint)),
    checkpoint: async ({ of }) => {
      const checkpoint = await (await store()).checkpoint(of);
      return checkpoint ? handOver(checkpoint) : null;
    },
    sweeps: async () => (await store()).sweeps(),
    keepSweep: ({ sweep }) => change((to) => to.keepSweep(sweep).then(nothing)),
    removeSweep: ({ sweep }) => change((from) => from.removeSweep(sweep).then(nothing)),
    use: async () => (await store()).use(),
  };
}
