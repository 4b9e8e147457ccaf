/** The pieces of a step on a device: put together in other ways they give what the whole step gives. */
import { describe, expect, it, vi } from 'vitest';
import { defaultConfig, modelPresets } from '../../configuration/presets';
import type { ModelConfig } from '../../configuration/schema';
import { trainedPart } from '../../configuration/train';
import { TIMM_VIT } from '../../data/normalisation';
import { PlanBuilder, type Region } from '../../ops/runtime/plan';
import { gpuDevice } from '../../ops/runtime/tfjsWebgpu';
import { kernelVariants } from '../../ops/runtime/variant';
import { gaussian, useBackend, useVariant } from '../../ops/testing';
import { GpuParameters } from '../../optim';
import { createRandom } from '../../random/random';
import { initialWeights } from '../initialise';
import { CHANNELS, parameterShapes, patchCount } from '../shape';
import { planFeatures } from './features';
import { planGradient } from './gradient';
import { planLoss } from './loss';
import { buildStep, type StepShape } from './step';
import { planUpdate } from './update';

const { head, optimizer } = defaultConfig;
const model: ModelConfig = { ...modelPresets.micro, image: 16, patch: 4, width: 32, depth: 3, heads: 2, embedding: 8 };
const N = 16;
const loss = { n: N, samplesPerClass: 2, d: model.embedding, geometry: 'fused', hyperbolicInput: 'raw' } as const;
const all = trainedPart('all', model.depth);
const patchValues = patchCount(model) * CHANNELS * model.patch ** 2;

/** Puts the pieces together; returns loss and norm, and the gradient after one step. */
type Compose = (
  plan: PlanBuilder,
  patches: Region,
  parameters: GpuParameters,
) => { loss: ReturnType<typeof planLoss>; gradient: ReturnType<typeof planGradient> };

async function measure(compose: Compose, gpu = gpuDevice()) {
  const parameters = new GpuParameters(gpu, parameterShapes(model), initialWeights(model, 1));
  const plan = new PlanBuilder();
  const patches = plan.input(N * patchValues, gaussian(N * patchValues, 3, 0.5));
  const { loss, gradient } = compose(plan, patches, parameters);
  plan.keep(gradient.gradient);
  const update = planUpdate(plan, parameters, gradient, optimizer);
  loss.set({ ...head, hyperbolicInput: 'raw' }, 0.2);
  update.set(1e-3, 1);
  const { bytes } = plan.sizes();
  const ready = await plan.build(gpu);
  const [measured, clip, values] = await ready.run([loss.measured, update.clip, gradient.gradient]);
  const state = await parameters.read();
  ready.dispose();
  parameters.dispose();
  return { loss: measured![0]!, norm: clip![1]!, gradient: values!, state, bytes };
}

const whole =
  (recompute: boolean, groupValues?: number): Compose =>
  (plan, patches, parameters) => {
    const tape = planFeatures(plan, model, (name) => parameters.region(name), patches, N, { recompute });
    const planned = planLoss(plan, tape.features, loss);
    return { loss: planned, gradient: planGradient(tape, model, parameters, all, planned.dFeatures, { groupValues }) };
  };

describe.each(kernelVariants)('pieces of a step, %s', (variant) => {
  useBackend('webgpu');
  useVariant(variant);

  it('give the same gradient and weights when blocks are computed once more, in less memory', async () => {
    const [kept, recomputed] = [await measure(whole(false)), await measure(whole(true))];
    expect(recomputed.loss).toBe(kept.loss);
    expect(recomputed.gradient).toEqual(kept.gradient);
    expect(recomputed.state).toEqual(kept.state);
    expect(recomputed.bytes).toBeLessThan(0.75 * kept.bytes);
  });

  it('give the same gradient, and the same norm but for rounding, when each block’s partial sums are gathered alone', async () => {
    const [together, alone] = [await measure(whole(false)), await measure(whole(false, 1))];
    expect(alone.gradient).toEqual(together.gradient);
    expect(alone.norm).toBeCloseTo(together.norm, 4);
  });

  it('give the same in dispatches of two dimensions, whose surplus workgroups do nothing', async () => {
    const groups = async (gpu = gpuDevice()) => {
      const dispatch = vi.spyOn(GPUComputePassEncoder.prototype, 'dispatchWorkgroups');
      const measured = await measure(whole(false), gpu);
      const counts = dispatch.mock.calls.map(([x, y = 1]) => ({ all: x * y, rows: y }));
      dispatch.mockRestore();
      return { measured, counts };
    };
    const [row, rows] = [await groups(), await groups({ ...gpuDevice(), groupsOfRow: 3 })];
    expect(row.counts.every(({ rows }) => rows === 1)).toBe(true);
    // Most of the step's programs start more workgroups than have work.
    const surplus = rows.counts.filter(({ all }, i) => all > row.counts[i]!.all);
    expect(surplus.length).toBeGreaterThan(20);
    expect(rows.measured).toEqual(row.measured);
  });
});

describe('a plan beside others', () => {
  useBackend('webgpu');

  it('computes the same when another has made the shared memory grow, and when it has shrunk again', async () => {
    const gpu = gpuDevice();
    const random = createRandom(4);
    const shape = (n: number): StepShape => ({
      ...{ n, size: model.image, augmented: false, normalisation: TIMM_VIT, samplesPerClass: 2, geometry: 'fused' as const },
      ...{ hyperbolicInput: 'raw' as const, activations: 'float32' as const },
    });
    const batch = (n: number) => ({
      ...{ n, size: model.image, samplesPerClass: 2 },
      pixels: Uint8Array.from({ length: n * model.image ** 2 * 3 }, () => random.int(256)),
    });
    const numbers = { head, featureScale: 1, learningRate: 0, step: 1 };
    const parameters = new GpuParameters(gpu, parameterShapes(model), initialWeights(model, 1));
    const [small, large] = [batch(N), batch(3 * N)];
    const plan = await buildStep(gpu, model, parameters, optimizer, shape(N));
    const first = await plan.run(small, numbers);
    const other = await buildStep(gpu, model, parameters, optimizer, shape(3 * N));
    // Begun without waiting: they follow each other on the device.
    const runs = [plan.run(small, numbers), other.run(large, numbers), plan.run(small, numbers)];
    const [second, , third] = await Promise.all(runs);
    other.dispose();
    expect([second, third, await plan.run(small, numbers)]).toEqual([first, first, first]);
    plan.dispose();
    parameters.dispose();
  });
});
