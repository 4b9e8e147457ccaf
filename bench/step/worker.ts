/** A worker in which one contender runs, on a device of its own. */
import * as tf from '@tensorflow/tfjs';
import { allocatedBytes, closeBackend, openBackend } from '../../src/core/backend';
import { findAdapter } from '../../src/core/backend/adapter';
import { defaultConfig } from '../../src/core/configuration/presets';
import type { KernelChoice } from '../../src/core/configuration/schema';
import { serve, type Served } from '../../src/link';
import { wasmPaths } from '../../src/worker/trainingWasm';
import type { Contender, Task } from './contenders/contender';
import { createOurs } from './contenders/ours';
import { createPlain } from './contenders/plain';
import { liveBytes, takeCounts, turn, watchGpu } from './measure';
import { productLimit } from './product';
import type { Asked, BenchBackend, BenchProtocol, ContenderName, Opened, Opening, Sample } from './protocol';
import { taskOf } from './task';

const creators: Record<ContenderName, (task: Task) => Promise<Contender>> = {
  ours: createOurs,
  plain: createPlain,
  jax: async (task) => (await import('./contenders/jax')).createJax(task),
};

const errors: string[] = [];
watchGpu({ error: (message) => errors.push(message), lost: (reason) => page.tell({ type: 'lost', reason }) });

let opening: Opening | undefined;
let running: Contender | undefined;
/** Bytes of what came before the contender. */
let before = 0;

async function open(wanted: Opening): Promise<Opened> {
  opening = wanted;
  const { contender, backend, variant } = wanted;
  if (contender === 'jax') {
    const search = await findAdapter();
    if ('missing' in search) throw new Error(search.missing);
    return { adapter: search.found.name, software: search.found.software, variant: null };
  }
  // Only ours has kernels to choose from. The trial gets a device of its own, so that what it compiles and allocates is not counted.
  const wish: KernelChoice = contender === 'ours' ? (variant ?? 'auto') : 'registers';
  let choice = wish;
  if (backend === 'webgpu' && wish === 'auto') {
    choice = (await openWith(backend, 'auto')).kernels?.variant ?? 'registers';
    closeBackend();
  }
  before = liveBytes();
  const { adapter, software, kernels } = await openWith(backend, choice);
  return { adapter, software, variant: contender === 'ours' ? (kernels?.variant ?? null) : null };
}

/** Without the self-test: its compilation would be missing from what is counted as compilation. */
const openWith = (backend: BenchBackend, choice: KernelChoice) =>
  openBackend({ choice: backend, wasmPaths, kernels: { choice, model: defaultConfig.model }, selfTest: async () => ({}) });

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
    bytes: opening?.backend === 'wasm' ? allocatedBytes() : liveBytes() - before,
    tensors: tfjs ? tf.memory().numTensors : null,
    cpu: null,
  };
}

/** Answers a request with what it has got, unless the GPU refused something meanwhile. */
const checked =
  <G, A>(answer: (give: G) => Promise<A>) =>
  async ({ give }: { give: G }): Promise<A> => {
    const answered = await answer(give);
    // Such errors are not thrown anywhere: the commands concerned are dropped and read as zeros.
    if (errors.length > 0) throw new Error(errors.splice(0).slice(0, 3).join('; '));
    return answered;
  };

const page: Served<BenchProtocol> = serve<BenchProtocol>({
  open: checked(open),
  prepare: checked(async ({ model, batch }: Asked['prepare']['give']) => {
    running?.dispose();
    running = await creators[opening!.contender](taskOf(model, batch));
    return null;
  }),
  step: checked(step),
  passes: checked(() => contender().passes()),
  limit: checked(productLimit),
});
