/** What an experiment reports and what it can be continued from. Types alone: the page reads them without the trainer. */
import type { ExperimentConfig, HeadConfig } from '../configuration/schema';
import type { EvaluatedPart } from '../data/parts';
import type { SamplerState } from '../data/sampler';
import type { RetrievalMetrics } from '../metrics/retrieval/retrieval';
import type { RandomState } from '../random/random';

/** What is measured at a training step of one run. */
export interface StepMetrics {
  /** Steps taken, this one included: the first step reports 1. */
  step: number;
  loss: number;
  /**
   * Of the contrastive logits: share of anchors and ordered pairs of sample slots whose positive is nearer than every negative
   * of the batch, 0 … 1; NaN where it was not recorded.
   */
  accuracy: number;
  /** Global norm before clipping. */
  gradientNorm: number;
  learningRate: number;
}

/** Retrieval without any model, and by one that has not been trained. */
export interface Baselines {
  rawPixels: RetrievalMetrics;
  untrained: RetrievalMetrics;
}

/** Which file pretrained weights are of, for whoever has to find it again. */
export interface PretrainedAbout {
  /** SHA-256, as in the configuration. */
  id: string;
  /** Of the file. */
  name: string;
  family: string;
  /** Of the file. */
  bytes: number;
}

/** What is true of a whole experiment once it has been created. */
export interface ExperimentInfo {
  /** Rows of the image store that are evaluated, in snapshot order. */
  evaluationRows: Int32Array;
  /** The part of the image set they are of: what live numbers and baselines were measured on. */
  part: EvaluatedPart;
  /** Training images that were held back for validation; 0 where the set has a validation part of its own, or the test part is judged by. */
  heldBack: number;
  /** Why the test part is judged by although validation was asked for. */
  partReason?: string;
  /** Number of trainable parameters of one model. */
  parameters: number;
  /** The two lines to judge by; absent until they have been found, beside the first steps. */
  baselines?: Baselines;
  /** Which weights the model began with; absent where its body was drawn. */
  pretrained?: PretrainedAbout;
  /** Id of a run → featureScale */
  featureScales: Record<string, number>;
}

/**
 * A change to a running experiment, in force from its next step on. It changes the experiment's common head: a run that
 * sets the same value for itself keeps its own, as it does in the configuration.
 */
export interface AppliedHead {
  /** Steps taken when it was applied: it governs step + 1 and all after it. */
  step: number;
  head: Partial<HeadConfig>;
}

/** Where the batches of one seed stand: sampler and augmentation draws. */
export interface BatchSourceState {
  sampler: SamplerState;
  augmentation: RandomState;
}

/** Everything needed to go on exactly: weights, optimiser state, step, random state, configuration. */
export interface Checkpoint {
  /** As the experiment was created with; what has been changed since stands in `applied`. */
  config: ExperimentConfig;
  applied: AppliedHead[];
  step: number;
  /** State of the batch source of each distinct seed: plain numbers, so it survives JSON. */
  sources: { seed: number; state: BatchSourceState }[];
  /** Absent where it was taken before they were found: whoever goes on finds them. */
  baselines?: Baselines;
  /** How often the experiment has been tested; absent = never. */
  finalTests?: number;
  runs: {
    id: string;
    featureScale: number;
    /** Parameter name → [weights, first moment, second moment], each of the parameter's length; moments of frozen ones are empty. */
    parameters: Record<string, [Float32Array, Float32Array, Float32Array]>;
  }[];
}
