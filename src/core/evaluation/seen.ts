/**
 * Retrieval on classes that are trained on, beside unseen ones: the gap between the two is what the model has learned by heart.
 * A gallery of fewer images is easier, so both are looked up in samples drawn alike, and only these two compare.
 */
import type { Geometry, HeadConfig } from '../configuration/schema';
import { rowsOf, type ImageStore } from '../data/imageSet';
import { embed } from '../geometry/vector';
import { sampleClasses } from '../metrics/sample';
import { createRandom } from '../random/random';
import type { SeenRetrieval } from './snapshot';
import { retrieveByCosine, retrieveByDistance, within, type Embedded, type Judged, type Share } from './embedding';

/** Training images embedded anew at every evaluation, at most: four chunks, a fifth of what the bundled set's evaluation embeds. */
export const SEEN_IMAGES = 512;

export interface SeenSample {
  /** Rows of the store: training images, and the class of each. */
  rows: Int32Array;
  labels: Int32Array;
  /** Places among the evaluation images of the sample of unseen classes, drawn in the same way. */
  unseen: Int32Array;
}

/** The samples of an experiment, the same at every step and for every run; undefined where no class on either side has two images. */
export function drawSeenSample(
  store: Pick<ImageStore, 'labels' | 'split'>,
  { labels: unseenLabels }: Judged,
  seed: number,
): SeenSample | undefined {
  const random = createRandom(seed).fork('seen classes');
  const training = rowsOf(store, 'train');
  const limit = Math.min(SEEN_IMAGES, training.length, unseenLabels.length);
  const labels = training.map((row) => store.labels[row]!);
  const chosen = sampleClasses(labels, limit, random);
  const unseen = sampleClasses(unseenLabels, limit, random);
  if (chosen.length === 0 || unseen.length === 0) return undefined;
  return { rows: chosen.map((i) => training[i]!), labels: chosen.map((i) => labels[i]!), unseen };
}

/** @param evaluated the evaluation images, with the sample of seen classes embedded beside them */
export async function* retrieveSeen(
  sample: SeenSample,
  evaluated: Embedded,
  judged: Judged,
  geometry: Geometry,
  head: HeadConfig,
): AsyncGenerator<Share, SeenRetrieval> {
  const { seen, d } = evaluated;
  if (!seen) throw new TypeError('The sample of seen classes has not been embedded');
  const { labels, unseen } = sample;
  const ofHead = (features: Float32Array, n: number, labels: Int32Array) =>
    retrieveByDistance(embed(features, n, d, geometry, head), head, { labels });
  const own = yield* within(0, 0.3, ofHead(seen.features, seen.n, labels));
  const body = yield* within(0.3, 0.7, retrieveByCosine(seen.body, seen.n, seen.bodyWidth, { labels }));
  const features = new Float32Array(unseen.length * d);
  unseen.forEach((row, i) => features.set(evaluated.features.subarray(row * d, (row + 1) * d), i * d));
  const unseenLabels = unseen.map((row) => judged.labels[row]!);
  const beside = yield* within(0.7, 1, ofHead(features, unseen.length, unseenLabels));
  return { images: labels.length, classes: new Set(labels).size, head: own, body, unseen: beside };
}
