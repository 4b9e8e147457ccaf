/**
 * Opening a backend (DESIGN §4): WebGPU on a hardware adapter, else wasm, else cpu. Each is tried by a start-up self-test before it is
 * taken; what is not taken is reported with its reason. An explicit choice is honoured or refused, never replaced.
 */
import * as tf from '@tensorflow/tfjs';
import type { BackendName, BackendReport, KernelReport, KernelWish } from './report';
import { defaultConfig } from '../configuration/presets';
import type { BackendChoice } from '../configuration/schema';
import { gpuDevice } from '../ops/runtime/tfjsWebgpu';
import { setTrainingEngine } from '../learner/trainingEngine';
import './webgpuDevice';
import { findAdapter, type AdapterDescription, type AdapterSearch } from './adapter';
import { closeBackend } from './device';
import { BackendError, messageOf } from '../errors';
import { chooseKernels, type TrialMemory } from './kernels';
import { runSelfTest, type SelfTestOptions, type SelfTestResult } from './selfTest';
import { measureThroughput } from './throughput';
import { openWasm, wasmMissing } from './wasm';

export interface OpenOptions {
  choice: BackendChoice;
  /** File name of each wasm binary of tfjs → its URL, as the bundler placed it. */
  wasmPaths?: Record<string, string>;
  /** Which WebGPU kernels; default: the fastest in a trial with the default model. */
  kernels?: KernelWish;
  /** Keeps the trial's result between visits. */
  memory?: TrialMemory;
  /** Told what is being done. */
  onActivity?: (activity: string) => void;
  /** Rejects when the backend just opened computes wrongly; says when plans alone do. Default: `runSelfTest`. */
  selfTest?: (options: SelfTestOptions) => Promise<SelfTestResult>;
}

interface Opened extends AdapterDescription {
  kernels?: KernelReport;
  tapeReason?: string;
  gigaflops?: number;
  largestBinding?: number;
}

/**
 * Opens the chosen backend, or with `auto` the best one that passes the self-test, and makes it tfjs' current one.
 * Rejects with BackendError when the chosen backend is not there, does not open, or computes wrongly.
 */
export async function openBackend(options: OpenOptions): Promise<BackendReport> {
  const { choice, selfTest = runSelfTest } = options;
  const search = await findAdapter();
  const wasmGone = wasmMissing();
  const available: BackendName[] = [...('found' in search ? (['webgpu'] as const) : []), ...(wasmGone ? [] : (['wasm'] as const)), 'cpu'];
  const open = async (backend: BackendName): Promise<Opened> => {
    const adapter = await openOne(backend, search, options);
    try {
      options.onActivity?.('testing the backend');
      const { model, activations } = options.kernels ?? {};
      const { software } = adapter;
      const { tapeReason } = await selfTest({ software, ...(model ? { model } : {}), ...(activations ? { activations } : {}) });
      setTrainingEngine(tapeReason === undefined ? 'plan' : 'tape');
      const gigaflops = backend === 'webgpu' ? ofTrial(adapter.kernels) : await measureThroughput(backend);
      return { ...adapter, ...(tapeReason === undefined ? {} : { tapeReason }), ...(gigaflops === undefined ? {} : { gigaflops }) };
    } catch (error) {
      closeBackend();
      throw error;
    }
  };

  if (choice !== 'auto') {
    try {
      const adapter = await open(choice);
      return {
        backend: choice,
        adapter: adapter.name,
        software: adapter.software,
        reason: `${choice} was chosen.`,
        rejected: [],
        available,
        ...withKernels(adapter),
      };
    } catch (error) {
      throw new BackendError(`The ${choice} backend cannot be used: ${sentence(messageOf(error))} Choose another backend, or “auto”.`, {
        cause: error,
      });
    }
  }

  const rejected: BackendReport['rejected'] = [];
  for (const backend of ['webgpu', 'wasm', 'cpu'] as const) {
    const unwanted = backend === 'webgpu' ? unwantedAdapter(search) : backend === 'wasm' ? wasmGone : undefined;
    if (unwanted) {
      rejected.push({ backend, reason: unwanted });
      continue;
    }
    try {
      const adapter = await open(backend);
      return {
        backend,
        adapter: adapter.name,
        software: adapter.software,
        reason: reasonFor(backend, adapter, rejected),
        rejected,
        available,
        ...withKernels(adapter),
      };
    } catch (error) {
      rejected.push({ backend, reason: sentence(messageOf(error)) });
    }
  }
  throw new BackendError(
    `No backend computes correctly here: ${rejected.map(({ backend, reason }) => `${backend}: ${reason}`).join(' ')} Try another browser.`,
  );
}

/** Opens a backend without a GPU that another worker has opened and tested, for a share of the cores: wasm gets no threads of its own. */
export async function openTested(backend: Exclude<BackendName, 'webgpu'>, wasmPaths: Record<string, string>): Promise<void> {
  if (backend === 'wasm') await openWasm(wasmPaths, false);
  else await tf.setBackend('cpu');
}

/** Why `auto` passes over WebGPU before trying it, if it does. */
function unwantedAdapter(search: AdapterSearch): string | undefined {
  if ('missing' in search) return `${sentence(search.missing)}`;
  return search.found.software ? `Its only adapter is ${search.found.name}, a program without a GPU behind it: wasm is faster.` : undefined;
}

const withKernels = ({ kernels, tapeReason, gigaflops, largestBinding }: Opened) => ({
  ...(kernels ? { kernels } : {}),
  ...(tapeReason ? { tapeReason } : {}),
  ...(gigaflops === undefined ? {} : { gigaflops }),
  ...(largestBinding === undefined ? {} : { largestBinding }),
});

const ofTrial = (kernels: KernelReport | undefined): number | undefined =>
  kernels?.trials.find(({ variant }) => variant === kernels.variant)?.gigaflops;

async function openOne(
  backend: BackendName,
  search: AdapterSearch,
  { wasmPaths, kernels, memory, onActivity }: OpenOptions,
): Promise<Opened> {
  if (backend === 'webgpu') {
    if ('missing' in search) throw new BackendError(sentence(search.missing));
    if (!(await tf.setBackend('webgpu'))) throw new BackendError('The browser has an adapter but gives no device for it.');
    const { choice, model } = kernels ?? { choice: 'auto', model: defaultConfig.model };
    const { software } = search.found;
    onActivity?.('trying the kernels');
    try {
      const chosen = await chooseKernels(gpuDevice(), { choice, model, software, ...(memory ? { memory } : {}) });
      return { ...search.found, kernels: chosen, largestBinding: gpuDevice().largestBinding };
    } catch (error) {
      closeBackend();
      throw error;
    }
  }
  if (backend === 'wasm') return { name: await openWasm(wasmPaths), software: false };
  await tf.setBackend('cpu');
  return { name: 'JavaScript', software: false };
}

function reasonFor(backend: BackendName, adapter: AdapterDescription, rejected: BackendReport['rejected']): string {
  if (backend === 'webgpu') return `WebGPU on ${adapter.name} is the fastest backend here.`;
  const passedOver = rejected.map((other) => `${other.backend}: ${other.reason}`).join(' ');
  return `${backend} (${adapter.name}) is the fastest backend that works here. ${passedOver}`.trim();
}

/** Capitalised, with a full stop. */
function sentence(text: string): string {
  const capitalised = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capitalised) ? capitalised : `${capitalised}.`;
}
