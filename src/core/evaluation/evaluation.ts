/**
 * One evaluation of one run: its embedding of the evaluation images, and everything the page draws of it. The work is done
 * in parts of a fraction of a second, between which whoever drives it may do other things.
 */
import type { Geometry, HeadConfig } from '../configuration/schema';
import type { ImageSet } from '../data/pixelSource';
import type { EvaluationSubset } from '../data/evaluationSubset';
import type { EvaluatedPart } from '../data/parts';
import { embed } from '../geometry/vector';
import { deltaInParts } from '../metrics/delta';
import { normHistogram } from '../metrics/norms';
import { alignment, uniformity } from '../metrics/spread';
import { batchWeightsBand, evaluationWeightsBand } from '../metrics/negatives/weightsBand';
import type { Projector } from '../projection/projector';
import { createRandom } from '../random/random';
import type { FinalTest, RunSnapshot } from './snapshot';
import { embedInChunks, retrieveByCosine, retrieveByDistance, within, type Embedded, type Judged, type Share } from './embedding';
import type { DrawnBatch, Learner } from '../learner/learner';
import { retrieveSeen, type SeenSample } from './seen';

/** Anchors of the band over evaluation images: the median over them stands still long before all are taken. */
const BAND_ANCHORS = 128;
/** δ is O(rows³): the mean over four subsets of 200 stands still to two digits, and takes about a tenth of a second. */
const DELTA = { subsets: 4, size: 200 };

/** The images of an evaluation: what all runs of an experiment share. */
export interface EvaluatedImages {
  part: EvaluatedPart;
  /** Rows of the store. */
  rows: Int32Array;
  judged: Judged;
  /** Where they are not all that are evaluated. */
  subset?: EvaluationSubset;
  /** Images of classes that are trained on; none where no such class has two, and beside a subset. */
  seen?: SeenSample;
}

export interface RunEvaluation extends EvaluatedImages {
  id: string;
  geometry: Geometry;
  learner: Pick<Learner, 'embed' | 'featureScale'>;
  /** A change applied while this goes on belongs to the next evaluation. */
  head: HeadConfig;
  step: number;
  images: ImageSet;
  /** The batch the run will train on next, as it is: anchors of the band over a batch. */
  batch: DrawnBatch;
  /** Chooses anchors and subsets of the evaluation images: the same at every step. */
  seed: number;
  /** An embedding that is known already. */
  embedded?: Embedded;
  /** Keeps each picture in line with the one before. */
  projector: Projector;
}

/** Yields the share of the work that is done; returns the snapshot. */
export async function* evaluateRun(run: RunEvaluation): AsyncGenerator<Share, RunSnapshot> {
  const { learner, geometry, judged, images, batch } = run;
  const { labels } = judged;
  const head: HeadConfig = { ...run.head };
  const embedded = run.embedded ?? (yield* within(0, 0.45, embedInChunks(learner, images, run.rows)));
  if (run.seen) embedded.seen ??= yield* within(0.45, 0.53, embedInChunks(learner, images, run.seen.rows));
  const inBatch = (embedded.inBatch ??= (await learner.embed(batch.batch.pixels, batch.batch.n, batch.batch.size)).features);
  yield 0.55;
  const { features, n, d, featureScale } = embedded;
  const embedding = embed(features, n, d, geometry, head);
  const retrieval = yield* within(0.55, 0.65, retrieveByDistance(embedding, head, judged));
  const bodyRetrieval =
    embedded.bodyRetrieval ?? (yield* within(0.65, 0.83, retrieveByCosine(embedded.body, n, embedded.bodyWidth, judged)));
  embedded.bodyRetrieval = bodyRetrieval;
  const seen = run.seen && (yield* within(0.83, 0.86, retrieveSeen(run.seen, embedded, judged, geometry, head)));
  const random = createRandom(run.seed);
  const bandRandom = random.fork('weights band');
  const evaluation = evaluationWeightsBand({ embedding, labels, head, anchors: BAND_ANCHORS, random: bandRandom });
  yield 0.9;
  const hyperbolicity = n > 1 ? yield* within(0.9, 0.95, deltaInParts(features, n, d, random.fork('δ'), DELTA)) : undefined;
  const spread = { alignment: alignment(features, n, d, labels), uniformity: uniformity(features, n, d, random.fork('uniformity')) };
  yield 0.96;
  const { samplesPerClass } = batch.batch;
  const ofBatch = batchWeightsBand({ features: inBatch, n: batch.batch.n, d, samplesPerClass, geometry, head });
  yield 0.97;
  const projection = run.projector.project(embedding);
  yield 1;
  return {
    run: run.id,
    geometry,
    head,
    step: run.step,
    part: run.part,
    ...(run.subset ? { subset: run.subset } : {}),
    features,
    n,
    d,
    featureScale,
    retrieval,
    bodyRetrieval,
    ...(seen ? { seen } : {}),
    spread,
    ...(hyperbolicity ? { hyperbolicity } : {}),
    projection,
    weights: { batch: ofBatch, evaluation },
    norms: normHistogram(features, n, d, head),
  };
}

/** Retrieval of other images than those judged by, with this head: nothing of it is shown while training. */
export async function* retrieveOnce(
  { learner, geometry }: { learner: Pick<Learner, 'embed' | 'featureScale'>; geometry: Geometry },
  head: HeadConfig,
  images: Pick<ImageSet, 'pixels'>,
  rows: Int32Array,
  judged: Judged,
): AsyncGenerator<Share, FinalTest['runs'][string]> {
  const { features, body, n, d, bodyWidth } = yield* within(0, 0.7, embedInChunks(learner, images, rows));
  const retrieval = yield* within(0.7, 0.85, retrieveByDistance(embed(features, n, d, geometry, head), head, judged));
  const bodyRetrieval = yield* within(0.85, 1, retrieveByCosine(body, n, bodyWidth, judged));
  return { retrieval, bodyRetrieval };
}
