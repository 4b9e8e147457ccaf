/** Who may write what, over all tabs of the site: Web Locks, and where there are none (insecure contexts) an order within this worker. */

const PREFIX = 'negative-space records';

/** Some browsers in private windows have locks and never give one. */
let usable = true;
/** Milliseconds after which that is taken to be so. */
const PATIENCE = 2000;

const locksOf = (): LockManager | undefined => (usable ? (globalThis.navigator as Navigator | undefined)?.locks : undefined);

const queues = new Map<string, Promise<unknown>>();

/** One at a time for each record, whichever tab asks. */
export function withRecord<T>(id: string, task: () => Promise<T>): Promise<T> {
  const locks = locksOf();
  if (locks) return locks.request(`${PREFIX} record ${id}`, task) as Promise<T>;
  const turn = (queues.get(id) ?? Promise.resolve()).then(task);
  const settled: Promise<void> = turn
    .then(() => undefined)
    .catch(() => undefined)
    .then(() => {
      if (queues.get(id) === settled) queues.delete(id);
    });
  queues.set(id, settled);
  return turn;
}

/** The same, unless somebody is at it. @returns undefined where somebody is */
export function ifFree<T>(id: string, task: () => Promise<T>): Promise<T | undefined> {
  const locks = locksOf();
  if (locks)
    return locks.request(`${PREFIX} record ${id}`, { ifAvailable: true }, (lock) => (lock ? task() : undefined)) as Promise<T | undefined>;
  return queues.has(id) ? Promise.resolve(undefined) : withRecord(id, task);
}

/**
 * Says for as long as this worker lives that the storage is in use, after clearing it where nobody else uses it: what another tab is about
 * to point to, or may take back, is not cleared. Without locks nobody knows, and nothing is cleared.
 */
export async function enter(clear: () => Promise<void>): Promise<void> {
  const locks = locksOf();
  if (!locks) return;
  const name = `${PREFIX} in use`;
  let answered = false;
  const entered = locks
    .request(name, { ifAvailable: true }, (lock) => {
      answered = true;
      return lock ? clear() : undefined;
    })
    .then(
      () =>
        new Promise<void>((held) => {
          void locks.request(name, { mode: 'shared' }, () => {
            held();
            return new Promise<never>(() => undefined);
          });
        }),
    );
  const patience = new Promise<void>((over) => {
    setTimeout(() => {
      if (answered) return;
      usable = false;
      over();
    }, PATIENCE);
  });
  await Promise.race([entered, patience]);
}
