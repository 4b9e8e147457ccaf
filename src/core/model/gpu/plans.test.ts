/** What a step's plan takes of a device, counted on one that only counts. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { defaultConfig, modelPresets } from '../../configuration/presets';
import type { Activations, ModelConfig } from '../../configuration/schema';
import { TIMM_VIT } from '../../data/normalisation';
import { GpuParameters } from '../../optim';
import { initialWeights } from '../initialise';
import { parameterShapes } from '../shape';
import { buildStep } from './plans';

/** A backend that computes nothing: it counts the bytes of buffers in use, and compiles at once. */
function countingBackend() {
  let bytes = 0;
  const sources: string[] = [];
  const device = {
    createShaderModule: ({ code }: { code: string }) => sources.push(code),
    createComputePipelineAsync: () => Promise.resolve({ getBindGroupLayout: () => ({}) }),
    createBindGroup: () => ({}),
  };
  const bufferManager = {
    acquireBuffer: (size: number) => {
      bytes += size;
      return { size };
    },
    releaseBuffer: (buffer: GPUBuffer) => (bytes -= buffer.size),
  };
  const queue = { writeBuffer: () => undefined };
  return { backend: { device, bufferManager, queue } as unknown as WebGPUBackend, sources, bytes: () => bytes };
}

async function step(model: ModelConfig, activations: Activations) {
  const { backend, sources, bytes } = countingBackend();
  const parameters = new GpuParameters(backend, parameterShapes(model), initialWeights(model, 1));
  const { hyperbolicInput } = defaultConfig.head;
  const shape = { n: 64, size: model.image, augmented: true, normalisation: TIMM_VIT, samplesPerClass: 2, hyperbolicInput, activations };
  const plan = await buildStep(backend, model, parameters, defaultConfig.optimizer, { ...shape, geometry: 'fused' });
  const { dispatches } = plan;
  const taken = bytes();
  plan.dispose();
  parameters.dispose();
  return { taken, left: bytes(), dispatches, sources };
}

describe('a training step of the small model over 64 images', () => {
  beforeAll(() => vi.stubGlobal('GPUBufferUsage', { STORAGE: 1, COPY_SRC: 2, COPY_DST: 4, UNIFORM: 8, MAP_READ: 16 }));
  afterAll(() => vi.unstubAllGlobals());

  it('takes at most 130 dispatches and 250 MB, and gives all of it back', async () => {
    const { taken, left, dispatches } = await step(modelPresets.small, 'float32');
    expect(dispatches).toBeLessThanOrEqual(130);
    expect(taken).toBeLessThan(250e6);
    expect(taken).toBeGreaterThan(50e6);
    expect(left).toBe(0);
  });

  it('takes a quarter less with activations in half precision, and no dispatch more', async () => {
    const [single, half] = [await step(modelPresets.small, 'float32'), await step(modelPresets.small, 'float16')];
    expect(half.taken / single.taken).toBeLessThan(0.75);
    expect(half.dispatches).toBe(single.dispatches);
    expect(half.sources.filter((code) => code.includes('pack2x16float')).length).toBeGreaterThan(4);
    expect(single.sources.some((code) => code.includes('pack2x16float'))).toBe(false);
  });

  it('keeps single precision where rows are not made of fours', async () => {
    const model = { ...modelPresets.micro, width: 66, heads: 3 };
    expect((await step(model, 'float16')).taken).toBe((await step(model, 'float32')).taken);
  });
});
