/** The engine for WebGPU: plans that are prepared once for a shape of batch, without tfjs's tape and its operations. */
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { buildEmbed, buildStep, imageShape, type EmbedPlan, type ImageShape, type StepPlan, type StepShape } from '../model/gpu/plans';
import { parameterShapes } from '../model/shape';
import { GpuParameters } from '../optim';
import type { EngineOptions, LearnerEngine } from './vitLearnerEngine';

/** The plan for the shape that was asked for last: shapes hardly ever change, and memory is given back when they do. */
class Latest<Shape extends object, Plan extends { dispose(): void }> {
  #key = '';
  #plan: Plan | undefined;

  constructor(private readonly build: (shape: Shape) => Promise<Plan>) {}

  async get(shape: Shape): Promise<Plan> {
    const key = JSON.stringify(shape);
    if (!this.#plan || key !== this.#key) {
      this.dispose();
      this.#plan = await this.build(shape);
      this.#key = key;
    }
    return this.#plan;
  }

  dispose(): void {
    this.#plan?.dispose();
    this.#plan = undefined;
  }
}

export function createGpuEngine({ model, geometry, optimizer, normalisation, weights, onCompile }: EngineOptions): LearnerEngine {
  const backend = tf.backend() as WebGPUBackend;
  const parameters = new GpuParameters(backend, parameterShapes(model), weights);
  const steps = new Latest<StepShape, StepPlan>((shape) => buildStep(backend, model, parameters, optimizer, shape, onCompile));
  const embeds = new Latest<ImageShape, EmbedPlan>((shape) => buildEmbed(backend, model, parameters, shape, onCompile));
  return {
    async step(batch, settings) {
      const { samplesPerClass } = batch;
      const { hyperbolicInput } = settings.head;
      const plan = await steps.get({ ...imageShape(batch, normalisation), samplesPerClass, geometry, hyperbolicInput });
      const result = plan.run(batch, settings);
      // Commands run in the order they are given: whatever is begun after this sees the new weights.
      return { settled: Promise.resolve(), result };
    },
    async embed(pixels, n, size) {
      const plan = await embeds.get({ n, size, augmented: false, normalisation });
      return plan.run({ pixels, n, size });
    },
    read: () => parameters.read(),
    write: (arrays) => parameters.write(arrays),
    dispose() {
      steps.dispose();
      embeds.dispose();
      parameters.dispose();
    },
  };
}
