/** Parts that evaluations are made of: embedding images, and retrieval of every image among the others, a fraction of a second at a time. */
import { ROLE_CODE, type ClassInfo, type ImageStore } from '../data/imageSet';
import type { Embedding, Temperatures } from '../geometry/vector';
import { breakDown, hierarchyLevels, type HierarchyLevel } from '../metrics/retrieval/breakdown';
import { createRetrieval, retrievalMetrics, type RetrievalMetrics } from '../metrics/retrieval/retrieval';
import { cosineBlocks, distanceBlocks, type DistanceBlock } from '../metrics/retrieval/distanceBlocks';
import type { ImageSet } from '../data/pixelSource';
import type { Learner } from '../learner/learner';
import { MOST_NEAREST, nearestAmong, nearestOnDevice, nearestOnGpu, type Placed } from '../metrics/retrieval/nearestBlocks';

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
  /** Kept likewise: the sample of seen classes, and the features of the batch that comes next. */
  seen?: Embedded;
  inBatch?: Float32Array;
}

/** What retrieval is judged by, row by row. */
export interface Judged {
  labels: Int32Array;
  /** Codes of ROLE_CODE, where the image set tells queries from gallery. */
  role?: Uint8Array;
  /** Recall@1 is told in parts as well where they are given: by class size, and by these levels. */
  levels?: HierarchyLevel[];
}

/** Labels, roles and hierarchy of rows of the store. */
export function judgedBy(
  { labels, role, info }: Pick<ImageStore, 'labels' | 'role'> & { info: { classes: readonly ClassInfo[] } },
  rows: Int32Array,
): Judged {
  const own = rows.map((row) => labels[row]!);
  const roles = role ? { role: Uint8Array.from(rows, (row) => role[row]!) } : {};
  return { labels: own, ...roles, levels: hierarchyLevels(info.classes, own) };
}

/** What has been done of a part of the work: 0 … 1. */
export type Share = number;

/** Embeds rows of the image set as the learner is now, without augmentation. */
export async function* embedInChunks(
  learner: Pick<Learner, 'embed' | 'featureScale'>,
  { pixels: source }: Pick<ImageSet, 'pixels'>,
  rows: Int32Array,
): AsyncGenerator<Share, Embedded> {
  const n = rows.length;
  const { featureScale } = learner;
  const read = (first: number): Promise<Uint8Array> => {
    const pixels = source.rows(rows.subarray(first, first + EMBED_ROWS));
    pixels.catch(() => undefined);
    return pixels;
  };
  let out: Embedded | undefined;
  let next = read(0);
  for (let first = 0; first < n; first += EMBED_ROWS) {
    const pixels = await next;
    // Read while these are embedded.
    if (first + EMBED_ROWS < n) next = read(first + EMBED_ROWS);
    const { features, body, d, bodyWidth } = await learner.embed(pixels, Math.min(EMBED_ROWS, n - first), source.size);
    out ??= { features: new Float32Array(n * d), body: new Float32Array(n * bodyWidth), n, d, bodyWidth, featureScale };
    out.features.set(features, first * d);
    out.body.set(body, first * bodyWidth);
    yield Math.min(1, (first + EMBED_ROWS) / n);
  }
  if (!out) throw new RangeError('There are no images to embed');
  return out;
}

/** Retrieval of every row among all others by the geometry of the embedding; of the queries among the gallery where there are roles. */
export function retrieveByDistance(embedding: Embedding, head: Temperatures, judged: Judged): AsyncGenerator<Share, RetrievalMetrics> {
  return retrieve(embedding, head, () => distanceBlocks(embedding, head), judged);
}

/** As `retrieveByDistance`, by the cosine of rows of any length. */
export function retrieveByCosine(rows: Float32Array, n: number, d: number, judged: Judged): AsyncGenerator<Share, RetrievalMetrics> {
  // A cosine has no temperature and no curvature.
  const temperatures = { tauSpherical: 1, tauHyperbolic: 1, lambda: 0 };
  return retrieve({ n, d, c: 1, sphere: rows }, temperatures, () => cosineBlocks(rows, n, d), judged);
}

/** From lists of nearest rows where short ones will do, else from whole rows of distances. */
async function* retrieve(
  placed: Placed,
  head: Temperatures,
  blocks: () => AsyncGenerator<DistanceBlock, void>,
  { labels, role, levels }: Judged,
): AsyncGenerator<Share, RetrievalMetrics> {
  const { n } = placed;
  const accumulator = createRetrieval(labels, role ? { role } : {});
  const { needed } = accumulator;
  if (needed <= MOST_NEAREST) {
    const offered = role && Uint8Array.from(role, (code) => (code === ROLE_CODE.query ? 0 : 1));
    const onDevice = nearestOnDevice(placed, needed);
    const lists = onDevice ? nearestOnGpu(placed, head, needed, offered) : nearestAmong(blocks(), n, needed, offered);
    for await (const { first, rows, indices } of lists) {
      accumulator.addNearest(indices, needed, first);
      yield (first + rows) / n;
    }
  } else
    for await (const { first, distances } of blocks()) {
      accumulator.add(distances, first);
      yield (first + distances.length / n) / n;
    }
  const found = accumulator.result();
  if (!levels) return retrievalMetrics(found);
  const nearest = Int32Array.from({ length: n }, (_, row) => found.nearest[row * found.nearestCount]!);
  return { ...retrievalMetrics(found), ...breakDown({ labels, levels, nearest, ...(role ? { role } : {}) }) };
}

/** Passes on what a part of the work says of itself as a share of the whole. */
export async function* within<T>(from: number, to: number, part: AsyncGenerator<Share, T> | Generator<Share, T>): AsyncGenerator<Share, T> {
  for (;;) {
    const { value, done } = await part.next();
    if (done) return value;
    yield from + (to - from) * value;
  }
}
