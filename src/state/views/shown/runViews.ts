/** How what the worker reports becomes what the views read of each run. Pure: each function returns new views, sharing what did not change. */
import { headOf, type ExperimentConfig } from '../../../core/configuration/schema';
import { KeptSnapshot } from '../../history/keptSnapshot';
import type { RetrievalMetrics } from '../../../core/metrics/retrieval/retrieval';
import type { EvaluationPoint, RecallParts, RunView } from '../../lab.types';
import type { MeasuredSnapshot } from '../../session/phase';
import { NO_METRICS, metricsUpTo } from '../../../core/record/metricColumns';
import { placeAt, withKept } from '../../history/snapshotHistory';
import type { RecordedEvaluation, RecordedRun, Recording } from '../../library/recording';

/** The runs of a configuration before anything is known of them. */
export function emptyRuns(config: ExperimentConfig): RunView[] {
  return config.runs.map((run) => ({
    id: run.id,
    name: run.name,
    geometry: run.geometry,
    config: run,
    head: headOf(config, run),
    history: [],
    metrics: NO_METRICS,
    evaluations: [],
  }));
}

/**
 * The runs of a configuration, filled from the recording where it holds a run of the same id and geometry.
 * @param before what was shown; its opened snapshots are kept
 */
export function storedRuns(config: ExperimentConfig, stored: Recording, before: readonly RunView[] = []): RunView[] {
  return emptyRuns(config).map((view) => {
    const found = stored.runs.find(({ snapshot }) => snapshot.run === view.id && snapshot.geometry === view.geometry);
    if (!found) return view;
    const shown = before.find(({ latest, history }) => latest === found.snapshot && history.length > 0);
    const { snapshot, metrics, evaluations } = found;
    const history = shown?.history ?? storedHistory(found);
    const measured = shown?.metrics ?? metrics;
    return {
      ...view,
      head: snapshot.head,
      snapshot,
      latest: snapshot,
      history,
      metrics: measured,
      evaluations: evaluations.map(recordedPoint),
    };
  });
}

/** Runs of the recording that a configuration does not have. @param before as for `storedRuns` */
export function storedControls(config: ExperimentConfig, stored: Recording, before: readonly RunView[] = []): RunView[] {
  const known = new Set(config.runs.map(({ id }) => id));
  const runs = stored.config.runs.filter(({ id }) => !known.has(id));
  return runs.length === 0 ? [] : storedRuns({ ...stored.config, runs }, stored, before);
}

const storedHistory = ({ earlier, snapshot }: RecordedRun): KeptSnapshot[] => [...earlier, snapshot].map((one) => new KeptSnapshot(one));

/** More of the recording has come: runs that still show it can be shown at its earlier steps, too. What they show now stays. */
export function withStoredHistory(runs: readonly RunView[], stored: Recording): RunView[] {
  return runs.map((run) => {
    const found = stored.runs.find(({ snapshot }) => snapshot === run.latest);
    return found ? { ...run, history: storedHistory(found) } : run;
  });
}

const recordedPoint = ({ clippedShare, images, of, ...evaluation }: RecordedEvaluation) =>
  evaluationPoint({ ...evaluation, images, of, norms: { clippedShare } });

/** What a point of the curves is made of. */
type Evaluated = Pick<
  MeasuredSnapshot,
  'step' | 'part' | 'measuredWith' | 'retrieval' | 'bodyRetrieval' | 'seen' | 'spread' | 'hyperbolicity'
> &
  Pick<EvaluationPoint, 'images' | 'of'> & {
    norms: Pick<MeasuredSnapshot['norms'], 'clippedShare'>;
  };

function evaluationPoint(evaluated: Evaluated): EvaluationPoint {
  const { step, part, images, of, measuredWith, retrieval, bodyRetrieval, seen, spread, hyperbolicity, norms } = evaluated;
  return defined({
    step,
    part,
    images,
    of,
    measuredWith,
    recallAt: retrieval.recallAt,
    bodyRecallAt: bodyRetrieval.recallAt,
    standardError: retrieval.standardError,
    rPrecision: retrieval.rPrecision,
    bodyRPrecision: bodyRetrieval.rPrecision,
    mapAtR: retrieval.mapAtR,
    bodyMapAtR: bodyRetrieval.mapAtR,
    parts: partsOf(retrieval),
    bodyParts: partsOf(bodyRetrieval),
    seenRecallAt: seen?.head.recallAt,
    seenBodyRecallAt: seen?.body.recallAt,
    unseenAlikeRecallAt: seen?.unseen.recallAt,
    clippedShare: norms.clippedShare,
    alignment: spread?.alignment,
    uniformity: spread?.uniformity,
    relativeDelta: hyperbolicity?.relativeDelta,
  });
}

const partsOf = ({ byClassSize, byLevel }: RetrievalMetrics): RecallParts | undefined =>
  byClassSize || byLevel ? defined({ byClassSize, byLevel }) : undefined;

/** The few numbers of a snapshot that the curves are made of. */
export const snapshotPoint = (snapshot: MeasuredSnapshot): EvaluationPoint =>
  evaluationPoint({ ...snapshot, images: snapshot.n, of: snapshot.subset?.of ?? snapshot.n });

/** Without what is undefined or NaN: what is stored as JSON comes back the same. */
function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && !Number.isNaN(value))) as T;
}

/** Ascending by step; of one step and as many images the later report counts. */
function withEvaluationOf(known: readonly EvaluationPoint[], point: EvaluationPoint): EvaluationPoint[] {
  return [...known.filter(({ step, images }) => step !== point.step || images !== point.images), point].sort((a, b) => a.step - b.step);
}

/**
 * Of step 0, all images may come after the first steps have been looked at: they take their place among them.
 * @param shownStep the step on show, where it is not the newest
 */
export function withSnapshots(runs: readonly RunView[], snapshots: readonly MeasuredSnapshot[], shownStep?: number): RunView[] {
  return runs.map((run) => {
    const more = snapshots.find((snapshot) => snapshot.run === run.id);
    if (!more) return run;
    const history = withKept(run.history, more, runs.length, shownStep);
    const evaluations = withEvaluationOf(run.evaluations, snapshotPoint(more));
    const newest = history.at(-1)!;
    const latest = newest.step === more.step ? more : run.latest;
    return shownAt({ ...run, latest, history, evaluations }, shownStep);
  });
}

/** The run with what it shows at a step: the last snapshot kept up to it, or the first; without a step the newest. */
export function shownAt(run: RunView, step: number | undefined): RunView {
  const kept = step === undefined ? undefined : run.history[placeAt(run.history, step)];
  const snapshot = kept ? kept.open() : run.latest;
  return run.snapshot === snapshot ? run : { ...run, snapshot };
}

/** The run without what it has measured after a step. Recorded pictures that stand in for its own stay. */
export function upTo(run: RunView, step: number): RunView {
  const history = run.history.filter((kept) => kept.step <= step);
  return {
    ...run,
    history,
    latest: run.history.length > 0 ? history.at(-1)?.open() : run.latest,
    metrics: metricsUpTo(run.metrics, step),
    evaluations: run.evaluations.filter((point) => point.step <= step),
  };
}
