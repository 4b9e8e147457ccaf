/** The engine for WebGPU: plans that are prepared once for a shape of batch, without tfjs's tape and its operations. */
import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { HeadConfig } from '../configuration/schema';
import { buildEmbed, buildStep, imageShape, type EmbedPlan, type ImageShape, type StepPlan, type StepShape } from '../model/gpu/plans';
import type { CompileProgress } from '../ops/runtime/plan';
import { parameterShapes } from '../model/shape';
import { GpuParameters } from '../optim';
import type { EngineOptions, LearnerEngine, StepImages } from './vitLearnerEngine';

/**
 * The plan for the shape that was asked for last: shapes hardly ever change, and memory is given back when they do. Whoever asks while
 * it is being built waits for that one.
 */
class Latest<Shape extends object, Plan extends { dispose(): void }> {
  #key = '';
  #plan: Promise<Plan> | undefined;

  constructor(private readonly build: (shape: Shape, onProgress?: CompileProgress) => Promise<Plan>) {}

  get(shape: Shape, onProgress?: CompileProgress): Promise<Plan> {
    const key = JSON.stringify(shape);
    if (this.#plan && key === this.#key) return this.#plan;
    this.#key = key;
    const plan = this.dispose().then(() => this.build(shape, onProgress));
    this.#plan = plan;
    // What could not be built is tried anew when it is asked for again.
    plan.catch(() => {
      if (this.#plan === plan) this.#plan = undefined;
    });
    return plan;
  }

  async dispose(): Promise<void> {
    const plan = this.#plan;
    this.#plan = undefined;
    // What could not be built has nothing to give back; who asked for it has heard.
    await plan?.then(
      (built) => built.dispose(),
      () => undefined,
    );
  }
}

export function createGpuEngine({ model, geometry, optimizer, normalisation, activations, weights }: EngineOptions): LearnerEngine {
  const backend = tf.backend() as WebGPUBackend;
  const parameters = new GpuParameters(backend, parameterShapes(model), weights);
  const steps = new Latest<StepShape, StepPlan>((shape, onProgress) => buildStep(backend, model, parameters, optimizer, shape, onProgress));
  const embeds = new Latest<ImageShape, EmbedPlan>((shape, onProgress) => buildEmbed(backend, model, parameters, shape, onProgress));
  const shapeOf = ({ n, size, augmented, samplesPerClass }: StepImages, { hyperbolicInput }: HeadConfig): StepShape => ({
    ...{ n, size, augmented, normalisation, samplesPerClass, geometry, hyperbolicInput, activations },
  });
  return {
    async prepareStep(images, head, onProgress) {
      await steps.get(shapeOf(images, head), onProgress);
    },
    async prepareEmbed(n, size, onProgress) {
      await embeds.get({ n, size, augmented: false, normalisation }, onProgress);
    },
    async step(batch, settings) {
      const { augmented } = imageShape(batch, normalisation);
      const plan = await steps.get(shapeOf({ ...batch, augmented }, settings.head));
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
      void steps.dispose();
      void embeds.dispose();
      parameters.dispose();
    },
  };
}
