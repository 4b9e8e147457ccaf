/** The recording that the page opens with: an experiment's record, and beside it one for each earlier step. As the views read it. */
import type { ExperimentConfig } from '../../core/configuration/schema';
import type { MetricView } from '../../core/record/metricColumns';
import { openSnapshot, withSnapshotsOf } from '../../core/record/join';
import type { EvaluationRecord, ExperimentRecord, RunRecord, SnapshotRecord } from '../../core/record/schema';
import type { ExperimentInfo } from '../../core/training/experiment.types';
import type { StoredSnapshotInfo } from '../lab.types';
import { headAfter, inForceAt, type MeasuredFinalTest, type MeasuredSnapshot, type MeasuredWith } from '../session/phase';
import { finalTestOf, historyOf, infoOf } from '../session/recordedParts';

const FOLDER = 'samples/stored/';
/** The newest step with everything else; it names the files of the earlier ones. */
export const RECORDING_FILE = 'emoji.zip';

/** Numbers of an evaluation that say what they were measured with. */
export type RecordedEvaluation = EvaluationRecord & { measuredWith: MeasuredWith };

export interface RecordedRun {
  snapshot: MeasuredSnapshot;
  metrics: MetricView;
  evaluations: RecordedEvaluation[];
  /** Snapshots of earlier steps, ascending, as far as they have been fetched. */
  earlier: MeasuredSnapshot[];
}

export interface Recording extends StoredSnapshotInfo {
  record: ExperimentRecord;
  config: ExperimentConfig;
  experiment: ExperimentInfo;
  /** [n] class of each evaluation image, in snapshot order. */
  labels: Int32Array;
  runs: RecordedRun[];
  finalTests: MeasuredFinalTest[];
  /** Index of an evaluation image worth looking at first. */
  anchor: number;
}

/**
 * The bytes of one of its files; undefined where there is none.
 * @param base address of the page
 */
export async function fetchRecorded(base: string | URL, file = RECORDING_FILE): Promise<Blob | undefined> {
  const response = await fetch(new URL(FOLDER + file, base));
  // A development server answers a missing file with the page itself.
  if (!response.ok || response.headers.get('content-type')?.startsWith('text/html')) return undefined;
  return response.blob();
}

/**
 * What the views read of a record.
 * @param kept its title, where it is one that this browser keeps
 * @throws RangeError where there is nothing in it to show
 */
export function recordingOf(record: ExperimentRecord, kept?: string): Recording {
  const { backend, date, step, evaluated, applied, anchor = 0 } = record;
  const [images] = evaluated;
  if (!images || record.runs.every(({ snapshots }) => snapshots.length === 0))
    throw new RangeError('The record holds no evaluation that could be shown.');
  const last = historyOf(record).at(-1)!.config;
  return {
    record,
    step,
    backend: `${backend.backend} (${backend.adapter})`,
    recordedOn: date.slice(0, 10),
    ...(kept === undefined ? {} : { kept }),
    // Records of some versions have changes of the head among what was applied alone. The same object where there is nothing to add.
    config: record.inForce || applied.length === 0 ? last : { ...last, head: headAfter(last.head, applied) },
    experiment: infoOf(record),
    labels: images.labels,
    runs: record.runs.flatMap((run) => recordedRun(record, run) ?? []),
    finalTests: record.finalTests.map((test) => finalTestOf(record, test)),
    anchor,
  };
}

function recordedRun(record: ExperimentRecord, run: RunRecord): RecordedRun | undefined {
  const snapshots = run.snapshots.map((snapshot) => opened(record, run, snapshot));
  const snapshot = snapshots.at(-1);
  if (!snapshot) return undefined;
  const evaluations = run.evaluations.map((one): RecordedEvaluation => ({ ...one, measuredWith: measuredWith(record, one) }));
  return { snapshot, metrics: run.metrics, evaluations, earlier: snapshots.slice(0, -1) };
}

const opened = (record: ExperimentRecord, run: RunRecord, snapshot: SnapshotRecord): MeasuredSnapshot => ({
  ...openSnapshot(run, snapshot),
  measuredWith: measuredWith(record, snapshot),
});

/** What was in force when the step was taken. */
function measuredWith(record: ExperimentRecord, { step, head }: Pick<EvaluationRecord, 'step' | 'head'>): MeasuredWith {
  return { config: inForceAt(historyOf(record), step) ?? record.configuration, head };
}

/** The recording with the snapshots of another record of the same experiment; those it has stay the same objects. */
export function withRecorded(recording: Recording, other: ExperimentRecord): Recording {
  const record = withSnapshotsOf(recording.record, other);
  if (record === recording.record) return recording;
  const runs = recording.runs.map((run): RecordedRun => {
    const { snapshot, earlier } = run;
    const own = record.runs.find(({ id }) => id === snapshot.run);
    const known = new Map([...earlier, snapshot].map((one) => [one.step, one]));
    const all = (own?.snapshots ?? []).map((one) => known.get(one.step) ?? opened(record, own!, one));
    return { ...run, earlier: all.filter(({ step }) => step < snapshot.step) };
  });
  return { ...recording, record, runs };
}
