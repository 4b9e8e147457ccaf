/**
 * The two lines to judge a run by: what retrieval gets without any model, and with a model that has not been trained.
 */
import type { ExperimentConfig } from '../configuration/schema';
import { evaluationRows } from '../data/evaluationRows';
import type { ImageStore } from '../data/imageSet';
import { rawPixelFeatures } from '../metrics/rawPixels';
import type { RetrievalMetrics } from '../metrics/retrieval';
import { judgedBy, retrieveByCosine, type Embedded, type Judged } from './embedding';
import { gatherPixels } from '../data/storedPixels';

/** Found once for an image set, its side and its split: resetting an experiment need not wait for it again. */
const known = new WeakMap<ImageStore, Map<string, RetrievalMetrics>>();

/**
 * Retrieval by the pixels themselves (centred cosine), at the side the model sees them.
 * @param store the images at that side
 * @param key what the result is remembered with: the store that `store` was made from
 */
export async function* rawPixelBaseline(
  store: ImageStore,
  evaluation: ExperimentConfig['evaluation'],
  key: ImageStore,
): AsyncGenerator<number, RetrievalMetrics> {
  const name = `${evaluation.split} ${evaluation.images} ${store.info.size}`;
  const found = known.get(key)?.get(name);
  if (found) return found;
  const rows = evaluationRows(store, evaluation);
  const { features, d } = rawPixelFeatures(gatherPixels(store, rows), rows.length, store.info.size);
  const metrics = yield* retrieveByCosine(features, rows.length, d, judgedBy(store, rows));
  known.set(key, (known.get(key) ?? new Map<string, RetrievalMetrics>()).set(name, metrics));
  return metrics;
}

/**
 * Retrieval by the head's features of a model that has not been trained, by cosine: the spherical embedding, whatever the
 * geometry of the runs, so that one line serves all of them.
 */
export function untrainedBaseline({ features, n, d }: Embedded, judged: Judged): AsyncGenerator<number, RetrievalMetrics> {
  return retrieveByCosine(features, n, d, judged);
}
