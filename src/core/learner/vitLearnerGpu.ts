/** The engine for WebGPU: plans that are prepared once for a shape of batch, without tfjs's tape and its operations. */
import type { HeadConfig } from '../configuration/schema';
import { isTrained, trainedPart } from '../configuration/train';
import { LatestPlan } from '../model/gpu/latestPlan';
import { buildEmbed, type EmbedPlan } from '../model/gpu/embed';
import { imageShape, type ImageShape } from '../model/gpu/images';
import { partition } from '../model/gpu/partition';
import { buildStep, type StepPlan, type StepShape } from '../model/gpu/step';
import { buildHeadStep, type HeadStepPlan, type HeadStepShape } from '../model/gpu/headStep';
import { bodyWidth, parameterShapes } from '../model/shape';
import { gpuDevice } from '../ops/runtime/tfjsWebgpu';
import { GpuParameters } from '../optim';
import type { EngineOptions, LearnerEngine, StepImages } from './vitLearnerEngine';

export function createGpuEngine({
  model,
  geometry,
  optimizer,
  normalisation,
  activations,
  weights,
  train = 'all',
  memory,
}: EngineOptions): LearnerEngine {
  const gpu = gpuDevice();
  // What other shapes have left in the pool of buffers fits nothing from now on.
  gpu.trim();
  const part = trainedPart(train, model.depth);
  const parameters = new GpuParameters(gpu, parameterShapes(model), weights, (name) => isTrained(part, name));
  const steps = new LatestPlan<StepShape, StepPlan>((shape, onProgress) => {
    gpu.trim();
    const parts = memory ? partition(model, optimizer, shape, memory, gpu.largestBinding) : {};
    return buildStep(gpu, model, parameters, optimizer, { ...shape, ...parts }, onProgress);
  });
  const embeds = new LatestPlan<ImageShape, EmbedPlan>((shape, onProgress) => buildEmbed(gpu, model, parameters, shape, onProgress));
  const bodies = new LatestPlan<ImageShape, EmbedPlan>((shape, onProgress) => buildEmbed(gpu, model, parameters, shape, onProgress));
  const headSteps = new LatestPlan<HeadStepShape, HeadStepPlan>((shape, onProgress) =>
    buildHeadStep(gpu, model, parameters, optimizer, shape, onProgress),
  );
  const headShape = (n: number, samplesPerClass: number, { hyperbolicInput }: HeadConfig): HeadStepShape => ({
    ...{ n, samplesPerClass, geometry, hyperbolicInput },
  });
  const shapeOf = ({ n, size, augmented, samplesPerClass }: StepImages, { hyperbolicInput }: HeadConfig): StepShape => ({
    ...{ n, size, augmented, normalisation, samplesPerClass, geometry, hyperbolicInput, activations, train },
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
    async stepHead(body, samplesPerClass, settings) {
      const plan = await headSteps.get(headShape(body.length / bodyWidth(model), samplesPerClass, settings.head));
      return { settled: Promise.resolve(), result: plan.run(body, settings) };
    },
    async prepareHeadStep(n, samplesPerClass, head, onProgress) {
      await headSteps.get(headShape(n, samplesPerClass, head), onProgress);
    },
    async bodies(images) {
      const plan = await bodies.get(imageShape(images, normalisation));
      return (await plan.run(images)).body;
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
      void bodies.dispose();
      void headSteps.dispose();
      parameters.dispose();
    },
  };
}
