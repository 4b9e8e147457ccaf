/** Which kernels run on a WebGPU device: those that were asked for, else those that were fastest in a trial, now or on an earlier visit. */
import type { KernelReport, KernelTrial } from './report';
import type { KernelChoice, ModelConfig } from '../configuration/schema';
import type { GpuDevice } from '../ops/runtime/gpuDevice';
import { kernelVariants, setKernelVariant, type KernelVariant } from '../ops/runtime/variant';
import { tryKernels } from './kernelTrial';
import { smallestSubgroup } from './webgpuDevice';

/** Where results of trials are kept between visits; either may reject, which is no harm. */
export interface TrialMemory {
  recall(key: string): Promise<unknown>;
  keep(key: string, trials: readonly KernelTrial[]): Promise<void>;
}

export interface KernelOptions {
  choice: KernelChoice;
  model: ModelConfig;
  software: boolean;
  memory?: TrialMemory;
}

/** To be raised whenever kernels change so much that an old trial says nothing of them. */
const KERNELS_VERSION = 2;
/** Milliseconds of trying, all in all; what has been begun is finished. */
const BUDGET = 400;
const BUDGET_IN_SOFTWARE = 3000;

/**
 * Names all that a trial's result depends on: the version of the kernels, the shapes of the model that they were tried in, the browser
 * with its version, and the adapter as it sees it.
 */
export function trialKey({ device }: GpuDevice, software: boolean, model: ModelConfig): string {
  const { image, patch, width, heads, mlpRatio, pooling, embedding } = model;
  const shapes = [image, patch, width, heads, mlpRatio, pooling, embedding].join(' ');
  const { vendor = '', architecture = '', device: name = '', description = '' } = (device.adapterInfo as GPUAdapterInfo | undefined) ?? {};
  const subgroups = device.features.has('subgroups') ? 'subgroups' : '';
  const adapter = [vendor, architecture, name, description, subgroups, software ? 'software' : ''];
  return ['kernels', KERNELS_VERSION, shapes, navigator.userAgent, ...adapter].join('|');
}

/** A trial as it was kept; undefined for what is none. */
function recalled(kept: unknown, possible: readonly KernelVariant[]): KernelTrial[] | undefined {
  if (!Array.isArray(kept)) return undefined;
  const trials = (kept as Partial<KernelTrial>[]).filter(({ variant }) => variant && possible.includes(variant)) as KernelTrial[];
  return trials.some(({ milliseconds }) => typeof milliseconds === 'number' && milliseconds > 0) ? trials : undefined;
}

/** The fastest of those that were measured. */
export function fastest(trials: readonly KernelTrial[]): KernelVariant | undefined {
  return [...trials].filter(({ milliseconds }) => milliseconds !== undefined).sort((a, b) => a.milliseconds! - b.milliseconds!)[0]?.variant;
}

/** Puts the kernels in force for the backend that has just been opened, and says which and why. */
export async function chooseKernels(gpu: GpuDevice, { choice, model, software, memory }: KernelOptions): Promise<KernelReport> {
  const smallest = smallestSubgroup(gpu);
  const possible = kernelVariants.filter((variant) => variant !== 'subgroups' || smallest !== undefined);
  const take = (variant: KernelVariant, reason: string, trials: KernelTrial[] = []): KernelReport => {
    setKernelVariant(variant, smallest);
    return { variant, reason, trials };
  };
  if (choice !== 'auto') {
    if (possible.includes(choice)) return take(choice, 'chosen in the configuration');
    return take('shared', 'the adapter has no subgroups');
  }
  const key = trialKey(gpu, software, model);
  const before = recalled(await memory?.recall(key).catch(() => undefined), possible);
  if (before) return take(fastest(before)!, 'fastest in a trial on an earlier visit', before);
  // What is expected to be fastest comes first: it is taken if there is no time for the others.
  const variants = software ? possible : possible.toReversed();
  const budget = software ? BUDGET_IN_SOFTWARE : BUDGET;
  const begun = performance.now();
  const trials = await tryKernels(gpu, { model, variants, smallestSubgroup: smallest, software, budget });
  const variant = fastest(trials);
  if (!variant) return take(variants.at(-1) === 'registers' ? 'shared' : 'registers', 'the trial failed', trials);
  await memory?.keep(key, trials).catch(() => undefined);
  return take(variant, `fastest in a trial of ${((performance.now() - begun) / 1000).toFixed(1)} s`, trials);
}
