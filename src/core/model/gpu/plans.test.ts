/** What plans take of a device, counted on one that only counts. */
import { describe, expect, it } from 'vitest';
import { defaultConfig, modelPresets } from '../../configuration/presets';
import type { ModelConfig } from '../../configuration/schema';
import { TIMM_VIT } from '../../data/normalisation';
import type { PlanSizes } from '../../ops/runtime/plan';
import { countingDevice, useWebgpuConstants } from '../../ops/testing';
import { GpuParameters, ParameterLayout } from '../../optim';
import { initialWeights } from '../initialise';
import { parameterShapes } from '../shape';
import { LatestPlan } from './latestPlan';
import { buildEmbed } from './embed';
import { buildStep, stepSizes, type StepPlan, type StepShape } from './step';

const { head, optimizer } = defaultConfig;

const shapeOf = (model: ModelConfig, change: Partial<StepShape> = {}): StepShape => ({
  ...{ n: 64, size: model.image, augmented: true, normalisation: TIMM_VIT, samplesPerClass: 2, geometry: 'fused' as const },
  ...{ hyperbolicInput: head.hyperbolicInput, activations: 'float32' as const },
  ...change,
});
const sizesOf = (model: ModelConfig, change: Partial<StepShape> = {}) => stepSizes(model, optimizer, shapeOf(model, change));

const parametersOf = (gpu: ReturnType<typeof countingDevice>, model: ModelConfig) =>
  new GpuParameters(gpu, parameterShapes(model), initialWeights(model, 1));

/** ViT-S/16 at 224 px. */
const vitSmall: ModelConfig = { ...modelPresets.small, image: 224, patch: 16, width: 384, depth: 12, heads: 6, pooling: 'class token' };

describe('a training step of the small model over 64 images', () => {
  useWebgpuConstants();

  it('takes at most 120 dispatches and 143 MB, counted without a device as with one, and gives all of it back', async () => {
    const gpu = countingDevice();
    const { small } = modelPresets;
    const parameters = parametersOf(gpu, small);
    const plan = await buildStep(gpu, small, parameters, optimizer, shapeOf(small));
    const sizes = sizesOf(small);
    expect(sizes).toMatchObject({ dispatches: plan.dispatches, bytes: gpu.allocatedBytes(), largestBinding: gpu.largestBound });
    expect(sizes.dispatches).toBeLessThanOrEqual(120);
    expect(sizes.bytes).toBeLessThan(143e6);
    expect(sizes.bytes).toBeGreaterThan(50e6);
    plan.dispose();
    parameters.dispose();
    expect(gpu.allocatedBytes()).toBe(0);
  });

  it('takes a quarter less with activations in half precision, and no dispatch more', async () => {
    const { small } = modelPresets;
    const [single, half] = [sizesOf(small), sizesOf(small, { activations: 'float16' })];
    expect(half.bytes / single.bytes).toBeLessThan(0.75);
    expect(half.dispatches).toBe(single.dispatches);
    const packed = async (activations: 'float32' | 'float16') => {
      const gpu = countingDevice();
      const plan = await buildStep(gpu, small, parametersOf(gpu, small), optimizer, shapeOf(small, { activations }));
      plan.dispose();
      return gpu.sources.filter((code) => code.includes('pack2x16float')).length;
    };
    expect(await packed('float16')).toBeGreaterThan(4);
    expect(await packed('float32')).toBe(0);
  });

  it('keeps single precision where rows are not made of fours', () => {
    const model = { ...modelPresets.micro, width: 66, heads: 3 };
    expect(sizesOf(model, { activations: 'float16' })).toEqual(sizesOf(model));
  });

  it('takes half the memory when blocks are computed once more', () => {
    const { small } = modelPresets;
    const [kept, recomputed] = [sizesOf(small), sizesOf(small, { recompute: true })];
    expect(recomputed.bytes / kept.bytes).toBeLessThan(0.55);
    // Of each block two norms, three products and attention.
    expect(recomputed.dispatches - kept.dispatches).toBe(6 * small.depth);
  });
});

describe('a training step of a ViT-S over 64 images', () => {
  it('binds no more partial sums at once than a transformer block has, and less than the weights’ largest buffers', () => {
    const { largestBinding, bytes } = sizesOf(vitSmall);
    // Hidden layers and their slopes: 64 × 197 rows of 1536, twice.
    expect(largestBinding).toBe(4 * 2 * 64 * 197 * 1536);
    expect(bytes).toBeLessThan(4.4e9);
  });

  it('fits into 1.1 GB when blocks are computed once more, and into 1 GB in half precision', () => {
    expect(sizesOf(vitSmall, { recompute: true }).bytes).toBeLessThan(1.1e9);
    expect(sizesOf(vitSmall, { recompute: true, activations: 'float16' }).bytes).toBeLessThan(1e9);
  });
});

describe('a training step of a ViT-S in parts', () => {
  useWebgpuConstants();
  const three = ({ bytes, sharedBytes }: PlanSizes) => sharedBytes + 3 * (bytes - sharedBytes);

  it('takes for a batch of 900 at most 1.5 GB, three runs 2.2 GB, and binds no more than every device allows', () => {
    for (const microbatch of [8, 16]) {
      const sizes = sizesOf(vitSmall, { n: 900, samplesPerClass: 9, microbatch });
      expect(sizes.bytes).toBeLessThan(1.5e9);
      expect(three(sizes)).toBeLessThan(2.2e9);
      expect(sizes.largestBinding).toBeLessThan(2 ** 27);
    }
  });

  it('takes for a batch of 64 at most 700 MB where blocks are computed once more', () => {
    expect(sizesOf(vitSmall, { microbatch: 16, recompute: true }).bytes).toBeLessThan(700e6);
  });

  it('takes hardly more for a batch of 900 than for one of 64, and is counted as it is built', async () => {
    const gpu = countingDevice();
    const model: ModelConfig = { ...modelPresets.micro, pooling: 'class token' };
    const parameters = parametersOf(gpu, model);
    const shape = shapeOf(model, { n: 900, samplesPerClass: 9, microbatch: 8 });
    const plan = await buildStep(gpu, model, parameters, optimizer, shape);
    const sizes = stepSizes(model, optimizer, shape);
    expect(sizes).toMatchObject({ dispatches: plan.dispatches, bytes: gpu.allocatedBytes(), largestBinding: gpu.largestBound });
    // 112 parts of 8 and one of 4 go forward twice.
    expect(sizes.dispatches).toBeGreaterThan(113 * 60);
    plan.dispose();
    parameters.dispose();
    expect(gpu.allocatedBytes()).toBe(0);
    const [large, small] = [900, 64].map((n) => sizesOf(vitSmall, { n, microbatch: 8 }).bytes) as [number, number];
    expect(large / small).toBeLessThan(1.03);
  });

  it('of which nothing but the head is trained goes forward once', () => {
    const [head, all] = (['head', 'all'] as const).map((train) => sizesOf(vitSmall, { train, microbatch: 16 })) as [PlanSizes, PlanSizes];
    expect(head.dispatches).toBeLessThan(all.dispatches / 4);
    expect(head.bytes).toBeLessThan(all.bytes / 4);
  });
});

describe('a training step of part of a ViT-S', () => {
  it('takes less the more of the model is frozen: neither gradient nor moments, and no tape below', () => {
    const sizes = (['all', 'all but patch embedding', 'last 6', 'last 1', 'head'] as const).map((train) =>
      sizesOf(vitSmall, { train, n: 8 }),
    );
    sizes.slice(1).forEach(({ bytes, dispatches }, i) => {
      expect(bytes).toBeLessThan(sizes[i]!.bytes);
      expect(dispatches).toBeLessThan(sizes[i]!.dispatches);
    });
    // Half of the blocks and half of the moments: little more than half the memory.
    expect(sizes[2]!.bytes / sizes[0]!.bytes).toBeLessThan(0.6);
    // Of the head alone: the weights once, and the forward pass.
    const weights = 4 * new ParameterLayout(parameterShapes(vitSmall)).size;
    expect(sizes.at(-1)!.bytes - weights).toBeLessThan(110e6);
  });
});

describe('memory of several plans', () => {
  useWebgpuConstants();

  it('is, of runs in all geometries side by side, that of one and what is each run’s own', async () => {
    const gpu = countingDevice();
    const model = modelPresets.small;
    const held: number[] = [];
    for (const geometry of ['fused', 'hyperbolic', 'spherical'] as const) {
      const parameters = parametersOf(gpu, model);
      await buildStep(gpu, model, parameters, optimizer, shapeOf(model, { geometry }));
      await buildEmbed(gpu, model, parameters, { ...shapeOf(model), n: 128, augmented: false });
      held.push(gpu.allocatedBytes());
    }
    // Pixels, tables and uniforms, beside weights and moments.
    const own = 3 * 4 * parametersOf(countingDevice(), model).size + 5e6;
    expect(held[1]! - held[0]!).toBeLessThan(own);
    expect(held[2]! - held[1]!).toBeLessThan(own);
  });

  it('is after ten changes of model and batch what the last alone takes', async () => {
    const gpu = countingDevice();
    const { micro, small } = modelPresets;
    const models: ModelConfig[] = [small, micro, { ...micro, width: 96, heads: 3 }, { ...small, depth: 2 }, { ...micro, depth: 3 }];
    let end = () => Promise.resolve();
    for (const model of models) {
      await end();
      const parameters = parametersOf(gpu, model);
      const steps = new LatestPlan<StepShape, StepPlan>((shape) => buildStep(gpu, model, parameters, optimizer, shape));
      await steps.get(shapeOf(model, { n: 96 }));
      await steps.get(shapeOf(model, { n: 32 }));
      end = async () => {
        await steps.dispose();
        parameters.dispose();
      };
    }
    expect(gpu.allocatedBytes()).toBe(sizesOf(models.at(-1)!, { n: 32 }).bytes);
    await end();
    expect(gpu.allocatedBytes()).toBe(0);
  });
});
