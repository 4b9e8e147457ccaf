/** How the hard negatives of one anchor changed from snapshot to snapshot of a run. */
import { sharedCount } from '../../core/metrics/negatives/overlap';
import type { KeptSnapshot } from './keptSnapshot';
import { anchorView, embeddingOf, rankingsOf, type Ranking } from '../views/selection';

/** The most of them that are remembered. */
export const DEEPEST_KEPT = 24;

/** The nearest images of other classes at one step, nearest first, with distance and p(x⁻). */
export interface StepNegatives {
  step: number;
  negatives: Int32Array;
  distances: Float64Array;
  /** Absent where the anchor is the only image of its class. */
  weights?: Float64Array;
}

const cache = new WeakMap<KeptSnapshot, { labels: Int32Array; byAnchor: Map<number, StepNegatives> }>();

function answersFor(kept: KeptSnapshot, labels: Int32Array): Map<number, StepNegatives> {
  const found = cache.get(kept);
  if (found?.labels === labels) return found.byAnchor;
  const byAnchor = new Map<number, StepNegatives>();
  cache.set(kept, { labels, byAnchor });
  return byAnchor;
}

/** What is known already; undefined where `negativesAt` would have to compute. */
export const knownNegativesAt = (kept: KeptSnapshot, labels: Int32Array, anchor: number): StepNegatives | undefined =>
  answersFor(kept, labels).get(anchor);

/**
 * Opens a snapshot and places its features on their geometry, half of the work of `negativesAt`; 10,000 images of 128 take some 30
 * milliseconds. What is answered has to be held on to until then.
 */
export function opened(kept: KeptSnapshot): Ranking | undefined {
  const [ranking] = rankingsOf([{ snapshot: kept.open() }]);
  if (ranking) embeddingOf(ranking);
  return ranking;
}

/** Looks around the anchor in a snapshot, once. */
export function negativesAt(kept: KeptSnapshot, labels: Int32Array, anchor: number): StepNegatives | undefined {
  const answers = answersFor(kept, labels);
  const found = answers.get(anchor);
  if (found) return found;
  const ranking = opened(kept);
  const view = ranking && anchorView(ranking, labels, anchor);
  if (!view) return undefined;
  const made: StepNegatives = {
    step: kept.step,
    negatives: view.negatives.slice(0, DEEPEST_KEPT),
    distances: view.distances.slice(0, DEEPEST_KEPT),
    weights: view.weights?.slice(0, DEEPEST_KEPT),
  };
  answers.set(anchor, made);
  return made;
}

/** How many of the top k stand in that of the step before as well; undefined for the first. */
export function stayed(before: StepNegatives | undefined, now: StepNegatives, k: number): number | undefined {
  return before && sharedCount(now.negatives.subarray(0, k), before.negatives.subarray(0, k));
}

/** At most `most` of them, evenly spread, the first and the last among them. */
export function evenly<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return all.slice();
  if (most < 2) return all.slice(-1);
  return Array.from({ length: most }, (_, i) => all[Math.round((i * (all.length - 1)) / (most - 1))]!);
}
