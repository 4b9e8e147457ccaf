/**
 * What there is to see of an experiment before its first step: where the untrained models put the images, and the two lines to judge
 * by. Training need not wait for it. It is made with models of its own, which a seed gives once more as they were, so steps may be taken
 * at any time in between. Runs of one seed and one factor on the features share what is embedded.
 */
import { rawPixelBaseline, untrainedBaseline } from '../evaluation/baselines';
import { embedInChunks, judgedBy, type Embedded, type Share } from '../evaluation/embedding';
import { evaluateRun, type EvaluatedImages } from '../evaluation/evaluation';
import type { RunSnapshot } from '../evaluation/snapshot';
import type { RetrievalMetrics } from '../metrics/retrieval/retrieval';
import type { HeadConfig } from '../configuration/schema';
import type { ImageSet } from '../data/pixelSource';
import type { DrawnBatch, Learner } from '../learner/learner';
import { createProjector, type Projector } from '../projection/projector';
import type { Baselines } from './experiment.types';
import type { LearnerFactory, Run } from './runs';

/** What an experiment says between two parts of its work: what it is doing, or what is ready. */
export type EvaluationNews =
  | { activity: string }
  /** Of all runs that were evaluated together, at one step. */
  | { snapshots: RunSnapshot[] }
  | { baselines: Baselines };

export interface BeginningOptions {
  runs: readonly Run[];
  /** As each run's was before its first step. */
  heads: readonly HeadConfig[];
  /** The first batch of each seed, as it is. */
  firstBatches: ReadonlyMap<number, DrawnBatch>;
  images: ImageSet;
  /** All that are evaluated. */
  whole: EvaluatedImages;
  /** Those that are shown before them, if any. */
  first?: EvaluatedImages;
  /** Side of the model's images. */
  side: number;
  createLearner: LearnerFactory;
  /** Only the two lines: the experiment is past its first step, and step 0 was shown before. */
  baselinesOnly: boolean;
  /** The two lines are known. */
  snapshotsOnly: boolean;
  /** Lines that need not be found again. */
  known: Partial<Baselines>;
}

/**
 * Yields what it is doing, the snapshots of step 0 (of all runs at once; first those of a subset, where there is one), and the baselines.
 */
export async function* beginningOf(options: BeginningOptions): AsyncGenerator<EvaluationNews, void> {
  const { runs, images, whole, first, side, baselinesOnly, snapshotsOnly, known } = options;
  const untrained = new UntrainedModels(options);
  try {
    if (!baselinesOnly) {
      if (first) yield { snapshots: yield* evaluated(options, untrained, first, (run) => run.projector) };
      // Steps may have been evaluated since the subset was: their pictures carry on from it, and so would these.
      yield { snapshots: yield* evaluated(options, untrained, whole, (run) => (first ? createProjector() : run.projector)) };
    }
    if (snapshotsOnly) return;
    const rawPixels = known.rawPixels ?? (yield* inWords('retrieving by raw pixels', rawPixelBaseline(images, whole.rows, side)));
    yield { baselines: { rawPixels, untrained: known.untrained ?? (yield* untrained.retrieved(runs[0]!, whole.rows)) } };
  } finally {
    untrained.dispose();
  }
}

/** Every run evaluated at step 0 on these images. */
async function* evaluated(
  { runs, heads, firstBatches, images }: BeginningOptions,
  untrained: UntrainedModels,
  of: EvaluatedImages,
  projectorOf: (run: Run) => Projector,
): AsyncGenerator<{ activity: string }, RunSnapshot[]> {
  const snapshots: RunSnapshot[] = [];
  for (const [i, run] of runs.entries()) {
    const { id, name, geometry, seed } = run;
    const learner = await untrained.learner(run);
    const embedded = yield* untrained.embedded(run, of.rows);
    const projector = projectorOf(run);
    const batch = firstBatches.get(seed)!;
    const work = evaluateRun({ ...of, id, geometry, learner, head: heads[i]!, step: 0, images, batch, seed, projector, embedded });
    snapshots.push(yield* inWords(`evaluating ${name}, untrained`, work));
  }
  return snapshots;
}

/** Models as they were before the first step, and what they make of images; one for all runs that would have the same. */
class UntrainedModels {
  readonly #models = new Map<string, { learner: Learner; embeddings: Map<Int32Array, Embedded> }>();

  constructor(private readonly options: Pick<BeginningOptions, 'images' | 'createLearner'>) {}

  async learner(run: Run): Promise<Learner> {
    return (await this.#model(run)).learner;
  }

  /** @param rows the same array for the same images */
  async *embedded(run: Run, rows: Int32Array): AsyncGenerator<{ activity: string }, Embedded> {
    const { learner, embeddings } = await this.#model(run);
    const known = embeddings.get(rows);
    if (known) return known;
    const made = yield* inWords('embedding the evaluation images', embedInChunks(learner, this.options.images, rows));
    const [other] = embeddings.values();
    if (other?.inBatch) made.inBatch = other.inBatch;
    embeddings.set(rows, made);
    return made;
  }

  dispose(): void {
    for (const { learner } of this.#models.values()) learner.dispose();
  }

  /** The line of the untrained model: by that of a run. */
  async *retrieved(run: Run, rows: Int32Array): AsyncGenerator<{ activity: string }, RetrievalMetrics> {
    const embedded = yield* this.embedded(run, rows);
    return yield* inWords('retrieving by the untrained model', untrainedBaseline(embedded, judgedBy(this.options.images, rows)));
  }

  async #model(run: Run) {
    const key = untrainedKey(run);
    let model = this.#models.get(key);
    if (!model) {
      const learner = await this.options.createLearner(run.specification);
      learner.featureScale = run.learner.featureScale;
      this.#models.set(key, (model = { learner, embeddings: new Map() }));
    }
    return model;
  }
}

/** Passes on what a part of the work says of itself, in words. */
export async function* inWords<T>(activity: string, work: AsyncGenerator<Share, T>): AsyncGenerator<{ activity: string }, T> {
  for (;;) {
    const { value, done } = await work.next();
    if (done) return value;
    yield { activity: `${activity}: ${Math.round(100 * value)} %` };
  }
}

/** Runs with the same key have the same untrained embedding: same weights, same factor on the features. */
export function untrainedKey({ seed, learner }: Run): string {
  return `${seed} ${learner.featureScale}`;
}
