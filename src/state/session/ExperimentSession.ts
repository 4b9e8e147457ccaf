/**
 * One experiment, from the first wish to its last step: the one truth of where it stands. It owns the training worker, creates the
 * experiment when it is first needed, carries changes over into it, and restores it where a worker, a device or a backend is lost.
 *
 * What is wanted is set at once and never waits. Everything that has to be done for it goes through one queue, and each task begins
 * where things then stand: it looks at what is in force and what is wanted, and brings them together. So nothing that comes in
 * between, a lost device included, can leave them apart.
 *
 * It knows nothing of views: the page, a sweep and a command without a page hold the same session.
 */
import type { BackendReport } from '../../core/backend/report';
import type { BackendChoice, ExperimentConfig, HeadConfig, KernelChoice } from '../../core/configuration/schema';
import { ConfigError, checkAgainstImageSet, countImageSet } from '../../core/configuration/validate';
import { runNames, withNamesOf } from '../../core/configuration/runNames';
import type { RunSnapshot } from '../../core/evaluation/snapshot';
import type { AppliedHead, Checkpoint, StepMetrics } from '../../core/training/experiment.types';
import { Emitter } from '../../engine/emitter';
import { WorkerError, errorOf } from '../../core/errors';
import type { TrainingStatus } from '../../engine/protocol';
import type { TrainingPort } from '../ports';
import { SessionBackend, RETRIES } from './backend';
import {
  begunIn,
  headAfter,
  withInForce,
  named,
  type Failed,
  type Live,
  type MeasuredSnapshot,
  type Phase,
  type SessionImages,
} from './phase';
import { Queue } from './queue';
import { continuingPaths, liveHeadChange, restartPaths, withContinuing } from './settings';

export interface SessionPorts {
  training(): Promise<TrainingPort>;
  /** The same object as long as what is stored of the set is the same. */
  openImageSet(id: string): Promise<SessionImages>;
}

/** What was restored after a worker was lost. */
export interface Recovery {
  /** Why the old worker is gone, for people. */
  reason: string;
  report: BackendReport;
  /** undefined: there was no experiment to restore. */
  experiment?: {
    /** Step it stands at again; metrics of later steps are void and will be reported anew. */
    step: number;
    /** Steps taken since that one, to be taken again. */
    lostSteps: number;
    training: boolean;
  };
}

export interface SessionEvents {
  /** Where the experiment stands has changed. */
  phase: { phase: Phase; before: Phase };
  /** The wanted configuration has changed. */
  wanted: ExperimentConfig;
  /** Training has been asked for, or is not asked for any more. */
  intent: boolean;
  status: TrainingStatus;
  /** Steps just taken, by id of the run, and the configuration they were taken with. */
  metrics: { steps: Record<string, StepMetrics[]>; config: ExperimentConfig };
  snapshot: MeasuredSnapshot;
  /** A backend is open. */
  backend: BackendReport;
  /** The wanted backend cannot be opened; another one has taken its place in the wanted configuration, and is tried. */
  fallback: { error: Error; choice: BackendChoice };
  /** The worker, or the device under it, is gone. `recovered` or `failed` follows. */
  lost: Error;
  recovered: Recovery;
  /** The experiment stands at an earlier step again: what was measured after it is void. */
  wentBack: number;
  /** Something failed that nobody waits for, for people. Where it was the experiment, its phase is `failed`. */
  failed: string;
}

/** Recoveries in a row, without a training step between them, after which the machine is taken to be at fault. */
const MOST_RECOVERIES = 3;

export class ExperimentSession {
  readonly #events = new Emitter<SessionEvents>();
  readonly #queue = new Queue();
  readonly #backend: SessionBackend;
  readonly #retries: readonly number[];
  #connecting: Promise<TrainingPort> | undefined;
  #port: TrainingPort | undefined;
  #wanted: ExperimentConfig;
  #phase: Phase = { kind: 'none' };
  #status: TrainingStatus;
  #wantsTraining = false;
  /** A backend has been asked for. */
  #started = false;
  /** The worker has been told to train, and has not said that it ended. */
  #training = false;
  /** Requests for steps that are under way. */
  #jobs = 0;
  /** How often a pause was asked for, and how often steps were interrupted for a change. */
  #pauses = 0;
  #interruptions = 0;
  /** What the worker holds, and the configuration whose names its runs have there. */
  #loaded: SessionImages | undefined;
  #told: ExperimentConfig | undefined;
  /** Highest step heard of. */
  #reached = 0;
  #lost: Error | undefined;
  #recoveries = 0;
  #disposed = false;

  constructor(
    private readonly ports: SessionPorts,
    wanted: ExperimentConfig,
    { retries = RETRIES }: { retries?: readonly number[] } = {},
  ) {
    this.#wanted = wanted;
    this.#retries = retries;
    this.#status = { state: 'starting', step: 0, steps: wanted.steps, stepsPerSecond: 0, gpuBytes: 0 };
    this.#backend = new SessionBackend(
      () => this.#connected(),
      () => this.#wanted,
      (error, choice) => {
        this.#events.emit('fallback', { error, choice });
        this.#setWanted({ ...this.#wanted, backend: choice });
      },
      (report) => {
        this.#loaded = undefined;
        this.#events.emit('backend', report);
      },
    );
  }

  on<K extends keyof SessionEvents>(event: K, handler: (payload: SessionEvents[K]) => void): () => void {
    return this.#events.on(event, handler);
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The configuration that is wanted; what is in force stands in the phase. */
  get wanted(): ExperimentConfig {
    return this.#wanted;
  }

  /** Paths of settings in which what is wanted differs from what is in force, and that only a new experiment can take; empty = none. */
  get pending(): string[] {
    const begun = begunIn(this.#phase);
    return begun ? restartPaths(begun.inForce, this.#wanted) : [];
  }

  get status(): TrainingStatus {
    return this.#status;
  }

  /** Of the backend opened last. */
  get backend(): BackendReport | undefined {
    return this.#backend.report;
  }

  /** Train has been asked for and Pause has not: it trains, or will as soon as it can. */
  get wantsTraining(): boolean {
    return this.#wantsTraining;
  }

  /** The experiment has taken at least one step. */
  get trained(): boolean {
    return this.#reached > 0;
  }

  /** An experiment has been trained, or is about to be: it must not be dropped in silence. */
  get busy(): boolean {
    return begunIn(this.#phase) !== undefined && (this.trained || this.#wantsTraining);
  }

  get #atEnd(): boolean {
    const begun = begunIn(this.#phase);
    return begun !== undefined && this.#reached >= begun.inForce.steps;
  }

  /** A backend is open, or being opened. */
  get started(): boolean {
    return this.#started;
  }

  /** Opens the wanted backend, or `auto` where it cannot be had. Rejects where none can be opened. */
  open(): Promise<void> {
    this.#started = true;
    return this.#do(async () => void (await this.#ensureBackend('auto')));
  }

  /**
   * Wants another configuration. What a running experiment can take over is taken over: the promise is for that. What it cannot stands in
   * `pending` until `reset`; an experiment that has not been trained is dropped instead.
   * @param next checked by the caller
   */
  configure(next: ExperimentConfig): Promise<void> {
    const before = this.#wanted;
    this.#setWanted(next);
    this.#takeNames();
    if (begunIn(this.#phase) && !this.busy && this.pending.length > 0) this.#drop();
    if (!this.#started) return Promise.resolve();
    const kernels = next.kernels !== before.kernels && this.backend?.backend === 'webgpu';
    if (next.backend !== before.backend || kernels) return this.#move();
    if (this.#phase.kind !== 'live' || this.#carriedOver(this.#phase)) return Promise.resolve();
    return this.#do(() => this.#carryOver());
  }

  /** Changes the head of the running experiment from its next step on. */
  apply(head: Partial<HeadConfig>): Promise<void> {
    if (!begunIn(this.#phase)) return Promise.reject(new Error('There is no experiment to apply this to.'));
    return this.configure({ ...this.#wanted, head: { ...this.#wanted.head, ...head } });
  }

  /** What is in force is wanted again; the choice of the backend stays. */
  discardPending(): void {
    const begun = begunIn(this.#phase);
    if (!begun) return;
    const { backend, kernels } = this.#wanted;
    this.#setWanted({ ...begun.inForce, backend, kernels });
  }

  /**
   * Moves to another backend, or other kernels. An experiment that has been trained goes on there from where it stands; one that has
   * failed, from its checkpoint. Where none can be opened its checkpoint stays.
   */
  useBackend(backend: BackendChoice, kernels: KernelChoice = this.#wanted.kernels): Promise<void> {
    this.#recoveries = 0;
    this.#setWanted({ ...this.#wanted, backend, kernels });
    return this.#started ? this.#move() : Promise.resolve();
  }

  async train(): Promise<void> {
    this.#started = true;
    this.#setIntent(true);
    try {
      await this.#do(async () => {
        await this.#ensureExperiment();
        if (this.#wantsTraining) await this.#tellTraining();
      });
    } catch (error) {
      this.#setIntent(false);
      throw error;
    }
  }

  /** Stops before the next step. What is being made ready for training goes on, and is not trained. */
  pause(): Promise<void> {
    this.#setIntent(false);
    this.#pauses++;
    if (!this.#training && this.#jobs === 0) return Promise.resolve();
    return this.#do(() => this.#stopSteps());
  }

  /** Takes `count` steps, fewer where a pause comes between or the last step is reached (OrderError where it has been before), and gives the metrics of each run, by its id. */
  async step(count: number): Promise<Record<string, StepMetrics[]>> {
    this.#started = true;
    const pauses = this.#pauses;
    const all: Record<string, StepMetrics[]> = {};
    for (let remaining = count; remaining > 0;) {
      const interruptions = this.#interruptions;
      const { steps } = await this.#do(async () => {
        const port = await this.#ensureExperiment();
        // Sent in turn, but not waited for: what comes next may be a pause.
        this.#jobs++;
        return { steps: port.step(remaining).finally(() => this.#jobs--) };
      });
      const taken = await steps;
      let most = 0;
      for (const [run, metrics] of Object.entries(taken)) {
        (all[run] ??= []).push(...metrics);
        most = Math.max(most, metrics.length);
      }
      remaining -= most;
      if (pauses !== this.#pauses || interruptions === this.#interruptions || this.#atEnd) break;
    }
    return all;
  }

  /** Throws the experiment away; where there was one, that which is wanted is created. */
  reset(): Promise<void> {
    this.#setIntent(false);
    this.#pauses++;
    let begun: boolean | undefined;
    // What is thrown away need not be restored first.
    return this.#do(async () => {
      begun ??= begunIn(this.#phase) !== undefined;
      if (this.#training || this.#jobs > 0) await this.#stopSteps().catch(() => undefined);
      this.#drop();
      if (begun) await this.#ensureExperiment();
    }, false);
  }

  /** The embedding of the run with this id at its present step. The experiment is created if there is none. */
  async snapshot(run: string): Promise<MeasuredSnapshot> {
    this.#started = true;
    const { snapshot } = await this.#do(async () => ({ snapshot: (await this.#ensureExperiment()).snapshot(run) }));
    return this.#measured(await snapshot);
  }

  /** Everything needed to go on from here; undefined without an experiment, and where one failed before there was any. */
  checkpoint(): Promise<Checkpoint | undefined> {
    return this.#do(async () => {
      if (this.#phase.kind === 'live') await this.#takeCheckpoint();
      return begunIn(this.#phase)?.checkpoint;
    });
  }

  /** Ends the worker. */
  dispose(): void {
    this.#disposed = true;
    this.#events.clear();
    void this.#connecting?.then((port) => port.close(new WorkerError('The experiment has been closed.')));
  }

  /**
   * A task in its turn. What has been lost by then is restored first; where it is lost in the middle of the task, the task is begun again:
   * it looks at what is and what is wanted, and so does nothing twice.
   * @param healed false: it does not need what has been lost
   */
  #do<T>(task: () => Promise<T>, healed = true): Promise<T> {
    return this.#queue.run(async () => {
      if (healed) await this.#heal();
      for (;;) {
        try {
          return await task();
        } catch (error) {
          if (!this.#lost || this.#disposed) throw error;
          const reason = await this.#heal();
          if (reason) throw reason;
        }
      }
    });
  }

  #move(): Promise<void> {
    this.#backend.interrupt(this.#port);
    return this.#do(async () => {
      const phase = this.#phase;
      if (this.#backend.asWanted && phase.kind !== 'failed') return;
      if (phase.kind === 'live' && !this.busy) this.#drop();
      if (this.#phase.kind === 'live') return this.#throughCheckpoint();
      await this.#ensureBackend();
      if (this.#phase.kind === 'failed' && this.#phase.checkpoint) await this.#restore(this.#phase);
      this.#say(undefined);
    });
  }

  /** What is wanted and can be taken over is in force. */
  #carriedOver({ inForce }: Live): boolean {
    const told = this.#told && withNamesOf(this.#told, inForce) === this.#told;
    return (
      told === true &&
      continuingPaths(inForce, this.#wanted).length === 0 &&
      Object.keys(liveHeadChange(inForce.head, this.#wanted.head)).length === 0
    );
  }

  /** Takes over what a running experiment can: from a checkpoint what it goes on with, at its next step what is in its head. */
  async #carryOver(): Promise<void> {
    if (this.#phase.kind !== 'live') return;
    if (continuingPaths(this.#phase.inForce, this.#wanted).length > 0) return this.#throughCheckpoint();
    await this.#tellNames();
    await this.#applyHead();
  }

  /** Names are taken over at once, in whatever state the experiment is. */
  #takeNames(): void {
    const begun = begunIn(this.#phase);
    if (!begun) return;
    const now = named(begun, this.#wanted);
    if (now !== begun) this.#setPhase(now);
  }

  /** The worker calls the runs by the names that they have by now. */
  async #tellNames(): Promise<void> {
    const phase = this.#phase;
    if (phase.kind !== 'live' || !this.#told || withNamesOf(this.#told, phase.inForce) === this.#told) return;
    await (await this.#connected()).rename(runNames(phase.inForce));
    this.#told = phase.inForce;
  }

  async #applyHead(): Promise<void> {
    const phase = this.#phase;
    if (phase.kind !== 'live') return;
    const change = liveHeadChange(phase.inForce.head, this.#wanted.head);
    if (Object.keys(change).length === 0) return;
    let applied: AppliedHead;
    try {
      applied = await (await this.#connected()).apply(change);
    } catch (error) {
      // Refused: it is not wanted any more, else it would be refused again with every change.
      if (error instanceof ConfigError)
        this.#setWanted({ ...this.#wanted, head: { ...this.#wanted.head, ...liveHeadChange(this.#wanted.head, phase.inForce.head) } });
      throw error;
    }
    this.#updateBegun((now) => {
      const inForce = { ...now.inForce, head: { ...now.inForce.head, ...applied.head } };
      return { inForce, applied: [...now.applied, applied], history: withInForce(now.history, applied.step, inForce) };
    });
  }

  /** Ends the experiment in the worker and goes on from where it stood, on the backend that is wanted, with what can be taken over. */
  async #throughCheckpoint(): Promise<void> {
    this.#say('saving a checkpoint');
    this.#interruptions++;
    await this.#stopSteps();
    await this.#takeCheckpoint();
    try {
      await this.#ensureBackend();
      if (this.#phase.kind === 'live') await this.#restore(this.#phase);
    } catch (error) {
      if (!this.#lost) this.#fail(errorOf(error));
      throw error;
    }
    this.#say(undefined);
  }

  async #stopSteps(): Promise<void> {
    this.#training = false;
    if (this.#phase.kind === 'live') await (await this.#connected()).pause();
  }

  async #takeCheckpoint(): Promise<void> {
    const checkpoint = await (await this.#connected()).checkpoint();
    this.#updateBegun(() => ({ checkpoint }));
  }

  /** Puts an experiment into the worker from its checkpoint, or without one anew, with everything that is wanted and can be taken over. */
  async #restore(begun: Live | Failed): Promise<void> {
    const { experiment, inForce: before, checkpoint } = begun;
    this.#say('restoring the experiment');
    await this.#load(experiment.images);
    const config = withContinuing(checkpoint?.config ?? before, this.#wanted);
    const port = await this.#connected();
    await port.create(config, checkpoint);
    this.#told = config;
    const step = checkpoint?.step ?? 0;
    const applied = checkpoint?.applied ?? [];
    const inForce = { ...config, head: headAfter(config.head, applied) };
    const wentBack = step < this.#reached;
    this.#reached = step;
    this.#setPhase({
      ...{ kind: 'live', experiment, inForce, applied, history: withInForce(begun.history, step, inForce) },
      ...(checkpoint ? { checkpoint } : {}),
    });
    if (wentBack) this.#events.emit('wentBack', step);
    this.#takeNames();
    await this.#tellNames();
    await this.#applyHead();
    if (this.#wantsTraining) await this.#tellTraining();
  }

  async #tellTraining(): Promise<void> {
    this.#training = true;
    try {
      await (await this.#connected()).train();
    } catch (error) {
      this.#training = false;
      throw error;
    }
  }

  async #ensureBackend(fallback?: BackendChoice): Promise<void> {
    if (this.#lost) throw this.#lost;
    if (this.#backend.asWanted) return;
    this.#say('starting the backend', 'starting');
    try {
      await this.#backend.ensure(fallback);
    } catch (error) {
      if (this.#phase.kind !== 'live') this.#say(undefined, 'failed');
      throw error;
    }
    if (this.#status.state === 'starting') this.#say(undefined, this.#phase.kind === 'none' ? 'ready' : 'starting');
  }

  /** The worker with an experiment in it: the one there is, the one that failed from its checkpoint, or a new one. */
  async #ensureExperiment(): Promise<TrainingPort> {
    await this.#ensureBackend();
    const phase = this.#phase;
    if (phase.kind === 'failed' && phase.checkpoint) await this.#restore(phase);
    else if (phase.kind !== 'live') await this.#create();
    this.#say(undefined);
    return this.#connected();
  }

  /** Creates what is wanted; changes made meanwhile are seen. */
  async #create(): Promise<void> {
    const port = await this.#connected();
    if (begunIn(this.#phase)) this.#drop();
    this.#setPhase({ kind: 'opening' });
    try {
      for (;;) {
        const config = this.#wanted;
        this.#say('opening the image set');
        const images = await this.ports.openImageSet(config.imageSet);
        const issues = checkAgainstImageSet(config, countImageSet(images, config.evaluation.split));
        if (issues.length > 0) throw new ConfigError(issues);
        await this.#load(images);
        this.#say('creating the experiment');
        const info = await port.create(config);
        this.#told = config;
        if (restartPaths(config, this.#wanted).length > 0) continue;
        const begun = { experiment: { images, info }, inForce: config, applied: [], history: [{ from: 0, config }] };
        this.#setPhase(named<Live>({ kind: 'live', ...begun }, this.#wanted));
        break;
      }
    } catch (error) {
      this.#setPhase({ kind: 'none' });
      this.#say(undefined, 'ready');
      throw error;
    }
    await this.#carryOver();
  }

  async #load(images: SessionImages): Promise<void> {
    if (this.#loaded === images) return;
    this.#say('loading the images');
    await (await this.#connected()).load(images.reference);
    this.#loaded = images;
  }

  #drop(): void {
    this.#reached = 0;
    this.#setPhase({ kind: 'none' });
    const { state, gpuBytes } = this.#status;
    this.#setStatus({ state: state === 'starting' ? state : 'ready', step: 0, steps: this.#wanted.steps, stepsPerSecond: 0, gpuBytes });
  }

  #fail(error: Error): void {
    const begun = begunIn(this.#phase);
    this.#training = false;
    this.#setIntent(false);
    // What a failure leaves behind in a backend is unknown: what comes next begins in a worker that knows nothing of it.
    this.#backend.gone();
    if (!begun) return;
    this.#setPhase({ ...begun, kind: 'failed', error });
    this.#say(undefined, 'failed');
  }

  /** Replaces a worker that was lost and restores what was in it. @returns why that was given up; it has been told */
  async #heal(): Promise<Error | undefined> {
    let gaveUp: Error | undefined;
    while (this.#lost && !this.#disposed) {
      const cause = this.#lost;
      this.#lost = undefined;
      try {
        if (++this.#recoveries > MOST_RECOVERIES) {
          const again = `That has now happened ${this.#recoveries} times without a training step between: choose another backend or a smaller model.`;
          throw new WorkerError(`${cause.message} ${again}`);
        }
        await this.#recover(cause);
      } catch (error) {
        // Lost again while it was being restored.
        if (this.#lost) continue;
        const reason = errorOf(error);
        this.#fail(reason);
        this.#say(undefined, 'failed');
        this.#events.emit('failed', reason.message);
        gaveUp = reason;
      }
    }
    return gaveUp;
  }

  async #recover(cause: Error): Promise<void> {
    const reached = this.#reached;
    this.#say('starting a new worker', 'starting');
    await this.#backend.reopen(this.#retries);
    const begun = begunIn(this.#phase);
    const live = begun?.kind === 'live';
    if (live) await this.#restore(begun);
    else this.#say(undefined, begun ? 'failed' : 'ready');
    const step = begun?.checkpoint?.step ?? 0;
    this.#events.emit('recovered', {
      reason: cause.message,
      report: this.#backend.report!,
      ...(live ? { experiment: { step, lostSteps: Math.max(0, reached - step), training: this.#training } } : {}),
    });
  }

  #connected(): Promise<TrainingPort> {
    return (this.#connecting ??= this.ports.training().then((port) => {
      this.#port = port;
      this.#listen(port);
      return port;
    }));
  }

  #listen(port: TrainingPort): void {
    port.on('status', (status) => {
      if (status.state === 'failed') this.#fail(new Error('Training has failed.'));
      if (status.state === 'finished' && this.#training) {
        this.#training = false;
        this.#setIntent(false);
      }
      const begun = begunIn(this.#phase);
      // A worker that is being made ready knows nothing yet of the step that it will go on from.
      const step = status.state === 'starting' ? this.#reached : status.step;
      if (begun) this.#reached = Math.max(this.#reached, step);
      this.#setStatus({ ...status, step, steps: (begun?.inForce ?? this.#wanted).steps });
    });
    port.on('metrics', (steps) => {
      if (this.#phase.kind !== 'live') return;
      this.#recoveries = 0;
      for (const metrics of Object.values(steps)) this.#reached = Math.max(this.#reached, metrics.at(-1)?.step ?? 0);
      this.#events.emit('metrics', { steps, config: this.#phase.inForce });
    });
    port.on('snapshot', (snapshot) => {
      // One that was under way when its experiment was dropped says nothing of the next.
      if (this.#phase.kind !== 'live') return;
      this.#events.emit('snapshot', this.#measured(snapshot));
    });
    port.on('checkpoint', (checkpoint) => {
      if (this.#phase.kind === 'live') this.#updateBegun(() => ({ checkpoint }));
    });
    port.on('error', (error) => {
      if (this.#phase.kind === 'failed') this.#setPhase({ ...this.#phase, error });
      this.#events.emit('failed', error.message);
    });
    port.on('lost', (cause) => {
      this.#loaded = undefined;
      this.#training = false;
      // While a backend is being opened there is nothing to go back to: whoever opens is told, and decides.
      if (!this.#backend.running || this.#disposed) return;
      this.#backend.gone();
      this.#lost = cause;
      this.#events.emit('lost', cause);
      void this.#do(() => Promise.resolve());
    });
  }

  /** Its head is the one it was taken with, whatever has been applied since. */
  #measured(snapshot: RunSnapshot): MeasuredSnapshot {
    const config = begunIn(this.#phase)?.inForce ?? this.#wanted;
    return { ...snapshot, measuredWith: { config, head: snapshot.head } };
  }

  #updateBegun(change: (now: Live) => Partial<Live>): void {
    if (this.#phase.kind === 'live') this.#setPhase({ ...this.#phase, ...change(this.#phase) });
  }

  #setPhase(phase: Phase): void {
    const before = this.#phase;
    this.#phase = phase;
    this.#events.emit('phase', { phase, before });
  }

  #setWanted(wanted: ExperimentConfig): void {
    this.#wanted = wanted;
    this.#events.emit('wanted', wanted);
    if (!begunIn(this.#phase) && this.#status.steps !== wanted.steps) this.#setStatus({ ...this.#status, steps: wanted.steps });
  }

  #setIntent(wantsTraining: boolean): void {
    if (wantsTraining === this.#wantsTraining) return;
    this.#wantsTraining = wantsTraining;
    this.#events.emit('intent', wantsTraining);
  }

  #setStatus(status: TrainingStatus): void {
    this.#status = status;
    this.#events.emit('status', status);
  }

  /** What is being done, for people; undefined = nothing that takes long. */
  #say(activity: string | undefined, state: TrainingStatus['state'] = this.#status.state): void {
    if (activity === this.#status.activity && state === this.#status.state) return;
    this.#setStatus({ ...this.#status, state, activity });
  }
}
