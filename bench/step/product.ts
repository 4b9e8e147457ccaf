/** What the adapter can do at best: one large matrix product by the same kernels, alone. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { linearProgram } from '../../src/core/ops/linear/programs';
import { PlanBuilder } from '../../src/core/ops/runtime/plan';

const SIDES = { rows: 4096, inputs: 384, outputs: 384 };
const REPEATS = 5;

/** GFLOP/s of the fastest of a few products. */
export async function productLimit(backend: WebGPUBackend): Promise<number> {
  const { rows, inputs, outputs } = SIDES;
  const builder = new PlanBuilder(backend, 'product');
  const factors = [rows * inputs, outputs * inputs, outputs].map((size) => builder.input(size));
  const result = builder.keep(builder.run(linearProgram(SIDES), factors)).part(0, 64);
  const plan = await builder.build();
  await plan.run([result]);
  let best = Infinity;
  for (let i = 0; i < REPEATS; i++) {
    const start = performance.now();
    await plan.run([result]);
    best = Math.min(best, performance.now() - start);
  }
  plan.dispose();
  return (2 * rows * inputs * outputs) / best / 1e6;
}
