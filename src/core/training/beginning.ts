/**
 * What there is to see of an experiment before its first step: where the untrained models put the images, and the two lines to judge
 * by. Training need not wait for it. It is made with models of its own, which a seed gives once more as they were, so steps may be taken
 * at any time in between.
 */
import { rawPixelBaseline, untrainedBaseline } from '../evaluation/baselines';
import { embedInChunks, judgedBy, type Embedded, type Share } from '../evaluation/embedding';
import { evaluateRun, type RunEvaluation } from '../evaluation/evaluation';
import type { RunSnapshot } from '../evaluation/snapshot';
import type { HeadConfig } from '../configuration/schema';
import type { ImageSet } from '../data/pixelSource';
import type { DrawnBatch, Learner } from '../learner/learner';
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
  /** What is shared by all evaluations of the experiment. */
  evaluation: Pick<RunEvaluation, 'part' | 'rows' | 'judged' | 'seen'>;
  /** Side of the model's images. */
  side: number;
  createLearner: LearnerFactory;
  /** Only the two lines: the experiment is past its first step, and step 0 was shown before. */
  baselinesOnly: boolean;
  /** The two lines are known. */
  snapshotsOnly: boolean;
}

/** Yields what it is doing, the snapshots of step 0 (of all runs at once), and the baselines. */
export async function* beginningOf(options: BeginningOptions): AsyncGenerator<EvaluationNews, void> {
  const { runs, heads, firstBatches, images, evaluation, side, createLearner, baselinesOnly, snapshotsOnly } = options;
  const { rows } = evaluation;
  const untrained = new Map<string, Learner>();
  try {
    const embeddings = new Map<string, Embedded>();
    const snapshots: RunSnapshot[] = [];
    for (const [i, run] of runs.entries()) {
      if (baselinesOnly && i > 0) break;
      const key = untrainedKey(run);
      const learner = untrained.get(key) ?? (await createLearner(run.specification));
      learner.featureScale = run.learner.featureScale;
      untrained.set(key, learner);
      const embedded = embeddings.get(key) ?? (yield* inWords('embedding the evaluation images', embedInChunks(learner, images, rows)));
      embeddings.set(key, embedded);
      if (baselinesOnly) break;
      const { id, name, geometry, seed, projector } = run;
      const batch = firstBatches.get(seed)!;
      const work = evaluateRun({
        ...evaluation,
        id,
        geometry,
        learner,
        head: heads[i]!,
        step: 0,
        images,
        batch,
        seed,
        projector,
        embedded,
      });
      snapshots.push(yield* inWords(`evaluating ${name}, untrained`, work));
    }
    if (!baselinesOnly) yield { snapshots };
    if (snapshotsOnly) return;
    const first = embeddings.get(untrainedKey(runs[0]!))!;
    yield {
      baselines: {
        rawPixels: yield* inWords('retrieving by raw pixels', rawPixelBaseline(images, rows, side)),
        untrained: yield* inWords('retrieving by the untrained model', untrainedBaseline(first, judgedBy(images, rows))),
      },
    };
  } finally {
    for (const learner of untrained.values()) learner.dispose();
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
