/**
 * How a page learns of a worker's end. A worker that is killed (memory, a crash of its process, its own `close()`) often tells nobody:
 * there is no event for it. But a lock that it holds is let go whatever ends it, and the page waits for that lock.
 * https://w3c.github.io/web-locks/ §"agent termination".
 */

/** Sent by the worker once it holds its lock. */
export interface AliveMessage {
  type: 'alive';
  lock: string;
}

const locksOf = (): LockManager | undefined => (globalThis.navigator as Navigator | undefined)?.locks;

/** Milliseconds after which a worker works without its lock: some browsers in private windows never give one. */
const PATIENCE = 1000;

/**
 * In a worker: holds a lock of its own for as long as it lives, and says which. Without locks nothing is said.
 * @returns when that is settled: a worker that answers only then is watched from its first answer on
 */
export async function holdLife(say: (message: AliveMessage) => void): Promise<void> {
  const locks = locksOf();
  if (!locks) return;
  const lock = `negative-space worker ${globalThis.crypto.randomUUID()}`;
  await new Promise<void>((settled) => {
    setTimeout(settled, PATIENCE);
    locks
      .request(lock, () => {
        say({ type: 'alive', lock });
        settled();
        return new Promise<never>(() => undefined);
      })
      // Refused where the page keeps no state: errors are heard all the same.
      .catch(() => settled());
  });
}

/** On the page: calls `ended` when the lock is let go. @returns a way to stop waiting */
export function watchLife({ lock }: AliveMessage, ended: () => void): () => void {
  const stop = new AbortController();
  locksOf()
    ?.request(lock, { signal: stop.signal }, ended)
    .catch(() => undefined);
  return () => stop.abort();
}
