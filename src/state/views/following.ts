/** How what a session says becomes what the page knows. */
import { MetricsBuffer } from '../history/metricsBuffer';
import { backAt, begunShown, createdShown, untrainedShown } from './display';
import type { LabState } from '../lab.types';
import { withSnapshot } from './runViews';
import { RunColumns } from '../history/runColumns';
import type { ExperimentSession } from '../session/ExperimentSession';
import { begunIn } from '../session/phase';
import type { Recording } from '../library/recording';

export interface StoreAccess {
  get(): LabState;
  set(change: Partial<LabState>): void;
}

/** What is shown where the session has no experiment. */
export interface RecordingAccess {
  recording(): Recording | undefined;
  /** It has been replaced by what was trained here. */
  forgetRecording(): void;
}

/** Follows a session from now on. */
export function followSession(
  session: ExperimentSession,
  { get, set }: StoreAccess,
  { recording, forgetRecording }: RecordingAccess,
): void {
  const columns = new RunColumns();
  const metrics = new MetricsBuffer((measured) => {
    const views = columns.append(measured);
    const runs = get().runs.map((run) => (views[run.id] ? { ...run, metrics: views[run.id]! } : run));
    set({ runs, trained: session.trained, stored: undefined });
  });

  session.on('wanted', (config) => {
    const untrained = begunIn(session.phase) ? {} : untrainedShown({ ...get(), config }, config, recording());
    set({ config, pending: session.pending, ...untrained });
  });
  session.on('phase', ({ phase, before }) => {
    const [now, was] = [begunIn(phase), begunIn(before)];
    const pending = session.pending;
    if (now?.experiment !== was?.experiment) columns.clear();
    if (now && now.experiment !== was?.experiment) set({ pending, ...createdShown(get(), now) });
    else if (now) set({ pending, ...begunShown(get(), now) });
    else if (was) {
      metrics.clear();
      if (get().trained) forgetRecording();
      const untrained = { ...get(), trained: false, applied: [], pending };
      set({ trained: false, applied: [], pending, ...untrainedShown(untrained, untrained.config, recording()) });
    }
  });
  session.on('status', (status) => {
    set({ status });
    if (status.state !== 'training') metrics.flush();
  });
  session.on('intent', (wantsTraining) => set({ wantsTraining }));
  session.on('metrics', ({ steps }) => {
    metrics.add(steps);
    // What has been trained must not be dropped in silence from now on; the curves can wait.
    if (!get().trained) metrics.flush();
  });
  session.on('snapshot', (snapshot) => {
    metrics.flush();
    const runs = withSnapshot(get().runs, snapshot, get().shownStep);
    set({ runs, ...(get().stored && runs.every((run) => run.evaluations.length > 0) ? { stored: undefined } : {}) });
  });
  session.on('backend', (backend) => set({ backend }));
  session.on('fallback', ({ error, choice }) =>
    get().notify('error', `${error.message} Going on with ${choice === 'auto' ? 'what runs here' : choice}.`),
  );
  session.on('lost', (cause) => {
    const after = begunIn(session.phase) ? 'Training goes on from the last checkpoint.' : 'A new worker is started.';
    if (cause.name === 'DeviceLostError') get().notify('warning', `${cause.message} ${after}`);
  });
  session.on('wentBack', (step) => {
    metrics.flush();
    columns.truncate(step);
    set({ trained: session.trained, ...backAt(get(), step) });
  });
  session.on('recovered', ({ reason, experiment }) => {
    if (!experiment) return get().notify('info', `${reason} The backend is open again.`);
    const again = experiment.lostSteps > 0 ? ` ${experiment.lostSteps} steps are taken again.` : '';
    get().notify('info', `${reason} Training stands at step ${experiment.step} again.${again}`);
  });
  session.on('failed', (reason) => get().notify('error', reason));
}
