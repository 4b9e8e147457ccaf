/** What one evaluation of one run leaves behind. Types alone: the page reads it without the trainer. */
import type { Geometry, HeadConfig } from '../configuration/schema';
import type { EvaluationSubset } from '../data/evaluationSubset';
import type { EvaluatedPart } from '../data/parts';
import type { Hyperbolicity } from '../metrics/delta';
import type { NormHistogram } from '../metrics/norms';
import type { RetrievalMetrics } from '../metrics/retrieval/retrieval';
import type { Spread } from '../metrics/spread';
import type { WeightsBand } from '../metrics/negatives/weightsBand';
import type { ProjectedPoints } from '../projection/points';

/** Retrieval on a bounded sample of the training images, and on one of the evaluation images that was drawn alike. */
export interface SeenRetrieval {
  /** Of the training images: how many, of how many classes. */
  images: number;
  classes: number;
  /** Of the head's embedding in the run's own geometry, and of the body features by cosine. */
  head: RetrievalMetrics;
  body: RetrievalMetrics;
  /** As `head`, on classes that are not trained on: what `head` compares with. */
  unseen: RetrievalMetrics;
}

/** The one last look at images that no setting was chosen by. */
export interface FinalTest {
  part: 'test';
  step: number;
  /** Test images looked at, and the classes they are of. */
  images: number;
  classes: number;
  /** How often this experiment has been tested, this time included: after the first, the test images are not unseen any more. */
  times: number;
  /** Id of a run → retrieval by the head's embedding in the run's own geometry, and by the body features. */
  runs: Record<string, { retrieval: RetrievalMetrics; bodyRetrieval: RetrievalMetrics }>;
}

/** A picture that is no image of the set: nothing is trained on it and nothing is measured by it. */
export interface Guest {
  /** Tells one picture from the next. */
  number: number;
  /** [size, size, 3] RGB. */
  pixels: Uint8Array;
  size: number;
}

/** A guest as the models have it at one step. */
export interface EmbeddedGuest {
  number: number;
  step: number;
  /** Id of a run → [d] features, after featureScale, before any normalisation. */
  runs: Record<string, Float32Array>;
}

/** Embeddings and metrics of the evaluation images at one step. */
export interface RunSnapshot {
  /** Id of the run. */
  run: string;
  geometry: Geometry;
  /** The head in force when it was taken. */
  head: HeadConfig;
  step: number;
  /** The part of the image set that was looked at. */
  part: EvaluatedPart;
  /** Which of the evaluation images it is of; absent = all of them. Numbers of a subset compare with numbers of the same subset alone. */
  subset?: EvaluationSubset;
  /** [n, d] row-major, after featureScale, before any normalisation. */
  features: Float32Array;
  n: number;
  d: number;
  featureScale: number;
  /** Of the head's embedding in the run's own geometry. */
  retrieval: RetrievalMetrics;
  /** Of the body features (before the head), by cosine. */
  bodyRetrieval: RetrievalMetrics;
  /** Absent where no class of the training images or of the evaluated ones has two images, and where it was not recorded. */
  seen?: SeenRetrieval;
  /** Absent where they were not recorded. */
  spread?: Spread;
  hyperbolicity?: Hyperbolicity;
  projection: ProjectedPoints;
  /** Pictures of it by other methods that came with it, as a recording brings them. */
  layouts?: ProjectedPoints[];
  /** Over the anchors of a real training batch (negatives: that batch), and over a sample of evaluation anchors (negatives: all evaluation images). */
  weights: { batch: WeightsBand; evaluation: WeightsBand };
  norms: NormHistogram;
  /** A picture from outside the set, embedded by the same weights; it belongs to no metric and to no record. */
  guest?: { number: number; /** [d] as a row of `features`. */ features: Float32Array };
}
