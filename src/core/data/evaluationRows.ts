/** Which images an evaluation looks at. */
import { createRandom } from '../random/random';
import { rowsOf, type ImageStore } from './imageSet';
import { partsInForce, type EvaluatedPart, type PartsWanted, type SplitImages } from './parts';

/**
 * Rows of the evaluated split, ascending; where it has more images than `evaluation.images`, those of whole classes, taken in an order
 * that depends on the set alone, as many as fit. A query then keeps all its positives, but has fewer negatives: Recall comes out higher
 * than over all images, and whoever shows it says so. At least two classes are taken.
 */
export function evaluationRows(
  store: Pick<ImageStore, 'split' | 'labels'>,
  { split, images }: { split: EvaluatedPart; images: number },
): Int32Array {
  const all = rowsOf(store, split);
  if (all.length <= images) return all;
  const counts = new Map<number, number>();
  for (const row of all) counts.set(store.labels[row]!, (counts.get(store.labels[row]!) ?? 0) + 1);
  const taken = new Set<number>();
  let total = 0;
  for (const label of createRandom('evaluated classes').shuffle([...counts.keys()])) {
    const count = counts.get(label)!;
    // A class too large for what is left makes room for smaller ones.
    if (taken.size >= 2 && total + count > images) continue;
    taken.add(label);
    total += count;
  }
  return all.filter((row) => taken.has(store.labels[row]!));
}

/** Rows that a configuration is judged by while training. */
export function judgedRows(images: SplitImages, config: PartsWanted & { evaluation: { images: number } }): Int32Array {
  const { split, part } = partsInForce(images, config);
  return evaluationRows({ split, labels: images.labels }, { split: part, images: config.evaluation.images });
}
