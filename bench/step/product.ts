/** What the adapter can do at best: one large matrix product, alone. */
import * as tf from '@tensorflow/tfjs';
import { smallestSubgroup } from '../../src/core/backend/webgpuDevice';
import { linearProgram, type Sides } from '../../src/core/ops/linear/kernel';
import type { GpuDevice } from '../../src/core/ops/runtime/gpuDevice';
import { PlanBuilder } from '../../src/core/ops/runtime/plan';
import { gpuDevice } from '../../src/core/ops/runtime/tfjsWebgpu';
import { kernelVariant, setKernelVariant, type KernelVariant } from '../../src/core/ops/runtime/variant';
import { millisecondsOf } from './measure';
import type { Limit } from './protocol';

const SMALL: Sides = { rows: 4096, inputs: 384, outputs: 384 };
const LARGE: Sides = { rows: 4096, inputs: 1024, outputs: 1024 };
/** Long enough for the way to the device and back, a few ms, to count for little. */
const ENOUGH_MS = 100;
const MOST_PRODUCTS = 2048;
const REPEATS = 3;

const flopsOf = ({ rows, inputs, outputs }: Sides) => 2 * rows * inputs * outputs;

/** ms of the fastest of a few goes. */
async function fastest(work: () => Promise<unknown>): Promise<number> {
  await work();
  let best = Infinity;
  for (let i = 0; i < REPEATS; i++) best = Math.min(best, await millisecondsOf(work));
  return best;
}

/** GFLOP/s of our hand-tiled kernel, several products to a submission so that the device does not wait for the host. */
async function handTiled(gpu: GpuDevice, sides: Sides): Promise<number> {
  const { rows, inputs, outputs } = sides;
  const run = async (products: number) => {
    const builder = new PlanBuilder();
    const factors = [rows * inputs, outputs * inputs, outputs].map((size) => builder.input(size));
    const result = builder.scratch(rows * outputs);
    for (let i = 0; i < products; i++) builder.runInto(linearProgram(sides), factors, result);
    const read = [builder.keep(result).part(0, 64)];
    const plan = await builder.build(gpu);
    try {
      return await fastest(() => plan.run(read));
    } finally {
      plan.dispose();
    }
  };
  const one = await run(1);
  if (one < 5 && sides === SMALL) return handTiled(gpu, LARGE);
  if (one >= ENOUGH_MS) return flopsOf(sides) / one / 1e6;
  const products = Math.min(MOST_PRODUCTS, Math.ceil(ENOUGH_MS / Math.max(one, 0.05)));
  return (products * flopsOf(sides)) / (await run(products)) / 1e6;
}

/** The faster of the variants, once that is known. */
let faster: KernelVariant | undefined;

async function onGpu(gpu: GpuDevice): Promise<Limit> {
  const usual = kernelVariant();
  const smallest = smallestSubgroup(gpu);
  const limits: { variant: KernelVariant; gflops: number }[] = [];
  for (const variant of faster ? [faster] : (['registers', 'shared'] satisfies KernelVariant[])) {
    setKernelVariant(variant, smallest);
    limits.push({ variant, gflops: await handTiled(gpu, SMALL) });
  }
  setKernelVariant(usual, smallest);
  const { variant, gflops } = limits.reduce((a, b) => (b.gflops > a.gflops ? b : a));
  faster = variant;
  return { gflops, kernel: `hand-tiled, ${variant}` };
}

/** On wasm there is no better product than that of the backend itself. */
async function onHost(): Promise<Limit> {
  const { rows, inputs, outputs } = SMALL;
  const a = tf.randomNormal([rows, inputs]) as tf.Tensor2D;
  const b = tf.randomNormal([inputs, outputs]) as tf.Tensor2D;
  const ms = await fastest(async () => {
    const product = tf.matMul(a, b);
    await product.data();
    product.dispose();
  });
  tf.dispose([a, b]);
  return { gflops: flopsOf(SMALL) / ms / 1e6, kernel: 'XNNPACK, of tfjs' };
}

/** On the open backend. */
export const productLimit = (): Promise<Limit> => (tf.getBackend() === 'webgpu' ? onGpu(gpuDevice()) : onHost());
