import { WorkerError } from '../core/errors';

/**
 * Does work that a worker's end may have broken off, and once more where that was so: for requests that change nothing, or nothing
 * that outlives the worker.
 */
export async function onceMore<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error;
    return work();
  }
}
