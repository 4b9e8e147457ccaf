/** Inside a worker that holds learners for the training worker: does what is asked of each, in the order it is asked. */
import { WorkerError } from '../../core/errors';
import type { BackendName } from '../../core/backend/report';
import type { Learner } from '../../core/learner/learner';
import type { LearnerFactory } from '../../core/training/runs';
import { buffersOf, handOver, serve, type Port } from '../../link';
import type { LearnersProtocol, Settings } from './protocol';

export interface LearnersDependencies {
  openBackend(backend: BackendName): Promise<unknown>;
  createLearner: LearnerFactory;
  allocatedBytes(): number;
}

/** @param scope default: that of the worker */
export function serveLearners({ openBackend, createLearner, allocatedBytes }: LearnersDependencies, scope?: Port): void {
  const learners = new Map<number, Learner>();
  const held = () => ({ bytes: allocatedBytes() });
  // Set at once, in the order of the requests: what is asked for next begins with what it came with.
  const asked = ({ learner: number, head, featureScale }: Settings): Learner => {
    const learner = learners.get(number);
    if (!learner) throw new WorkerError(`There is no learner ${number} in this worker.`);
    learner.head = head;
    learner.featureScale = featureScale;
    return learner;
  };
  serve<LearnersProtocol>(
    {
      async open({ backend }) {
        await openBackend(backend);
        return held();
      },
      async create({ learner, specification }) {
        learners.set(learner, await createLearner(specification));
        return held();
      },
      async step({ batch, learningRate, ...settings }) {
        const measured = await asked(settings).step(batch, learningRate);
        return { ...measured, ...held() };
      },
      async embed({ pixels, n, size, ...settings }) {
        const embedded = await asked(settings).embed(pixels, n, size);
        return handOver({ ...embedded, ...held() }, buffersOf(embedded));
      },
      async calibrate({ batch, radius, ...settings }) {
        const featureScale = await asked(settings).calibrate(batch, radius);
        return { featureScale, ...held() };
      },
      async state(settings) {
        const state = await asked(settings).state();
        return handOver(state, buffersOf(state));
      },
      restore({ learner, state }) {
        learners.get(learner)?.restore(state);
        return null;
      },
    },
    ({ learner }) => {
      learners.get(learner)?.dispose();
      learners.delete(learner);
    },
    scope,
  );
}
