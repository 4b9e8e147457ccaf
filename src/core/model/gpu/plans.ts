/** Complete plans on WebGPU: one training step, and the embedding of images. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Activations, Geometry, HeadConfig, ModelConfig } from '../../configuration/schema';
import type { ChannelStatistics } from '../../ingest/statistics';
import { adamWProgram, adamWRates } from '../../ops/adamw/program';
import type { ImageBatch } from '../../ops/augment/augment';
import { checkImages } from '../../ops/augment/augment';
import { tapCount, tapTable } from '../../ops/augment/taps';
import { augmentProgram, wordsOf, type AugmentAttributes } from '../../ops/augment/wgsl';
import { checkBatch } from '../../ops/contrastive/contrastive';
import { gradientProgram, lossProgram, termsProgram } from '../../ops/contrastive/wgsl';
import { clipProgram, gatherProgram, squareCount, stretchTable } from '../../ops/gradientNorm/programs';
import { embeddingAttributes } from '../../ops/headEmbedding/headEmbedding';
import { embedBackwardProgram, embedForwardProgram } from '../../ops/headEmbedding/wgsl';
import { similarityAttributes } from '../../ops/pairwise/pairwise';
import { backwardProgram, forwardProgram } from '../../ops/pairwise/wgsl';
import { PlanBuilder, type CompileProgress, type Plan, type Region, type Setting } from '../../ops/runtime/plan';
import { kernelVariant } from '../../ops/runtime/variant';
import type { GpuParameters } from '../../optim/gpuParameters';
import type { AdamWConfig } from '../../optim/parameters';
import type { ModelShape } from '../shape';
import { planBackward } from './backward';
import { fitsHalves, planForward } from './forward';
import { gradientLayout } from './gradientLayout';

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

const settings = <Name extends string>(...names: Name[]) =>
  Object.fromEntries(names.map((name): [Name, Setting] => [name, { value: 0 }])) as Record<Name, Setting>;

function assign<Name extends string>(target: Record<Name, Setting>, values: Record<Name, number>): void {
  for (const name in target) target[name].value = values[name];
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

/** Puts a training step together: augmentation, forward and backward pass, loss, gradient norm, AdamW in place. */
export async function buildStep(
  backend: WebGPUBackend,
  model: ModelConfig,
  parameters: GpuParameters,
  optimizer: AdamWConfig,
  shape: StepShape,
  onProgress?: CompileProgress,
): Promise<StepPlan> {
  const { n, samplesPerClass: m, geometry, hyperbolicInput } = shape;
  checkBatch(n, m);
  const plan = new PlanBuilder(backend, `step ${kernelVariant()} ${JSON.stringify([model, shape])}`);
  const { patches, fill } = planImages(plan, model, shape);
  const weights = (name: string) => parameters.region(name);
  const half = shape.activations === 'float16' && fitsHalves(model);
  const tape = planForward(plan, model, weights, patches, n, half);

  // Which kernels there are depends on geometry and input only; the numbers come with every step.
  const attributesOf = (head: HeadConfig) => ({
    embedding: embeddingAttributes({ ...head, geometry, hyperbolicInput }),
    similarity: similarityAttributes({ ...head, geometry }),
  });
  const kind = attributesOf({ tauSpherical: 1, tauHyperbolic: 1, c: 1, lambda: 1, clipRadius: 0, hyperbolicInput, initialRadius: 0 });
  const d = model.embedding;
  const pairs = { n, m: n, width: geometry === 'fused' ? 2 * d : d };
  const mapping = settings('rootC', 'clipRadius', 'scale');
  const comparison = settings('cosine', 'distance', 'c', 'rootC');
  const embedding = plan.run(embedForwardProgram(n, d, kind.embedding), [tape.features], { settings: mapping });
  const similarity = plan.run(forwardProgram(pairs, kind.similarity), [embedding, embedding], { settings: comparison });
  const terms = plan.run(termsProgram(n, m), [similarity]);
  const measured = plan.keep(plan.run(lossProgram(n, m), [terms]));

  const one = plan.input(1, Float32Array.of(1));
  const dSimilarity = plan.run(gradientProgram(n, m), [similarity, terms, one]);
  const compared = kind.similarity.useDistance ? [embedding, embedding, dSimilarity] : [embedding, dSimilarity];
  const dEmbedding = plan.run(backwardProgram(pairs, kind.similarity, 'both'), compared, { settings: comparison });
  const dFeatures = plan.run(embedBackwardProgram(n, d, kind.embedding), [tape.features, dEmbedding], { settings: mapping });
  const layout = gradientLayout(model, parameters.shapes, n);
  const partial = planBackward(plan, model, weights, tape, dFeatures, layout, n);

  const { size, state } = parameters;
  const table = stretchTable(layout.stretches);
  const stretches = plan.input(table.length, new Float32Array(table.buffer));
  const gradient = plan.scratch(size);
  const squares = plan.scratch(squareCount(size));
  plan.runInto(gatherProgram(size), [partial, stretches], gradient, { writes: [squares] });
  const clip = plan.keep(plan.run(clipProgram(squareCount(size), optimizer.clipNorm), [squares]));
  const rates = settings('keep', 'rate', 'inverseRoot');
  plan.runInto(adamWProgram(size, optimizer), [gradient, clip], state[0], { writes: [state[1], state[2]], settings: rates });

  const ready = await plan.build(onProgress);
  return {
    dispatches: ready.dispatches,
    run(batch, { head, featureScale, learningRate, step }) {
      checkImages(batch, model.image);
      const { embedding, similarity } = attributesOf(head);
      const rootC = Math.sqrt(head.c);
      assign(mapping, { rootC, clipRadius: embedding.clipRadius, scale: featureScale });
      assign(comparison, { cosine: similarity.cosine, distance: similarity.distance, c: similarity.c, rootC });
      assign(rates, adamWRates({ ...optimizer, learningRate, step }));
      fill(ready, batch);
      return ready
        .run([measured, clip])
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
  backend: WebGPUBackend,
  model: ModelConfig,
  parameters: GpuParameters,
  shape: ImageShape,
  onProgress?: CompileProgress,
): Promise<EmbedPlan> {
  const plan = new PlanBuilder(backend, `embed ${kernelVariant()} ${JSON.stringify([model, shape])}`);
  const { patches, fill } = planImages(plan, model, shape);
  const tape = planForward(plan, model, (name) => parameters.region(name), patches, shape.n);
  const results: Region[] = [plan.keep(tape.features), plan.keep(tape.body)];
  const ready = await plan.build(onProgress);
  return {
    run(batch) {
      checkImages(batch, model.image);
      fill(ready, batch);
      return ready.run(results).then(([features, body]) => ({ features: features!, body: body! }));
    },
    dispose: () => ready.dispose(),
  };
}
