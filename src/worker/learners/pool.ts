/**
 * Without a GPU, runs that are trained side by side compute in workers of their own: each step begins in all of them at once and the
 * training worker waits for all, so an experiment is bit by bit what one worker would have made of it, as many times faster as there are
 * cores. More workers than cores are of use: three runs on two cores take turns, and no core waits for the third.
 */
import type { BackendName } from '../../core/backend/report';
import type { WorkerError } from '../../core/errors';
import type { LearnerFactory } from '../../core/training/runs';
import { WorkerLink, type WorkerLike } from '../../link';
import type { LearnersProtocol, LearnersRequests } from './protocol';
import { RemoteLearner, type LearnerWorker } from './remote';

/** Of an experiment at most: each holds a heap of its own. */
const MOST_WORKERS = 8;
/** Milliseconds that a worker without learners is kept for the next experiment. */
const IDLE = 10_000;

export interface LearnerPoolOptions {
  backend: BackendName;
  /** Of the machine. */
  cores: number;
  start(): WorkerLike;
  /** Makes those that are not trained beside others: they compute where they are asked. */
  createHere: LearnerFactory;
  /** A worker stopped, and with it the state of its learners. */
  onLost(error: WorkerError): void;
}

export interface LearnerPool {
  /** Whether the runs of an experiment of so many compute in workers of their own. */
  apart(runs: number): boolean;
  createLearner: LearnerFactory;
  /** Of all workers, as they last said. */
  allocatedBytes(): number;
  close(): void;
}

interface Holder extends LearnerWorker {
  learners: Set<number>;
  bytes: number;
  opened: Promise<unknown>;
  idle?: ReturnType<typeof setTimeout>;
  close(): void;
}

export function createLearnerPool({ backend, cores, start, createHere, onLost }: LearnerPoolOptions): LearnerPool {
  const holders: Holder[] = [];
  const most = Math.min(MOST_WORKERS, 2 * cores);
  let next = 1;

  function open(): Holder {
    const link = new WorkerLink<LearnersProtocol>({
      name: 'learner',
      start,
      advice: 'Training goes on from its last checkpoint.',
      onStopped: (error) => {
        remove(holder);
        onLost(error);
      },
    });
    const request = async <K extends keyof LearnersRequests>(type: K, ask: LearnersRequests[K]['ask']) => {
      const answer = await link.request(type, ask);
      if (answer && 'bytes' in answer) holder.bytes = answer.bytes;
      return answer as LearnersRequests[K]['answer'];
    };
    const holder: Holder = {
      learners: new Set(),
      bytes: 0,
      opened: Promise.resolve(),
      request,
      dispose: (learner) => {
        if (!holder.learners.delete(learner) || !holders.includes(holder)) return;
        link.tell({ type: 'dispose', learner });
        if (holder.learners.size === 0) holder.idle = setTimeout(() => (remove(holder), holder.close()), IDLE);
      },
      close: () => link.close(),
    };
    holder.opened = request('open', { backend });
    holders.push(holder);
    return holder;
  }

  function remove(holder: Holder): void {
    const at = holders.indexOf(holder);
    if (at >= 0) holders.splice(at, 1);
    clearTimeout(holder.idle);
  }

  /** One without learners, a new one, or the one with the fewest. */
  function forNext(runs: number): Holder {
    const fewest = holders.toSorted((a, b) => a.learners.size - b.learners.size)[0];
    if (fewest && (fewest.learners.size === 0 || holders.length >= Math.min(most, runs))) return fewest;
    return open();
  }

  const apart = (runs: number) => runs > 1 && cores > 1;
  return {
    apart,
    async createLearner(specification, runs = 1) {
      if (!apart(runs)) return createHere(specification);
      const holder = forNext(runs);
      clearTimeout(holder.idle);
      const number = next++;
      holder.learners.add(number);
      try {
        await holder.opened;
        return await RemoteLearner.create(holder, number, specification);
      } catch (error) {
        holder.dispose(number);
        throw error;
      }
    },
    allocatedBytes: () => holders.reduce((sum, { bytes }) => sum + bytes, 0),
    close: () => {
      for (const holder of holders.splice(0)) {
        clearTimeout(holder.idle);
        holder.close();
      }
    },
  };
}
