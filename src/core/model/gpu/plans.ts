/** Complete plans on WebGPU: one training step, and the embedding of images. */
import type { Activations, Geometry, HeadConfig, ModelConfig } from '../../configuration/schema';
import { isTrained, trainedPart, type Train } from '../../configuration/train';
import type { ChannelStatistics } from '../../ingest/duplicates/statistics';
import type { ImageBatch } from '../../ops/augment';
import { checkImages } from '../../ops/augment';
import { tapCount, tapTable } from '../../ops/augment/taps';
import { augmentProgram, wordsOf, type AugmentAttributes } from '../../ops/augment/kernel';
import type { GpuDevice } from '../../ops/runtime/gpuDevice';
import { PlanBuilder, type CompileProgress, type Plan, type PlanSizes, type Region } from '../../ops/runtime/plan';
import { ParameterLayout, type AdamWConfig, type GpuParameters } from '../../optim';
import { parameterShapes, type ModelShape } from '../shape';
import { planFeatures } from './features';
import { planGradient } from './gradient';
import { planLoss } from './loss';
import { planUpdate } from './update';

/** What a plan is made for; with another shape comes another plan. */
export interface ImageShape {
  n: number;
  size: number;
  /** Whether every image is cropped or flipped in its own way. */
  augmented: boolean;
  /** By what pixels are normalised. */
  normalisation: ChannelStatistics;
}

export interface StepShape extends ImageShape {
  samplesPerClass: number;
  geometry: Geometry;
  hyperbolicInput: HeadConfig['hyperbolicInput'];
  /** How what the backward pass needs is kept. */
  activations: Activations;
  /** What of the model is trained, as the parameters are laid out; default: all. */
  train?: Train;
  /** true: of every block only its input is kept and the rest computed once more: a third more work, a fraction of the memory. */
  recompute?: boolean;
}

export const imageShape = ({ n, size, crops, flips }: ImageBatch, normalisation: ChannelStatistics): ImageShape => ({
  n,
  size,
  augmented: Boolean(crops || flips),
  normalisation,
});

/** From uint8 pixels to patches: the region of the patches, and what fills the inputs. */
function planImages(plan: PlanBuilder, model: ModelShape, { n, size, augmented, normalisation }: ImageShape) {
  const side = model.image;
  const attributes: AugmentAttributes = { n, size, side, taps: tapCount(size, side), ownTables: augmented, patch: model.patch };
  const pixels = plan.input(wordsOf(attributes));
  const table = plan.input((augmented ? n : 1) * 2 * side * (1 + attributes.taps));
  const program = { ...augmentProgram(attributes, normalisation), integerInputs: ['pixels'] };
  return {
    patches: plan.run(program, [pixels, table]),
    fill(ready: Plan, batch: ImageBatch) {
      ready.write(pixels, batch.pixels);
      ready.write(table, tapTable(batch, side).values);
    },
  };
}

export interface StepNumbers {
  head: HeadConfig;
  featureScale: number;
  learningRate: number;
  /** 1 for the first. */
  step: number;
}

export interface StepPlan {
  readonly dispatches: number;
  /** Gives the device the whole step; resolves when what is measured has been read back. */
  run(batch: ImageBatch, numbers: StepNumbers): Promise<{ loss: number; accuracy: number; gradientNorm: number }>;
  dispose(): void;
}

/** A training step as dispatches: augmentation, then its four pieces. */
function planStep(model: ModelConfig, parameters: ParameterLayout, optimizer: AdamWConfig, shape: StepShape) {
  const plan = new PlanBuilder();
  const { patches, fill } = planImages(plan, model, shape);
  const { n, activations, train = 'all', recompute = false } = shape;
  const keeping = { half: activations === 'float16', recompute };
  const tape = planFeatures(plan, model, (name) => parameters.region(name), patches, n, keeping);
  const loss = planLoss(plan, tape.features, { ...shape, d: model.embedding });
  const gradient = planGradient(tape, model, parameters, trainedPart(train, model.depth), loss.dFeatures);
  const update = planUpdate(plan, parameters, gradient, optimizer);
  return { plan, fill, loss, update };
}

/**
 * What a training step asks of a device, counted without one: its dispatches, the bytes of plan and parameters, and the largest
 * binding.
 */
export function stepSizes(model: ModelConfig, optimizer: AdamWConfig, shape: StepShape): PlanSizes {
  const part = trainedPart(shape.train ?? 'all', model.depth);
  const parameters = new ParameterLayout(parameterShapes(model), (name) => isTrained(part, name));
  const { plan } = planStep(model, parameters, optimizer, shape);
  const sizes = plan.sizes();
  return { ...sizes, bytes: sizes.bytes + 4 * parameters.stateSize };
}

/** Puts a training step together: augmentation, forward and backward pass, loss, gradient norm, AdamW in place. */
export async function buildStep(
  gpu: GpuDevice,
  model: ModelConfig,
  parameters: GpuParameters,
  optimizer: AdamWConfig,
  shape: StepShape,
  onProgress?: CompileProgress,
): Promise<StepPlan> {
  const { plan, fill, loss, update } = planStep(model, parameters, optimizer, shape);
  const ready = await plan.build(gpu, onProgress);
  return {
    dispatches: ready.dispatches,
    run(batch, { head, featureScale, learningRate, step }) {
      checkImages(batch, model.image);
      loss.set(head, featureScale);
      update.set(learningRate, step);
      fill(ready, batch);
      return ready
        .run([loss.measured, update.clip])
        .then(([measured, clip]) => ({ loss: measured![0]!, accuracy: measured![1]!, gradientNorm: clip![1]! }));
    },
    dispose: () => ready.dispose(),
  };
}

export interface EmbedPlan {
  /** Features [n, embedding] before scaling, and body features [n, bodyWidth]. */
  run(batch: ImageBatch): Promise<{ features: Float32Array; body: Float32Array }>;
  dispose(): void;
}

/** Puts the forward pass together. */
export async function buildEmbed(
  gpu: GpuDevice,
  model: ModelConfig,
  parameters: GpuParameters,
  shape: ImageShape,
  onProgress?: CompileProgress,
): Promise<EmbedPlan> {
  const plan = new PlanBuilder();
  const { patches, fill } = planImages(plan, model, shape);
  const tape = planFeatures(plan, model, (name) => parameters.region(name), patches, shape.n);
  const results: Region[] = [plan.keep(tape.features), plan.keep(tape.body)];
  const ready = await plan.build(gpu, onProgress);
  return {
    run(batch) {
      checkImages(batch, model.image);
      fill(ready, batch);
      return ready.run(results).then(([features, body]) => ({ features: features!, body: body! }));
    },
    dispose: () => ready.dispose(),
  };
}
