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
import type { RunSnapshot } from '../core/evaluation/snapshot';
import type { AppliedHead, Checkpoint, StepMetrics } from '../core/training/experiment.types';
import type { TrainingState, WorkerEvent } from '../engine/protocol';
import { OrderError, serialiseError } from '../core/errors';
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
}

/** Steps whose metrics have not been read back yet: enough to keep a GPU busy, few enough that a pause comes at once. */
const MOST_IN_FLIGHT = 2;
/** Milliseconds of training after which a checkpoint is taken even if no evaluation was due. */
const CHECKPOINT_INTERVAL = 60_000;

/** Steps that a request asked for. */
interface StepJob {
  remaining: number;
  metrics: Record<string, StepMetrics[]>;
  resolve(metrics: Record<string, StepMetrics[]>): void;
  reject(error: unknown): void;
}

interface Evaluation {
  parts: ReturnType<Experiment['evaluate']>;
  waiting: { resolve(): void; reject(error: unknown): void }[];
}

export class TrainingLoop {
  readonly #experiment: Experiment;
  readonly #surroundings: LoopSurroundings;
  readonly #gatherer: MetricsGatherer;
  #training = false;
  #failed = false;
  #jobs: StepJob[] = [];
  #inFlight: { metrics: Promise<Record<string, StepMetrics>>; job?: StepJob }[] = [];
  #evaluation: Evaluation | undefined;
  /** The latest snapshot of each run, and how many changes had been applied when it was taken; what is sent is a copy. */
  readonly #snapshots = new Map<string, { snapshot: RunSnapshot; changes: number }>();
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
    return this.#evaluation !== undefined || this.#checkpointWanted || steps;
  }

  /** Shows where the experiment stands: an evaluation of its present state. */
  begin(): void {
    this.#evaluate();
    this.#report('evaluating');
  }

  train(): void {
    this.#assertSound();
    if (this.#experiment.finished) throw this.#allTaken();
    this.#training = true;
    this.#checkpointTime = performance.now();
    this.#report();
    this.#surroundings.wake();
  }

  /** Stops before the next step. Steps that were asked for by number end early, with the metrics they have. */
  async pause(): Promise<void> {
    const stopped = this.#training || this.#jobs.length > 0;
    this.#training = false;
    await this.#drain();
    for (const job of this.#jobs.splice(0)) job.resolve(job.metrics);
    if (stopped) this.#wantNewCheckpoint();
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
      this.#evaluate([run]);
      await this.#evaluationEnds();
    }
    return structuredClone(this.#snapshots.get(run)!.snapshot);
  }

  async checkpoint(): Promise<Checkpoint> {
    this.#assertSound();
    await this.#drain();
    return this.#experiment.checkpoint();
  }

  /** One piece of work. A failure stops the loop and is reported; it never rejects. */
  async slice(): Promise<void> {
    try {
      if (this.#checkpointWanted) await this.#postCheckpoint();
      else if (this.#evaluation) await this.#evaluatePart(this.#evaluation);
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
    this.#gatherer.begin();
    const metrics = experiment.advance();
    // It is awaited in turn; until then its failure must not count as unhandled.
    metrics.catch(() => undefined);
    this.#inFlight.push({ metrics, ...(job ? { job } : {}) });
    await experiment.begun();
    while (this.#inFlight.length >= MOST_IN_FLIGHT) await this.#collect();
    const jobEnds = job !== undefined && (--job.remaining === 0 || experiment.finished);
    if (jobEnds || experiment.evaluationDue || experiment.finished) await this.#drain();
    if (experiment.evaluationDue) this.#evaluate();
    else if (performance.now() - this.#checkpointTime > CHECKPOINT_INTERVAL) this.#wantNewCheckpoint();
    if (jobEnds) {
      this.#jobs.shift();
      job.resolve(job.metrics);
      this.#report();
    }
  }

  /** Takes in the metrics of the earliest step that is under way. */
  async #collect(): Promise<void> {
    const { metrics, job } = this.#inFlight[0]!;
    const measured = await metrics;
    this.#inFlight.shift();
    if (job) for (const [run, one] of Object.entries(measured)) (job.metrics[run] ??= []).push(one);
    if (this.#gatherer.add(measured)) this.#report(this.#activity);
  }

  async #drain(): Promise<void> {
    try {
      while (this.#inFlight.length > 0) await this.#collect();
    } catch (error) {
      this.fail(error);
      throw error;
    }
    this.#gatherer.flush();
    this.#gatherer.interrupt();
  }

  #evaluate(runs?: string[]): void {
    if (this.#evaluation) return;
    this.#evaluation = { parts: this.#experiment.evaluate(runs), waiting: [] };
    this.#surroundings.wake();
  }

  #evaluationEnds(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#evaluation) this.#evaluation.waiting.push({ resolve, reject });
      else resolve();
    });
  }

  async #evaluatePart(evaluation: Evaluation): Promise<void> {
    const { value, done } = await evaluation.parts.next();
    if (!done) {
      if ('snapshot' in value) {
        const { snapshot } = value;
        this.#snapshots.set(snapshot.run, { snapshot, changes: this.#experiment.changes });
        this.#surroundings.post({ type: 'snapshot', snapshot: structuredClone(snapshot) });
      } else if (this.#activity === undefined || performance.now() - this.#statusTime >= INTERVAL) {
        this.#report(value.activity);
      }
      return;
    }
    this.#evaluation = undefined;
    if (this.#experiment.finished) this.#training = false;
    this.#wantNewCheckpoint();
    this.#report();
    for (const { resolve } of evaluation.waiting) resolve();
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
    const evaluation = this.#evaluation;
    this.#evaluation = undefined;
    for (const { reject } of evaluation?.waiting ?? []) reject(reason);
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
