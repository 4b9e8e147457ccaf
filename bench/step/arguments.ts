/** The command line of the step benchmark. */
import { parseArgs } from 'node:util';
import { modelPresets, type ModelPreset } from '../../src/core/configuration/presets';
import { kernelVariants, type KernelVariant } from '../../src/core/configuration/schema';
import { benchBackends, contenderNames, type BenchBackend, type ContenderName } from './protocol';

export const USAGE = `npm run bench -- [--model ${Object.keys(modelPresets).join('|')}] [--batch N] [--backend webgpu|wasm] [--steps N] [--plain-steps N]
                 [--warmup N]
                 [--contenders ours,jax,plain] [--variant ${kernelVariants.join('|')}] [--sweep] [--json FILE]

Times one training step of the same model from the same weights on the same images: ours, the model in plain tfjs operations,
and on WebGPU jax-js. First compares their losses over the warm-up steps, then times them in turn; without --backend on WebGPU
and on wasm. Model small, batch 64, 2 warm-up steps, 5 timed ones. One contender that fails does not stop the others.
--plain-steps times fewer steps of the plain model, which takes twenty times as long on a software adapter: with
--backend webgpu --warmup 1 --plain-steps 1 the comparison takes five minutes; the table says how many steps each figure is of.
--sweep times ours over batch sizes, image sizes, widths and depths around the model instead, and draws step time against
FLOPs: with --json results.json into results.svg. --contenders adds others to it.
NEGATIVE_SPACE_GPU=1 takes the machine's own adapter instead of a software one.
Exit status: 0 measured, 1 a contender failed, its losses differ or ours grows, 2 the arguments are wrong.`;

export class UsageError extends Error {
  override name = 'UsageError';
}

export interface Arguments {
  model: ModelPreset;
  batch: number;
  backends: BenchBackend[];
  contenders: ContenderName[];
  warmup: number;
  steps: number;
  /** Absent: as many as the others. */
  plainSteps?: number;
  /** Absent: the fastest in a trial. */
  variant?: KernelVariant;
  sweep: boolean;
  json?: string;
  help: boolean;
}

const texts = ['model', 'batch', 'backend', 'steps', 'plain-steps', 'warmup', 'contenders', 'variant', 'json'] as const;
type Texts = Partial<Record<(typeof texts)[number], string>>;

function choice<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  if (!(allowed as readonly string[]).includes(value)) throw new UsageError(`--${option} is one of ${allowed.join(', ')}, not “${value}”`);
  return value as T;
}

function count(option: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (value.trim() === '' || !Number.isInteger(number) || number < least || number > most)
    throw new UsageError(`--${option} is a whole number from ${least} to ${most}, not “${value}”`);
  return number;
}

function parse(argv: string[]): Texts & { help?: boolean; sweep?: boolean } {
  const options = Object.fromEntries(texts.map((name) => [name, { type: 'string' }] as const));
  try {
    return parseArgs({ args: argv, options: { ...options, sweep: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @throws UsageError that says what to write instead */
export function parseArguments(argv: string[]): Arguments {
  const values = parse(argv);
  const sweep = values.sweep ?? false;
  const batch = count('batch', values.batch ?? '64', 4, 4096);
  if (batch % 2 !== 0) throw new UsageError(`--batch is even, two images of a class, not ${batch}`);
  const backends: readonly BenchBackend[] = values.backend
    ? [choice('backend', values.backend, benchBackends)]
    : sweep
      ? ['webgpu']
      : benchBackends;
  const named = (values.contenders ?? (sweep ? 'ours' : contenderNames.join(','))).split(',').map((name) => name.trim());
  const contenders = [...new Set(named.map((name) => choice('contenders', name, contenderNames)))];
  if (values.contenders && contenders.every((name) => name === 'jax') && backends.includes('wasm'))
    throw new UsageError('jax-js is measured on WebGPU only: add --backend webgpu, or another contender');
  return {
    model: choice('model', values.model ?? 'small', Object.keys(modelPresets) as ModelPreset[]),
    ...{ batch, backends: [...backends], contenders, sweep },
    warmup: count('warmup', values.warmup ?? '2', 1, 100),
    steps: count('steps', values.steps ?? (sweep ? '3' : '5'), 1, 1000),
    ...(values['plain-steps'] === undefined ? {} : { plainSteps: count('plain-steps', values['plain-steps'], 1, 1000) }),
    ...(values.variant ? { variant: choice('variant', values.variant, kernelVariants) } : {}),
    ...(values.json ? { json: values.json } : {}),
    help: values.help ?? false,
  };
}
