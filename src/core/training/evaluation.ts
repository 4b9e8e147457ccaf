/**
 * One evaluation of one run: its embedding of the evaluation images, and everything the page draws of it. The work is done
 * in parts of a fraction of a second, between which whoever drives it may do other things.
 */
import type { Geometry, HeadConfig } from '../configuration/schema';
import type { ImageStore } from '../data/imageSet';
import { embed } from '../geometry/vector';
import { normHistogram } from '../metrics/norms';
import { createRetrieval, retrievalMetrics } from '../metrics/retrieval';
import { batchWeightsBand, evaluationWeightsBand } from '../metrics/weightsBand';
import type { Projector } from '../projection/projector';
import { createRandom } from '../random/random';
import type { RetrievalMetrics, RunSnapshot } from '../../engine/protocol';
import type { DrawnBatch } from './batches';
import { cosineBlocks, distanceBlocks, type DistanceBlock } from './distanceBlocks';
import { gatherPixels } from './imageStore';
import type { Learner } from './learner';

/** Images embedded in one part of the work. */
const EMBED_ROWS = 128;
/** Anchors of the band over evaluation images: the median over them stands still long before all are taken. */
const BAND_ANCHORS = 128;

/** Features and body features of the evaluation images. */
export interface Embedded {
  features: Float32Array;
  body: Float32Array;
  n: number;
  d: number;
  bodyWidth: number;
  featureScale: number;
  /** Kept with the body features it was made from: at step 0 runs share both. */
  bodyRetrieval?: RetrievalMetrics;
}

/** What retrieval is judged by, row by row. */
export interface Judged {
  labels: Int32Array;
  /** Codes of ROLE_CODE, where the image set tells queries from gallery. */
  role?: Uint8Array;
}

/** Labels and roles of rows of the store. */
export function judgedBy({ labels, role }: Pick<ImageStore, 'labels' | 'role'>, rows: Int32Array): Judged {
  return { labels: rows.map((row) => labels[row]!), ...(role ? { role: Uint8Array.from(rows, (row) => role[row]!) } : {}) };
}

/** What has been done of a part of the work: 0 … 1. */
type Share = number;

/** Embeds rows of the store as the learner is now, without augmentation. */
export async function* embedInChunks(learner: Learner, store: ImageStore, rows: Int32Array): AsyncGenerator<Share, Embedded> {
  const n = rows.length;
  const { featureScale } = learner;
  const chunk = (first: number) => {
    const part = rows.subarray(first, first + EMBED_ROWS);
    return learner.embed(gatherPixels(store, part), part.length, store.info.size);
  };
  let out: Embedded | undefined;
  for (let first = 0; first < n; first += EMBED_ROWS) {
    const { features, body, d, bodyWidth } = await chunk(first);
    out ??= { features: new Float32Array(n * d), body: new Float32Array(n * bodyWidth), n, d, bodyWidth, featureScale };
    out.features.set(features, first * d);
    out.body.set(body, first * bodyWidth);
    yield Math.min(1, (first + EMBED_ROWS) / n);
  }
  if (!out) throw new RangeError('There are no evaluation images to embed');
  return out;
}

/** Retrieval of every row among all others, from blocks of distances; of the queries among the gallery where there are roles. */
export async function* retrieveInBlocks(
  blocks: AsyncGenerator<DistanceBlock, void>,
  { labels, role }: Judged,
): AsyncGenerator<Share, RetrievalMetrics> {
  const accumulator = createRetrieval(labels, role ? { role } : {});
  for await (const { first, distances } of blocks) {
    accumulator.add(distances, first);
    yield (first + distances.length / labels.length) / labels.length;
  }
  return retrievalMetrics(accumulator.result());
}

export interface RunEvaluation {
  name: string;
  geometry: Geometry;
  learner: Learner;
  step: number;
  store: ImageStore;
  rows: Int32Array;
  judged: Judged;
  /** The batch the run will train on next, as it is: anchors of the band over a batch. */
  batch: DrawnBatch;
  /** Chooses the anchors of the band over evaluation images: the same at every step. */
  seed: number;
  /** An embedding that is known already. */
  embedded?: Embedded;
  /** Keeps each picture in line with the one before. */
  projector: Projector;
}

/** Yields the share of the work that is done; returns the snapshot. */
export async function* evaluateRun(run: RunEvaluation): AsyncGenerator<Share, RunSnapshot> {
  const { learner, geometry, judged, store, batch } = run;
  const { labels } = judged;
  // A change applied while this goes on belongs to the next evaluation.
  const head: HeadConfig = { ...learner.head };
  const embedded = run.embedded ?? (yield* within(0, 0.5, embedInChunks(learner, store, run.rows)));
  const inBatch = await learner.embed(batch.batch.pixels, batch.batch.n, batch.batch.size);
  yield 0.55;
  const { features, n, d, featureScale } = embedded;
  const embedding = embed(features, n, d, geometry, head);
  const retrieval = yield* within(0.55, 0.65, retrieveInBlocks(distanceBlocks(embedding, head), judged));
  const bodyRetrieval =
    embedded.bodyRetrieval ?? (yield* within(0.65, 0.85, retrieveInBlocks(cosineBlocks(embedded.body, n, embedded.bodyWidth), judged)));
  embedded.bodyRetrieval = bodyRetrieval;
  const random = createRandom(run.seed).fork('weights band');
  const evaluation = evaluationWeightsBand({ embedding, labels, head, anchors: BAND_ANCHORS, random });
  yield 0.9;
  const { samplesPerClass } = batch.batch;
  const ofBatch = batchWeightsBand({ features: inBatch.features, n: batch.batch.n, d, samplesPerClass, geometry, head });
  yield 0.92;
  const projection = run.projector.project(embedding);
  yield 1;
  return {
    run: run.name,
    geometry,
    head,
    step: run.step,
    features,
    n,
    d,
    featureScale,
    retrieval,
    bodyRetrieval,
    projection,
    weights: { batch: ofBatch, evaluation },
    norms: normHistogram(features, n, d, head),
  };
}

/** Passes on what a part of the work says of itself as a share of the whole. */
async function* within<T>(from: number, to: number, part: AsyncGenerator<Share, T>): AsyncGenerator<Share, T> {
  for (;;) {
    const { value, done } = await part.next();
    if (done) return value;
    yield from + (to - from) * value;
  }
}
