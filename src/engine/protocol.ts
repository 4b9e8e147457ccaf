/**
 * What crosses the boundary between the page and the training worker: types only.
 * Requests carry an id and are answered by exactly one `done` or `failed` with that id; events come unasked.
 * Large arrays are transferred, never copied; no tensor ever crosses.
 */
import type {
  BackendChoice,
  ConfigIssue,
  ExperimentConfig,
  Geometry,
  HeadConfig,
  KernelChoice,
  KernelVariant,
  ModelConfig,
} from '../core/configuration/schema';
import type { ImageStore } from '../core/data/imageSet';
import type { SamplerState } from '../core/data/sampler';
import type { RandomState } from '../core/random/random';

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** Which backend runs, on what, and why it and not another. */
export interface BackendReport {
  backend: BackendName;
  /** `NVIDIA GeForce …`, `SwiftShader`, `SIMD, 4 threads`, … */
  adapter: string;
  /** true: WebGPU without a GPU behind it. */
  software: boolean;
  /** One sentence for people: why this one. */
  reason: string;
  /** Backends that were tried or offered and not taken, each with the reason. */
  rejected: { backend: BackendName; reason: string }[];
  /** What can be chosen on this machine. */
  available: BackendName[];
  /** On WebGPU: which form of the kernels runs. */
  kernels?: KernelReport;
}

/** What a variant of the kernels did in the start-up trial. */
export interface KernelTrial {
  variant: KernelVariant;
  /** Of one pass through the products, the norm and the attention of the trial. */
  milliseconds?: number;
  /** Of its matrix products, the time of everything counted. */
  gigaflops?: number;
  /** Why it cannot be used here. */
  refused?: string;
}

export interface KernelReport {
  variant: KernelVariant;
  /** Why this one, as the end of a sentence. */
  reason: string;
  /** In the order they were tried; empty where none was. */
  trials: KernelTrial[];
}

/** How the kernels are chosen when WebGPU is opened: the configured form, and the model whose shapes they are tried with. */
export interface KernelWish {
  choice: KernelChoice;
  model: ModelConfig;
}

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

export interface RetrievalMetrics {
  /** K → share of queries with a hit among the K nearest, self excluded, queries without any positive excluded. */
  recallAt: Record<1 | 2 | 4 | 8, number>;
  /** Standard error of Recall@1 over classes' queries. */
  standardError: number;
  queries: number;
  /** Queries whose class has no other image in the gallery: excluded. */
  excluded: number;
  /**
   * Musgrave et al., "A Metric Learning Reality Check", 2020, §3.2: with R the number of a query's positives, the share of
   * positives among its R nearest, and the average precision over them; means over queries. NaN where they were not recorded.
   */
  rPrecision: number;
  mapAtR: number;
}

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

/** Wang & Isola 2020, of L2-normalised features whatever the geometry; each absent where there are no pairs to take it over. */
export interface Spread {
  /** Mean ‖x − y‖² over pairs of one class: 0 (each class a point) … 4. */
  alignment?: number;
  /** log mean exp(−2‖x − y‖²) over all pairs of a sample: 0 (one point) … about −4 (even). */
  uniformity?: number;
}

/** How much like a tree the features are: relative Gromov δ over random subsets, Euclidean distances. */
export interface Hyperbolicity {
  /** Mean over the subsets of 2δ/diameter: 0 (a tree) … 1; and its standard deviation. */
  relativeDelta: number;
  deviation: number;
  subsets: number;
  /** Rows of each. */
  size: number;
}

/** How d dimensions become the two of the disk or the three of the sphere; `none`: there are no more. */
export type ProjectionMethod =
  'tangent PCA' | 'PCA angle, true radius' | 'hyperbolic neighbours' | 'sphere PCA' | 'spherical neighbours' | 'none';

/** Points of a plot made from an embedding. */
export interface ProjectedPoints {
  method: ProjectionMethod;
  /** [n, dimensions] row-major: 2 in the unit disk (scaled by √c), 3 on the unit sphere. */
  points: Float32Array;
  dimensions: 2 | 3;
  /** Share of the 10 nearest neighbours kept, and mean |d′/d·s − 1| with the best common s. */
  neighboursKept: number;
  distortion: number;
}

/** p(x⁻) over many anchors (each the mean over its positives), negatives sorted by distance: at each rank the median and the quartiles over anchors. */
export interface WeightsBand {
  /** 1-based ranks at which the band is given, ascending. */
  ranks: Float32Array;
  median: Float32Array;
  lower: Float32Array;
  upper: Float32Array;
  /** Median over anchors of the effective number of negatives, and of the weight on the first 1 and 6. */
  effective: number;
  top1: number;
  top6: number;
  /** The same of the weight on the first 24; absent from older recordings, as is what follows. */
  top24?: number;
  /** Mean over anchors (most have none) of the weight on negatives that are nearer than the nearest positive. */
  falseNeighbours?: number;
}

export interface NormHistogram {
  /** [bins + 1], ascending. Norms are of features after featureScale, before clipping. */
  edges: Float32Array;
  counts: Float32Array;
  mean: number;
  /** Share of embeddings on the clip sphere (0 where clipRadius is 0). */
  clippedShare: number;
}

/** Embeddings and metrics of the evaluation images at one step. */
export interface RunSnapshot {
  run: string;
  geometry: Geometry;
  /** The head in force when it was taken. */
  head: HeadConfig;
  step: number;
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
  /** Over the anchors of a real training batch (negatives: that batch), and over a sample of evaluation anchors (negatives: all evaluation images). */
  weights: { batch: WeightsBand; evaluation: WeightsBand };
  norms: NormHistogram;
}

/** What is true of a whole experiment once it has been created. */
export interface ExperimentInfo {
  /** Rows of the image store that are evaluated, in snapshot order. */
  evaluationRows: Int32Array;
  /** Number of trainable parameters of one model. */
  parameters: number;
  /** The two lines to judge by. */
  baselines: { rawPixels: RetrievalMetrics; untrained: RetrievalMetrics };
  /** name → featureScale */
  featureScales: Record<string, number>;
}

export type TrainingState = 'starting' | 'ready' | 'training' | 'paused' | 'finished' | 'failed';

export interface TrainingStatus {
  state: TrainingState;
  /** Steps every run has taken. */
  step: number;
  steps: number;
  /** Steps of the whole experiment (every run once) a second, over the last steps; 0 when not training. */
  stepsPerSecond: number;
  /** Bytes the backend holds allocated; 0 where it cannot tell. */
  gpuBytes: number;
  /** What the worker is doing when it is not stepping: `evaluating hyperbolic`, `compiling kernels`, … */
  activity?: string;
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
  baselines: ExperimentInfo['baselines'];
  runs: {
    name: string;
    featureScale: number;
    /** Parameter name → [weights, first moment, second moment], each of the parameter's length. */
    parameters: Record<string, [Float32Array, Float32Array, Float32Array]>;
  }[];
}

export type Request =
  | { type: 'open'; id: number; backend: BackendChoice; kernels?: KernelWish }
  | { type: 'load'; id: number; store: ImageStore }
  | { type: 'create'; id: number; config: ExperimentConfig; checkpoint?: Checkpoint }
  | { type: 'train'; id: number }
  | { type: 'pause'; id: number }
  | { type: 'step'; id: number; count: number }
  | { type: 'apply'; id: number; head: Partial<HeadConfig> }
  | { type: 'snapshot'; id: number; run: string }
  | { type: 'checkpoint'; id: number };

/** What a request of each type is answered with. */
export interface Answers {
  open: BackendReport;
  load: null;
  create: ExperimentInfo;
  train: null;
  pause: null;
  step: Record<string, StepMetrics[]>;
  apply: AppliedHead;
  snapshot: RunSnapshot;
  checkpoint: Checkpoint;
}

export interface SerialisedError {
  name: string;
  message: string;
  issues?: ConfigIssue[];
  stack?: string;
}

export type WorkerEvent =
  | { type: 'status'; status: TrainingStatus }
  | { type: 'metrics'; metrics: Record<string, StepMetrics[]> }
  | { type: 'snapshot'; snapshot: RunSnapshot }
  | { type: 'checkpoint'; checkpoint: Checkpoint }
  | { type: 'deviceLost'; reason: string }
  /** A failure that belongs to no request: of training that runs by itself, or of an evaluation. */
  | { type: 'error'; error: SerialisedError };

export type Response =
  { type: 'done'; id: number; answer: Answers[keyof Answers] } | { type: 'failed'; id: number; error: SerialisedError } | WorkerEvent;
