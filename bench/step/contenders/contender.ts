/** What is compared: one training step of the same model from the same weights on the same images, over and over. */
import type { ExperimentConfig, ModelConfig } from '../../../src/core/configuration/schema';
import type { Weights } from '../../../src/core/model/shape';
import type { Passes } from '../protocol';

export interface Task {
  model: ModelConfig;
  weights: Weights;
  head: ExperimentConfig['head'];
  optimizer: ExperimentConfig['optimizer'];
  /** [n, image, image, 3] uint8, two images of a class side by side. */
  pixels: Uint8Array;
  n: number;
}

export const SAMPLES_PER_CLASS = 2;

export interface Contender {
  /** Begins one step; the promise gives the loss before it, read back. */
  step(): Promise<number>;
  /** Does forward and backward pass each to its end, without changing the weights; null where they cannot be told apart. */
  passes(): Promise<Passes | null>;
  dispose(): void;
}

/** Pixels as the model takes them. */
export const scaled = ({ pixels }: Task): Float32Array => Float32Array.from(pixels, (value) => (value / 255 - 0.5) / 0.5);
