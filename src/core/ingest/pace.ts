/** Long loops that let others have a turn, can be cancelled and say how far they are. */

export interface Progress {
  /** What is being done: `Reading photos.zip`, … */
  activity: string;
  done: number;
  /** 0 where it is not known. */
  total: number;
}

export interface PaceOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** Milliseconds of work between two turns of others. */
const TURN = 12;

/** Call `tick` once a piece of work; it waits only when a turn is over. */
export interface Pace {
  /** @throws the signal's reason (an AbortError) when cancelled */
  tick(activity: string, done: number, total: number): Promise<void> | void;
}

/** A pace for one piece of long work. */
export function createPace({ signal, onProgress }: PaceOptions = {}): Pace {
  let turn = performance.now();
  return {
    tick(activity, done, total) {
      if (performance.now() - turn < TURN && done !== total) return;
      signal?.throwIfAborted();
      onProgress?.({ activity, done, total });
      return new Promise((resolve) => {
        // A macrotask: messages such as a cancellation get through between two turns.
        setTimeout(() => {
          turn = performance.now();
          resolve();
        }, 0);
      });
    },
  };
}

/**
 * Maps with at most `width` calls at a time, results in order. After a failure no further call is begun.
 */
export async function mapBounded<T, R>(items: readonly T[], width: number, work: (item: T, index: number) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        results[index] = await work(items[index]!, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  return results;
}
