/**
 * Follows one session and gives the record of its experiment at any time. It knows nothing of views, storage or the document: it runs under
 * the page, in a sweep's cell and without a page.
 */
import { identityOf } from '../../core/record/identity';
import { keptSnapshot } from '../../core/record/join';
import { NO_METRICS, type MetricView } from '../../core/record/metricColumns';
import {
  RECORD_VERSION,
  type EvaluationRecord,
  type ExperimentRecord,
  type FinalTestRecord,
  type SnapshotRecord,
} from '../../core/record/schema';
import { versionsHere } from '../../core/versions';
import { Emitter } from '../../engine/emitter';
import { RunColumns } from '../history/runColumns';
import { MOST_KEPT, thinned } from '../history/snapshotHistory';
import { TrainingClock } from './clock';
import type { ExperimentSession } from './ExperimentSession';
import { begunIn, type ExperimentIdentity, type Failed, type Live, type MeasuredFinalTest, type MeasuredSnapshot } from './phase';

export interface RecorderOptions {
  /** Of the records; default: what they are of. */
  title?: string;
  /** Of each experiment that begins; default: a new one. */
  newId?: () => string;
  /** Snapshots of each run at most, the last among them. Default: as many as the page keeps, and fewer where they are large. */
  snapshots?: number;
  /** Gives the record before any run has been evaluated, too: it says as much as its checkpoint needs to be gone on from. */
  unevaluated?: boolean;
  /** Index of an evaluated image worth looking at first, where there is one. */
  anchor?: () => number | undefined;
}

export interface RecorderEvents {
  /** Every run has been evaluated. */
  evaluated: { step: number };
  /** What has been recorded belongs to an experiment that is no more; this was its record. */
  ended: ExperimentRecord;
}

/** Of all earlier snapshots together, in memory. */
const BYTES_KEPT = 128 * 2 ** 20;

/** What has been recorded of one run. */
interface RecordedRun {
  evaluations: EvaluationRecord[];
  /** Ascending by step; the last as it came, the others to be rounded to half precision. Each object stays the same once it is there. */
  snapshots: SnapshotRecord[];
}

/** What has been recorded of one experiment. */
interface Recorded {
  id: string;
  date: string;
  title?: string | undefined;
  /** The last one that was measured. */
  step: number;
  runs: Map<string, RecordedRun>;
}

export class Recorder {
  readonly #columns = new RunColumns();
  readonly #clock: TrainingClock;
  readonly #emitter = new Emitter<RecorderEvents>();
  readonly #stops: (() => void)[];
  #metrics: Record<string, MetricView> = {};
  #recorded: Recorded | undefined;
  /** Of experiments that were thrown away, should they be brought back. */
  readonly #put = new WeakMap<ExperimentIdentity, { recorded: Recorded; metrics: Record<string, MetricView>; seconds: number }>();

  constructor(
    readonly session: ExperimentSession,
    private readonly options: RecorderOptions = {},
  ) {
    this.#clock = new TrainingClock(session);
    if (begunIn(session.phase)) this.#begin();
    this.#stops = [
      session.on('phase', ({ phase, before }) => {
        const [now, was] = [begunIn(phase), begunIn(before)];
        if (now?.experiment === was?.experiment) return;
        const ended = was && this.#recordOf(was);
        const known = now && this.#put.get(now.experiment);
        if (was && this.#recorded) {
          const [recorded, metrics, { seconds }] = [this.#recorded, this.#columns.views(), this.#clock];
          this.#put.set(was.experiment, { recorded, metrics, seconds });
        }
        if (known) this.#bringBack(known);
        else if (now) this.#begin();
        else this.#recorded = undefined;
        if (ended) this.#emitter.emit('ended', ended);
      }),
      session.on('resumed', ({ record, step }) => this.#goOn(record, step)),
      session.on('metrics', ({ steps }) => {
        Object.assign(this.#metrics, this.#columns.append(steps));
        const recorded = this.#recorded;
        if (!recorded) return;
        for (const metrics of Object.values(steps)) recorded.step = Math.max(recorded.step, metrics.at(-1)?.step ?? 0);
      }),
      session.on('snapshots', (snapshots) => this.#keep(snapshots)),
      session.on('wentBack', (step) => this.#goBack(step)),
    ];
  }

  on<K extends keyof RecorderEvents>(event: K, handler: (payload: RecorderEvents[K]) => void): () => void {
    return this.#emitter.on(event, handler);
  }

  /** Of the record; undefined without an experiment. */
  get id(): string | undefined {
    return this.#recorded?.id;
  }

  /** Of training, by the clock. */
  get seconds(): number {
    return this.#clock.seconds;
  }

  /** The record as things stand; undefined where no run has been evaluated, unless that was asked for. Its arrays must not be changed. */
  record(): ExperimentRecord | undefined {
    const begun = begunIn(this.session.phase);
    return begun && this.#recordOf(begun);
  }

  /** Follows no more. */
  stop(): void {
    for (const stop of this.#stops) stop();
    this.#clock.stop();
    this.#emitter.clear();
  }

  #begin(): void {
    this.#columns.clear();
    this.#metrics = {};
    this.#clock.reset(0);
    this.#recorded = {
      id: this.options.newId?.() ?? crypto.randomUUID(),
      date: new Date().toISOString(),
      title: this.options.title,
      step: 0,
      runs: new Map(),
    };
  }

  /** The experiment goes on from a record: what that says up to the step stays. */
  #goOn(record: ExperimentRecord, step: number): void {
    const { id, date, title } = record;
    this.#columns.load(Object.fromEntries(record.runs.map((run) => [run.id, run.metrics])));
    this.#metrics = this.#columns.views();
    const runs = record.runs.map((run): [string, RecordedRun] => [
      run.id,
      { evaluations: run.evaluations.slice(), snapshots: run.snapshots.slice() },
    ]);
    this.#recorded = { id, date, title, step: record.step, runs: new Map(runs) };
    this.#goBack(step);
    this.#clock.reset(Math.max(0, ...[...this.#recorded.runs.values()].map(({ evaluations }) => evaluations.at(-1)?.seconds ?? 0)));
  }

  #bringBack({ recorded, metrics, seconds }: { recorded: Recorded; metrics: Record<string, MetricView>; seconds: number }): void {
    this.#columns.load(metrics);
    this.#metrics = this.#columns.views();
    this.#clock.reset(seconds);
    this.#recorded = recorded;
  }

  #goBack(step: number): void {
    this.#columns.truncate(step);
    this.#metrics = this.#columns.views();
    const recorded = this.#recorded;
    if (!recorded) return;
    recorded.step = step;
    for (const run of recorded.runs.values()) {
      run.evaluations = run.evaluations.filter((evaluation) => evaluation.step <= step);
      run.snapshots = run.snapshots.filter((snapshot) => snapshot.step <= step);
    }
  }

  #keep(snapshots: readonly MeasuredSnapshot[]): void {
    const recorded = this.#recorded;
    const first = snapshots[0];
    if (!recorded || !first) return;
    const most = this.options.snapshots ?? mostKept(first, snapshots.length);
    for (const snapshot of snapshots) {
      const run = recorded.runs.get(snapshot.run) ?? { evaluations: [], snapshots: [] };
      recorded.runs.set(snapshot.run, run);
      // All images of step 0 may come after the first steps; of one step there is one snapshot, the later one.
      const evaluation = evaluationOf(snapshot, this.#clock.seconds);
      const others = run.evaluations.filter(({ step, images }) => step !== snapshot.step || images !== evaluation.images);
      run.evaluations = [...others, evaluation].sort(byStep);
      const all = [...run.snapshots.filter(({ step }) => step !== snapshot.step), snapshotOf(snapshot)].sort(byStep);
      const kept = all.map((one, i): SnapshotRecord =>
        one.precision === 'float16' || i === all.length - 1 ? one : { ...one, precision: 'float16' },
      );
      run.snapshots = fewest(kept, most);
    }
    recorded.step = Math.max(recorded.step, first.step);
    this.#emitter.emit('evaluated', { step: first.step });
  }

  #recordOf(begun: Live | Failed): ExperimentRecord | undefined {
    const recorded = this.#recorded;
    const backend = this.session.backend;
    const { experiment, history, applied, baselines, finalTests } = begun;
    const { images, info } = experiment;
    const configuration = history[0]!.config;
    if (!recorded || (recorded.runs.size === 0 && !this.options.unevaluated) || !backend) return undefined;
    const { id, date, title, step, runs } = recorded;
    const anchor = this.options.anchor?.();
    return {
      version: RECORD_VERSION,
      id,
      ...(title === undefined ? {} : { title }),
      date,
      versions: versionsHere(),
      backend: {
        backend: backend.backend,
        adapter: backend.adapter.slice(0, 500),
        ...(backend.kernels ? { kernels: backend.kernels.variant } : {}),
      },
      imageSet: identityOf(images.info),
      configuration,
      applied: [...applied],
      ...(history.length > 1 ? { inForce: history.slice(1).map(({ from, config }) => ({ from, configuration: config })) } : {}),
      step,
      parameters: info.parameters,
      baselines: baselines ?? {},
      evaluated: [
        {
          part: info.part,
          rows: info.evaluationRows,
          labels: Int32Array.from(info.evaluationRows, (row) => images.labels[row] ?? -1),
          heldBack: info.heldBack,
          ...(info.partReason === undefined ? {} : { reason: info.partReason }),
        },
      ],
      runs: configuration.runs.map((run) => ({
        id: run.id,
        configuration: run,
        featureScale: info.featureScales[run.id] ?? 1,
        metrics: this.#metrics[run.id] ?? NO_METRICS,
        evaluations: runs.get(run.id)?.evaluations ?? [],
        snapshots: runs.get(run.id)?.snapshots ?? [],
      })),
      finalTests: finalTests.map(testOf),
      ...(anchor === undefined || anchor >= info.evaluationRows.length ? {} : { anchor }),
    };
  }
}

function evaluationOf(snapshot: MeasuredSnapshot, seconds: number): EvaluationRecord {
  const { step, part, n, subset, head, retrieval, bodyRetrieval, seen, spread, hyperbolicity, norms } = snapshot;
  const { clippedShare } = norms;
  return { step, seconds, part, images: n, of: subset?.of ?? n, head, retrieval, bodyRetrieval, seen, spread, hyperbolicity, clippedShare };
}

const byStep = (a: { step: number }, b: { step: number }): number => a.step - b.step;

function snapshotOf({ measuredWith: _measuredWith, ...snapshot }: MeasuredSnapshot): SnapshotRecord {
  return keptSnapshot(snapshot);
}

function testOf({ part: _part, config: { head }, runs, ...test }: MeasuredFinalTest): FinalTestRecord {
  return { ...test, head, runs: Object.entries(runs).map(([id, retrieved]) => ({ id, ...retrieved })) };
}

function mostKept({ n, d }: MeasuredSnapshot, runs: number): number {
  return Math.max(1, Math.min(MOST_KEPT, Math.floor(BYTES_KEPT / (runs * 4 * n * (d + 3)))));
}

/** The last alone where no more are wanted; else thinned as the page thins them. */
const fewest = (snapshots: SnapshotRecord[], most: number): SnapshotRecord[] =>
  most < 3 ? snapshots.slice(-most) : thinned(snapshots, most);
