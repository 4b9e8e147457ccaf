/** Hard negatives of chosen anchors in every run, and anchors worth choosing. Pure. */
import type { Cell, Table } from '../formats/separated';
import type { Embedding } from '../geometry/vector';
import { jaccard } from '../metrics/negatives/overlap';
import { hardNegatives } from '../metrics/negatives/hardNegatives';
import { distancesFrom } from '../geometry/vector';
import { anchorWeights } from '../metrics/negatives/tripletWeights';
import { shuffledOrder } from '../metrics/retrieval/topK';
import type { ClassInfo } from '../data/imageSet';
import type { ExperimentRecord, RunRecord, SnapshotRecord } from '../record/schema';
import { embeddingOf } from './vectors';

/** A run with its newest snapshot, embedded. */
export interface EmbeddedRun {
  run: RunRecord;
  snapshot: SnapshotRecord;
  embedding: Embedding;
}

/** Every run that has a snapshot of all evaluated images, with the newest: those of a subset alone say less, and stand in the record. */
export const embeddedRuns = (record: ExperimentRecord): EmbeddedRun[] =>
  record.runs.flatMap((run) => {
    const snapshot = run.snapshots.findLast(({ subset }) => subset === undefined);
    return snapshot ? [{ run, snapshot, embedding: embeddingOf(run, snapshot) }] : [];
  });

export interface NegativesOptions {
  /** Indices of evaluated images. */
  anchors: readonly number[];
  classes?: readonly ClassInfo[] | undefined;
  /** Nearest negatives of an anchor that are listed. */
  k?: number;
}

export const NEGATIVE_COLUMNS = [
  'run',
  'step',
  'anchor',
  'anchor class',
  'role',
  'rank',
  'index',
  'image',
  'class',
  'distance',
  'p(x⁻)',
  'in the top k of so many other runs',
] as const;

/** How many negatives are listed of an anchor. */
export const LISTED = 24;

/**
 * A row a neighbour: positives and the k nearest negatives of every anchor in every run, with the run's own distance (1 − cos, d, or −s of a
 * fused run) and p(x⁻), which is empty where an anchor is the only image of its class.
 */
export function negativesTable(
  record: ExperimentRecord,
  runs: readonly EmbeddedRun[],
  { anchors, classes, k = LISTED }: NegativesOptions,
): Table {
  function* rows(): Generator<Cell[]> {
    const tops = anchors.map((anchor) => runs.map((run) => new Set(topOf(record, run, anchor, k))));
    for (const [at, { run, snapshot, embedding }] of runs.entries()) {
      const images = record.evaluated.find(({ part }) => part === snapshot.part);
      if (!images) continue;
      const { rows: imageRows, labels } = images;
      const nameOf = (index: number) => classes?.[labels[index]!]?.path ?? String(labels[index]);
      for (const [i, anchor] of anchors.entries()) {
        if (anchor >= snapshot.n) continue;
        const own = [run.configuration.name, snapshot.step, anchor, nameOf(anchor)];
        const listed = (role: string, rank: number, index: number, distance: number, p?: number, others?: number): Cell[] => [
          ...own,
          role,
          rank,
          index,
          imageRows[index],
          nameOf(index),
          distance,
          p,
          others,
        ];
        const alone = !labels.some((label, other) => other !== anchor && label === labels[anchor]);
        const nearest = alone
          ? hardNegatives({ distances: distancesFrom(anchor, embedding, snapshot.head), labels, anchor, k })
          : undefined;
        const elsewhere = (index: number) => tops[i]!.filter((top, other) => other !== at && top.has(index)).length;
        if (nearest) {
          for (const { rank, index, distance } of nearest) yield listed('negative', rank, index, distance, undefined, elsewhere(index));
          continue;
        }
        const found = anchorWeights(anchor, embedding, labels, snapshot.head);
        for (const [rank, index] of found.positives.entries()) yield listed('positive', rank + 1, index, found.positiveDistances[rank]!);
        for (const [rank, index] of found.negatives.subarray(0, k).entries())
          yield listed('negative', rank + 1, index, found.distances[rank]!, found.weights[rank], elsewhere(index));
      }
    }
  }
  return { columns: NEGATIVE_COLUMNS, rows: rows() };
}

function topOf(record: ExperimentRecord, { snapshot, embedding }: EmbeddedRun, anchor: number, k: number): number[] {
  const labels = record.evaluated.find(({ part }) => part === snapshot.part)?.labels;
  if (!labels || anchor >= snapshot.n) return [];
  return hardNegatives({ distances: distancesFrom(anchor, embedding, snapshot.head), labels, anchor, k }).map(({ index }) => index);
}

/** Anchors that are looked at to find those on which runs disagree: enough for a list, few enough to wait for. */
const SAMPLE = 64;

/**
 * Of a sample of anchors those whose top k differ most between the runs: mean Jaccard distance over all pairs, largest first.
 * @returns indices, `count` at most; none where there is but one run
 */
export function mostDisagreeing(record: ExperimentRecord, runs: readonly EmbeddedRun[], count: number, k = 6): number[] {
  const n = Math.min(...runs.map(({ snapshot }) => snapshot.n));
  if (runs.length < 2 || new Set(runs.map(({ snapshot }) => snapshot.part)).size > 1) return [];
  const judged = Array.from(shuffledOrder(n).subarray(0, SAMPLE), (anchor) => {
    const tops = runs.map((run) => topOf(record, run, anchor, k));
    let sum = 0;
    for (let a = 0; a < tops.length; a++) for (let b = a + 1; b < tops.length; b++) sum += 1 - jaccard(tops[a]!, tops[b]!);
    return { anchor, sum };
  });
  return judged
    .sort((a, b) => b.sum - a.sum || a.anchor - b.anchor)
    .slice(0, count)
    .map(({ anchor }) => anchor);
}
