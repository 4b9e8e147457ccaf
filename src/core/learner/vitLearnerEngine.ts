/**
 * The computing half of the learner: one on tfjs's tape for wasm and cpu, one of prepared plans for WebGPU. The tape runs on WebGPU too,
 * as the plans' check and where they compute wrongly (`trainingEngine.ts`).
 */
import type { AdamWConfig, ParameterArrays } from '../optim';
import type { Activations, Geometry, HeadConfig, ModelConfig } from '../configuration/schema';
import type { MemoryWish } from '../model/gpu/partition';
import type { Train } from '../configuration/train';
import type { ChannelStatistics } from '../ingest/duplicates/statistics';
import type { ImageBatch } from '../ops/augment/images';
import type { CompileProgress } from '../ops/runtime/plan';
import type { Weights } from '../model/shape';
import type { Batch, LearnerStep } from './learner';

export interface EngineOptions {
  model: ModelConfig;
  geometry: Geometry;
  optimizer: AdamWConfig;
  /** By what pixels are normalised. */
  normalisation: ChannelStatistics;
  /** On WebGPU alone. */
  activations: Activations;
  /** What of the model is trained; default: all. */
  train?: Train | undefined;
  /** Into which parts batches go; default: none is parted. */
  memory?: MemoryWish | undefined;
  /** Initial weights, by timm's names. */
  weights: Readonly<Weights>;
}

/** The images of a step, as far as what is compiled depends on them. */
export interface StepImages {
  n: number;
  size: number;
  samplesPerClass: number;
  /** Whether every image is cropped or flipped in its own way. */
  augmented: boolean;
}

/** What a step is computed with beside the batch; `step` is 1 for the first. */
export interface StepSettings {
  head: HeadConfig;
  featureScale: number;
  learningRate: number;
  step: number;
}

export interface LearnerEngine {
  /**
   * Begins a step. `settled` resolves when what is begun afterwards computes with the new weights, `result` when loss, accuracy and
   * norm have been read back.
   */
  step(batch: Batch, settings: StepSettings): Promise<{ settled: Promise<unknown>; result: Promise<LearnerStep> }>;
  /** Compiles what a step needs. */
  prepareStep(images: StepImages, head: HeadConfig, onProgress?: CompileProgress): Promise<void>;
  /** As `step`, of the head alone, over body features [n, bodyWidth] that were found before; `train` is `head`. */
  stepHead(
    body: Float32Array,
    samplesPerClass: number,
    settings: StepSettings,
  ): Promise<{ settled: Promise<unknown>; result: Promise<LearnerStep> }>;
  /** Compiles what `stepHead` needs for as many images. */
  prepareHeadStep(n: number, samplesPerClass: number, head: HeadConfig, onProgress?: CompileProgress): Promise<void>;
  /** Body features [n, bodyWidth] of images as they are cropped and flipped; always the same n. */
  bodies(images: ImageBatch): Promise<Float32Array>;
  /** Compiles what `embed` needs for as many images of that size. */
  prepareEmbed(n: number, size: number, onProgress?: CompileProgress): Promise<void>;
  /** Features before scaling and body features of `n` images; always the same n. */
  embed(pixels: Uint8Array, n: number, size: number): Promise<{ features: Float32Array; body: Float32Array }>;
  read(): Promise<ParameterArrays>;
  write(arrays: Readonly<ParameterArrays>): void;
  dispose(): void;
}
