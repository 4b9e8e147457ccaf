/** How what the training worker says becomes what the page knows. */
import type { ExperimentConfig } from '../core/configuration/schema';
import type { Emitter } from '../engine/emitter';
import type { RunSnapshot } from '../core/evaluation/snapshot';
import type { StepMetrics } from '../core/training/experiment.types';
import { backAt } from './display';
import type { LabState } from './lab.types';
import type { MetricsBuffer } from './metricsBuffer';
import type { TrainingPort } from './ports';
import { withSnapshot } from './runViews';

export interface StoreAccess {
  get(): LabState;
  set(change: Partial<LabState>): void;
}

/** What listeners outside the page's own state hear. */
export interface ConductorEvents {
  metrics: Record<string, StepMetrics[]>;
  snapshot: RunSnapshot;
}

export interface Listening {
  store: StoreAccess;
  events: Emitter<ConductorEvents>;
  metrics: MetricsBuffer;
  /** Configuration of the experiment in the worker, if there is one. */
  created(): ExperimentConfig | undefined;
  /** The experiment has failed and cannot go on from where it stands. */
  failed(): void;
}

/** Follows a worker from now on. */
export function listenToTraining(port: TrainingPort, { store, events, metrics, created, failed }: Listening): void {
  const { get, set } = store;
  port.on('status', (status) => {
    set({ status: { ...status, steps: created()?.steps ?? get().config.steps } });
    if (status.state !== 'training') metrics.flush();
    if (status.state === 'finished' || status.state === 'failed') set({ wantsTraining: false });
  });
  port.on('metrics', (measured) => {
    if (!created()) return;
    metrics.add(measured);
    // What has been trained must not be dropped in silence from now on; the curves can wait.
    if (!get().trained) metrics.flush();
    events.emit('metrics', measured);
  });
  port.on('snapshot', (snapshot) => {
    // One that was under way when its experiment was dropped says nothing of the next.
    if (!created()) return;
    metrics.flush();
    const runs = withSnapshot(get().runs, snapshot, get().shownStep);
    set({ runs, ...(get().stored && runs.every((run) => run.evaluations.length > 0) ? { stored: undefined } : {}) });
    events.emit('snapshot', snapshot);
  });
  port.on('deviceLost', (reason) => get().notify('warning', `The GPU was lost (${reason}). Training goes on from the last checkpoint.`));
  port.on('failed', (reason) => {
    failed();
    get().notify('error', reason);
  });
  port.on('recovered', ({ report, step, lostSteps, reason }) => {
    metrics.flush();
    set({ backend: report, ...backAt(get(), step) });
    const again = lostSteps > 0 ? ` ${lostSteps} steps are taken again.` : '';
    get().notify('info', `${reason} Training stands at step ${step} again.${again}`);
  });
}
