/** How what a session says becomes what the page knows. */
import { MetricsBuffer } from '../../history/metricsBuffer';
import { backAt, begunShown, createdShown, keptShown, resumedShown, snapshotsShown, untrainedShown, withUntrained } from './display';
import { messageOf } from '../../../core/errors';
import type { LabState } from '../../lab.types';
import { RunColumns } from '../../history/runColumns';
import type { ExperimentSession } from '../../session/ExperimentSession';
import { begunIn, type ExperimentIdentity, type Failed, type Live, type MeasuredSnapshot } from '../../session/phase';
import { recordingOf, type Recording } from '../../library/recording';

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

/** The test images of the experiment's set have been looked at once more. */
function looked({ testLooks }: LabState, { experiment, finalTests }: Live | Failed): Partial<LabState> {
  const { id } = experiment.images.info;
  return { finalTests, testLooks: { ...testLooks, [id]: (testLooks[id] ?? 0) + 1 } };
}

/** Follows a session from now on. */
export function followSession(
  session: ExperimentSession,
  { get, set }: StoreAccess,
  { recording, forgetRecording }: RecordingAccess,
): void {
  let columns = new RunColumns();
  /** What was shown of an experiment that has been thrown away, should it be brought back. */
  const put = new WeakMap<ExperimentIdentity, { columns: RunColumns; shown: Partial<LabState> }>();
  /** Id of the notice that offers to undo Reset. */
  let offer: number | undefined;
  /**
   * An experiment that nobody has asked to train, as a script makes one by asking for a snapshot: the recording stays on show until it
   * is trained. What it has shown of itself meanwhile.
   */
  let unshown: { snapshots?: MeasuredSnapshot[] } | undefined;
  const show = (snapshots: readonly MeasuredSnapshot[]) => set(snapshotsShown(get(), snapshots));
  const reveal = () => {
    const begun = begunIn(session.phase);
    if (!unshown || !begun) return;
    const { snapshots } = unshown;
    unshown = undefined;
    set(createdShown(get(), begun));
    if (snapshots) show(snapshots);
  };
  const metrics = new MetricsBuffer((measured) => {
    const views = columns.append(measured);
    const runs = get().runs.map((run) => (views[run.id] ? { ...run, metrics: views[run.id]! } : run));
    set({ runs, trained: session.trained });
  });

  session.on('wanted', (config) => {
    const untrained = begunIn(session.phase) ? {} : untrainedShown({ ...get(), config }, config, recording());
    set({ config, pending: session.pending, ...untrained });
  });
  session.on('phase', ({ phase, before }) => {
    const [now, was] = [begunIn(phase), begunIn(before)];
    const pending = session.pending;
    const known = now && put.get(now.experiment);
    const { trained } = get();
    if (was && now?.experiment !== was.experiment) {
      metrics.flush();
      put.set(was.experiment, { columns, shown: keptShown(get()) });
    }
    if (now?.experiment !== was?.experiment) columns = known?.columns ?? new RunColumns();
    if (known && now.experiment !== was?.experiment) {
      unshown = undefined;
      const shown = { ...get(), ...known.shown };
      return set({ pending, trained: session.trained, ...known.shown, ...begunShown(shown, now) });
    }
    if (now && now.experiment === was?.experiment && now.finalTests.length > was.finalTests.length) set(looked(get(), now));
    if (now && now.experiment !== was?.experiment) {
      unshown = get().stored && !session.busy ? {} : undefined;
      set({ pending, ...(unshown ? {} : createdShown(get(), now)) });
    } else if (now) set({ pending, ...(unshown ? {} : begunShown(get(), now)) });
    else if (was) {
      unshown = undefined;
      if (trained) forgetRecording();
      const untrained = { ...get(), trained: false, applied: [], pending };
      const shown = untrainedShown(untrained, untrained.config, recording());
      set({ trained: false, applied: [], pending, ...withUntrained({ ...untrained, ...shown }, shown, get().runs) });
    }
  });
  session.on('status', (status) => {
    set({ status });
    if (status.state !== 'training') metrics.flush();
  });
  session.on('intent', (wantsTraining) => {
    if (wantsTraining) reveal();
    set({ wantsTraining });
  });
  session.on('metrics', ({ steps }) => {
    reveal();
    metrics.add(steps);
    // What has been trained must not be dropped in silence from now on; the curves can wait.
    if (!get().trained) metrics.flush();
  });
  session.on('snapshots', (snapshots) => {
    metrics.flush();
    if (unshown) unshown = { snapshots };
    else show(snapshots);
  });
  session.on('resumed', ({ record, step }) => {
    const begun = begunIn(session.phase);
    if (!begun) return;
    metrics.clear();
    if (unshown) reveal();
    columns.load(Object.fromEntries(record.runs.map((run) => [run.id, run.metrics])));
    columns.truncate(step);
    const shown = { recorded: recordingOf(record), step, metrics: columns.views() };
    set({ trained: session.trained, ...resumedShown(get(), begun, shown) });
  });
  session.on('backend', (backend) => set({ backend }));
  session.on('fallback', ({ error, choice }) =>
    get().notify('error', `${error.message} Going on with ${choice === 'auto' ? 'what runs here' : choice}.`),
  );
  session.on('lost', (cause) => {
    const after = begunIn(session.phase) ? 'Training goes on from the last checkpoint.' : 'A new worker is started.';
    if (cause.name === 'DeviceLostError') get().notify('warning', `${cause.message} ${after}`);
  });
  session.on('undoable', (step) => {
    const { notices, notify, dismiss, undoReset } = get();
    if (offer !== undefined) dismiss(offer);
    offer = undefined;
    if (step === undefined) return;
    const run = () => void undoReset().catch((error: unknown) => get().notify('error', messageOf(error)));
    notify('info', `The experiment was reset at step ${step}.`, { label: 'Undo', run });
    offer = get().notices.find(({ id }) => !notices.some((before) => before.id === id))?.id;
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
