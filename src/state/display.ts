/** What the page shows at the turns of an experiment's life, as changes of the state. Pure. */
import type { ExperimentConfig, HeadConfig } from '../core/configuration/schema';
import { evaluationRows } from '../core/data/evaluationRows';
import type { AppliedHead, ExperimentInfo } from '../core/training/experiment.types';
import type { TrainingStatus } from '../engine/protocol';
import type { EvaluationImages, LabState } from './lab.types';
import type { OpenedImageSet } from './ports';
import { emptyRuns, shownAt, storedRuns, upTo, withAppliedHead } from './runViews';
import { liveHeadChange } from './settings';
import { keptSteps, nearestStep } from './snapshotHistory';
import type { StoredSnapshot } from './storedSnapshot';

function evaluationOf({ labels }: Pick<OpenedImageSet, 'labels'>, rows: Int32Array): EvaluationImages {
  return { rows, labels: Int32Array.from(rows, (row) => labels[row] ?? -1) };
}

const sameRows = (a: EvaluationImages | undefined, rows: Int32Array): boolean =>
  a !== undefined && a.rows.length === rows.length && a.rows.every((row, i) => row === rows[i]);

/** A selection means nothing among other images. */
function withEvaluation(before: LabState, evaluation: EvaluationImages | undefined, anchor = 0): Partial<LabState> {
  if (evaluation && sameRows(before.evaluation, evaluation.rows)) return {};
  return { evaluation, anchor, hovered: undefined, selected: undefined };
}

/** An image set that has been opened. */
export function imagesShown({ info, labels, split, thumbnails }: OpenedImageSet): Partial<LabState> {
  return { imageSet: info, images: { labels, split }, thumbnails };
}

/** Nothing trained: the recorded experiment where it fits the configuration, else runs without anything in them. */
export function untrainedShown(before: LabState, config: ExperimentConfig, recorded: StoredSnapshot | undefined): Partial<LabState> {
  const status: TrainingStatus = { ...before.status, steps: config.steps };
  const stored = recorded?.config.imageSet === config.imageSet ? recorded : undefined;
  if (stored) {
    return {
      status,
      ...withEvaluation(before, { rows: stored.experiment.evaluationRows, labels: stored.labels }, stored.anchor),
      runs: storedRuns(config, stored),
      shownStep: undefined,
      stored: { step: stored.step, backend: stored.backend, recordedOn: stored.recordedOn },
      experiment: stored.experiment,
      madeWith: stored.config,
      // Over a recorded embedding the sliders can already be judged: what differs from the recording is a what-if.
      whatIf: liveHeadChange(stored.config.head, config.head),
    };
  }
  const { images, imageSet } = before;
  const evaluation =
    images && imageSet?.id === config.imageSet ? evaluationOf(images, evaluationRows(images, config.evaluation)) : undefined;
  return {
    status,
    ...withEvaluation(before, evaluation),
    runs: emptyRuns(config),
    shownStep: undefined,
    stored: undefined,
    experiment: undefined,
    madeWith: undefined,
    whatIf: {},
  };
}

/** An experiment has been created. Recorded pictures of the same images stay until the first own ones arrive. */
export function createdShown(
  before: LabState,
  config: ExperimentConfig,
  images: OpenedImageSet,
  experiment: ExperimentInfo,
): Partial<LabState> {
  const same = sameRows(before.evaluation, experiment.evaluationRows);
  const known = new Map(before.runs.map((run) => [run.name, run]));
  return {
    ...imagesShown(images),
    ...withEvaluation(before, evaluationOf(images, experiment.evaluationRows)),
    ...(same ? {} : { stored: undefined }),
    runs: emptyRuns(config).map((run) => {
      const recorded = known.get(run.name);
      return same && recorded?.geometry === run.geometry ? { ...run, snapshot: recorded.latest, latest: recorded.latest } : run;
    }),
    shownStep: undefined,
    experiment,
    madeWith: config,
    applied: [],
    whatIf: {},
    pending: [],
  };
}

/** Back at an earlier step: what was measured after it is void. */
export function backAt(before: LabState, step: number): Partial<LabState> {
  const runs = before.runs.map((run) => upTo(run, step));
  const shownStep = before.shownStep !== undefined && before.shownStep < (keptSteps(runs).at(-1) ?? 0) ? before.shownStep : undefined;
  return { runs: runs.map((run) => shownAt(run, shownStep)), shownStep };
}

/** The kept snapshots nearest to a step, in every view; the newest without a step, or with one that is not before it. */
export function stepShown(before: LabState, wanted: number | undefined): Partial<LabState> {
  const steps = keptSteps(before.runs);
  const nearest = wanted === undefined ? undefined : nearestStep(steps, wanted);
  const shownStep = nearest === steps.at(-1) ? undefined : nearest;
  if (shownStep === before.shownStep) return {};
  return { shownStep, runs: before.runs.map((run) => shownAt(run, shownStep)) };
}

/** A change of the head is in force from the next step on. */
export function appliedShown(before: LabState, head: Partial<HeadConfig>, applied: AppliedHead): Partial<LabState> {
  const { config, runs, trained } = before;
  return {
    config: { ...config, head: { ...config.head, ...head } },
    runs: withAppliedHead(runs, applied.head),
    // Before the first step there is nothing in the curves to mark.
    applied: trained ? [...before.applied, applied] : before.applied,
  };
}

/** The experiment is dropped; what there is to see instead is `untrainedShown`. */
export function forgottenShown({ config, status }: LabState): Partial<LabState> {
  return {
    trained: false,
    applied: [],
    pending: [],
    status: { ...status, state: 'ready', step: 0, steps: config.steps, stepsPerSecond: 0, activity: undefined },
  };
}
