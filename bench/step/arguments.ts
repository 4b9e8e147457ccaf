/** The command line of the step benchmark. */
import { parseArgs } from 'node:util';
import { modelPresets, type ModelPreset } from '../../src/core/configuration/presets';
import type { KernelVariant } from '../../src/core/ops/runtime/variant';
import type { ContenderName, Request } from './page';

export const USAGE = `npm run bench -- [--model ${Object.keys(modelPresets).join('|')}] [--batch N] [--backend webgpu|wasm] [--steps N]
                 [--contenders ours,plain,jax] [--variant registers|shared] [--json FILE]

Times one training step of the same model from the same weights on the same images: ours, the model in plain tfjs operations,
and on WebGPU jax-js. First compares their losses; without --backend on WebGPU and on wasm. Model small, batch 64, 5 steps.
NEGATIVE_SPACE_GPU=1 takes the machine's own adapter instead of a software one.
Exit status: 0 measured, 1 a contender failed or its losses differ, 2 the arguments are wrong.`;

export class UsageError extends Error {
  override name = 'UsageError';
}

export interface Arguments {
  model: ModelPreset;
  batch: number;
  backends: Request['backend'][];
  contenders: ContenderName[];
  steps: number;
  variant: KernelVariant;
  json?: string;
  help: boolean;
}

function choice<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  if (!(allowed as readonly string[]).includes(value)) throw new UsageError(`--${option} is one of ${allowed.join(', ')}, not “${value}”`);
  return value as T;
}

function count(option: string, value: string, least: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least) throw new UsageError(`--${option} is a whole number from ${least}, not “${value}”`);
  return number;
}

/** @throws UsageError that says what to write instead */
export function parseArguments(argv: string[]): Arguments {
  const text = { type: 'string' } as const;
  let values: Partial<Record<'model' | 'batch' | 'backend' | 'steps' | 'contenders' | 'variant' | 'json', string>> & { help?: boolean };
  try {
    ({ values } = parseArgs({
      args: argv,
      options: {
        ...{ model: text, batch: text, backend: text, steps: text, contenders: text, variant: text, json: text },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const batch = count('batch', values.batch ?? '64', 4);
  if (batch % 2 !== 0) throw new UsageError(`--batch is even, two images of a class, not ${batch}`);
  return {
    model: choice('model', values.model ?? 'small', Object.keys(modelPresets) as ModelPreset[]),
    batch,
    backends: values.backend ? [choice('backend', values.backend, ['webgpu', 'wasm'])] : ['webgpu', 'wasm'],
    contenders: (values.contenders ?? 'ours,jax,plain').split(',').map((name) => choice('contenders', name, ['ours', 'plain', 'jax'])),
    steps: count('steps', values.steps ?? '5', 1),
    variant: choice('variant', values.variant ?? 'registers', ['registers', 'shared']),
    ...(values.json ? { json: values.json } : {}),
    help: values.help ?? false,
  };
}
