/** Records of one experiment put together. Pure. */
import type { RunSnapshot } from '../evaluation/snapshot';
import { NO_METRICS } from './metricColumns';
import type { ExperimentRecord, RunRecord, SnapshotRecord } from './schema';

/**
 * The record with the snapshots of another one of the same experiment, in the order of their steps; a step that both have stays as it is.
 * Unchanged where the other is of another experiment.
 */
export function withSnapshotsOf(record: ExperimentRecord, other: ExperimentRecord): ExperimentRecord {
  if (other.id !== record.id) return record;
  let changed = false;
  const runs = record.runs.map((run): RunRecord => {
    const more = other.runs.find(({ id }) => id === run.id)?.snapshots ?? [];
    const missing = more.filter(({ step, part }) => !run.snapshots.some((own) => own.step === step && own.part === part));
    if (missing.length === 0) return run;
    changed = true;
    return { ...run, snapshots: [...run.snapshots, ...missing].sort((a, b) => a.step - b.step) };
  });
  return changed ? { ...record, runs } : record;
}

/** The record with the snapshots of one step alone, and without what grows with the steps: a part that `withSnapshotsOf` puts back. */
export function partOf(record: ExperimentRecord, step: number): ExperimentRecord {
  return {
    ...without(record, 'checkpoint', 'elsewhere'),
    finalTests: [],
    runs: record.runs.map((run) => ({
      ...run,
      metrics: NO_METRICS,
      evaluations: run.evaluations.filter((evaluation) => evaluation.step === step),
      snapshots: run.snapshots.filter((snapshot) => snapshot.step === step),
    })),
  };
}

/** A snapshot as the views read it. */
export function openSnapshot(run: RunRecord, snapshot: SnapshotRecord): RunSnapshot {
  return {
    ...without(snapshot, 'precision', 'coarser'),
    run: run.id,
    geometry: run.configuration.geometry,
  };
}

/** A snapshot as a record keeps it: lossless unless another precision is asked for. */
export function keptSnapshot(
  snapshot: RunSnapshot,
  { precision = 'float32' }: Partial<Pick<SnapshotRecord, 'precision'>> = {},
): SnapshotRecord {
  return { ...without(snapshot, 'run', 'geometry', 'guest'), layouts: snapshot.layouts ?? [], precision };
}

function without<T extends object, K extends keyof T>(object: T, ...keys: K[]): Omit<T, K> {
  const copy: Partial<T> = { ...object };
  for (const key of keys) delete copy[key];
  return copy as Omit<T, K>;
}
