/** What the page shows at the turns of an experiment's life, as changes of the state. Pure. */
import { headOf, type ExperimentConfig } from '../../../core/configuration/schema';
import { judgedRows } from '../../../core/data/evaluationRows';
import type { MetricView } from '../../../core/record/metricColumns';
import type { AppliedHead } from '../../../core/training/experiment.types';
import type { EvaluationImages, LabState, RunView, StoredSnapshotInfo } from '../../lab.types';
import { areEvaluated, withEvaluated, withImagesOf } from './shownImages';
import { emptyRuns, shownAt, storedControls, storedRuns, upTo, withSnapshots } from './runViews';
import type { Failed, Live, MeasuredSnapshot, SessionImages } from '../../session/phase';
import { historyOf } from '../../session/recordedParts';
import { liveHeadChange } from '../../session/settings';
import { keptSteps, nearestStep } from '../../history/snapshotHistory';
import type { Recording } from '../../library/recording';

function evaluationOf({ labels }: Pick<SessionImages, 'labels'>, rows: Int32Array): EvaluationImages {
  return { rows, labels: Int32Array.from(rows, (row) => labels[row] ?? -1) };
}

/** An image set that has been opened. */
export function imagesShown({ info, labels, split, thumbnails }: SessionImages): Partial<LabState> {
  return { imageSet: info, images: { labels, split }, thumbnails };
}

/** Nothing trained: the recorded experiment where it fits the configuration, else runs without anything in them. */
export function untrainedShown(before: LabState, config: ExperimentConfig, recorded: Recording | undefined): Partial<LabState> {
  const stored = recorded?.config.imageSet === config.imageSet ? recorded : undefined;
  if (stored) {
    // A setting that is moved over the recording leaves the time where it is.
    const shownStep = before.stored && before.inForce === stored.config ? before.shownStep : undefined;
    return {
      ...withEvaluated(before, { rows: stored.experiment.evaluationRows, labels: stored.labels }, stored.anchor),
      runs: storedRuns(config, stored, before.runs).map((run) => shownAt(run, shownStep)),
      controls: storedControls(config, stored, before.controls).map((run) => shownAt(run, shownStep)),
      shownStep,
      stored: storedInfo(stored),
      experiment: stored.experiment,
      inForce: stored.config,
      history: historyOf(stored.record),
      applied: appliedShown(stored.record.applied),
      finalTests: stored.finalTests,
      // Over a recorded embedding the sliders can already be judged: what differs from the recording is a what-if.
      whatIf: liveHeadChange(stored.config.head, config.head),
    };
  }
  const { images, imageSet } = before;
  const evaluation =
    images && imageSet?.id === config.imageSet ? evaluationOf(images, judgedRows({ ...images, info: imageSet }, config)) : undefined;
  return {
    ...withEvaluated(before, evaluation),
    runs: emptyRuns(config),
    controls: [],
    shownStep: undefined,
    stored: undefined,
    experiment: undefined,
    inForce: undefined,
    history: [],
    finalTests: [],
    whatIf: {},
  };
}

/**
 * Until a new experiment has pictures of its own, its runs are shown untrained, as they were in the one before it: as long as it is of the
 * same images. What was set otherwise then is marked where it is shown.
 */
export function withUntrained(now: LabState, shown: Partial<LabState>, before: readonly RunView[]): Partial<LabState> {
  if (now.stored || !now.evaluated) return shown;
  const images = now.evaluated.rows.length;
  const runs = now.runs.map((run) => {
    const first = before.find(({ id, geometry }) => id === run.id && geometry === run.geometry)?.history[0];
    const snapshot = first?.step === 0 ? first.open() : undefined;
    if (!snapshot || (snapshot.subset?.of ?? snapshot.n) !== images || snapshot.measuredWith.config.imageSet !== now.config.imageSet)
      return run;
    return { ...run, snapshot, latest: snapshot };
  });
  return { ...shown, ...withImagesOf(now, runs), runs };
}

/** What there is to see of an experiment, so that it can be shown again as it was. */
export function keptShown(lab: LabState): Partial<LabState> {
  const { imageSet, images, thumbnails, evaluation, evaluated, experiment, inForce, history, finalTests, runs, controls } = lab;
  const { applied, whatIf, shownStep, anchor, chosenRows, selected } = lab;
  const seen = { imageSet, images, thumbnails, evaluation, evaluated, experiment, inForce, history, finalTests, runs, controls };
  return { ...seen, applied, whatIf, shownStep, anchor, chosenRows, selected, hovered: undefined, stored: undefined };
}

/** An experiment has been created. Pictures of the same images, recorded or untrained, stay until the first own ones arrive. */
export function createdShown(before: LabState, begun: Live | Failed): Partial<LabState> {
  const { images, info } = begun.experiment;
  const same = areEvaluated(before, info.evaluationRows);
  const known = new Map(before.runs.map((run) => [run.id, run]));
  const runs = emptyRuns(begun.inForce).map((run) => {
    const earlier = known.get(run.id);
    return same && earlier?.geometry === run.geometry ? { ...run, snapshot: earlier.latest, latest: earlier.latest } : run;
  });
  const evaluated = withEvaluated(before, evaluationOf(images, info.evaluationRows));
  return {
    ...imagesShown(images),
    ...evaluated,
    ...withImagesOf({ ...before, ...evaluated }, runs),
    ...(same ? {} : { stored: undefined, controls: [] }),
    runs,
    shownStep: undefined,
    experiment: begun.baselines ? { ...info, baselines: begun.baselines } : info,
    inForce: begun.inForce,
    history: begun.history,
    finalTests: begun.finalTests,
    applied: [],
    whatIf: {},
  };
}

/** Before the first step there is nothing in the curves to mark. */
const appliedShown = (applied: readonly AppliedHead[]): AppliedHead[] => applied.filter(({ step }) => step > 0);

function storedInfo({ step, backend, recordedOn, kept }: Recording): StoredSnapshotInfo {
  return { step, backend, recordedOn, ...(kept === undefined ? {} : { kept }) };
}

/** An experiment goes on from its record: what that says up to the step is shown again. @param metrics of each run, up to the step */
export function resumedShown(
  before: LabState,
  { inForce, applied }: Live | Failed,
  { recorded, step, metrics }: { recorded: Recording; step: number; metrics: Readonly<Record<string, MetricView>> },
): Partial<LabState> {
  const runs = storedRuns(inForce, recorded)
    .map((run) => upTo(run, step))
    .map((run) => ({ ...runInForce(run, inForce), metrics: metrics[run.id] ?? run.metrics }));
  const { anchor } = recorded;
  const { evaluated } = before;
  const all =
    evaluated && anchor < evaluated.rows.length ? { evaluation: evaluated, anchor, chosenRows: undefined, selected: undefined } : {};
  const shown = runs.map((run) => shownAt(run, undefined));
  return {
    runs: shown,
    ...{ controls: [], stored: undefined, shownStep: undefined, applied: appliedShown(applied) },
    ...all,
    ...withImagesOf({ ...before, ...all }, shown),
  };
}

/** A run as what is in force has it by now: its name, and its head. */
function runInForce(run: RunView, inForce: ExperimentConfig): RunView {
  const config = inForce.runs.find(({ id }) => id === run.id) ?? run.config;
  return { ...run, name: config.name, config, head: headOf(inForce, config) };
}

/** What is in force in the experiment has changed, or may have. */
export function begunShown(before: LabState, { inForce, history, applied, finalTests, baselines }: Live | Failed): Partial<LabState> {
  const { experiment } = before;
  const runs = before.inForce === inForce ? before.runs : before.runs.map((run) => runInForce(run, inForce));
  return {
    ...{ inForce, history, finalTests, runs, applied: appliedShown(applied) },
    ...(experiment && baselines && experiment.baselines !== baselines ? { experiment: { ...experiment, baselines } } : {}),
  };
}

/** Back at an earlier step: what was measured after it is void. */
export function backAt(before: LabState, step: number): Partial<LabState> {
  const left = before.runs.map((run) => upTo(run, step));
  const shownStep = before.shownStep !== undefined && before.shownStep < (keptSteps(left).at(-1) ?? 0) ? before.shownStep : undefined;
  const runs = left.map((run) => shownAt(run, shownStep));
  return { ...withImagesOf(before, runs), runs, shownStep };
}

/** Of all runs, at one step: they take the place of the recording. */
export function snapshotsShown(before: LabState, snapshots: readonly MeasuredSnapshot[]): Partial<LabState> {
  const runs = withSnapshots(before.runs, snapshots, before.shownStep);
  return { ...withImagesOf(before, runs), runs, controls: [], stored: undefined };
}

/** The kept snapshots nearest to a step, in every view; the newest without a step, or with one that is not before it. */
export function stepShown(before: LabState, wanted: number | undefined): Partial<LabState> {
  const steps = keptSteps(before.runs);
  const nearest = wanted === undefined ? undefined : nearestStep(steps, wanted);
  const shownStep = nearest === steps.at(-1) ? undefined : nearest;
  if (shownStep === before.shownStep) return {};
  const [runs, controls] = [before.runs, before.controls].map((list) => list.map((run) => shownAt(run, shownStep))) as [
    RunView[],
    RunView[],
  ];
  return { ...withImagesOf(before, runs), shownStep, runs, controls };
}
