/** A worker in which one contender runs, on a device of its own. */
import * as tf from '@tensorflow/tfjs';
import { allocatedBytes, openBackend } from '../../src/core/backend';
import { findAdapter } from '../../src/core/backend/adapter';
import { kernelVariant, setKernelVariant } from '../../src/core/ops/runtime/variant';
import { wasmPaths } from '../../src/worker/trainingWasm';
import type { Contender, Task } from './contenders/contender';
import { createOurs } from './contenders/ours';
import { createPlain } from './contenders/plain';
import { liveBytes, takeCounts, turn, watchGpu } from './measure';
import { productLimit } from './product';
import type { Asked, ContenderName, Kind, Opened, Opening, Request, Response, Sample } from './protocol';
import { taskOf } from './task';

/** What is used of a dedicated worker's global scope; the page's types are the ones in force in this project. */
interface WorkerScope {
  postMessage(message: Response): void;
  onmessage: ((event: MessageEvent<Request>) => void) | null;
}
const scope = self as unknown as WorkerScope;

const creators: Record<ContenderName, (task: Task) => Promise<Contender>> = {
  ours: createOurs,
  plain: createPlain,
  jax: async (task) => (await import('./contenders/jax')).createJax(task),
};

const errors: string[] = [];
watchGpu({ error: (message) => errors.push(message), lost: (reason) => scope.postMessage({ lost: reason }) });

let opening: Opening | undefined;
let running: Contender | undefined;

async function open(wanted: Opening): Promise<Opened> {
  opening = wanted;
  const { contender, backend, variant } = wanted;
  if (contender === 'jax') {
    const search = await findAdapter();
    if ('missing' in search) throw new Error(search.missing);
    return { adapter: search.found.name, software: search.found.software, variant: null };
  }
  // Without the self-test: its compilation would be missing from what is counted as compilation.
  const report = await openBackend({ choice: backend, wasmPaths, selfTest: async () => undefined });
  if (variant) setKernelVariant(variant);
  return { adapter: report.adapter, software: report.software, variant: backend === 'webgpu' ? kernelVariant() : null };
}

function contender(): Contender {
  if (!running) throw new Error('No model has been prepared');
  return running;
}

async function step(): Promise<Sample> {
  const { step } = contender();
  takeCounts();
  const start = performance.now();
  const pending = step();
  await turn();
  const handedOver = performance.now();
  const loss = await pending;
  const ms = performance.now() - start;
  const tfjs = opening?.contender !== 'jax';
  return {
    ...{ loss, ms, script: handedOver - start, ...takeCounts() },
    bytes: opening?.backend === 'wasm' ? allocatedBytes() : liveBytes(),
    tensors: tfjs ? tf.memory().numTensors : null,
    cpu: null,
  };
}

const answers: { [K in Kind]: (give: Asked[K]['give']) => Promise<Asked[K]['get']> } = {
  open,
  async prepare({ model, batch }) {
    running?.dispose();
    running = await creators[opening!.contender](taskOf(model, batch));
    return null;
  },
  step,
  passes: async () => contender().passes(),
  limit: productLimit,
};

scope.onmessage = async ({ data: { id, kind, give } }) => {
  const answer = answers[kind] as (give: Asked[Kind]['give']) => Promise<Asked[Kind]['get']>;
  try {
    const get = await answer(give);
    // Such errors are not thrown anywhere: the commands concerned are dropped and read as zeros.
    if (errors.length > 0) throw new Error(errors.splice(0).slice(0, 3).join('; '));
    scope.postMessage({ id, get });
  } catch (error) {
    scope.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
};
