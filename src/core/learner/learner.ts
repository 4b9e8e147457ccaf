/**
 * One run as the experiment sees it: a model, its head, loss and optimiser. Implemented over tfjs in `vitLearner.ts`;
 * the experiment holds several side by side and hands each the same batch and the same augmentation draws.
 */
import type { HeadConfig } from '../configuration/schema';

/** Told of programs that are being compiled: so many of so many are ready. */
export type CompileProgress = (done: number, total: number) => void;

/** What is to be compiled before it is needed: a step on such a batch, or the embedding of images of this side. */
export type Preparation =
  { for: 'step'; n: number; size: number; samplesPerClass: number; augmented: boolean; keyed?: boolean } | { for: 'embed'; size: number };

export interface Pictures {
  /** What they are of: image set and draws. */
  of: string;
  /** [n] The same for the same picture of these. */
  keys: Int32Array;
}

/** One batch as typed arrays: nothing in it belongs to a backend. */
export interface Batch {
  /** [n, size, size, 3] uint8, class-major: the m samples of a class stand together. */
  pixels: Uint8Array;
  n: number;
  size: number;
  samplesPerClass: number;
  /** Boxes of the random resized crop, [n, 4] as (y1, x1, y2, x2) in shares of the side, and flips [n] 0/1; absent = no augmentation. */
  crops?: Float32Array;
  flips?: Uint8Array;
  /** What tells the pictures apart, crop and flip included; absent where crops are drawn anew each time. */
  pictures?: Pictures;
}

/** A batch, and the rows of the image set it was drawn from. */
export interface DrawnBatch {
  batch: Batch;
  /** Class-major, as the pixels are. */
  rows: Int32Array;
}

export interface LearnerStep {
  loss: number;
  /** Of the contrastive logits: share of ordered pairs of slots and anchors whose largest is the target. */
  accuracy: number;
  /** Global norm before clipping. */
  gradientNorm: number;
}

export interface LearnerState {
  featureScale: number;
  step: number;
  parameters: Record<string, [Float32Array, Float32Array, Float32Array]>;
}

export interface Learner {
  readonly parameterCount: number;
  featureScale: number;
  head: HeadConfig;
  /**
   * Compiles in the background what is needed, which otherwise happens when it is first used; resolves at once where nothing is
   * compiled.
   */
  prepare(what: Preparation, onProgress?: CompileProgress): Promise<void>;
  /**
   * One optimiser step. The promise resolves when loss, accuracy and norm have been read back; the caller may start the next step
   * before that. Rejects with NumericsError when the loss is not finite, DeviceLostError when the device is gone.
   */
  step(batch: Batch, learningRate: number): Promise<LearnerStep>;
  /** Features [n, d] (after featureScale) and body features [n, bodyWidth] of images without augmentation; reads back. */
  embed(pixels: Uint8Array, n: number, size: number): Promise<{ features: Float32Array; body: Float32Array; d: number; bodyWidth: number }>;
  /** Sets featureScale so that the mean feature norm of the batch is `radius`; 0 leaves it at 1. */
  calibrate(batch: Batch, radius: number): Promise<number>;
  state(): Promise<LearnerState>;
  restore(state: LearnerState): void;
  dispose(): void;
}
