/**
 * A short measured trial of the kernel variants on the device at hand: the products of a layer, forward and backward, its layer norm
 * and its attention, in the configured model's shapes; on a program that imitates a GPU the forward product and the norm alone. A variant that computes something else than the first is out: neither the
 * language nor a driver promises all that the kernels assume.
 */
import { messageOf } from '../errors';
import type { KernelTrial } from './report';
import type { ModelConfig } from '../configuration/schema';
import { dimensions } from '../model/gpu/dimensions';
import { attentionProgram } from '../ops/attention/programs';
import { layerNormProgram } from '../ops/layerNorm/programs';
import { inputGradientProgram, linearProgram, weightGradientProgram } from '../ops/linear/programs';
import type { GpuDevice } from '../ops/runtime/gpuDevice';
import { align, PlanBuilder, type Region } from '../ops/runtime/plan';
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
/** What is measured once lasts at least this long, ms; repeated until it does. */
const LEAST_TIME = 8;
const MOST_REPEATS = 256;
/** Largest difference between variants, relative to the largest value. */
const TOLERANCE = 1e-3;
/** Values compared of each result. */
const COMPARED = 256;

interface Work {
  run(times: number): Promise<number>;
  values(): Promise<Float32Array[]>;
  dispose(): void;
}

/** Smooth values of order 1 that repeat nowhere. */
const wave = (size: number, phase: number) => Float32Array.from({ length: size }, (_, i) => Math.sin(0.7 * i + phase) * 0.5);

const productsOf = ({ images, model }: { images: number; model: ModelConfig }) => dimensions(model, images).up;

/** The plan of a trial with the kernels of the variant in force. */
async function prepare(gpu: GpuDevice, model: ModelConfig, software: boolean): Promise<Work> {
  const images = software ? IMAGES_IN_SOFTWARE : IMAGES;
  const sizes = dimensions(model, images);
  const { rows, inputs, outputs } = productsOf({ images, model });
  const plan = new PlanBuilder();
  const input = (size: number, phase: number) => plan.input(size, wave(size, phase));
  const [x, weight, bias] = [input(rows * inputs, 1), input(outputs * inputs, 2), input(outputs, 3)];
  const [scale, shift] = [input(inputs, 4), input(inputs, 5)];
  const rest = () => {
    const dy = input(rows * outputs, 6);
    const biasAt = align(outputs * inputs);
    const places = { blocks: 1, weightAt: 0, weightStride: biasAt, biasAt, biasStride: align(outputs) };
    return [
      plan.run(inputGradientProgram(sizes.up), [dy, weight]),
      plan.run(weightGradientProgram(sizes.up, places, biasAt + align(outputs)), [x, dy]),
      plan.run(attentionProgram(sizes.attention), [input(3 * rows * inputs, 7)]),
    ];
  };
  const results: Region[] = [
    plan.run(linearProgram(sizes.up), [x, weight, bias]),
    plan.run(layerNormProgram(sizes.norm), [x, scale, shift]),
    ...(software ? [] : rest()),
  ].map((region) => plan.keep(region).part(0, Math.min(COMPARED, region.size)));
  const ready = await plan.build(gpu);
  return {
    async run(times) {
      const start = performance.now();
      for (let i = 0; i < times; i++) ready.submit();
      await gpu.queue.onSubmittedWorkDone();
      return performance.now() - start;
    },
    values: () => ready.run(results),
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

function agree(found: Float32Array[], expected: Float32Array[]): boolean {
  return expected.every((values, i) => {
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return values.every((value, k) => Math.abs(found[i]![k]! - value) <= TOLERANCE * largest);
  });
}

/** Tries the variants; leaves the last one tried in force. */
export async function tryKernels(gpu: GpuDevice, options: TrialOptions): Promise<KernelTrial[]> {
  const { model, variants, smallestSubgroup, software, budget } = options;
  const { rows, inputs, outputs } = productsOf({ images: software ? IMAGES_IN_SOFTWARE : IMAGES, model });
  const products = software ? 1 : 3;
  const begun = performance.now();
  const trials: KernelTrial[] = [];
  let expected: Float32Array[] | undefined;
  for (const variant of variants) {
    if (trials.length > 0 && performance.now() - begun > budget) break;
    setKernelVariant(variant, smallestSubgroup);
    let work: Work | undefined;
    try {
      work = await prepare(gpu, model, software);
      // Also the first run, which is not measured.
      const values = await work.values();
      if (expected && !agree(values, expected)) throw new Error('it computes something else');
      expected ??= values;
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
