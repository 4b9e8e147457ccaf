/** How what the worker reports becomes what the views read of each run. Pure: each function returns new views, sharing what did not change. */
import { headOf, type ExperimentConfig, type HeadConfig } from '../core/configuration/schema';
import type { RunSnapshot, StepMetrics } from '../engine/protocol';
import type { EvaluationPoint, RunView } from './lab.types';
import type { StoredSnapshot } from './storedSnapshot';

/** The runs of a configuration before anything is known of them. */
export function emptyRuns(config: ExperimentConfig): RunView[] {
  return config.runs.map((run) => ({
    name: run.name,
    geometry: run.geometry,
    config: run,
    head: headOf(config, run),
    metrics: [],
    evaluations: [],
  }));
}

/** The runs of a configuration, filled from the stored snapshot where it holds a run of the same name and geometry. */
export function storedRuns(config: ExperimentConfig, stored: StoredSnapshot): RunView[] {
  return emptyRuns(config).map((view) => {
    const found = stored.runs.find(({ snapshot }) => snapshot.run === view.name && snapshot.geometry === view.geometry);
    if (!found) return view;
    return { ...view, head: found.snapshot.head, snapshot: found.snapshot, metrics: found.metrics, evaluations: found.evaluations };
  });
}

export function evaluationPoint(snapshot: RunSnapshot): EvaluationPoint {
  return {
    step: snapshot.step,
    recallAt: snapshot.retrieval.recallAt,
    bodyRecallAt: snapshot.bodyRetrieval.recallAt,
    standardError: snapshot.retrieval.standardError,
    clippedShare: snapshot.norms.clippedShare,
  };
}

/** Ascending by step; where a step is reported again (after a recovery), the later report counts. */
export function withSteps<T extends { step: number }>(known: readonly T[], more: readonly T[]): T[] {
  const first = more[0];
  if (!first) return known.slice();
  let keep = known.length;
  while (keep > 0 && (known[keep - 1]?.step ?? 0) >= first.step) keep--;
  return [...known.slice(0, keep), ...more];
}

export function withMetrics(runs: RunView[], metrics: Record<string, StepMetrics[]>): RunView[] {
  return runs.map((run) => {
    const more = metrics[run.name];
    return more && more.length > 0 ? { ...run, metrics: withSteps(run.metrics, more) } : run;
  });
}

export function withSnapshot(runs: RunView[], snapshot: RunSnapshot): RunView[] {
  return runs.map((run) =>
    run.name === snapshot.run ? { ...run, snapshot, evaluations: withSteps(run.evaluations, [evaluationPoint(snapshot)]) } : run,
  );
}

/** What is applied to a running experiment reaches each run, except where the run overrides it. */
export function withAppliedHead(runs: RunView[], head: Partial<HeadConfig>): RunView[] {
  return runs.map((run) => ({ ...run, head: { ...run.head, ...head, ...run.config.head } }));
}
