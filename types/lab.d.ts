/**
 * `window.lab` of Negative Space: the laboratory for consoles, notebooks and scripts. Made of the sources by `npm run types`.
 *
 *     import type { Lab } from 'negative-space/lab';
 */

export interface Lab
  extends Omit<LabAnchors, 'weights'>, LabAsk, LabHistory, LabKept, LabSelection, LabProjections, LabSweeps, LabTakeaway {
  /** Resolves when backend and image set are open; rejects with what keeps them from it. */
  readonly ready: Promise<void>;
  /**
   * Called, the triplet weights of an anchor; and pretrained weights: added, listed, deleted. `configure({ model: { weights: id } })` begins
   * with them.
   */
  readonly weights: LabAnchors['weights'] & LabPretrained;
  /** Own image sets: added, listed, taken into use, deleted. */
  readonly images: LabImages;
  config(): ExperimentConfig;
  /** Takes a change, starting the experiment anew where it has to. Rejects with ConfigError, whose `issues` name the refused paths. */
  configure(patch: ConfigPatch): Promise<ExperimentConfig>;
  /** Resolves once training has begun. */
  train(): Promise<void>;
  pause(): Promise<void>;
  /**
   * Takes n steps and gives the last metrics of each run, by its id. It ends with the last step of the configuration; after that it rejects
   * with OrderError until there are more (`configure({ steps })`) or the experiment is reset.
   */
  step(n?: number): Promise<Record<string, StepMetrics>>;
  /** Has every run evaluated at the present step, where that has not been done; the page then shows that step. */
  evaluate(): Promise<void>;
  reset(): Promise<void>;
  /** Brings back what `reset` has thrown away, with weights, curves and pictures, until another experiment is trained; it is not trained. */
  undoReset(): Promise<void>;
  /**
   * Looks the test images up once, as the models are now, and keeps the result: `runs` holds the retrieval of each run, `step` when,
   * `times` the how manieth look of this experiment it was. Rejects where nothing has been trained.
   */
  finalTest(): Promise<FinalTest>;
  /** Final tests of the experiment shown, in the order they were made. */
  finalTests(): FinalTest[];
  /** What has been measured so far, by id of the run; of more than some thousand steps those of least and greatest loss in each stretch. */
  metrics(): Record<string, RunMetrics>;
  /** Features and embedding of the evaluation images now, of the session’s own experiment (created if there is none yet). @param run its id, or its name */
  snapshot(run: string): Promise<LabSnapshot>;
  status(): LabStatus;
  /** Returns the way to stop listening. */
  on<E extends keyof LabEvents>(event: E, handler: (value: LabEvents[E]) => void): () => void;
  /** Moves to another backend; what has been trained goes along. */
  useBackend(choice: BackendChoice): Promise<void>;
  /** The place that is looked at; gone to if one is given. */
  view(place?: Place): Place;
  /** The anchor of every view, as an index into the snapshot; chosen if one is given. */
  anchor(index?: number): number;
}

/** What whoever keeps a record notes about it. Everything here can be changed at any time. */
export interface Annotations {
  title: string;
  tags: readonly string[];
  note: string;
}

export type BackendChoice = 'auto' | 'webgpu' | 'wasm' | 'cpu';

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

/** What the shapes of the tensors say. */
export interface BodyShape {
  /** Side of a patch, pixels. */
  patch: number;
  width: number;
  depth: number;
  mlpRatio: number;
  /** Side of the images that the position embeddings are for, pixels. */
  image: number;
}

/**
 * `waiting`, `running`; `done`: trained to its budget; `lost`: stopped early by halving, kept and marked; `failed`, `cancelled`.
 */
export type CellState = 'waiting' | 'running' | 'done' | 'lost' | 'failed' | 'cancelled';

export interface ChannelStatistics {
  /** Of R, G and B, in 0 … 1. */
  mean: [number, number, number];
  std: [number, number, number];
}

/** What may be changed of a configuration: objects are merged, lists replaced. Runs keep what they have by their ids. */
export type ConfigPatch = {
  version?: 1 | undefined;
  backend?: 'auto' | 'webgpu' | 'wasm' | 'cpu' | undefined;
  imageSet?: string | undefined;
  seed?: number | undefined;
  model?:
    | {
        image?: number | undefined;
        patch?: number | undefined;
        width?: number | undefined;
        depth?: number | undefined;
        heads?: number | undefined;
        mlpRatio?: number | undefined;
        embedding?: number | undefined;
        pooling?: 'class token' | 'mean' | 'concatenate' | undefined;
        initialisation?: 'timm' | 'xavier' | undefined;
        weights?: string | null | undefined;
      }
    | undefined;
  head?:
    | {
        tauSpherical?: number | undefined;
        tauHyperbolic?: number | undefined;
        c?: number | undefined;
        lambda?: number | undefined;
        clipRadius?: number | undefined;
        hyperbolicInput?: 'raw' | 'normalized' | undefined;
        initialRadius?: number | undefined;
      }
    | undefined;
  batch?: { classes?: number | undefined; samplesPerClass?: number | undefined } | undefined;
  augmentation?:
    | {
        cropScale?: number | undefined;
        flip?: number | undefined;
        normalisation?: 'timm' | 'weights' | 'imagenet' | 'image set' | undefined;
        views?: number | undefined;
      }
    | undefined;
  optimizer?:
    | {
        learningRate?: number | undefined;
        weightDecay?: number | undefined;
        beta1?: number | undefined;
        beta2?: number | undefined;
        epsilon?: number | undefined;
        clipNorm?: number | undefined;
        schedule?: 'constant' | 'cosine' | undefined;
        warmupSteps?: number | undefined;
      }
    | undefined;
  steps?: number | undefined;
  evaluation?:
    | {
        every?: number | undefined;
        split?: 'validation' | 'test' | undefined;
        seconds?: number | undefined;
        validationShare?: number | undefined;
        images?: number | undefined;
      }
    | undefined;
  runs?:
    | {
        name: string;
        geometry: 'spherical' | 'hyperbolic' | 'fused';
        id?: string | undefined;
        seed?: number | undefined;
        head?:
          | {
              tauSpherical?: number | undefined;
              tauHyperbolic?: number | undefined;
              c?: number | undefined;
              lambda?: number | undefined;
              clipRadius?: number | undefined;
              hyperbolicInput?: 'raw' | 'normalized' | undefined;
              initialRadius?: number | undefined;
            }
          | undefined;
        optimizer?:
          | {
              learningRate?: number | undefined;
              weightDecay?: number | undefined;
              beta1?: number | undefined;
              beta2?: number | undefined;
              epsilon?: number | undefined;
              clipNorm?: number | undefined;
              schedule?: 'constant' | 'cosine' | undefined;
              warmupSteps?: number | undefined;
            }
          | undefined;
      }[]
    | undefined;
  kernels?: 'auto' | 'registers' | 'shared' | 'subgroups' | undefined;
  activations?: 'float32' | 'float16' | undefined;
  train?: Train | undefined;
  microbatch?: number | 'auto' | undefined;
  recompute?: 'auto' | 'never' | 'always' | undefined;
  memory?: number | undefined;
};

/** Images that look the same, or all but the same, and have different labels, within or across the parts of the split. */
export interface Contradiction {
  first: PairedImage;
  second: PairedImage;
}

export type EvaluatedPart = 'validation' | 'test';

export interface EvaluationPoint {
  step: number;
  /** Part of the image set it was measured on. */
  part: EvaluatedPart;
  /** On how many images, of how many that are evaluated. Numbers of a subset compare with one another alone. */
  images: number;
  of: number;
  measuredWith: MeasuredWith;
  /** On classes that are not trained on, head and body. */
  recallAt: RecallAt;
  bodyRecallAt: RecallAt;
  /** Of Recall@1 of the head. */
  standardError: number;
  rPrecision?: number;
  bodyRPrecision?: number;
  mapAtR?: number;
  bodyMapAtR?: number;
  /** Recall@1 by class size and by level of the hierarchy, head and body. */
  parts?: RecallParts;
  bodyParts?: RecallParts;
  /** On a sample of the training images, and on unseen classes in a sample drawn alike. */
  seenRecallAt?: RecallAt;
  seenBodyRecallAt?: RecallAt;
  unseenAlikeRecallAt?: RecallAt;
  clippedShare: number;
  alignment?: number;
  uniformity?: number;
  /** 2δ/diameter of the features. */
  relativeDelta?: number;
}

export type ExperimentConfig = {
  version: 1;
  backend: 'auto' | 'webgpu' | 'wasm' | 'cpu';
  kernels: 'auto' | 'registers' | 'shared' | 'subgroups';
  activations: 'float32' | 'float16';
  train: Train;
  microbatch: number | 'auto';
  recompute: 'auto' | 'never' | 'always';
  memory: number;
  imageSet: string;
  seed: number;
  model: {
    image: number;
    patch: number;
    width: number;
    depth: number;
    heads: number;
    mlpRatio: number;
    embedding: number;
    pooling: 'class token' | 'mean' | 'concatenate';
    initialisation: 'timm' | 'xavier';
    weights: string | null;
  };
  head: {
    tauSpherical: number;
    tauHyperbolic: number;
    c: number;
    lambda: number;
    clipRadius: number;
    hyperbolicInput: 'raw' | 'normalized';
    initialRadius: number;
  };
  batch: { classes: number; samplesPerClass: number };
  augmentation: { cropScale: number; normalisation: 'timm' | 'weights' | 'imagenet' | 'image set'; views: number; flip: number };
  optimizer: {
    learningRate: number;
    weightDecay: number;
    beta1: number;
    beta2: number;
    epsilon: number;
    clipNorm: number;
    schedule: 'constant' | 'cosine';
    warmupSteps: number;
  };
  steps: number;
  evaluation: { every: number; seconds: number; split: 'validation' | 'test'; validationShare: number; images: number };
  runs: {
    id: string;
    name: string;
    geometry: 'spherical' | 'hyperbolic' | 'fused';
    seed?: number | undefined;
    head?:
      | {
          tauSpherical?: number | undefined;
          tauHyperbolic?: number | undefined;
          c?: number | undefined;
          lambda?: number | undefined;
          clipRadius?: number | undefined;
          hyperbolicInput?: 'raw' | 'normalized' | undefined;
          initialRadius?: number | undefined;
        }
      | undefined;
    optimizer?:
      | {
          learningRate?: number | undefined;
          weightDecay?: number | undefined;
          beta1?: number | undefined;
          beta2?: number | undefined;
          epsilon?: number | undefined;
          clipNorm?: number | undefined;
          schedule?: 'constant' | 'cosine' | undefined;
          warmupSteps?: number | undefined;
        }
      | undefined;
  }[];
};

export type ExperimentRecord = {
  version: 5;
  id: string;
  date: string;
  versions: { app: string; tfjs: string; browser: string };
  backend: { backend: 'webgpu' | 'wasm' | 'cpu' | 'pytorch'; adapter: string; kernels?: 'registers' | 'shared' | 'subgroups' | undefined };
  imageSet: { id: string; name: string; images: number; classes: number; contentHash?: string | undefined };
  configuration: {
    version: 1;
    backend: 'auto' | 'webgpu' | 'wasm' | 'cpu';
    kernels: 'auto' | 'registers' | 'shared' | 'subgroups';
    activations: 'float32' | 'float16';
    train: Train;
    microbatch: number | 'auto';
    recompute: 'auto' | 'never' | 'always';
    memory: number;
    imageSet: string;
    seed: number;
    model: {
      image: number;
      patch: number;
      width: number;
      depth: number;
      heads: number;
      mlpRatio: number;
      embedding: number;
      pooling: 'class token' | 'mean' | 'concatenate';
      initialisation: 'timm' | 'xavier';
      weights: string | null;
    };
    head: {
      tauSpherical: number;
      tauHyperbolic: number;
      c: number;
      lambda: number;
      clipRadius: number;
      hyperbolicInput: 'raw' | 'normalized';
      initialRadius: number;
    };
    batch: { classes: number; samplesPerClass: number };
    augmentation: { cropScale: number; normalisation: 'timm' | 'weights' | 'imagenet' | 'image set'; views: number; flip: number };
    optimizer: {
      learningRate: number;
      weightDecay: number;
      beta1: number;
      beta2: number;
      epsilon: number;
      clipNorm: number;
      schedule: 'constant' | 'cosine';
      warmupSteps: number;
    };
    steps: number;
    evaluation: { every: number; seconds: number; split: 'validation' | 'test'; validationShare: number; images: number };
    runs: {
      id: string;
      name: string;
      geometry: 'spherical' | 'hyperbolic' | 'fused';
      seed?: number | undefined;
      head?:
        | {
            tauSpherical?: number | undefined;
            tauHyperbolic?: number | undefined;
            c?: number | undefined;
            lambda?: number | undefined;
            clipRadius?: number | undefined;
            hyperbolicInput?: 'raw' | 'normalized' | undefined;
            initialRadius?: number | undefined;
          }
        | undefined;
      optimizer?:
        | {
            learningRate?: number | undefined;
            weightDecay?: number | undefined;
            beta1?: number | undefined;
            beta2?: number | undefined;
            epsilon?: number | undefined;
            clipNorm?: number | undefined;
            schedule?: 'constant' | 'cosine' | undefined;
            warmupSteps?: number | undefined;
          }
        | undefined;
    }[];
  };
  applied: {
    step: number;
    head: {
      tauSpherical?: number | undefined;
      tauHyperbolic?: number | undefined;
      c?: number | undefined;
      lambda?: number | undefined;
      clipRadius?: number | undefined;
      hyperbolicInput?: 'raw' | 'normalized' | undefined;
      initialRadius?: number | undefined;
    };
  }[];
  step: number;
  parameters: number;
  baselines: {
    rawPixels?:
      | {
          recallAt: { 1: number; 2: number; 4: number; 8: number };
          standardError: number;
          queries: number;
          excluded: number;
          rPrecision: number;
          mapAtR: number;
          byClassSize?:
            | {
                quartile: 1 | 4 | 3 | 2;
                classes: number;
                from: number;
                to: number;
                recallAt1: number;
                standardError: number;
                queries: number;
              }[]
            | undefined;
          byLevel?:
            { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
        }
      | undefined;
    untrained?:
      | {
          recallAt: { 1: number; 2: number; 4: number; 8: number };
          standardError: number;
          queries: number;
          excluded: number;
          rPrecision: number;
          mapAtR: number;
          byClassSize?:
            | {
                quartile: 1 | 4 | 3 | 2;
                classes: number;
                from: number;
                to: number;
                recallAt1: number;
                standardError: number;
                queries: number;
              }[]
            | undefined;
          byLevel?:
            { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
        }
      | undefined;
  };
  evaluated: {
    part: 'validation' | 'test';
    rows: Int32Array<ArrayBufferLike>;
    labels: Int32Array<ArrayBufferLike>;
    heldBack: number;
    reason?: string | undefined;
  }[];
  runs: {
    id: string;
    configuration: {
      id: string;
      name: string;
      geometry: 'spherical' | 'hyperbolic' | 'fused';
      seed?: number | undefined;
      head?:
        | {
            tauSpherical?: number | undefined;
            tauHyperbolic?: number | undefined;
            c?: number | undefined;
            lambda?: number | undefined;
            clipRadius?: number | undefined;
            hyperbolicInput?: 'raw' | 'normalized' | undefined;
            initialRadius?: number | undefined;
          }
        | undefined;
      optimizer?:
        | {
            learningRate?: number | undefined;
            weightDecay?: number | undefined;
            beta1?: number | undefined;
            beta2?: number | undefined;
            epsilon?: number | undefined;
            clipNorm?: number | undefined;
            schedule?: 'constant' | 'cosine' | undefined;
            warmupSteps?: number | undefined;
          }
        | undefined;
    };
    featureScale: number;
    metrics: {
      length: number;
      bucket: number;
      step: Int32Array<ArrayBufferLike>;
      loss: Float64Array<ArrayBufferLike>;
      accuracy: Float64Array<ArrayBufferLike>;
      gradientNorm: Float64Array<ArrayBufferLike>;
      learningRate: Float64Array<ArrayBufferLike>;
    };
    evaluations: {
      step: number;
      part: 'validation' | 'test';
      images: number;
      of: number;
      head: {
        tauSpherical: number;
        tauHyperbolic: number;
        c: number;
        lambda: number;
        clipRadius: number;
        hyperbolicInput: 'raw' | 'normalized';
        initialRadius: number;
      };
      retrieval: {
        recallAt: { 1: number; 2: number; 4: number; 8: number };
        standardError: number;
        queries: number;
        excluded: number;
        rPrecision: number;
        mapAtR: number;
        byClassSize?:
          | {
              quartile: 1 | 4 | 3 | 2;
              classes: number;
              from: number;
              to: number;
              recallAt1: number;
              standardError: number;
              queries: number;
            }[]
          | undefined;
        byLevel?:
          { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
      };
      bodyRetrieval: {
        recallAt: { 1: number; 2: number; 4: number; 8: number };
        standardError: number;
        queries: number;
        excluded: number;
        rPrecision: number;
        mapAtR: number;
        byClassSize?:
          | {
              quartile: 1 | 4 | 3 | 2;
              classes: number;
              from: number;
              to: number;
              recallAt1: number;
              standardError: number;
              queries: number;
            }[]
          | undefined;
        byLevel?:
          { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
      };
      clippedShare: number;
      seconds?: number | undefined;
      seen?:
        | {
            images: number;
            classes: number;
            head: {
              recallAt: { 1: number; 2: number; 4: number; 8: number };
              standardError: number;
              queries: number;
              excluded: number;
              rPrecision: number;
              mapAtR: number;
              byClassSize?:
                | {
                    quartile: 1 | 4 | 3 | 2;
                    classes: number;
                    from: number;
                    to: number;
                    recallAt1: number;
                    standardError: number;
                    queries: number;
                  }[]
                | undefined;
              byLevel?:
                { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
            };
            body: {
              recallAt: { 1: number; 2: number; 4: number; 8: number };
              standardError: number;
              queries: number;
              excluded: number;
              rPrecision: number;
              mapAtR: number;
              byClassSize?:
                | {
                    quartile: 1 | 4 | 3 | 2;
                    classes: number;
                    from: number;
                    to: number;
                    recallAt1: number;
                    standardError: number;
                    queries: number;
                  }[]
                | undefined;
              byLevel?:
                { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
            };
            unseen: {
              recallAt: { 1: number; 2: number; 4: number; 8: number };
              standardError: number;
              queries: number;
              excluded: number;
              rPrecision: number;
              mapAtR: number;
              byClassSize?:
                | {
                    quartile: 1 | 4 | 3 | 2;
                    classes: number;
                    from: number;
                    to: number;
                    recallAt1: number;
                    standardError: number;
                    queries: number;
                  }[]
                | undefined;
              byLevel?:
                { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
            };
          }
        | undefined;
      spread?: { alignment?: number | undefined; uniformity?: number | undefined } | undefined;
      hyperbolicity?: { relativeDelta: number; deviation: number; subsets: number; size: number } | undefined;
    }[];
    snapshots: {
      step: number;
      part: 'validation' | 'test';
      head: {
        tauSpherical: number;
        tauHyperbolic: number;
        c: number;
        lambda: number;
        clipRadius: number;
        hyperbolicInput: 'raw' | 'normalized';
        initialRadius: number;
      };
      features: Float32Array<ArrayBufferLike>;
      precision: 'float32' | 'float16';
      n: number;
      d: number;
      featureScale: number;
      retrieval: {
        recallAt: { 1: number; 2: number; 4: number; 8: number };
        standardError: number;
        queries: number;
        excluded: number;
        rPrecision: number;
        mapAtR: number;
        byClassSize?:
          | {
              quartile: 1 | 4 | 3 | 2;
              classes: number;
              from: number;
              to: number;
              recallAt1: number;
              standardError: number;
              queries: number;
            }[]
          | undefined;
        byLevel?:
          { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
      };
      bodyRetrieval: {
        recallAt: { 1: number; 2: number; 4: number; 8: number };
        standardError: number;
        queries: number;
        excluded: number;
        rPrecision: number;
        mapAtR: number;
        byClassSize?:
          | {
              quartile: 1 | 4 | 3 | 2;
              classes: number;
              from: number;
              to: number;
              recallAt1: number;
              standardError: number;
              queries: number;
            }[]
          | undefined;
        byLevel?:
          { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
      };
      projection: {
        method: 'tangent PCA' | 'PCA angle, true radius' | 'hyperbolic neighbours' | 'sphere PCA' | 'spherical neighbours' | 'none';
        points: Float32Array<ArrayBufferLike>;
        dimensions: 3 | 2;
        neighboursKept: number;
        distortion: number;
      };
      layouts: {
        method: 'tangent PCA' | 'PCA angle, true radius' | 'hyperbolic neighbours' | 'sphere PCA' | 'spherical neighbours' | 'none';
        points: Float32Array<ArrayBufferLike>;
        dimensions: 3 | 2;
        neighboursKept: number;
        distortion: number;
      }[];
      weights: {
        batch: {
          ranks: Float32Array<ArrayBufferLike>;
          median: Float32Array<ArrayBufferLike>;
          lower: Float32Array<ArrayBufferLike>;
          upper: Float32Array<ArrayBufferLike>;
          effective: number;
          top1: number;
          top6: number;
          top24?: number | undefined;
          falseNeighbours?: number | undefined;
        };
        evaluation: {
          ranks: Float32Array<ArrayBufferLike>;
          median: Float32Array<ArrayBufferLike>;
          lower: Float32Array<ArrayBufferLike>;
          upper: Float32Array<ArrayBufferLike>;
          effective: number;
          top1: number;
          top6: number;
          top24?: number | undefined;
          falseNeighbours?: number | undefined;
        };
      };
      norms: { edges: Float32Array<ArrayBufferLike>; counts: Float32Array<ArrayBufferLike>; mean: number; clippedShare: number };
      subset?: { places: Int32Array<ArrayBufferLike>; of: number } | undefined;
      coarser?: string | undefined;
      seen?:
        | {
            images: number;
            classes: number;
            head: {
              recallAt: { 1: number; 2: number; 4: number; 8: number };
              standardError: number;
              queries: number;
              excluded: number;
              rPrecision: number;
              mapAtR: number;
              byClassSize?:
                | {
                    quartile: 1 | 4 | 3 | 2;
                    classes: number;
                    from: number;
                    to: number;
                    recallAt1: number;
                    standardError: number;
                    queries: number;
                  }[]
                | undefined;
              byLevel?:
                { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
            };
            body: {
              recallAt: { 1: number; 2: number; 4: number; 8: number };
              standardError: number;
              queries: number;
              excluded: number;
              rPrecision: number;
              mapAtR: number;
              byClassSize?:
                | {
                    quartile: 1 | 4 | 3 | 2;
                    classes: number;
                    from: number;
                    to: number;
                    recallAt1: number;
                    standardError: number;
                    queries: number;
                  }[]
                | undefined;
              byLevel?:
                { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
            };
            unseen: {
              recallAt: { 1: number; 2: number; 4: number; 8: number };
              standardError: number;
              queries: number;
              excluded: number;
              rPrecision: number;
              mapAtR: number;
              byClassSize?:
                | {
                    quartile: 1 | 4 | 3 | 2;
                    classes: number;
                    from: number;
                    to: number;
                    recallAt1: number;
                    standardError: number;
                    queries: number;
                  }[]
                | undefined;
              byLevel?:
                { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
            };
          }
        | undefined;
      spread?: { alignment?: number | undefined; uniformity?: number | undefined } | undefined;
      hyperbolicity?: { relativeDelta: number; deviation: number; subsets: number; size: number } | undefined;
    }[];
  }[];
  finalTests: {
    step: number;
    times: number;
    images: number;
    classes: number;
    head: {
      tauSpherical: number;
      tauHyperbolic: number;
      c: number;
      lambda: number;
      clipRadius: number;
      hyperbolicInput: 'raw' | 'normalized';
      initialRadius: number;
    };
    runs: {
      id: string;
      retrieval: {
        recallAt: { 1: number; 2: number; 4: number; 8: number };
        standardError: number;
        queries: number;
        excluded: number;
        rPrecision: number;
        mapAtR: number;
        byClassSize?:
          | {
              quartile: 1 | 4 | 3 | 2;
              classes: number;
              from: number;
              to: number;
              recallAt1: number;
              standardError: number;
              queries: number;
            }[]
          | undefined;
        byLevel?:
          { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
      };
      bodyRetrieval: {
        recallAt: { 1: number; 2: number; 4: number; 8: number };
        standardError: number;
        queries: number;
        excluded: number;
        rPrecision: number;
        mapAtR: number;
        byClassSize?:
          | {
              quartile: 1 | 4 | 3 | 2;
              classes: number;
              from: number;
              to: number;
              recallAt1: number;
              standardError: number;
              queries: number;
            }[]
          | undefined;
        byLevel?:
          { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[] | undefined;
      };
    }[];
  }[];
  title?: string | undefined;
  weights?: { id: string; name: string; family: string; bytes: number } | undefined;
  inForce?:
    | {
        from: number;
        configuration: {
          version: 1;
          backend: 'auto' | 'webgpu' | 'wasm' | 'cpu';
          kernels: 'auto' | 'registers' | 'shared' | 'subgroups';
          activations: 'float32' | 'float16';
          train: Train;
          microbatch: number | 'auto';
          recompute: 'auto' | 'never' | 'always';
          memory: number;
          imageSet: string;
          seed: number;
          model: {
            image: number;
            patch: number;
            width: number;
            depth: number;
            heads: number;
            mlpRatio: number;
            embedding: number;
            pooling: 'class token' | 'mean' | 'concatenate';
            initialisation: 'timm' | 'xavier';
            weights: string | null;
          };
          head: {
            tauSpherical: number;
            tauHyperbolic: number;
            c: number;
            lambda: number;
            clipRadius: number;
            hyperbolicInput: 'raw' | 'normalized';
            initialRadius: number;
          };
          batch: { classes: number; samplesPerClass: number };
          augmentation: { cropScale: number; normalisation: 'timm' | 'weights' | 'imagenet' | 'image set'; views: number; flip: number };
          optimizer: {
            learningRate: number;
            weightDecay: number;
            beta1: number;
            beta2: number;
            epsilon: number;
            clipNorm: number;
            schedule: 'constant' | 'cosine';
            warmupSteps: number;
          };
          steps: number;
          evaluation: { every: number; seconds: number; split: 'validation' | 'test'; validationShare: number; images: number };
          runs: {
            id: string;
            name: string;
            geometry: 'spherical' | 'hyperbolic' | 'fused';
            seed?: number | undefined;
            head?:
              | {
                  tauSpherical?: number | undefined;
                  tauHyperbolic?: number | undefined;
                  c?: number | undefined;
                  lambda?: number | undefined;
                  clipRadius?: number | undefined;
                  hyperbolicInput?: 'raw' | 'normalized' | undefined;
                  initialRadius?: number | undefined;
                }
              | undefined;
            optimizer?:
              | {
                  learningRate?: number | undefined;
                  weightDecay?: number | undefined;
                  beta1?: number | undefined;
                  beta2?: number | undefined;
                  epsilon?: number | undefined;
                  clipNorm?: number | undefined;
                  schedule?: 'constant' | 'cosine' | undefined;
                  warmupSteps?: number | undefined;
                }
              | undefined;
          }[];
        };
      }[]
    | undefined;
  checkpoint?:
    | {
        config: {
          version: 1;
          backend: 'auto' | 'webgpu' | 'wasm' | 'cpu';
          kernels: 'auto' | 'registers' | 'shared' | 'subgroups';
          activations: 'float32' | 'float16';
          train: Train;
          microbatch: number | 'auto';
          recompute: 'auto' | 'never' | 'always';
          memory: number;
          imageSet: string;
          seed: number;
          model: {
            image: number;
            patch: number;
            width: number;
            depth: number;
            heads: number;
            mlpRatio: number;
            embedding: number;
            pooling: 'class token' | 'mean' | 'concatenate';
            initialisation: 'timm' | 'xavier';
            weights: string | null;
          };
          head: {
            tauSpherical: number;
            tauHyperbolic: number;
            c: number;
            lambda: number;
            clipRadius: number;
            hyperbolicInput: 'raw' | 'normalized';
            initialRadius: number;
          };
          batch: { classes: number; samplesPerClass: number };
          augmentation: { cropScale: number; normalisation: 'timm' | 'weights' | 'imagenet' | 'image set'; views: number; flip: number };
          optimizer: {
            learningRate: number;
            weightDecay: number;
            beta1: number;
            beta2: number;
            epsilon: number;
            clipNorm: number;
            schedule: 'constant' | 'cosine';
            warmupSteps: number;
          };
          steps: number;
          evaluation: { every: number; seconds: number; split: 'validation' | 'test'; validationShare: number; images: number };
          runs: {
            id: string;
            name: string;
            geometry: 'spherical' | 'hyperbolic' | 'fused';
            seed?: number | undefined;
            head?:
              | {
                  tauSpherical?: number | undefined;
                  tauHyperbolic?: number | undefined;
                  c?: number | undefined;
                  lambda?: number | undefined;
                  clipRadius?: number | undefined;
                  hyperbolicInput?: 'raw' | 'normalized' | undefined;
                  initialRadius?: number | undefined;
                }
              | undefined;
            optimizer?:
              | {
                  learningRate?: number | undefined;
                  weightDecay?: number | undefined;
                  beta1?: number | undefined;
                  beta2?: number | undefined;
                  epsilon?: number | undefined;
                  clipNorm?: number | undefined;
                  schedule?: 'constant' | 'cosine' | undefined;
                  warmupSteps?: number | undefined;
                }
              | undefined;
          }[];
        };
        applied: {
          step: number;
          head: {
            tauSpherical?: number | undefined;
            tauHyperbolic?: number | undefined;
            c?: number | undefined;
            lambda?: number | undefined;
            clipRadius?: number | undefined;
            hyperbolicInput?: 'raw' | 'normalized' | undefined;
            initialRadius?: number | undefined;
          };
        }[];
        step: number;
        sources: {
          seed: number;
          state: {
            sampler: {
              random: { words: [number, number, number, number]; spare: number | null };
              queue: number[];
              peeked: number[] | null;
            };
            augmentation: { words: [number, number, number, number]; spare: number | null };
          };
        }[];
        runs: {
          id: string;
          featureScale: number;
          parameters: Record<string, [Float32Array<ArrayBufferLike>, Float32Array<ArrayBufferLike>, Float32Array<ArrayBufferLike>]>;
        }[];
        baselines?:
          | {
              rawPixels: {
                recallAt: { 1: number; 2: number; 4: number; 8: number };
                standardError: number;
                queries: number;
                excluded: number;
                rPrecision: number;
                mapAtR: number;
                byClassSize?:
                  | {
                      quartile: 1 | 4 | 3 | 2;
                      classes: number;
                      from: number;
                      to: number;
                      recallAt1: number;
                      standardError: number;
                      queries: number;
                    }[]
                  | undefined;
                byLevel?:
                  | { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[]
                  | undefined;
              };
              untrained: {
                recallAt: { 1: number; 2: number; 4: number; 8: number };
                standardError: number;
                queries: number;
                excluded: number;
                rPrecision: number;
                mapAtR: number;
                byClassSize?:
                  | {
                      quartile: 1 | 4 | 3 | 2;
                      classes: number;
                      from: number;
                      to: number;
                      recallAt1: number;
                      standardError: number;
                      queries: number;
                    }[]
                  | undefined;
                byLevel?:
                  | { level: number; groups: number; chance: number; recallAt1: number; standardError: number; queries: number }[]
                  | undefined;
              };
            }
          | undefined;
        finalTests?: number | undefined;
      }
    | undefined;
  anchor?: number | undefined;
  elsewhere?: { step: number; file: string; bytes: number }[] | undefined;
};

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

/** `crop`: the centre square. `pad`: the whole image, the rest filled with the mean colour of its border. */
export type Fit = 'crop' | 'pad';

export type Geometry = 'spherical' | 'hyperbolic' | 'fused';

/**
 * Dotted path of a setting → its values: `{'runs.geometry': ['spherical', 'hyperbolic'], 'head.tauSpherical': [0.05, 0.2], seed: [0, 1]}`.
 * `model` takes the names of presets. Every combination is a cell.
 */
export type Grid = Readonly<Record<string, readonly GridValue[]>>;

/** What a swept setting may be: numbers, or words as geometries, inputs and presets have. */
export type GridValue = number | string;

/**
 * Successive halving (Jamieson and Talwalkar 2016): all cells train `first` steps, the best of every `factor` go on to `factor` times as
 * many, and so on up to the budget. Cells that differ in the seed alone are judged together, by their mean, and against others of their
 * geometry: so each geometry is searched as hard as any other, and none is lost to another half-way. Ties fall by a draw from `seed`.
 */
export interface Halving {
  factor: number;
  first: number;
  seed: number;
}

export type HeadConfig = {
  tauSpherical: number;
  tauHyperbolic: number;
  c: number;
  lambda: number;
  clipRadius: number;
  hyperbolicInput: 'raw' | 'normalized';
  initialRadius: number;
};

export type ImageSetIdentity = { id: string; name: string; images: number; classes: number; contentHash?: string | undefined };

/** Everything of a set but its pixels. */
export interface ImageSetListing {
  id: string;
  name: string;
  classes: { path: string; images: number }[];
  /** `path`: as it came, from what was dropped on. */
  images: ListedImage[];
  /** What was decided in reading. */
  notes: string[];
  /** Side of its images, pixels. */
  size: number;
}

export interface ImageSetReport {
  /** Id of the stored set: `ImageLibrary.open(set)`. */
  set: string;
  title: string;
  classes: number;
  images: number;
  rejected: Rejected[];
  notes: string[];
  /** Classes with one image: never positives, kept as negatives. */
  singletons: number;
  /** How the split was made, in words. */
  splitRule: string;
  statistics: SetStatistics;
  /** Pairs of images that look alike, one to train on and one to test on: they fake Recall. */
  nearDuplicates: NearDuplicatePair[];
  contradictions: Contradiction[];
  /** Contradictions there are in all; more than are listed where there are very many. */
  contradictionCount: number;
  /** Near-duplicate pairs there are in all; more than are listed where there are very many. */
  nearDuplicateCount: number;
  /** false: reading was stopped, or the browser's storage ran out; `kept` says what there is. */
  complete: boolean;
  kept?: string;
  /** Bytes in the browser's storage. */
  bytes: number;
}

/** One line of a list of image sets. */
export interface ImageSetSummary {
  id: string;
  title: string;
  detail: string;
  /** Of an own set: what it takes of the browser's storage. */
  bytes?: number;
  /** true: one of the user's own, which `remove` deletes. */
  removable?: boolean;
  /** Of an own set, when it was read: milliseconds since 1970. */
  created?: number;
  /** Of an own set, of its content; absent where it was stored before there was one. */
  contentHash?: string;
}

export interface IngestOptions extends ReadingOptions {
  /** Default: the preview's. */
  title?: string;
  /** Default: 64, or more where the model's image side asks for it: 1.5 times as much, as far as the images have it. */
  size?: WorkingSize;
  /** The model's image side: a store that is too small for its crops is noted. */
  modelSide?: number;
  /** Default: `crop`. */
  fit?: Fit;
  /** Of the split. Default: 1. */
  seed?: number;
  /**
   * What transparent pictures are laid over: `white`, `black`, `grey` or `#rrggbb`. Default, `auto`: white, and black where a picture would
   * not be seen on white; the report says of how many.
   */
  background?: string;
}

export interface KeptRecord extends Annotations {
  /** Of the record. */
  id: string;
  /** When it was begun, ISO 8601. */
  date: string;
  imageSet: ImageSetIdentity;
  /** In force at its last step. */
  configuration: ExperimentConfig;
  step: number;
  /** Of training, by the clock, as far as it was recorded. */
  seconds?: number;
  backend: ExperimentRecord['backend'];
  versions: ExperimentRecord['versions'];
  runs: KeptRun[];
  state: KeptState;
  /** Why it failed. */
  error?: string;
  /** The sweep it is a cell of, and which. */
  sweep?: { id: string; cell: string };
  /** It can be gone on from. */
  checkpoint: boolean;
  /** From this step: that of the newest checkpoint, which may be earlier than the record's. */
  checkpointStep?: number;
  /** Of storage: record and checkpoints. */
  bytes: number;
  /** Steps whose snapshots were let go when the storage was full, or could not be read any more. Absent: all are there. */
  thinned?: number;
}

export interface KeptRun {
  id: string;
  name: string;
  geometry: Geometry;
  /** In force at the last evaluation. */
  head: HeadConfig;
  seed: number;
  learningRate: number;
  /** Step of the last evaluation of all images (of a subset where there is no other), the part it looked at and what it measured. */
  evaluated?: {
    step: number;
    part: EvaluatedPart;
    images: number;
    of: number;
    metrics: Partial<Record<MetricKey, number>>;
    standardError: number;
  };
  /** Recall@1 of every evaluation, thinned to 40 points at most: [step, share]. */
  sparkline: [step: number, recall: number][];
  /** Its final test, where it had one. */
  tested?: {
    step: number;
    recallAt1: number;
    standardError: number;
    /** Everything that a look at the test images measures; absent in rows that were kept before it was. */
    metrics?: Partial<Record<MetricKey, number>>;
  };
  /** The picture of its last snapshot for a thumbnail: x, y in −1 … 1 of 100 images at most, and their classes. */
  thumbnail?: { points: Float32Array; classes: Uint16Array };
}

export type KeptState = 'under way' | 'complete' | 'failed';

export interface KeptWeights extends WeightsFound {
  /**
   * SHA-256 of the file, in hexadecimal; of several files that of their hashes. Another model of the same file than the one that is meant by default has
   * a hash of its own.
   */
  id: string;
  /** Of what was dropped. */
  bytes: number;
  /** What it takes in the browser. */
  stored: number;
  /** When it was added: ISO 8601 in UTC. */
  date: string;
}

export interface LabAnchors {
  /** The k nearest images of other classes in a run (its id, or its name), as its snapshot shown has them. Throws RangeError naming what is wrong. */
  negatives(run: string, options?: NegativesOptions): LabNegative[];
  /** p(x⁻) of an anchor against all images of other classes, for the run’s head or with other values in it. */
  weights(run: string, options?: WeightsOptions): LabWeights;
}

export interface LabAsk {
  /**
   * Asks every run of the experiment about a picture, which becomes the anchor and joins nothing; resolves with its index, which is the
   * number of evaluation images: `lab.negatives(run)` then tells its nearest images of other classes than that of its nearest image.
   * Rejects with OrderError where there is no experiment yet (a recording holds no model), and for what is no picture.
   */
  ask(file: Blob): Promise<number>;
}

export interface LabEvents {
  status: LabStatus;
  /** Steps just taken, by id of the run. */
  metrics: Record<string, StepMetrics[]>;
  /** A run has been evaluated; `run` is its id. */
  /** Of how many images it is, and of how many that are evaluated. */
  snapshot: { run: string; step: number; images: number; of: number };
  config: ExperimentConfig;
}

export interface LabHistory {
  /** Steps of which a snapshot of this run (its id, or its name) is kept, ascending. @throws RangeError where there is no such run */
  snapshots(run: string): number[];
  /**
   * Shows the step kept nearest to this one in every view, and without one the newest again.
   * @returns the step shown; undefined = the newest, which the views follow
   */
  showStep(step?: number): number | undefined;
}

export interface LabImages {
  /**
   * Reads files, folders or archives into a new image set, at 64×64 pixels (more for a model of more than 42) and with the split that fits unless `options` say otherwise, and
   * stores it in the browser. The set is not taken into use. Rejects where nothing could be stored; with LabelsUnclearError, whose `choices`
   * are the answers, where labels or the split could be read in several ways and none of `fileColumn`, `labelColumn`, `labelsFrom`, `split` says which.
   */
  add(files: readonly (File | FileSystemHandle)[], options?: IngestOptions): Promise<LabImagesReport>;
  /** The bundled sets and one's own. */
  list(): Promise<ImageSetSummary[]>;
  /** What is in one of one's own sets: classes, images with the path they came by, notes of reading. Rejects for another. */
  get(id: string): Promise<ImageSetListing>;
  /** Takes a set for the experiment, starting it anew where it has been trained. Rejects for an id that is not in the list. */
  use(id: string): Promise<void>;
  /** Deletes one of one's own sets. */
  remove(id: string): Promise<void>;
}

/** The report of what was added. `set: null`: no image could be taken, and there is no set. */
export type LabImagesReport =
  ImageSetReport | (Pick<ImageSetReport, 'classes' | 'images' | 'rejected' | 'notes'> & { set: null; complete: true });

export interface LabKept {
  readonly runs: {
    /** The newest first. A record that a newer version of the page has made says so, and no more. */
    list(): Promise<ListedRecord[]>;
    /** The whole record: configuration, metrics, evaluations and snapshots. Rejects with RecordError where it is not there or cannot be read. */
    get(id: string): Promise<ExperimentRecord>;
    /** Shows a record in all the views, with its configuration. Rejects with OrderError while training, ImageSetError where its images are not here. */
    open(id: string): Promise<void>;
    /** Out of the list; the bytes are freed when the page is opened next. */
    remove(id: string): Promise<void>;
    /** Its tags from now on. */
    tag(id: string, tags: readonly string[]): Promise<void>;
  };
  /**
   * Goes on, paused, from the checkpoint of a record; without an id of the newest that was left under way.
   * Rejects with OrderError where there is none, or another tab trains it.
   */
  resume(id?: string): Promise<void>;
}

export interface LabNegative {
  /** Index into the snapshot. */
  index: number;
  /** Spherical 1 − cos, hyperbolic d, fused −s: what the negatives are ordered by. */
  distance: number;
  /** p(x⁻); NaN where the anchor is the only image of its class. */
  weight: number;
  /** 1 = nearest. */
  rank: number;
  /** Not among the k nearest negatives of the run compared with: its red box. undefined where there is nothing to compare with. */
  absentInOther: boolean | undefined;
}

export interface LabPretrained {
  /**
   * Reads a file of pretrained weights (`.safetensors`, `.pth`, `.pt`, `.bin`, Google's `.npz`; parts with their index), with its
   * `config.json` or `preprocessor_config.json` if they are given along, and keeps it in the browser. `id` is for `model.weights` of the
   * configuration. `options`: `heads`, `normalisation` ({ mean, std }, 0 … 1), and `prefix` where the file holds several models.
   * Where nothing says the normalisation it is null: give it, or set `augmentation.normalisation`.
   * Rejects with WeightsFileError, which says what is there and what to do.
   */
  add(files: readonly (File | FileSystemHandle)[], options?: WeightsChoices): Promise<KeptWeights>;
  /** The newest first. */
  list(): Promise<KeptWeights[]>;
  /** Deletes weights. Rejects for an id that is not in the list, with OrderError while an experiment that began with them is trained. */
  remove(id: string): Promise<void>;
}

export interface LabProjection {
  step: number;
  method: ProjectionMethod;
  /** [n, 2] in the unit disk (scaled by √c), or [n, 3] on the unit sphere. */
  points: Shaped<Float32Array>;
  /** Share of the 10 nearest neighbours that the picture keeps. */
  neighboursKept: number;
  /** Mean |d′/d·s − 1| over pairs, d geodesic in the embedding and d′ in the picture, s the scale that makes it least. */
  distortion: number;
}

export interface LabProjections {
  /**
   * The picture of the snapshot shown of a run (its id, or its name), computed if need be; of a run without one, of a snapshot taken for it.
   * @param options.method the one chosen on the page unless told. Rejects with RangeError naming those there are
   */
  projection(run: string, options?: { method?: ProjectionMethod }): Promise<LabProjection>;
}

export interface LabSelection {
  /** Indices of the images selected together in every view, ascending; chosen in place of those before if some are given, cleared by none (`[]`). */
  selected(indices?: Iterable<number>): number[];
}

export interface LabSnapshot {
  step: number;
  /** Part of the image set that was looked at. */
  part: EvaluatedPart;
  /** [n, d] after featureScale, before any normalisation. */
  features: Shaped<Float32Array>;
  /** On the geometry of the run: spherical [n, d] on the unit sphere, hyperbolic [n, d] in the ball, fused [n, 2, d] both, sphere first. */
  embedding: Shaped<Float32Array>;
  /** [n] class indices. */
  labels: Shaped<Int32Array>;
  /** [n] place of each image’s class in the hierarchy. */
  paths: string[];
}

export interface LabStatus {
  state: TrainingState;
  step: number;
  /** undefined until one is open. */
  backend: BackendName | undefined;
  adapter: string | undefined;
  stepsPerSecond: number;
  gpuBytes: number;
}

export interface LabSweep {
  id: string;
  title: string;
  state: SweepState;
  /** Why it paused by itself. */
  reason?: string;
  secondsLeft?: number;
  cells: LabSweepCell[];
}

export interface LabSweepCell {
  id: string;
  config: ExperimentConfig;
  state: CellState;
  /** Of its last evaluation. */
  metrics: Partial<Record<MetricKey, number>>;
  /** Of its look at the test classes, where it had one. */
  tested?: Partial<Record<MetricKey, number>>;
  step: number;
  /** Id of its record. */
  record?: string;
  error?: string;
}

export interface LabSweepOptions {
  /** Paths of settings → lists: `{'runs.geometry': ['spherical', 'hyperbolic'], 'head.tauSpherical': [0.05, 0.2], seed: [0, 1]}`. */
  grid: Grid;
  /** Steps of each cell; default: those of the configuration. */
  steps?: number;
  /** In place of steps: seconds of training. */
  seconds?: number;
  /** The best of every `factor` settings go on after `first` steps, and so on; ties fall by a draw from `seed`. */
  halving?: Pick<Halving, 'factor' | 'first'> & Partial<Pick<Halving, 'seed'>>;
  /** Tunes each geometry with the first of these seeds, trains the best setting of each with all of them, and tests those once. */
  compare?: { seeds: number[] };
  /** By which cells are judged; default `recall@1`. */
  metric?: MetricKey;
  /** Cells at once; default: as many as the machine carries. */
  jobs?: number;
  title?: string;
  /** Told whenever something has changed. */
  onProgress?(progress: LabSweep): void;
}

export interface LabSweeps {
  /**
   * Sweeps a grid over the present configuration; resolves when every cell has ended, or the sweep was cancelled. Rejects with GridError,
   * whose `faults` are `{path, message}`, before anything is trained.
   */
  sweep(options: LabSweepOptions): Promise<LabSweep>;
  sweeps: {
    /** Those that are kept, the newest first. */
    list(): Promise<LabSweep[]>;
    pause(id: string): Promise<void>;
    resume(id: string): Promise<void>;
    cancel(id: string): Promise<void>;
  };
}

export interface LabTakeaway {
  /**
   * An experiment as one `.zip`, described in the README.txt in it: the one shown (default), or runs kept by their ids. `pictures` (default
   * true): with a sheet of small pictures of the evaluated images. `images` (default false): with the images themselves, where they are one's
   * own, so that whoever imports it can go on training. With `handover` there is a folder of that name, by which it goes on in PyTorch; by
   * default where its weights are small. Rejects where there is nothing to take along.
   */
  export(options?: { what?: What; images?: boolean; pictures?: boolean; handover?: boolean }): Promise<Blob>;
  /**
   * Keeps the experiments of such a file among the runs, and the images that it brings along; or the results that `train.py` and `sweep.py` of
   * a hand-over have left: their ids, for `lab.runs`. Rejects with RecordError naming the file; nothing is kept then.
   */
  import(file: Blob, name?: string): Promise<string[]>;
  /**
   * The same as `export` as a report: one HTML file without script. Its links open at `site`, by default this page; with null they are what is
   * put behind the address of any page.
   */
  report(options?: { what?: What; site?: string | null }): Promise<Blob>;
  /**
   * Address of the page with what is looked at: the present configuration; at Sweep the grid in its form, or the sweep chosen; at Runs the
   * configuration of the run chosen. Of an image set of one’s own it says which is needed: the images do not travel in it.
   */
  share(): string;
}

export interface LabWeights {
  /** Indices into the snapshot, nearest first. */
  negatives: Int32Array;
  /** p(x⁻) of each. */
  weights: Float64Array;
  /** Effective number of negatives. */
  effective: number;
}

/** What says where labels are, for scripts, and what an answer to a question is. */
export interface LabelOptions {
  /** Heading of the column that names files. */
  fileColumn?: string;
  /** Heading of the label's column; several joined by `/` are levels of a hierarchy. */
  labelColumn?: string;
  /**
   * `benchmark`, `layout`, `arrays`, `table`, `folders`, `names` or `none`; `first folder` or `last folder` of those that divide the images;
   * or the name of a table.
   */
  labelsFrom?: string;
  /** How the set is split (`classes`, `images`, `own`), or where its files say it. */
  split?: SplitRule | SplitReading;
}

export interface LevelRecall extends PartialRecall {
  /** 1: the coarsest; a hit is an image of the same group of that level, of whatever class. */
  level: number;
  /** Groups of that level among the classes evaluated. */
  groups: number;
  /** Recall@1 of a nearest image that is drawn at random: coarse levels are easy. */
  chance: number;
}

export interface ListedImage {
  path: string;
  class: string;
  split: Split;
}

export type ListedRecord = KeptRecord | NewerRecord;

/** What a number on the page was measured with. */
export interface MeasuredWith {
  /** In force when it was measured. */
  config: ExperimentConfig;
  /** Of the run, exactly as it was used. */
  head: HeadConfig;
}

export type MetricKey =
  | 'rPrecision'
  | 'loss'
  | 'alignment'
  | 'uniformity'
  | 'recall@1'
  | 'recall@2'
  | 'recall@4'
  | 'recall@8'
  | 'map@r'
  | 'recall@1 smallest classes'
  | 'recall@1 smaller classes'
  | 'recall@1 larger classes'
  | 'recall@1 largest classes'
  | 'recall@1 level 1'
  | 'recall@1 level 2'
  | 'recall@1 level 3'
  | 'body recall@1'
  | 'body map@r'
  | 'seen recall@1'
  | 'effective negatives'
  | 'clipped share'
  | 'mean norm';

export interface NearDuplicatePair {
  train: PairedImage;
  test: PairedImage;
  /** Bits by which the perceptual hashes differ. */
  distance: number;
}

export interface NegativesOptions {
  /** The page’s anchor unless told. */
  anchor?: number;
  /** The page’s k unless told. */
  k?: number;
  /** A run, as `negatives` takes it; the one the page compares with unless told (for a single run: the other distance over its own features). */
  compareWith?: string;
}

/** A record that a newer version of the page has made: shown as such, not opened, not deleted by anything but a person. */
export interface NewerRecord {
  id: string;
  newer: true;
  /** Its version, and the newest that this page reads. */
  version: number;
  date: string;
  bytes: number;
}

/** An image of a pair in a report. */
export interface PairedImage {
  row: number;
  name: string;
  classPath: string;
  split: Split;
}

export interface PartialRecall {
  /** Share of these queries whose nearest image is right, self excluded. */
  recallAt1: number;
  /** With classes as clusters, as that of Recall@1 of all queries. */
  standardError: number;
  queries: number;
}

export type Place = 'train' | 'runs' | 'sweep';

/** How d dimensions become the two of the disk or the three of the sphere; `none`: there are no more. */
export type ProjectionMethod =
  'tangent PCA' | 'PCA angle, true radius' | 'hyperbolic neighbours' | 'sphere PCA' | 'spherical neighbours' | 'none';

/** How files are read, where it does not show by itself. */
export interface ReadingOptions extends LabelOptions {
  /** Of names in archives and of tables that do not say theirs; `ENCODINGS` has the names. */
  encoding?: string;
}

export type RecallAt = RetrievalMetrics['recallAt'];

/** Recall@1 in parts, as far as they were recorded. */
export type RecallParts = Pick<RetrievalMetrics, 'byClassSize' | 'byLevel'>;

/** A file that was left out. */
export interface Rejected {
  /** The path as it came; show it with `showName`. */
  name: string;
  /** What is wrong and what to do, to be read after the name. */
  reason: string;
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
  /** Recall@1 by quartile of images per class and by level of the hierarchy above the classes, coarsest first; absent where not recorded. */
  byClassSize?: SizeRecall[] | undefined;
  byLevel?: LevelRecall[] | undefined;
}

export interface RunMetrics {
  steps: StepMetrics[];
  evaluations: Omit<EvaluationPoint, 'measuredWith'>[];
}

/** Numbers of a set. `mean` and `std`: of the training images' channels, R, G and B, in 0 … 1. */
export interface SetStatistics extends ChannelStatistics {
  /** [classes] by index into the set's classes. */
  imagesPerClass: number[];
  /** Sides of the images as they came, pixels. */
  width: Summary;
  height: Summary;
}

/** Row-major numbers and how they are arranged. */
export interface Shaped<T> {
  data: T;
  shape: number[];
}

export interface SizeRecall extends PartialRecall {
  /** 1: the smallest classes. Classes of one size are in one quartile, so that one may hold more than a quarter of them, or none and be left out. */
  quartile: 1 | 2 | 3 | 4;
  classes: number;
  /** Images that these classes have in the gallery, at least and at most. */
  from: number;
  to: number;
}

/**
 * An image set in memory: decoded and resized once, uint8, with its labels and its split.
 * One buffer an image set; rows are images, in the order of `entries` of whatever it was read from.
 */
export type Split = 'train' | 'validation' | 'test';

/**
 * What says where the split is: `folders`, `table`, the heading of a column, the name of a table; `none` where folders that are called
 * `train` or `test` are classes like others; or what single folders are, `{ valid: 'test' }`, with `none` for those that are left out.
 */
export type SplitReading = 'folders' | 'table' | 'none' | (string & {}) | Readonly<Record<string, Split | 'none'>>;

/** How a set is split: as its files say, by whole classes, or by image. */
export type SplitRule = 'classes' | 'images' | 'own';

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

export interface Summary {
  least: number;
  median: number;
  most: number;
  mean: number;
}

export type SweepState = 'running' | 'paused' | 'ended' | 'cancelled';

/**
 * What of a model is trained. The words are the configuration's: `head`, `last 2` (blocks, the last norm and the head), `all but patch
 * embedding` (the papers': class token and positions train) and `all`.
 */
export type Train = 'head' | `last ${number}` | 'all but patch embedding' | 'all';

export type TrainingState = 'starting' | 'ready' | 'training' | 'paused' | 'finished' | 'failed';

/** What may be chosen where the file does not say it, or says it wrongly. */
export interface WeightsChoices {
  /** Of attention; default: as described, else width / 64. */
  heads?: number;
  /** By what pixels were normalised in training; default: as described, else by family. */
  normalisation?: ChannelStatistics;
  /** Which of the bodies in the file, by what their names begin with; default: the first of `prefixes`. */
  prefix?: string;
}

/** What was found, before it is read as a whole. */
export interface WeightsFound {
  /** For people: the name of the file. */
  name: string;
  family: string;
  shape: BodyShape & { heads: number };
  /** null: nothing says, and it has to be chosen. */
  normalisation: ChannelStatistics | null;
  /** What the names of the body begin with, and of all bodies that the file holds. */
  prefix: string;
  prefixes: string[];
  /** Numbers of the body. */
  parameters: number;
  /** What was decided and what was left out, for people. */
  notes: string[];
}

export interface WeightsOptions {
  anchor?: number;
  /** In place of the run’s temperature: τ_s for a spherical run, else τ_h. */
  tau?: number;
  c?: number;
  lambda?: number;
}

/** `shown`: the experiment that the page shows; else the ids of runs kept. */
export type What = 'shown' | string | readonly string[];

export type WorkingSize = 512 | 64 | 32 | 48 | 96 | 128 | 160 | 192 | 224 | 256 | 336 | 384 | 768;

declare global {
  interface Window {
    lab: Lab;
  }
}
