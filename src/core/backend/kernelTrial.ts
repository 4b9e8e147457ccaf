/**
 * A short measured trial of the kernel variants on the device at hand: the products of a layer, forward and backward, its layer norm
 * and its attention, in the configured model's shapes; on a program that imitates a GPU the forward product and the norm alone. A
 * variant that computes something else than the host is out, whichever comes first: neither the language nor a driver promises all
 * that the kernels assume.
 */
import { messageOf } from '../errors';
import type { KernelTrial } from './report';
import type { ModelConfig } from '../configuration/schema';
import { dimensions } from '../model/gpu/dimensions';
import { patchCount } from '../model/shape';
import { attentionProgram } from '../ops/attention/kernel';
import { layerNormProgram } from '../ops/layerNorm/kernel';
import { inputGradientProgram, linearProgram, weightGradientProgram } from '../ops/linear/kernel';
import { disagreement } from '../ops/agreement';
import type { GpuDevice } from '../ops/runtime/gpuDevice';
import { align, ALIGNMENT, PlanBuilder, type Region } from '../ops/runtime/plan';
import { hostAttention, hostBiasGradient, hostInputGradient, hostLinear, hostNorm, hostWeightGradient } from './hostValues';
import { noise } from './selfTest/inputs';
import { setKernelVariant, type KernelVariant } from '../ops/runtime/variant';

export interface TrialOptions {
  model: ModelConfig;
  /** In the order they are tried. */
  variants: readonly KernelVariant[];
  smallestSubgroup: number | undefined;
  /** A program that imitates a GPU: it takes seconds to compile what a GPU compiles in milliseconds, so less is tried. */
  software: boolean;
  /** Milliseconds after which no other variant is begun. */
  budget: number;
}

/** Images whose rows the kernels are tried with: enough to occupy a GPU, or to be measured at all. */
const IMAGES = 64;
const IMAGES_IN_SOFTWARE = 8;
/** Tokens that occupy any GPU: models with many of them are tried with fewer images, whose products can be bound everywhere. */
const MOST_ROWS = 8192;
/** What is measured once lasts at least this long, ms; repeated until it does. */
const LEAST_TIME = 8;
const MOST_REPEATS = 256;
/** Largest deviation from the host's values, relative to the largest of them. */
const TOLERANCE = 1e-3;
/** Stretches compared of each result, from its first values to its last. */
const STRETCHES = 12;
const STRETCHES_OF_LONG_SUMS = 3;

interface Work {
  run(times: number): Promise<number>;
  /** What is wrong with the results, if anything is. */
  fault(): Promise<string | undefined>;
  dispose(): void;
}

/** Stretches of a result of `size` values, spread over it: where each begins, and how long it is. */
function stretchesOf(size: number, most: number): { at: number; length: number }[] {
  const whole = Math.ceil(size / ALIGNMENT);
  const count = Math.min(most, whole);
  return Array.from({ length: count }, (_, i) => {
    const at = ALIGNMENT * (count > 1 ? Math.round((i * (whole - 1)) / (count - 1)) : 0);
    return { at, length: Math.min(ALIGNMENT, size - at) };
  });
}

/** What the kernels are tried with and held to, computed once on the host. */
function yardstick(model: ModelConfig, software: boolean) {
  const most = Math.max(1, Math.floor(MOST_ROWS / (patchCount(model) + 1)));
  const sizes = dimensions(model, Math.min(most, software ? IMAGES_IN_SOFTWARE : IMAGES));
  const { rows, inputs, outputs } = sizes.up;
  const expect = (size: number, valueAt: (at: number) => number, most = STRETCHES) =>
    stretchesOf(size, most).map(({ at, length }) => ({ at, values: Float64Array.from({ length }, (_, i) => valueAt(at + i)) }));
  const [x, weight, bias] = [noise(1, rows * inputs), noise(2, outputs * inputs), noise(3, outputs)];
  const [scale, shift] = [noise(4, inputs), noise(5, inputs)];
  const forward = {
    ...{ sizes, x, weight, bias, scale, shift },
    product: expect(rows * outputs, hostLinear(sizes.up, x, weight, bias)),
    norm: expect(rows * inputs, hostNorm(sizes.norm, x, scale, shift)),
  };
  if (software) return { ...forward, rest: undefined };
  const [dy, qkv] = [noise(6, rows * outputs), noise(7, 3 * rows * inputs)];
  const rest = {
    ...{ dy, qkv },
    inputGradient: expect(rows * inputs, hostInputGradient(sizes.up, dy, weight)),
    // Sums over all rows.
    weightGradient: expect(outputs * inputs, hostWeightGradient(sizes.up, x, dy), STRETCHES_OF_LONG_SUMS),
    biasGradient: expect(outputs, hostBiasGradient(sizes.up, dy), STRETCHES_OF_LONG_SUMS),
    attention: expect(rows * inputs, hostAttention(sizes.attention, qkv)),
  };
  return { ...forward, rest };
}
type Yardstick = ReturnType<typeof yardstick>;

/** The plan of a trial with the kernels of the variant in force. */
async function prepare(gpu: GpuDevice, host: Yardstick): Promise<Work> {
  const { sizes, rest } = host;
  const { inputs, outputs } = sizes.up;
  const plan = new PlanBuilder();
  const compared: { part: Region; name: string; expected: Float64Array }[] = [];
  /** The result, from `from` on, is held to the host's values. */
  const check = (name: string, result: Region, expected: Yardstick['product'], from = 0) => {
    plan.keep(result);
    for (const { at, values } of expected) compared.push({ part: result.part(from + at, values.length), name, expected: values });
  };
  const input = (values: Float32Array) => plan.input(values.length, values);
  const [x, weight] = [input(host.x), input(host.weight)];
  check('product', plan.run(linearProgram(sizes.up), [x, weight, input(host.bias)]), host.product);
  check('norm', plan.run(layerNormProgram(sizes.norm), [x, input(host.scale), input(host.shift)]), host.norm);
  if (rest) {
    const dy = input(rest.dy);
    const biasAt = align(outputs * inputs);
    const places = { blocks: 1, weightAt: 0, weightStride: biasAt, biasAt, biasStride: align(outputs) };
    const gradients = plan.run(weightGradientProgram(sizes.up, places, biasAt + align(outputs)), [x, dy]);
    check("input's gradient", plan.run(inputGradientProgram(sizes.up), [dy, weight]), rest.inputGradient);
    check("weight's gradient", gradients, rest.weightGradient);
    check("bias's gradient", gradients, rest.biasGradient, biasAt);
    check('attention', plan.run(attentionProgram(sizes.attention), [input(rest.qkv)]), rest.attention);
  }
  const ready = await plan.build(gpu);
  return {
    async run(times) {
      const start = performance.now();
      for (let i = 0; i < times; i++) ready.submit();
      await gpu.queue.onSubmittedWorkDone();
      return performance.now() - start;
    },
    async fault() {
      const found = await ready.run(compared.map(({ part }) => part));
      for (const name of new Set(compared.map((one) => one.name))) {
        const own = compared.flatMap((one, i) => (one.name === name ? [{ ...one, values: found[i]! }] : []));
        const [values, expected] = [own.flatMap((one) => [...one.values]), own.flatMap((one) => [...one.expected])];
        const lengths = own.map((one) => one.expected.length);
        if (disagreement(values, expected, TOLERANCE, lengths)) return `its ${name} is wrong`;
      }
      return undefined;
    },
    dispose: () => ready.dispose(),
  };
}

/** Milliseconds of one pass, the better of the last two measurements. */
async function measure(work: Work): Promise<number> {
  let times = 1;
  let elapsed = await work.run(times);
  while (elapsed < LEAST_TIME && times < MOST_REPEATS) {
    times *= elapsed > 0 ? Math.min(8, Math.max(2, Math.ceil(LEAST_TIME / elapsed))) : 8;
    elapsed = await work.run(times);
  }
  return Math.min(elapsed, await work.run(times)) / times;
}

/** Tries the variants; leaves the last one tried in force. */
export async function tryKernels(gpu: GpuDevice, options: TrialOptions): Promise<KernelTrial[]> {
  const { model, variants, smallestSubgroup, software, budget } = options;
  const host = yardstick(model, software);
  const { rows, inputs, outputs } = host.sizes.up;
  const products = software ? 1 : 3;
  const begun = performance.now();
  const trials: KernelTrial[] = [];
  for (const variant of variants) {
    if (trials.length > 0 && performance.now() - begun > budget) break;
    setKernelVariant(variant, smallestSubgroup);
    let work: Work | undefined;
    try {
      work = await prepare(gpu, host);
      // Also the first run, which is not measured.
      const fault = await work.fault();
      if (fault) throw new Error(fault);
      const milliseconds = await measure(work);
      trials.push({ variant, milliseconds, gigaflops: (products * 2 * rows * inputs * outputs) / milliseconds / 1e6 });
    } catch (error) {
      trials.push({ variant, refused: messageOf(error) });
    } finally {
      work?.dispose();
    }
  }
  return trials;
}
