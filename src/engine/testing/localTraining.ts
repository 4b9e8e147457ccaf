/* eslint-disable import/no-restricted-paths -- the real worker's inside stands behind the client here: both sides of the boundary meet. */
/** The training client over the real training host in this thread, computing on tfjs's CPU backend. For tests. */
import { useBackend } from '../../core/ops/testing';
import { TrainingClient } from '../client';
import type { Request } from '../protocol';
import { FaultyWorker, type Fault } from './faultyWorker';

export { syntheticStore, tinyConfig } from '../../core/training/testing/synthetic';
export type { Fault };

export interface LocalTraining {
  client: TrainingClient;
  /** Those that have been started, the one that runs last. */
  workers: FaultyWorker[];
  /** Of the workers to come, in order. */
  faults: Fault[];
  /** What has been asked of all workers, in order. */
  requests(): Request[];
  /** The same, by type. */
  asked(): Request['type'][];
}

/** Within a `describe`: its tests compute on the CPU backend. */
export const withLocalTraining = (): void => useBackend('cpu');

export function localTraining(...faults: Fault[]): LocalTraining {
  const workers: FaultyWorker[] = [];
  const client = new TrainingClient({
    startWorker: () => {
      const worker = new FaultyWorker(faults.shift());
      workers.push(worker);
      return worker;
    },
  });
  const requests = () => workers.flatMap((worker) => worker.requests);
  return { client, workers, faults, requests, asked: () => requests().map(({ type }) => type) };
}
