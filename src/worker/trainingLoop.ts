/**
 * The work of one experiment, cut into slices: one step of every run, one part of an evaluation, one checkpoint. Whoever
 * holds the loop calls `slice` while there `hasWork`, and may do other things between two calls.
 *
 * An evaluation belongs to the step it is made at: later steps wait for it, a pause does not.
 */
import type { HeadConfig } from '../core/configuration/schema';
import type { RunNames } from '../core/configuration/runNames';
import { compilingActivity } from '../core/learner/compiling';
import type { Experiment } from '../core/training/experiment';
import type { FinalTest, RunSnapshot } from '../core/evaluation/snapshot';
import type { AppliedHead, Checkpoint, StepMetrics } from '../core/training/experiment.types';
import type { TrainingState, WorkerEvent } from '../engine/protocol';
import { ConfigError, OrderError, serialiseError } from '../core/errors';
import { deviceLossOf } from './deviceLoss';
import { INTERVAL, MetricsGatherer } from './trainingMetrics';

export interface LoopSurroundings {
  post(event: WorkerEvent): void;
  /** There is work again. */
  wake(): void;
  deviceLost(reason: string): void;
  /** Bytes the backend holds allocated. */
  allocatedBytes(): number;
  /** true where the GPU's programs are compiled before the first step. */
  compiles: boolean;
  /** Nothing is evaluated but what is due and what is asked for. */
  quiet?: boolean;
}

/** Steps whose metrics have not been read back yet: enough to keep a GPU busy, few enough that a pause comes at once. */
const MOST_IN_FLIGHT = 2;
/** Steps whose metrics an answer to `step` brings at most, the last ones: events bring all of them as they are taken. */
export const MOST_ANSWERED = 10_000;
/** Milliseconds of training after which a checkpoint is taken even if no evaluation was due. */
const CHECKPOINT_INTERVAL = 60_000;

/** Steps that a request asked for. */
interface StepJob {
  remaining: number;
  metrics: Record<string, StepMetrics[]>;
  resolve(metrics: Record<string, StepMetrics[]>): void;
  reject(error: unknown): void;
}

/** Those who wait for the end of something that takes many slices. */
type Waiting = { resolve(): void; reject(error: unknown): void }[];

interface BeginningJob {
  parts: ReturnType<Experiment['begin']>;
  /** Changes that had been applied when it was begun: its heads are of then. */
  changes?: number;
  waiting: Waiting;
}

interface Evaluation {
  parts: ReturnType<Experiment['evaluate']>;
  changes?: number;
  /** For whoever asked: the page goes on showing all runs at one step. */
  silent: boolean;
  waiting: Waiting;
}

/** An evaluation may take this share of the time of training that is evaluated by time; evaluations by steps are always made. */
const EVALUATION_SHARE = 1 / 3;

interface FinalTestJob {
  parts: ReturnType<Experiment['finalTest']>;
  resolve(result: FinalTest): void;
  reject(error: unknown): void;
}

export class TrainingLoop {
  readonly #experiment: Experiment;
  readonly #surroundings: LoopSurroundings;
  readonly #gatherer: MetricsGatherer;
  #training = false;
  #failed = false;
  #jobs: StepJob[] = [];
  #inFlight: { metrics: Promise<Record<string, StepMetrics>>; job?: StepJob }[] = [];
  /** In their order; at most one of all runs that has not been begun. */
  #evaluations: Evaluation[] = [];
  /** What there is to see before the first step. */
  #beginning: BeginningJob | undefined;
  /** Milliseconds that steps have had more than the beginning, while both go on: they take turns, and get the same time. */
  #owed = 0;
  /** When the next evaluation by time is due; of training that goes on by itself. */
  #evaluationTime = Infinity;
  #evaluationTook = 0;
  #finalTests: FinalTestJob[] = [];
  /** The latest snapshot of each run, and how many changes had been applied when it was taken; what is sent is a copy. */
  readonly #snapshots = new Map<string, { snapshot: RunSnapshot; changes: number }>();
  /** Where the experiment stood when the page was last given a snapshot of every run. */
  #shown: { step: number; changes: number } | undefined;
  #checkpointWanted = false;
  #checkpointStep: number;
  #checkpointTime = performance.now();
  /** Whether the first step may be taken: its programs are compiled in the background, while the loop is free for other things. */
  #compiled: 'not yet' | 'under way' | 'yes';
  #activity: string | undefined;
  #statusTime = -Infinity;

  constructor(experiment: Experiment, surroundings: LoopSurroundings) {
    this.#experiment = experiment;
    this.#surroundings = surroundings;
    this.#checkpointStep = experiment.step;
    this.#compiled = surroundings.compiles ? 'not yet' : 'yes';
    this.#gatherer = new MetricsGatherer((metrics) => surroundings.post({ type: 'metrics', metrics }));
  }

  get state(): TrainingState {
    if (this.#failed) return 'failed';
    if (this.#training) return 'training';
    if (this.#experiment.finished) return 'finished';
    return this.#experiment.step === 0 ? 'ready' : 'paused';
  }

  get hasWork(): boolean {
    if (this.#failed) return false;
    const steps = this.#compiled !== 'under way' && (this.#jobs.length > 0 || this.#training);
    return this.#beginning !== undefined || this.#evaluations.length > 0 || this.#finalTests.length > 0 || this.#checkpointWanted || steps;
  }

  /** Shows where the experiment stands. Before the first step that goes on beside the training; later steps wait for it. */
  begin(): void {
    this.#beginning = { parts: this.#experiment.begin(), waiting: [] };
    if (this.#experiment.step > 0 && !this.#surroundings.quiet) this.#evaluate();
    this.#report('evaluating');
    this.#surroundings.wake();
  }

  train(): void {
    this.#assertSound();
    if (this.#experiment.finished) throw this.#allTaken();
    this.#training = true;
    this.#checkpointTime = performance.now();
    // Half the time for the first: something is learnt in the first steps, and whoever has just begun wants to see it.
    this.#evaluateIn(this.#experiment.step === 0 ? 0.5 : 1);
    this.#report();
    this.#surroundings.wake();
  }

  /** Stops before the next step. Steps that were asked for by number end early, with the metrics they have. */
  async pause(): Promise<void> {
    const stopped = this.#training || this.#jobs.length > 0;
    this.#training = false;
    await this.#drain();
    for (const job of this.#jobs.splice(0)) job.resolve(answered(job));
    if (stopped) {
      this.#wantNewCheckpoint();
      // What stands still is looked at where it stands.
      if (!this.#allShown && this.#experiment.step > 0 && !this.#surroundings.quiet) this.#evaluate();
    }
    this.#report(this.#compiled === 'under way' ? this.#activity : undefined);
  }

  /**
   * Takes `count` steps, and no more than the experiment has: the last one ends it early, with the metrics it has by then.
   * @throws OrderError where no step is left, or the count is none
   */
  step(count: number): Promise<Record<string, StepMetrics[]>> {
    this.#assertSound();
    if (this.#experiment.finished) throw this.#allTaken();
    if (!Number.isInteger(count) || count < 1 || count > 1_000_000)
      throw new OrderError(`Steps are taken by whole numbers from 1 to 1,000,000, not ${count}.`);
    return new Promise((resolve, reject) => {
      this.#jobs.push({ remaining: count, metrics: {}, resolve, reject });
      this.#surroundings.wake();
    });
  }

  apply(head: Partial<HeadConfig>): AppliedHead {
    this.#assertSound();
    const applied = this.#experiment.apply(head);
    // A change must not get lost with a worker either.
    this.#wantCheckpoint();
    return applied;
  }

  /** Gives runs other names, by their ids. */
  rename(names: RunNames): void {
    this.#experiment.rename(names);
  }

  /** The run's snapshot at the present step: the one there is, or a new one. */
  async snapshot(run: string): Promise<RunSnapshot> {
    this.#assertSound();
    this.#experiment.assertRun(run);
    // Several may be waiting for one evaluation: whoever does not find its run in it asks for another.
    while (!this.#present(run)) {
      // Before the first step the beginning brings it.
      if (this.#beginning && this.#experiment.step === 0) await this.#ends(this.#beginning);
      else await this.#ends(this.#evaluate([run]));
    }
    return structuredClone(this.#snapshots.get(run)!.snapshot);
  }

  /** Has every run evaluated at the present step, where that has not been done; snapshots come as events. The steps to come wait for it. */
  async evaluate(): Promise<void> {
    this.#assertSound();
    while (!this.#allShown) {
      if (this.#beginning && this.#experiment.step === 0) await this.#ends(this.#beginning);
      else if (this.#experiment.runs.every((run) => this.#present(run))) this.#show();
      else await this.#ends(this.#evaluate());
    }
  }

  async checkpoint(): Promise<Checkpoint> {
    this.#assertSound();
    await this.#drain();
    return this.#experiment.checkpoint();
  }

  /** Looks the test images up; the steps to come wait for it. */
  finalTest(): Promise<FinalTest> {
    this.#assertSound();
    return new Promise((resolve, reject) => {
      this.#finalTests.push({ parts: this.#experiment.finalTest(), resolve, reject });
      this.#surroundings.wake();
    });
  }

  /** One piece of work. A failure stops the loop and is reported; it never rejects. */
  async slice(): Promise<void> {
    try {
      if (this.#checkpointWanted) await this.#postCheckpoint();
      else if (this.#beginning && this.#beginningsTurn) await this.#beginPart(this.#beginning);
      else if (this.#evaluations.length > 0) await this.#evaluatePart(this.#evaluations[0]!);
      else if (this.#finalTests.length > 0) await this.#testPart(this.#finalTests[0]!);
      else if (this.#compiled === 'under way') return;
      else if (this.#compiled === 'not yet') this.#compile();
      // Its steps have been taken for a request before it.
      else if (this.#jobs.length > 0 && this.#experiment.finished) this.#jobs.shift()!.reject(this.#allTaken());
      else if (this.#jobs.length > 0) await this.#step(this.#jobs[0]);
      else if (this.#training) await this.#step();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ends everything under way with this error. The experiment can only be created again. */
  fail(cause: unknown): void {
    if (this.#failed) return;
    const loss = deviceLossOf(cause);
    const error = loss ?? cause;
    const jobs = this.#stop(error);
    this.#failed = true;
    if (loss) {
      // Not a failure of training: it goes on elsewhere, and must not be shown as ended.
      this.#surroundings.deviceLost(loss.message);
      return;
    }
    this.#report();
    if (jobs === 0) this.#surroundings.post({ type: 'error', error: serialiseError(error) });
  }

  /** Ends everything under way, for another experiment to take the place of this one. */
  dispose(reason: Error): void {
    this.#stop(reason);
    this.#failed = true;
    this.#experiment.dispose();
  }

  /** Has the steps' programs compiled, and wakes the loop when they are. A pause meanwhile is answered at once. */
  #compile(): void {
    this.#compiled = 'under way';
    this.#report('compiling kernels');
    const ended = () => {
      this.#compiled = 'yes';
      if (this.#failed) return;
      this.#report();
      this.#surroundings.wake();
    };
    const progress = (done: number, total: number) => {
      // One that has been disposed of is silent.
      if (!this.#failed && this.#compiled === 'under way') this.#report(compilingActivity(done, total));
    };
    this.#experiment.prepare(progress).then(ended, (error: unknown) => this.fail(error));
  }

  async #step(job?: StepJob): Promise<void> {
    const experiment = this.#experiment;
    const began = performance.now();
    this.#gatherer.begin();
    const metrics = experiment.advance();
    // It is awaited in turn; until then its failure must not count as unhandled.
    metrics.catch(() => undefined);
    this.#inFlight.push({ metrics, ...(job ? { job } : {}) });
    await experiment.begun();
    // Without a GPU a step has been computed when it has begun: nothing is gained by waiting to be told.
    while (this.#inFlight.length >= (this.#surroundings.compiles ? MOST_IN_FLIGHT : 1)) await this.#collect();
    const jobEnds = job !== undefined && (--job.remaining === 0 || experiment.finished);
    // Not before the picture of step 0: it is what the first is compared with.
    const byTime = this.#training && !this.#beginning && performance.now() >= this.#evaluationTime;
    const evaluationDue = experiment.evaluationDue || byTime;
    if (jobEnds || evaluationDue || experiment.finished) await this.#drain();
    this.#owed += performance.now() - began;
    if (evaluationDue) this.#evaluate();
    else if (performance.now() - this.#checkpointTime > CHECKPOINT_INTERVAL) this.#wantNewCheckpoint();
    if (jobEnds) {
      this.#jobs.shift();
      job.resolve(answered(job));
      this.#report();
    }
  }

  /** Takes in the metrics of the earliest steps that are under way. */
  async #collect(count = 1): Promise<void> {
    const steps: Record<string, StepMetrics>[] = [];
    try {
      for (let i = 0; i < count; i++) {
        const { metrics, job } = this.#inFlight[0]!;
        const measured = await metrics;
        this.#inFlight.shift();
        if (job) for (const [run, one] of Object.entries(measured)) keepLast((job.metrics[run] ??= []), one, MOST_ANSWERED);
        steps.push(measured);
      }
    } finally {
      // Where one fails, those before it have been taken.
      if (steps.length > 0 && this.#gatherer.add(steps)) this.#report(this.#activity);
    }
  }

  async #drain(): Promise<void> {
    try {
      while (this.#inFlight.length > 0) await this.#collect(this.#inFlight.length);
    } catch (error) {
      this.fail(error);
      throw error;
    }
    this.#gatherer.flush();
    this.#gatherer.interrupt();
  }

  /** @param runs evaluated for whoever asks for them, and not shown; absent = all, which are */
  #evaluate(runs?: string[]): Evaluation {
    const same = this.#evaluations.find(({ silent }) => !silent && runs === undefined);
    if (same) return same;
    const evaluation: Evaluation = { parts: this.#experiment.evaluate(runs), silent: runs !== undefined, waiting: [] };
    this.#evaluations.push(evaluation);
    this.#surroundings.wake();
    return evaluation;
  }

  #ends(work: { waiting: Waiting }): Promise<void> {
    return new Promise((resolve, reject) => {
      work.waiting.push({ resolve, reject });
    });
  }

  /** It goes first where no step can be taken, or an evaluation waits for it; beside steps both get the same time. */
  get #beginningsTurn(): boolean {
    const steps = this.#compiled !== 'under way' && (this.#jobs.length > 0 || this.#training);
    return !steps || this.#evaluations.length > 0 || this.#finalTests.length > 0 || this.#owed > 0;
  }

  async #beginPart(beginning: BeginningJob): Promise<void> {
    // Not counted as time spent on steps.
    await this.#drain();
    const began = performance.now();
    beginning.changes ??= this.#experiment.changes;
    const { value, done } = await beginning.parts.next();
    this.#owed -= performance.now() - began;
    if (!done) {
      if ('baselines' in value) this.#surroundings.post({ type: 'baselines', baselines: value.baselines });
      else this.#hear(value, { changes: beginning.changes, silent: false });
      return;
    }
    this.#beginning = undefined;
    this.#report();
    for (const { resolve } of beginning.waiting) resolve();
  }

  #hear(news: { snapshots: RunSnapshot[] } | { activity: string }, { changes, silent }: { changes: number; silent: boolean }): void {
    if ('activity' in news) {
      if (this.#activity === undefined || performance.now() - this.#statusTime >= INTERVAL) this.#report(news.activity);
      return;
    }
    for (const snapshot of news.snapshots) this.#snapshots.set(snapshot.run, { snapshot, changes });
    if (!silent) this.#show();
  }

  /** Gives the page the latest snapshot of every run. */
  #show(): void {
    const latest = [...this.#snapshots.values()];
    const { snapshot, changes } = latest[0]!;
    this.#shown = { step: snapshot.step, changes };
    this.#surroundings.post({ type: 'snapshots', snapshots: structuredClone(latest.map(({ snapshot }) => snapshot)) });
  }

  /** @param share of the time between two evaluations; longer where they take longer than a share of the whole */
  #evaluateIn(share: number): void {
    const { seconds } = this.#experiment.config.evaluation;
    const wait = Math.max(share * 1000 * seconds, (this.#evaluationTook * (1 - EVALUATION_SHARE)) / EVALUATION_SHARE);
    this.#evaluationTime = seconds > 0 ? performance.now() + wait : Infinity;
  }

  async #evaluatePart(evaluation: Evaluation): Promise<void> {
    const began = performance.now();
    evaluation.changes ??= this.#experiment.changes;
    const { value, done } = await evaluation.parts.next();
    this.#evaluationTook += performance.now() - began;
    if (!done) {
      if (!('baselines' in value)) this.#hear(value, { changes: evaluation.changes, silent: evaluation.silent });
      return;
    }
    this.#evaluations.shift();
    this.#evaluateIn(1);
    this.#evaluationTook = 0;
    if (this.#experiment.finished) this.#training = false;
    this.#wantNewCheckpoint();
    this.#report();
    for (const { resolve } of evaluation.waiting) resolve();
  }

  async #testPart({ parts, resolve, reject }: FinalTestJob): Promise<void> {
    let part: Awaited<ReturnType<FinalTestJob['parts']['next']>>;
    try {
      part = await parts.next();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      // The image set has nothing to test on: training goes on.
      this.#finalTests.shift();
      return reject(error);
    }
    if (!part.done) {
      if (this.#activity === undefined || performance.now() - this.#statusTime >= INTERVAL) this.#report(part.value.activity);
      return;
    }
    this.#finalTests.shift();
    // That it has been tested must not get lost with a worker.
    this.#wantCheckpoint();
    this.#report();
    resolve(part.value);
  }

  get #allShown(): boolean {
    return this.#shown?.step === this.#experiment.step && this.#shown.changes === this.#experiment.changes;
  }

  #present(run: string): boolean {
    const latest = this.#snapshots.get(run);
    return latest?.snapshot.step === this.#experiment.step && latest.changes === this.#experiment.changes;
  }

  /** A checkpoint, if steps have been taken since the last one. */
  #wantNewCheckpoint(): void {
    if (this.#experiment.step > this.#checkpointStep) this.#wantCheckpoint();
  }

  #wantCheckpoint(): void {
    this.#checkpointWanted = true;
    this.#surroundings.wake();
  }

  async #postCheckpoint(): Promise<void> {
    this.#checkpointWanted = false;
    await this.#drain();
    const checkpoint = await this.#experiment.checkpoint();
    this.#checkpointStep = checkpoint.step;
    this.#surroundings.post({ type: 'checkpoint', checkpoint });
    this.#checkpointTime = performance.now();
  }

  /** Rejects all that is under way and returns how many requests for steps were told. */
  #stop(reason: unknown): number {
    this.#training = false;
    this.#checkpointWanted = false;
    this.#inFlight = [];
    this.#gatherer.flush();
    this.#gatherer.interrupt();
    const jobs = this.#jobs.splice(0);
    for (const { reject } of jobs) reject(reason);
    const evaluations = this.#evaluations.splice(0);
    const beginning = this.#beginning;
    this.#beginning = undefined;
    // Its models are disposed of when the part under way has ended.
    beginning?.parts.return().catch(() => undefined);
    for (const { waiting } of [...evaluations, ...(beginning ? [beginning] : [])]) for (const { reject } of waiting) reject(reason);
    for (const { reject } of this.#finalTests.splice(0)) reject(reason);
    return jobs.length;
  }

  #allTaken(): OrderError {
    const { steps } = this.#experiment.config;
    return new OrderError(`The experiment has taken its ${steps} steps; raise the number of steps, or reset it.`);
  }

  #assertSound(): void {
    if (this.#failed)
      throw new OrderError('Training has failed and cannot go on from here: reset the experiment, or restore a checkpoint.');
  }

  #report(activity?: string): void {
    this.#activity = activity;
    this.#statusTime = performance.now();
    const state = this.state;
    this.#surroundings.post({
      type: 'status',
      status: {
        state,
        step: this.#experiment.step,
        steps: this.#experiment.config.steps,
        stepsPerSecond: state === 'training' || this.#jobs.length > 0 ? this.#gatherer.rate : 0,
        gpuBytes: this.#surroundings.allocatedBytes(),
        ...(activity === undefined ? {} : { activity }),
      },
    });
  }
}

/** Appends, and drops from the front what is beyond the bound. */
export function keepLast<T>(list: T[], one: T, most: number): void {
  list.push(one);
  // Now and then rather than each time: taking from the front moves all that stay.
  if (list.length >= 2 * most) list.splice(0, list.length - most);
}

const answered = ({ metrics }: StepJob): Record<string, StepMetrics[]> =>
  Object.fromEntries(Object.entries(metrics).map(([run, steps]) => [run, steps.slice(-MOST_ANSWERED)]));
