/** What a visitor chooses, and what is proposed for the machine at hand. */
import { modelPresets, type ModelPreset } from '../../src/core/configuration/presets';
import { stepFlops } from '../step/flops';
import type { BenchBackend, ContenderName } from '../step/protocol';

export interface Settings {
  backend: BenchBackend;
  model: ModelPreset;
  /** Typed text: it may be anything. */
  batch: string;
  steps: string;
  others: Record<Exclude<ContenderName, 'ours'>, boolean>;
}

/** What this browser can measure on: the name of its adapter, or why there is none. */
export interface Machine {
  webgpu: { name: string; software: boolean } | { missing: string };
}

export const models: ModelPreset[] = ['micro', 'small', 'base'];

const hardware = ({ webgpu }: Machine): boolean => 'name' in webgpu && !webgpu.software;

/** A GPU carries the model that the figures of the README are about; a program that imitates one takes minutes for it. */
export function proposal(machine: Machine): Settings {
  const gpu = hardware(machine);
  return {
    backend: 'missing' in machine.webgpu ? 'wasm' : 'webgpu',
    model: gpu ? 'small' : 'micro',
    batch: gpu ? '64' : '16',
    steps: gpu ? '20' : '5',
    others: { jax: true, plain: true },
  };
}

/** Why a number that was typed cannot be; undefined when it can. */
export function problemOf({ batch, steps }: Settings): { batch?: string; steps?: string } {
  const whole = (text: string, least: number, most: number) => /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
  return {
    ...(whole(batch, 4, 4096) && Number(batch) % 2 === 0 ? {} : { batch: 'An even number from 4 to 4,096' }),
    ...(whole(steps, 1, 1000) ? {} : { steps: 'A whole number from 1 to 1,000' }),
  };
}

export function contendersOf({ backend, others }: Settings): ContenderName[] {
  return ['ours', ...(others.jax && backend === 'webgpu' ? (['jax'] as const) : []), ...(others.plain ? (['plain'] as const) : [])];
}

/** What a visitor without a GPU should know before pressing the button. */
export function warningOf(settings: Settings, machine: Machine): string | undefined {
  const { backend, model, batch, others } = settings;
  if (backend !== 'webgpu' || 'missing' in machine.webgpu || !machine.webgpu.software) return undefined;
  const heavy = stepFlops(modelPresets[model], Number(batch) || 0) > 1e9;
  const advice = heavy ? ` This model and batch take ${others.plain ? 'minutes' : 'seconds'} a step on it.` : '';
  return `${machine.webgpu.name} is a program without a GPU behind it: what is measured here says little about GPUs.${advice}`;
}
