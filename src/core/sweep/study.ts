/**
 * Records taken together as one study, whatever sweeps or experiments they come from: their runs as cells, a table of what was measured by
 * setting, and how many hard negatives the best settings share, beside what two seeds of one setting share. Pure.
 */
import { presetOf } from '../configuration/presets';
import type { ExperimentConfig, Geometry } from '../configuration/schema';
import { MEASURES, measuresOf, type Measure, type MetricKey } from '../record/measures';
import type { ExperimentRecord, RunRecord } from '../record/schema';
import type { TopK } from '../metrics/retrieval/topK';
import { AXES, GEOMETRY, symbolOf } from './axes';
import { groupsOf, SEED_ALONE, spreadOf, varyingPaths, type Group } from './grouping';
import { merit } from './halving';
import { canonicalRun, cellId } from './identity';
import { hardestNegatives, sharedTopK } from './overlap';
import type { CellStatus, GridValue } from './sweep.types';

/** A run of a record, as a cell that was trained as far as it was evaluated last. */
export interface StudiedRun extends CellStatus {
  from: { record: ExperimentRecord; run: RunRecord };
}

/** The value of a setting that can be swept, in a configuration of one run. */
function settingOf(config: ExperimentConfig, path: string): GridValue {
  const { model, runs } = config;
  if (path === GEOMETRY) return runs[0]!.geometry;
  if (path === 'model') return presetOf(model) ?? `${model.width} × ${model.depth}, patch ${model.patch} of ${model.image}`;
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], config) as GridValue;
}

/** The last evaluation of all images: what was measured on a subset compares with the same subset alone. */
const measured = (run: RunRecord) => run.evaluations.findLast(({ images, of }) => images === of);

/**
 * Every run that was evaluated, once: the same settings trained as far in two records are one cell.
 * @throws RangeError where two records are of different images or were judged by different parts of them: such figures do not compare
 */
export function runsOf(records: readonly ExperimentRecord[]): StudiedRun[] {
  const studied = new Map<string, StudiedRun>();
  const parts = new Set<string>();
  for (const record of records) {
    assertSameImages(record.imageSet, records[0]!.imageSet);
    for (const run of record.runs) {
      const evaluation = measured(run);
      if (!evaluation) continue;
      parts.add(evaluation.part);
      const config = canonicalRun({ ...record.configuration, runs: [run.configuration] });
      const id = cellId(config, { steps: evaluation.step }, record.imageSet);
      const { geometry } = run.configuration;
      const meant = AXES.filter(({ idle }) => idle({ geometry, head: config.head }) === undefined);
      const at = Object.fromEntries(meant.map(({ path }) => [path, settingOf(config, path)]));
      const metrics = measuresOf(evaluation, run);
      studied.set(id, { cell: { id, config, geometry, at }, state: 'done', step: evaluation.step, metrics, from: { record, run } });
    }
  }
  if (parts.size > 1)
    throw new RangeError(
      `Some runs were judged by ${[...parts].join(' images, others by ')} images, which do not compare. Give those of one kind.`,
    );
  return [...studied.values()];
}

/** @throws RangeError */
function assertSameImages(set: ExperimentRecord['imageSet'], first: ExperimentRecord['imageSet']): void {
  if (set.id === first.id && set.contentHash === first.contentHash) return;
  const [a, b] = [set, first].map(({ name, contentHash }) => `“${name}” (${contentHash ?? 'content unknown'})`);
  throw new RangeError(`${a} and ${b} are different images: what was measured on them does not compare. Give records of one set.`);
}

export interface StudyRow {
  geometry: Geometry;
  /** Values of the settings that vary, in the order of `Study.paths`; undefined where one means nothing to the geometry. */
  values: readonly (GridValue | undefined)[];
  steps: number;
  seeds: number;
  mean: number;
  standardError?: number;
  /** Of its geometry, by the metric; of a measure of which neither more nor less is better, none is. */
  best: boolean;
}

/** Shares of the k hardest negatives, 0 … 1. */
export interface StudyOverlap {
  k: number;
  /** Best settings, one of each geometry, as rows and columns. */
  settings: readonly string[];
  /**
   * Between settings: mean over the seeds that both have, each pair of one seed. On the diagonal the control: mean over every two seeds of
   * the setting. Undefined where there is no such pair.
   */
  shares: readonly (readonly ({ mean: number; standardError?: number; pairs: number } | undefined)[])[];
}

export interface Study {
  metric: MetricKey;
  /** Settings that vary beside geometry and seed. */
  paths: readonly string[];
  rows: readonly StudyRow[];
}

/** Geometry and settings in words, for columns: “hyperbolic, lr 0.001, τ_h 0.2”. */
export function settingInWords({ geometry, at }: Pick<Group, 'geometry' | 'at'>, paths: readonly string[]): string {
  return [geometry, ...paths.flatMap((path) => (at[path] === undefined ? [] : [`${symbolOf(path)} ${at[path]}`]))].join(', ');
}

const hasBest = (metric: MetricKey): boolean => (MEASURES[metric] as Measure).better !== 'neither';

const isBest = (group: Group, groups: readonly Group[], metric: MetricKey): boolean => {
  const rivals = groups.filter(({ geometry }) => geometry === group.geometry);
  return rivals.every((rival) => merit(metric, rival.mean) <= merit(metric, group.mean));
};

/** Beside geometry and seed. */
export const settingsThatVary = (runs: readonly StudiedRun[]): string[] =>
  varyingPaths(runs).filter((path) => path !== GEOMETRY && !SEED_ALONE.includes(path));

/** A row for each setting, in the order of the records, averaged over the seeds alone. */
export function studyOf(runs: readonly StudiedRun[], metric: MetricKey): Study {
  const groups = groupsOf(runs, { metric });
  const paths = settingsThatVary(runs);
  const rows = groups.map((group): StudyRow => {
    const { geometry, at, values, mean, standardError } = group;
    return {
      geometry,
      values: paths.map((path) => at[path]),
      steps: Math.max(...values.map(({ step }) => step)),
      seeds: values.length,
      mean,
      ...(standardError === undefined ? {} : { standardError }),
      best: hasBest(metric) && isBest(group, groups, metric),
    };
  });
  return { metric, paths, rows };
}

/** The hardest negatives that a run's last picture of all images holds, of every anchor; undefined where it has none. */
function negativesOf({ from: { record, run } }: StudiedRun): TopK | undefined {
  const snapshot = run.snapshots.findLast(({ subset }) => subset === undefined);
  const labels = snapshot && record.evaluated.find(({ part }) => part === snapshot.part)?.labels;
  if (!snapshot || labels?.length !== snapshot.n) return undefined;
  const { head, features, n, d } = snapshot;
  return hardestNegatives({ geometry: run.configuration.geometry, head, features, n, d }, labels);
}

/** Between the best settings of the geometries, by Recall@1 where the metric knows no best. @param k how many of an anchor's negatives, 1 … 32 */
export function overlapOfBest(runs: readonly StudiedRun[], by: MetricKey, k: number): StudyOverlap {
  const metric = hasBest(by) ? by : 'recall@1';
  const paths = settingsThatVary(runs);
  const groups = groupsOf(runs, { metric });
  // One of each geometry, also where two are equally good.
  const best = groups
    .filter((group) => isBest(group, groups, metric))
    .filter(({ geometry }, i, all) => all.findIndex((other) => other.geometry === geometry) === i);
  const byCell = new Map(runs.map((run) => [run.cell.id, run]));
  const negatives = best.map(({ values }) =>
    values.flatMap(({ cell, seed }) => {
      const found = negativesOf(byCell.get(cell)!);
      return found ? [{ seed, found }] : [];
    }),
  );
  const shares = negatives.map((own, row) =>
    negatives.map((others, column) => {
      const pairs =
        row === column
          ? own.flatMap((a, i) => own.slice(i + 1).map((b) => [a, b] as const))
          : own.flatMap((a) => others.filter(({ seed }) => seed === a.seed).map((b) => [a, b] as const));
      if (pairs.length === 0) return undefined;
      const { mean, standardError } = spreadOf(pairs.map(([a, b]) => sharedTopK(a.found, b.found, k)));
      // Pairs of three seeds or more share seeds: their mean has no standard error of the common kind.
      const independent = row !== column && standardError !== undefined;
      return { mean, pairs: pairs.length, ...(independent ? { standardError } : {}) };
    }),
  );
  return { k, settings: best.map((group) => settingInWords(group, paths)), shares };
}
