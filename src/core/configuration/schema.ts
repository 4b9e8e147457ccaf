/**
 * The configuration of an experiment: one schema, versioned, for the page, the worker, `window.lab`, the URL and the tools.
 *
 * A rule that one field can state stands at the field; a rule between fields stands in `experimentConfigSchema`. What only
 * the image set can tell (too many classes per batch, …) is checked by `checkAgainstImageSet`.
 */
import { z } from 'zod';
import { lastBlocks, TRAIN_PATTERN, type Train } from './train';

export const CONFIG_VERSION = 1;

export const geometries = ['spherical', 'hyperbolic', 'fused'] as const;
export const geometrySchema = z.enum(geometries);
export type Geometry = z.infer<typeof geometrySchema>;

const positive = (what: string) => z.number().gt(0, `${what} must be greater than 0`).max(1e6, `${what} must be at most 1,000,000`);
const count = (what: string, least = 1, most = 1_000_000) =>
  z
    .int(`${what} must be a whole number`)
    .min(least, `${what} must be at least ${least}`)
    .max(most, `${what} must be at most ${most.toLocaleString('en')}`);

/** What maps features to similarities: temperatures, curvature, fusion, clipping (DESIGN §2). */
export const headSchema = z.object({
  /** τ_s of cos/τ_s. */
  tauSpherical: positive('Temperature τ spherical'),
  /** τ_h of −d/τ_h. */
  tauHyperbolic: positive('Temperature τ hyperbolic'),
  /** c > 0: the ball has curvature −c and radius 1/√c. */
  c: positive('Curvature c'),
  /** λ, weight of the hyperbolic part of the fused similarity. */
  lambda: z.number().min(0, 'Fusion weight λ must be 0 or greater').max(1e6),
  /** r, the largest norm of a feature before the exponential map; 0 = no clipping. */
  clipRadius: z.number().min(0, 'Clip radius must be 0 (no clipping) or greater').max(1e6),
  /** HypMix normalises the features before the hyperbolic branch, Hyp-ViT does not. */
  hyperbolicInput: z.enum(['raw', 'normalized']),
  /** Mean feature norm that `featureScale` is calibrated to on the first batch; 0 = features are left as they are. */
  initialRadius: z.number().min(0, 'Initial radius must be 0 (no calibration) or greater').max(1e3),
});
export type HeadConfig = z.infer<typeof headSchema>;

export const poolings = ['class token', 'mean', 'concatenate'] as const;
export const initialisations = ['timm', 'xavier'] as const;
export const normalisations = ['timm', 'imagenet', 'weights', 'image set'] as const;

export const modelSchema = z
  .object({
    /** Side of the square input, pixels. */
    image: count('Image side', 4, 512),
    /** Side of a patch, pixels. */
    patch: count('Patch side', 1, 512),
    width: count('Width', 1, 4096),
    depth: count('Depth', 1, 64),
    heads: count('Heads', 1, 64),
    mlpRatio: positive('MLP ratio'),
    /** d, dimension of the linear head's output. */
    embedding: count('Embedding dimension', 2, 4096),
    pooling: z.enum(poolings),
    initialisation: z.enum(initialisations),
    /**
     * Id of pretrained weights that the body begins with; null: it is drawn. Patch, width, depth, and MLP ratio are then theirs. Absent in
     * what older versions wrote.
     */
    weights: z.string().min(1).nullable().default(null),
  })
  .superRefine((model, context) => {
    if (model.image % model.patch !== 0)
      context.addIssue({
        code: 'custom',
        path: ['patch'],
        message: `Patch side ${model.patch} does not divide the image side ${model.image}`,
      });
    if (model.width % model.heads !== 0)
      context.addIssue({ code: 'custom', path: ['heads'], message: `${model.heads} heads do not divide the width ${model.width}` });
    if (!Number.isInteger(model.width * model.mlpRatio))
      context.addIssue({
        code: 'custom',
        path: ['mlpRatio'],
        message: `MLP ratio ${model.mlpRatio} times width ${model.width} is not a whole number`,
      });
  });
export type ModelConfig = z.infer<typeof modelSchema>;

export const batchSchema = z.object({
  /** Classes per batch, drawn without repetition. */
  classes: count('Classes per batch', 2, 4096),
  /** m, images of each class in a batch. */
  samplesPerClass: count('Samples per class', 2, 64),
});

export const augmentationSchema = z.object({
  /** Random resized crop: the smallest share of the image's area that is kept; 1 = no crop. */
  cropScale: z.number().gt(0, 'Smallest crop must be greater than 0').max(1, 'Smallest crop must be at most 1 (no crop)'),
  /**
   * By what pixels are normalised: mean and deviation 0.5, as timm's ViT weights; those of ImageNet, as DINO, DINOv2 and DeiT; what the
   * pretrained weights say of themselves; or those of the image set's training images.
   */
  normalisation: z.enum(normalisations).default('timm'),
  /**
   * Views of an image: 0 = crop and flip are drawn anew each time; v = each image has v of them, so that a frozen body looks at each once.
   * Absent in what older versions wrote.
   */
  views: count('Views of an image', 0, 64).default(0),
  /** Probability of a horizontal flip. */
  flip: z.number().min(0, 'Flip probability must be between 0 and 1').max(1, 'Flip probability must be between 0 and 1'),
});
export type AugmentationConfig = z.infer<typeof augmentationSchema>;

export const optimizerSchema = z.object({
  learningRate: positive('Learning rate'),
  weightDecay: z.number().min(0, 'Weight decay must be 0 or greater').max(10),
  beta1: z.number().min(0).lt(1, 'β₁ must be below 1'),
  beta2: z.number().min(0).lt(1, 'β₂ must be below 1'),
  epsilon: positive('ε'),
  /** Global gradient norm above which gradients are scaled down; 0 = never. */
  clipNorm: z.number().min(0, 'Gradient clip must be 0 (never) or greater').max(1e6),
  schedule: z.enum(['constant', 'cosine']),
  /** Steps over which the rate grows linearly from 0. */
  warmupSteps: count('Warm-up steps', 0),
});
export type OptimizerConfig = z.infer<typeof optimizerSchema>;

/** One run of an experiment: its geometry and what else it changes of the common configuration. */
export const runSchema = z.object({
  /** Unique within the experiment, and the same for as long as the run lives: everything that is measured of it is kept under it. */
  id: z
    .string()
    .trim()
    .min(1, 'A run needs an id')
    .max(60, 'The id of a run has at most 60 characters')
    .refine((id) => !isReserved(id), 'This word cannot be the id of a run'),
  /** For people: unique within the experiment, shown everywhere, and changed at any time. */
  name: z.string().trim().min(1, 'A run needs a name').max(40, 'A run name has at most 40 characters'),
  geometry: geometrySchema,
  /** Its own seed (initial weights, batches, augmentation), as a control; absent = the experiment's. */
  seed: count('Seed', 0, 2 ** 31 - 1).optional(),
  head: headSchema.partial().optional(),
  /** Of its optimiser, schedule and all: a shared learning rate can understate one geometry. */
  optimizer: optimizerSchema.partial().optional(),
});
export type RunConfig = z.infer<typeof runSchema>;

const runInputSchema = runSchema.partial({ id: true });
/** A run as it may be written down: without an id it gets one, its name where that is free. */
export type RunInput = z.infer<typeof runInputSchema>;

/** Results are kept in objects by id: what every object has already cannot be one. */
const isReserved = (id: string): boolean => id in {};

/** An id that none of these runs has: the one wanted (a name, say) where it is free, else with a number behind it. */
export function freshId(runs: readonly { id?: string | undefined }[], wanted: string): string {
  const taken = new Set(runs.map(({ id }) => id));
  let id = wanted;
  for (let i = 2; taken.has(id) || isReserved(id); i++) id = `${wanted} (${i})`;
  return id;
}

/** Every run with an id: its own, or one made from its name; those that are written down come first. */
function withIds(runs: readonly RunInput[]): RunConfig[] {
  const known: { id?: string | undefined }[] = runs.filter(({ id }) => id !== undefined);
  return runs.map(({ id: own, ...run }) => {
    const id = own ?? freshId(known, run.name);
    if (own === undefined) known.push({ id });
    return { id, ...run };
  });
}

export const backendChoices = ['auto', 'webgpu', 'wasm', 'cpu'] as const;
export type BackendChoice = (typeof backendChoices)[number];

/**
 * Forms of the WebGPU kernels. `registers`: no shared memory, for programs that imitate a GPU; `shared`: tiles and sums through shared
 * memory, for GPUs; `subgroups`: as `shared`, with sums over neighbouring invocations by shuffles, for GPUs that have them.
 */
export const kernelVariants = ['registers', 'shared', 'subgroups'] as const;
export type KernelVariant = (typeof kernelVariants)[number];

/** `auto` = the fastest in a trial. */
export const kernelChoices = ['auto', ...kernelVariants] as const;
export type KernelChoice = (typeof kernelChoices)[number];

/** How WebGPU keeps what the backward pass needs of the forward pass. */
export const activationFormats = ['float32', 'float16'] as const;
export type Activations = (typeof activationFormats)[number];

export const recomputeChoices = ['auto', 'never', 'always'] as const;
export type Recompute = (typeof recomputeChoices)[number];

const microbatchSchema = z.union([z.literal('auto'), count('Microbatch', 1, 262_144)], {
  error: 'Microbatch must be “auto” or a whole number of images',
});
export type Microbatch = z.infer<typeof microbatchSchema>;

const trainSchema = z.custom<Train>(
  (value) => typeof value === 'string' && TRAIN_PATTERN.test(value),
  'What is trained must be “head”, “last 1” (2, 3 … blocks), “all but patch embedding” or “all”',
);

export const experimentConfigSchema = z
  .object({
    version: z.literal(CONFIG_VERSION),
    backend: z.enum(backendChoices),
    /** Taken up when a backend is opened. Absent in what older versions wrote. */
    kernels: z.enum(kernelChoices).default('auto'),
    /**
     * `float16` takes less memory; the largest error of a gradient is then a hundredth of its largest entry (golden ViT, against float64;
     * float32: 1e-5). Absent in what older versions wrote.
     */
    activations: z.enum(activationFormats).default('float32'),
    /** What of the model is trained. Absent in what older versions wrote. */
    train: trainSchema.default('all'),
    /** Images of a part of the batch; `auto`: the whole batch where memory allows, else as many as fit. Absent in what older versions wrote. */
    microbatch: microbatchSchema.default('auto'),
    /** Whether blocks are computed once more in the backward pass instead of being kept. Absent in what older versions wrote. */
    recompute: z.enum(recomputeChoices).default('auto'),
    /** Gigabytes (10⁹ bytes) that training should take at most, all runs together. Absent in what older versions wrote. */
    memory: z.number().min(0.1, 'Memory must be at least 0.1 GB').max(1000, 'Memory must be at most 1,000 GB').default(2),
    /** Id of an image set. */
    imageSet: z.string().min(1),
    seed: count('Seed', 0, 2 ** 31 - 1),
    model: modelSchema,
    head: headSchema,
    batch: batchSchema,
    augmentation: augmentationSchema,
    optimizer: optimizerSchema,
    /** Steps after which training pauses by itself; also the length of the cosine schedule. */
    steps: count('Steps', 1),
    evaluation: z.object({
      /** Steps between evaluations. */
      every: count('Evaluate every', 1),
      /**
       * Seconds of training by itself after which there is an evaluation whatever the step, unless evaluations take a third of the time;
       * 0 = by steps alone. Absent in what older versions wrote.
       */
      seconds: z.number().min(0, 'Evaluate at least every … seconds must be 0 (by steps alone) or greater').max(86_400).default(0),
      /**
       * Which part of the image set is judged by while training: `validation`, so that settings are chosen without the test images, which
       * a final test then looks at once; or `test` itself, all training images being trained on.
       */
      split: z.enum(['validation', 'test']),
      /**
       * Where the image set has no validation part of its own: share of the training classes (of the images of each, where the set is
       * split by image) that is held back for it. Absent in what older versions wrote.
       */
      validationShare: z
        .number()
        .min(0.05, 'The validation share must be at least 0.05')
        .max(0.5, 'The validation share must be at most 0.5')
        .default(0.2),
      /** Images evaluated at most, those of whole classes: every image is compared with every other. */
      images: count('Evaluated images', 4).default(5000),
    }),
    runs: z
      .array(runInputSchema)
      .min(1, 'An experiment needs at least one run')
      .max(8, 'An experiment has at most 8 runs')
      .transform(withIds),
  })
  .superRefine((config, context) => {
    if (config.augmentation.normalisation === 'weights' && config.model.weights === null)
      context.addIssue({
        code: 'custom',
        path: ['augmentation', 'normalisation'],
        message: 'There are no pretrained weights whose normalisation could be taken; choose another',
      });
    const blocks = lastBlocks(config.train);
    if (blocks !== undefined && blocks > config.model.depth) {
      const message = `The last ${blocks} blocks cannot be trained: the model has ${config.model.depth}`;
      context.addIssue({ code: 'custom', path: ['train'], message });
    }
    const refuse = (i: number, key: 'id' | 'name', message: string) =>
      context.addIssue({ code: 'custom', path: ['runs', i, key], message });
    config.runs.forEach(({ id, name }, i) => {
      const before = config.runs.slice(0, i);
      if (before.some((run) => run.name === name)) refuse(i, 'name', `There are two runs named “${name}”`);
      // Where a run was refused for something else, ids have not been given yet.
      if ((id as string | undefined) !== undefined && before.some((run) => run.id === id))
        refuse(i, 'id', `There are two runs with the id “${id}”; each needs its own, and one without gets a fresh one`);
    });
  });
export type ExperimentConfig = z.infer<typeof experimentConfigSchema>;

export type DeepPartial<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: DeepPartial<T[K]> } : T;
/** What may be changed of a configuration: objects are merged, lists replaced. Runs keep what they have by their ids. */
export type ConfigPatch = DeepPartial<z.input<typeof experimentConfigSchema>>;

/** A setting that was refused: `path` names it (`head.c`), `message` says why. */
export interface ConfigIssue {
  path: string;
  message: string;
}

/** The head of one run: the experiment's, with what the run overrides. */
export function headOf(config: Pick<ExperimentConfig, 'head'>, run: Pick<RunConfig, 'head'>): HeadConfig {
  return { ...config.head, ...run.head };
}

/** The optimiser of one run: the experiment's, with what the run overrides. */
export function optimizerOf(config: Pick<ExperimentConfig, 'optimizer'>, run: Pick<RunConfig, 'optimizer'>): OptimizerConfig {
  return { ...config.optimizer, ...run.optimizer };
}

export function seedOf(config: Pick<ExperimentConfig, 'seed'>, run: Pick<RunConfig, 'seed'>): number {
  return run.seed ?? config.seed;
}
