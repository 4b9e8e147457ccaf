/**
 * The form of an experiment's record: everything a run leaves behind, versioned. Runs kept, files exported, what is resumed and the
 * recording that the page opens with all use it. Steps count from 0 (nothing trained); shapes are row-major.
 */
import { z } from 'zod';
import { CONTENT_HASH } from '../data/contentHash';
import { experimentConfigSchema, headSchema, kernelVariants, runSchema } from '../configuration/schema';

export const RECORD_VERSION = 5;

const array = <T>(type: abstract new (...parameters: never[]) => T, what: string) =>
  z.custom<T>((value) => value instanceof type, `must be an array of ${what}`);
const float32 = array<Float32Array>(Float32Array, 'float32');
const float64 = array<Float64Array>(Float64Array, 'float64');
const int32 = array<Int32Array>(Int32Array, 'int32');

const number = z.custom<number>((value) => typeof value === 'number', 'must be a number');
const step = z.int().min(0);
const count = z.int().min(0);
const text = z.string().max(500);

const partialRecall = { recallAt1: number, standardError: number, queries: count };

export const retrievalSchema = z.object({
  recallAt: z.object({ 1: number, 2: number, 4: number, 8: number }),
  standardError: number,
  queries: count,
  excluded: count,
  rPrecision: number,
  mapAtR: number,
  /** Recall@1 in parts; absent in older records. */
  byClassSize: z
    .array(z.object({ ...partialRecall, quartile: z.literal([1, 2, 3, 4]), classes: count, from: count, to: count }))
    .max(4)
    .optional(),
  byLevel: z
    .array(z.object({ ...partialRecall, level: z.int().min(1), groups: count, chance: number }))
    .max(64)
    .optional(),
});

export const seenSchema = z.object({
  images: count,
  classes: count,
  head: retrievalSchema,
  body: retrievalSchema,
  unseen: retrievalSchema,
});
export const spreadSchema = z.object({ alignment: number.optional(), uniformity: number.optional() });
export const hyperbolicitySchema = z.object({ relativeDelta: number, deviation: number, subsets: count, size: count });

/** A picture of a snapshot: points [n, 2] in the unit disk (scaled by √c) or [n, 3] on the unit sphere, by method, with its fidelity. */
export const layoutSchema = z
  .object({
    method: z.enum(['tangent PCA', 'PCA angle, true radius', 'hyperbolic neighbours', 'sphere PCA', 'spherical neighbours', 'none']),
    points: float32,
    dimensions: z.union([z.literal(2), z.literal(3)]),
    neighboursKept: number,
    distortion: number,
  })
  .refine(({ points, dimensions }) => points.length % dimensions === 0, 'points must be whole rows');

export const bandSchema = z
  .object({
    ranks: float32,
    median: float32,
    lower: float32,
    upper: float32,
    effective: number,
    top1: number,
    top6: number,
    top24: number.optional(),
    falseNeighbours: number.optional(),
  })
  .refine(
    ({ ranks, median, lower, upper }) => [median, lower, upper].every(({ length }) => length === ranks.length),
    'a band needs as many values as ranks',
  );

export const normsSchema = z
  .object({ edges: float32, counts: float32, mean: number, clippedShare: number })
  .refine(({ edges, counts }) => edges.length === counts.length + 1, 'a histogram needs one edge more than bins');

/** Which part of the image set was looked at. Settings are judged on `validation`; `test` is for a final test, unless it was asked for. */
export const partSchema = z.enum(['validation', 'test']);

/** Numbers of one evaluation; every one is kept. */
export const evaluationSchema = z.object({
  step,
  /** Seconds of training before it, by the clock; absent where they were not recorded. */
  seconds: z.number().min(0).optional(),
  part: partSchema,
  /** How many images it is of, and of how many that were evaluated: numbers of a subset compare with those of the same subset alone. */
  images: count,
  of: count,
  /** In force when it was made. */
  head: headSchema,
  /** Of the head's embedding in the run's own geometry, and of the body features by cosine. */
  retrieval: retrievalSchema,
  bodyRetrieval: retrievalSchema,
  seen: seenSchema.optional(),
  spread: spreadSchema.optional(),
  hyperbolicity: hyperbolicitySchema.optional(),
  /** Share of embeddings on the clip sphere. */
  clippedShare: number,
});

/** The evaluated images at one step; as many as stay when older ones are thinned. */
export const snapshotSchema = z
  .object({
    step,
    part: partSchema,
    /** Which of the evaluated images it is of: their places, ascending, among so many; absent = all. */
    subset: z.object({ places: int32, of: count }).optional(),
    head: headSchema,
    /** [n, d] after featureScale, before any normalisation. */
    features: float32,
    /** What the features and the points of the pictures were kept in. `float16` has rounded them to 11 bits. */
    precision: z.enum(['float32', 'float16']),
    /** Said where the features have been through a coarser form before. */
    coarser: text.optional(),
    n: count,
    d: count,
    featureScale: number,
    retrieval: retrievalSchema,
    bodyRetrieval: retrievalSchema,
    seen: seenSchema.optional(),
    spread: spreadSchema.optional(),
    hyperbolicity: hyperbolicitySchema.optional(),
    projection: layoutSchema,
    /** Pictures by other methods. */
    layouts: z.array(layoutSchema),
    weights: z.object({ batch: bandSchema, evaluation: bandSchema }),
    norms: normsSchema,
  })
  .superRefine(({ n, d, subset, features, projection, layouts }, context) => {
    const places = subset?.places;
    if (places && (places.length !== n || places.some((place, i) => place < (i > 0 ? places[i - 1]! + 1 : 0) || place >= subset.of)))
      context.addIssue({
        code: 'custom',
        path: ['subset', 'places'],
        message: `must be ${n} ascending places among ${subset.of} images`,
      });
    if (features.length !== n * d)
      context.addIssue({
        code: 'custom',
        path: ['features'],
        message: `[${n}, ${d}] features are ${n * d} numbers, not ${features.length}`,
      });
    for (const { method, points, dimensions } of [projection, ...layouts])
      if (points.length !== n * dimensions)
        context.addIssue({
          code: 'custom',
          path: ['projection'],
          message: `“${method}” of ${n} images takes ${n * dimensions} coordinates, not ${points.length}`,
        });
  });

/** Columns of `metricColumns.ts`. */
export const metricsSchema = z
  .object({
    length: count,
    bucket: z.int().min(1),
    step: int32,
    loss: float64,
    accuracy: float64,
    gradientNorm: float64,
    learningRate: float64,
  })
  .superRefine(({ length, bucket: _, ...columns }, context) => {
    for (const [name, column] of Object.entries(columns))
      if (column.length !== length)
        context.addIssue({ code: 'custom', path: [name], message: `${column.length} rows where there are ${length}` });
    for (let i = 1; i < columns.step.length; i++)
      if (columns.step[i]! <= columns.step[i - 1]!)
        return context.addIssue({ code: 'custom', path: ['step'], message: 'steps must ascend' });
  });

/** A look at the test images, which nothing was chosen by: it stands apart from the evaluations. */
export const finalTestSchema = z.object({
  /** Of the models that were tested. */
  step,
  /** Which look of the experiment at its test images it was: 1 for the first. */
  times: z.int().min(1),
  /** Images looked at, and the classes they are of. */
  images: count,
  classes: count,
  /** The common head in force. */
  head: headSchema,
  /** Of each run: as in an evaluation. */
  runs: z.array(z.object({ id: z.string().min(1).max(200), retrieval: retrievalSchema, bodyRetrieval: retrievalSchema })).min(1),
});

const ascending = (entries: readonly { step: number }[]) => entries.every((entry, i) => i === 0 || entry.step >= entries[i - 1]!.step);

export const runRecordSchema = z.object({
  /** Unique in the record, and the same for as long as the run lives. */
  id: z.string().min(1).max(200),
  /** As it was when it was created, with the name it has now; its id is the one above. */
  configuration: runSchema,
  featureScale: number,
  metrics: metricsSchema,
  evaluations: z
    .array(evaluationSchema.refine(({ images, of }) => images <= of, 'an evaluation is of no more images than there are'))
    .refine(ascending, 'evaluations must ascend by step'),
  snapshots: z.array(snapshotSchema).refine(ascending, 'snapshots must ascend by step'),
});

const randomStateSchema = z.object({ words: z.tuple([number, number, number, number]), spare: number.nullable() });

/** Everything needed to go on exactly; as `core/training/experiment.types.ts` describes it. */
export const checkpointSchema = z.object({
  config: experimentConfigSchema,
  applied: z.array(z.object({ step, head: headSchema.partial() })),
  step,
  sources: z.array(
    z.object({
      seed: z.int(),
      state: z.object({
        sampler: z.object({ random: randomStateSchema, queue: z.array(z.int()), peeked: z.array(z.int()).nullable() }),
        augmentation: randomStateSchema,
      }),
    }),
  ),
  baselines: z.object({ rawPixels: retrievalSchema, untrained: retrievalSchema }).optional(),
  /** How often the experiment had been tested; absent = never. */
  finalTests: count.optional(),
  runs: z.array(
    z.object({
      id: z.string().min(1).max(200),
      featureScale: number,
      parameters: z.record(
        z.string().max(500),
        z
          .tuple([float32, float32, float32])
          .refine(
            ([a, b, c]) => b.length === c.length && (b.length === a.length || b.length === 0),
            'moments must be as long as weights, or empty where these are frozen',
          ),
      ),
    }),
  ),
});

export const imageSetSchema = z.object({
  id: z.string().min(1).max(500),
  /** For people. */
  name: text,
  images: count,
  classes: count,
  /** Of labels, split and pixels, `algorithm:hex`; absent where it is unknown. */
  contentHash: z.string().regex(CONTENT_HASH).optional(),
});

export const experimentRecordSchema = z
  .object({
    version: z.literal(RECORD_VERSION),
    /** The same in every file that belongs to one experiment. */
    id: z.string().min(1).max(200),
    title: text.optional(),
    /** When it was begun, ISO 8601 in UTC; a day where no more is known. */
    date: z.string().regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/, 'must be a date like 2026-11-24 or 2026-11-24T12:00:00Z'),
    versions: z.object({ app: text, tfjs: text, browser: text }),
    backend: z.object({
      /** `pytorch`: trained elsewhere, by the `train.py` that is handed over. */
      backend: z.enum(['webgpu', 'wasm', 'cpu', 'pytorch']),
      adapter: text,
      kernels: z.enum(kernelVariants).optional(),
    }),
    imageSet: imageSetSchema,
    /** Which file the pretrained weights of the configuration are of; absent where there are none, and in older records. */
    weights: z.object({ id: z.string().min(1).max(200), name: text, family: text, bytes: count }).optional(),
    /** As it was created with. */
    configuration: experimentConfigSchema,
    /** Changes of the common head while it ran, ascending. */
    applied: z.array(z.object({ step, head: headSchema.partial() })).refine(ascending, 'changes must ascend by step'),
    /** What else was taken over while it ran: each governs step `from` + 1 and what follows. Absent: `configuration` all along. */
    inForce: z.array(z.object({ from: step, configuration: experimentConfigSchema })).optional(),
    /** Steps taken. */
    step,
    /** Of one model. */
    parameters: count,
    /** The two lines to judge by, as far as they are known. */
    baselines: z.object({ rawPixels: retrievalSchema.optional(), untrained: retrievalSchema.optional() }),
    /** Rows of the image set whose order is that of the snapshots, and their classes, [n] each. */
    evaluated: z.array(
      z
        .object({
          part: partSchema,
          rows: int32,
          labels: int32,
          /** Training images that were held back for it; 0 where the set has such a part of its own. */
          heldBack: count,
          /** Why it is another part than the one that the configuration asks for. */
          reason: text.optional(),
        })
        .refine(({ rows, labels }) => rows.length === labels.length, 'every row needs its class'),
    ),
    runs: z.array(runRecordSchema).min(1).max(8),
    /** Looks at the test images, in the order they were taken. */
    finalTests: z
      .array(finalTestSchema)
      .refine((tests) => tests.every(({ times }, i) => i === 0 || times > tests[i - 1]!.times), 'looks at the test images must ascend'),
    checkpoint: checkpointSchema.optional(),
    /** Index of an evaluated image worth looking at first. */
    anchor: count.optional(),
    /** Snapshots of these steps stand in records of their own, in files beside this one. */
    elsewhere: z
      .array(
        z.object({
          step,
          file: z.string().regex(/^[\w-][\w.-]*$/, 'must be the name of a file, without a path'),
          bytes: count,
        }),
      )
      .optional(),
  })
  .superRefine(({ runs, evaluated, anchor, configuration, finalTests }, context) => {
    const ids = new Set(runs.map(({ id }) => id));
    if (ids.size < runs.length) context.addIssue({ code: 'custom', path: ['runs'], message: 'two runs have one id' });
    runs.forEach((run, i) =>
      run.snapshots.forEach(({ part, n, subset }, j) => {
        const images = evaluated.find((entry) => entry.part === part)?.rows.length ?? 0;
        const of = subset?.of ?? n;
        if (of !== images)
          context.addIssue({
            code: 'custom',
            path: ['runs', i, 'snapshots', j, ...(subset ? ['subset', 'of'] : ['n'])],
            message: `${of} images where ${images} of the ${part} part were evaluated`,
          });
      }),
    );
    finalTests.forEach((test, i) =>
      test.runs.forEach(({ id }, j) => {
        if (!ids.has(id))
          context.addIssue({ code: 'custom', path: ['finalTests', i, 'runs', j, 'id'], message: `there is no run “${id}”` });
      }),
    );
    if (runs.some(({ id, configuration: { id: own } }, i) => own !== id || configuration.runs[i]?.id !== id))
      context.addIssue({ code: 'custom', path: ['runs'], message: 'a run has another id in its configuration, or another place there' });
    const most = Math.max(0, ...evaluated.map(({ rows }) => rows.length));
    if (anchor !== undefined && anchor >= most)
      context.addIssue({ code: 'custom', path: ['anchor'], message: `image ${anchor} of ${most}` });
    if (configuration.runs.length !== runs.length)
      context.addIssue({
        code: 'custom',
        path: ['runs'],
        message: `${runs.length} runs where the configuration has ${configuration.runs.length}`,
      });
  });

export type ExperimentRecord = z.infer<typeof experimentRecordSchema>;
export type RunRecord = z.infer<typeof runRecordSchema>;
export type SnapshotRecord = z.infer<typeof snapshotSchema>;
export type EvaluationRecord = z.infer<typeof evaluationSchema>;
export type FinalTestRecord = z.infer<typeof finalTestSchema>;
export type ImageSetIdentity = z.infer<typeof imageSetSchema>;
export type EvaluatedPart = z.infer<typeof partSchema>;
