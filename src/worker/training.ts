/**
 * The training worker: joins the host to the worker's messages and to the real backends. Started once more by itself, under another name,
 * it holds learners for the first.
 */
import { allocatedBytes, onDeviceLost, openBackend, openTested } from '../core/backend';
import { createVitLearner } from '../core/learner/vitLearner';
import { gpuDevice } from '../core/ops/runtime/tfjsWebgpu';
import type { Request, Response } from '../engine/protocol';
import { holdLife, type AliveMessage } from '../link';
import { serveLearners } from './learners/host';
import { createLearnerPool, type LearnerPool } from './learners/pool';
import { TrainingHost } from './trainingHost';
import { trialMemory } from './trialMemory';
import { wasmPaths } from './trainingWasm';

/** What is used of a dedicated worker's global scope; the page's types are the ones in force in this project. */
interface WorkerScope {
  name: string;
  postMessage(message: Response | AliveMessage, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<Request>) => void) | null;
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
}
const scope = self as unknown as WorkerScope;

const LEARNERS = 'learners';

if (scope.name === LEARNERS)
  serveLearners({
    openBackend: (backend) => (backend === 'webgpu' ? Promise.reject(new Error('a GPU is not shared')) : openTested(backend, wasmPaths)),
    createLearner: createVitLearner,
    allocatedBytes,
  });
else train();

function train(): void {
  let pool: LearnerPool | undefined;
  const host = new TrainingHost(scope, {
    async openBackend(choice, listener, { kernels, onActivity }) {
      const report = await openBackend({ choice, wasmPaths, memory: trialMemory, onActivity, ...(kernels ? { kernels } : {}) });
      onDeviceLost(({ intentional, reason }) => {
        if (!intentional) listener.lost(reason);
      });
      if (report.backend === 'webgpu') {
        // Such errors are not thrown anywhere: the commands concerned are dropped, and what they should have computed reads as zeros.
        gpuDevice().device.addEventListener('uncapturederror', (event) => listener.error(event.error.message));
      } else if (typeof Worker === 'function')
        // Safari before 16 gives workers no workers.
        pool = createLearnerPool({
          backend: report.backend,
          cores: navigator.hardwareConcurrency,
          // The same script, which the browser has compiled already.
          start: () => new Worker(self.location.href, { type: 'module', name: LEARNERS }),
          createHere: createVitLearner,
          onLost: (error) => host.partLost(error),
        });
      return {
        report,
        allocatedBytes: () => allocatedBytes() + (pool?.allocatedBytes() ?? 0),
        apart: (runs) => pool?.apart(runs) ?? false,
      };
    },
    createLearner: (specification, runs) => (pool?.createLearner ?? createVitLearner)(specification, runs),
  });

  void holdLife((message) => scope.postMessage(message, []));
  scope.onmessage = ({ data }) => host.receive(data);
  // Nothing here leaves a promise unattended; what tfjs leaves must not be lost either.
  scope.addEventListener('unhandledrejection', (event) => host.unexpected(event.reason));
}
