/**
 * The snapshots of a run that can be shown again: a bounded number, thinned with age. All runs of an experiment are evaluated at the
 * same steps, and what is dropped depends on the steps alone, so that they keep the same ones. Pure but for the packing of old ones.
 */
import type { MeasuredSnapshot } from '../session/phase';
import { KeptSnapshot, packedBytes } from './keptSnapshot';

/** Ascending by step; the newest is the last. */
export type SnapshotHistory = readonly KeptSnapshot[];

/** Snapshots of a run, however small. */
export const MOST_KEPT = 48;
/** The first, the newest, and one between them. */
const LEAST_KEPT = 3;
/** Of all runs together. */
export const BYTES_KEPT = 192 * 2 ** 20;

/** How many snapshots of [n, d] features are kept of each of `runs` runs. */
export function mostKept(n: number, d: number, runs: number): number {
  const each = BYTES_KEPT / Math.max(1, runs);
  return Math.max(LEAST_KEPT, Math.min(MOST_KEPT, Math.floor(each / Math.max(1, packedBytes(n, d)))));
}

/** Place of the snapshot that shows a step: the last one up to it, or the first; −1 where there is none. */
export function placeAt(history: readonly { step: number }[], step: number): number {
  const later = history.findIndex((kept) => kept.step > step);
  return later < 0 ? history.length - 1 : Math.max(0, later - 1);
}

/**
 * Drops snapshots until `most` are left. The first and the newest stay, and the one that shows `shown`. Of the others goes the one that
 * leaves the smallest gap for its age: gaps come to grow with the square root of the age, half-way between evenly spread, which would keep
 * little of the present, and evenly on a logarithmic scale of ages, which would keep little of the beginning, where most is learned.
 * @param most at least 3
 */
export function thinned<T extends { step: number }>(history: readonly T[], most: number, shown?: number): T[] {
  const left = history.slice();
  const newest = left.at(-1)?.step ?? 0;
  while (left.length > Math.max(LEAST_KEPT, most)) {
    const keep = shown === undefined ? -1 : placeAt(left, shown);
    let cheapest = -1;
    let least = Infinity;
    for (let i = 1; i < left.length - 1; i++) {
      if (i === keep) continue;
      const gap = left[i + 1]!.step - left[i - 1]!.step;
      const cost = gap / Math.sqrt(newest - left[i]!.step);
      if (cost < least) [least, cheapest] = [cost, i];
    }
    left.splice(cheapest, 1);
  }
  return left;
}

/**
 * The history with a further snapshot, in its place by step; one of the same step it replaces. What a recovery has made void is taken away
 * before.
 * @param runs how many runs share the room
 * @param shown the step on show, which must not be dropped
 */
export function withKept(history: SnapshotHistory, snapshot: MeasuredSnapshot, runs: number, shown?: number): SnapshotHistory {
  const kept = [...history.filter(({ step }) => step !== snapshot.step), new KeptSnapshot(snapshot)].sort((a, b) => a.step - b.step);
  for (const earlier of kept.slice(0, -1)) earlier.pack();
  const largest = Math.max(...kept.map(({ images }) => images));
  return thinned(kept, mostKept(largest, snapshot.d, runs), shown);
}

/** Steps of which any run has kept a snapshot, ascending. */
export function keptSteps(runs: readonly { history: readonly { step: number }[] }[]): number[] {
  const steps = new Set(runs.flatMap(({ history }) => history.map(({ step }) => step)));
  return [...steps].sort((a, b) => a - b);
}

/** The one of these steps (ascending) nearest to the one wanted; undefined where there is none. */
export function nearestStep(steps: readonly number[], wanted: number): number | undefined {
  return steps.reduce<number | undefined>(
    (best, step) => (best === undefined || Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best),
    undefined,
  );
}
