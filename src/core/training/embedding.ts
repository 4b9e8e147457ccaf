/** Parts that evaluations are made of: embedding images, and retrieval of every image among the others, a fraction of a second at a time. */
import type { ImageStore } from '../data/imageSet';
import { createRetrieval, retrievalMetrics } from '../metrics/retrieval';
import type { RetrievalMetrics } from '../../engine/protocol';
import type { DistanceBlock } from './distanceBlocks';
import { gatherPixels } from './imageStore';
import type { Learner } from './learner';

/** Images embedded in one part of the work. */
const EMBED_ROWS = 128;

/** Features and body features of some images. */
export interface Embedded {
  features: Float32Array;
  body: Float32Array;
  n: number;
  d: number;
  bodyWidth: number;
  featureScale: number;
  /** Kept with the body features it was made from: at step 0 runs share both. */
  bodyRetrieval?: RetrievalMetrics;
  /** Kept likewise: the sample of seen classes. */
  seen?: Embedded;
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
export type Share = number;

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
  if (!out) throw new RangeError('There are no images to embed');
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

/** Passes on what a part of the work says of itself as a share of the whole. */
export async function* within<T>(from: number, to: number, part: AsyncGenerator<Share, T> | Generator<Share, T>): AsyncGenerator<Share, T> {
  for (;;) {
    const { value, done } = await part.next();
    if (done) return value;
    yield from + (to - from) * value;
  }
}
