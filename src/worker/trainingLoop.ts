/**
 * The work of one experiment, cut into slices: one step of every run, one part of an evaluation, one checkpoint. Whoever
 * holds the loop calls `slice` while there `hasWork`, and may do other things between two calls.
 *
 * An evaluation belongs to the step it is made at: later steps wait for it, a pause does not. When there is one by the clock, and on how
 * many images, `evaluationClock.ts` says.
 */
import type { HeadConfig } from '../core/configuration/schema';
import type { RunNames } from '../core/configuration/runNames';
import { compilingActivity } from '../core/learner/compiling';
import type { Experiment, Extent } from '../core/training/experiment';
import type { EmbeddedGuest, FinalTest, Guest, RunSnapshot } from '../core/evaluation/snapshot';
import type { AppliedHead, Checkpoint, StepMetrics } from '../core/training/experiment.types';
import type { TrainingState, WorkerEvent } from '../engine/protocol';
import { OrderError, serialiseError } from '../core/errors';
import type { BeginningWork } from './beginningWork';
import { deviceLossOf } from './deviceLoss';
import { EvaluationClock } from './evaluationClock';
import { Evaluations } from './evaluations';
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
  /** Runs compute in workers of their own, which may be a step apart from each other. */
  apart?: boolean;
  /** Nothing is evaluated but what is due and what is asked for. */
  quiet?: boolean;
}

/**
 * Steps whose metrics have not been read back yet: enough to keep a GPU busy, and that of several workers on few cores none waits for the
 * slowest at every step; few enough that a pause comes at once.
 */
const MOST_IN_FLIGHT = 2;
/** Steps whose metrics an answer to `step` brings at most, the last ones: events bring all of them as they are taken. */
export const MOST_ANSWERED = 10_000;
/** Milliseconds of training after which a checkpoint is taken even if no evaluation was due. */
const CHECKPOINT_INTERVAL = 60_000;

/** Milliseconds that the beginning waits for a request to train. */
const TRAIN_WAITS = 250;

/** Steps that a request asked for. */
interface StepJob {
  remaining: number;
  metrics: Record<string, StepMetrics[]>;
  resolve(metrics: Record<string, StepMetrics[]>): void;
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
  readonly #evaluations: Evaluations;
  readonly #clock: EvaluationClock;
  /** Milliseconds that the last step took. */
  #stepTook = 0;
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
    const { seconds } = experiment.config.evaluation;
    this.#clock = new EvaluationClock({ seconds, images: { whole: experiment.imagesOf('whole')!, subset: experiment.imagesOf('subset') } });
    this.#evaluations = new Evaluations(experiment, {
      post: (event) => surroundings.post(event),
      wake: () => surroundings.wake(),
      say: (activity) => this.#say(activity),
      // Untrained runs of one seed are embedded together; once they are trained, each has an embedding of its own.
      begun: (extent, took) => this.#clock.measured(extent, (took * experiment.runs.length) / experiment.models),
      evaluated: (extent, shown, took) => this.#evaluated(extent, shown, took),
      // That it has been tested must not get lost with a worker.
      tested: () => this.#wantCheckpoint(),
    });
  }

  get state(): TrainingState {
    if (this.#failed) return 'failed';
    if (this.#training) return 'training';
    if (this.#experiment.finished) return 'finished';
    return this.#experiment.step === 0 ? 'ready' : 'paused';
  }

  get hasWork(): boolean {
    if (this.#failed) return false;
    return this.#evaluations.hasWork || this.#checkpointWanted || this.#canStep;
  }

  /** Shows where the experiment stands. Before the first step that goes on beside the training; later steps wait for it. */
  begin(): void {
    this.#evaluations.begin(this.#surroundings.quiet);
    // Whoever has it created to train it says so at once: a part of the beginning that was under way by then would delay the first step.
    setTimeout(() => this.#surroundings.wake(), TRAIN_WAITS);
  }

  train(): void {
    this.#assertSound();
    if (this.#experiment.finished) throw this.#allTaken();
    this.#training = true;
    this.#checkpointTime = performance.now();
    // Something is learnt in the first steps, and whoever has just begun wants to see it.
    this.#clock.start(!this.#evaluations.learntShown);
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
      if (!this.#evaluations.allShown && this.#experiment.step > 0 && !this.#surroundings.quiet) this.#evaluateAll();
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
    return this.#evaluations.snapshot(run);
  }

  /** Has every run evaluated at the present step, where that has not been done; snapshots come as events. The steps to come wait for it. */
  async evaluate(): Promise<void> {
    this.#assertSound();
    await this.#evaluations.showAll();
  }

  /**
   * Embeds a picture by every run at the step that the page is shown, which is brought up to the present one before; evaluations from
   * then on embed it too. undefined: no picture any more.
   */
  async embedGuest(guest: Guest | undefined): Promise<EmbeddedGuest | null> {
    this.#assertSound();
    // From now on, also where the evaluation to come brings it before the answer does.
    if (!guest) return (await this.#experiment.embedGuest(undefined)) ?? null;
    await this.evaluate();
    return (await this.#experiment.embedGuest(guest)) ?? null;
  }

  async checkpoint(): Promise<Checkpoint> {
    this.#assertSound();
    await this.#drain();
    return this.#experiment.checkpoint();
  }

  /** Looks the test images up; the steps to come wait for it. */
  finalTest(): Promise<FinalTest> {
    this.#assertSound();
    return this.#evaluations.finalTest();
  }

  /** One piece of work. A failure stops the loop and is reported; it never rejects. */
  async slice(): Promise<void> {
    const { beginning } = this.#evaluations;
    try {
      if (this.#checkpointWanted) await this.#postCheckpoint();
      else if (beginning && this.#hasTurn(beginning)) await this.#beginPart(beginning);
      else if (this.#evaluations.hold) await this.#evaluations.part();
      else if (this.#compiled === 'under way') return;
      else if (this.#compiled === 'not yet') this.#compile();
      else if (this.#dueByClock) await this.#evaluateByClock(this.#dueByClock);
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
    const { compiles, apart } = this.#surroundings;
    // Where a step is computed here it has been when it has begun: nothing is gained by waiting to be told.
    while (this.#inFlight.length >= (compiles || apart ? MOST_IN_FLIGHT : 1)) await this.#collect();
    const jobEnds = job !== undefined && (--job.remaining === 0 || experiment.finished);
    this.#stepTook = performance.now() - began;
    if (jobEnds || experiment.evaluationDue || experiment.finished) await this.#drain();
    this.#evaluations.beginning?.stepsTook(performance.now() - began);
    if (experiment.evaluationDue) this.#evaluateAll();
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

  /** Not before the picture of step 0, which the first is compared with; and not twice where nothing has changed. */
  get #dueByClock(): Extent | undefined {
    const { beginning, anyShown } = this.#evaluations;
    if (!this.#training || this.#experiment.step === 0 || anyShown || (beginning && !beginning.shown)) return undefined;
    return this.#clock.due(this.#stepTook);
  }

  async #evaluateByClock(extent: Extent): Promise<void> {
    await this.#drain();
    this.#evaluations.order(extent);
  }

  /** All images, where they would come too late after a subset of them: something is seen in time. */
  #evaluateAll(): void {
    if (this.#clock.subsetFirst && !this.#evaluations.anyShown) this.#evaluations.order('subset');
    this.#evaluations.order();
  }

  #evaluated(extent: Extent, shown: boolean, took: number): void {
    if (shown) this.#clock.ended(extent, took);
    // A subset at the last step is followed by all images.
    if (this.#experiment.finished && extent === 'whole') this.#training = false;
    this.#wantNewCheckpoint();
  }

  get #canStep(): boolean {
    return this.#compiled !== 'under way' && (this.#jobs.length > 0 || this.#training);
  }

  #hasTurn(beginning: BeginningWork): boolean {
    const inTheWay = this.#training && !this.#evaluations.learntShown && !this.#clock.affordsAll;
    return beginning.hasTurn({ steps: this.#canStep, evaluations: this.#evaluations.hold, inTheWay });
  }

  async #beginPart(beginning: BeginningWork): Promise<void> {
    // Not counted as time spent on steps.
    await this.#drain();
    await this.#evaluations.begunPart(beginning);
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
    this.#evaluations.stop(reason);
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

  /** Says what is being done now and then; that it is done at once. */
  /** What is being done is told at once, how far it is now and then. */
  #say(activity?: string): void {
    const another = activity?.split(':')[0] !== this.#activity?.split(':')[0];
    if (activity === undefined || another || performance.now() - this.#statusTime >= INTERVAL) this.#report(activity);
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
