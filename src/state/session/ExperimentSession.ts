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
import type { EmbeddedGuest, Guest } from '../../core/evaluation/snapshot';
import type { ExperimentRecord } from '../../core/record/schema';
import { assertSameImages } from '../../core/record/sameImages';
import type { Checkpoint, StepMetrics } from '../../core/training/experiment.types';
import { CancelledError, OrderError } from '../../core/errors';
import type { TrainingStatus } from '../../engine/protocol';
import type { TrainingPort } from '../ports';
import { RETRIES } from './backend';
import { CarryOver } from './carryOver';
import { create } from './creating';
import type { SessionEvents, SessionPorts } from './events';
import { Healing } from './healing';
import { begunIn, type MeasuredFinalTest, type MeasuredSnapshot, type Phase } from './phase';
import { Queue } from './queue';
import { resume } from './resuming';
import { SessionState } from './state';
import { ResetUndo } from './undo';
import { SessionWorker } from './worker';

export type { Recovery, SessionEvents, SessionPorts } from './events';

export class ExperimentSession {
  readonly #state: SessionState;
  readonly #worker: SessionWorker;
  readonly #carrying: CarryOver;
  readonly #healing: Healing;
  readonly #undo: ResetUndo;
  readonly #queue = new Queue();
  /** A backend has been asked for. */
  #started = false;
  /** Requests for steps that are under way. */
  #jobs = 0;
  /** How often a pause was asked for. */
  #pauses = 0;

  constructor(
    private readonly ports: SessionPorts,
    wanted: ExperimentConfig,
    { retries = RETRIES }: { retries?: readonly number[] } = {},
  ) {
    const state = (this.#state = new SessionState(wanted));
    const worker = (this.#worker = new SessionWorker(state, () => ports.training(), {
      stepped: () => {
        this.#healing.forget();
        this.#undo.forget();
      },
      lost: (cause) => this.#gone(cause),
      lostBecause: () => this.#healing.lost,
    }));
    this.#carrying = new CarryOver(state, worker, ports.quiet);
    this.#undo = new ResetUndo(state, worker, this.#carrying);
    this.#healing = new Healing(state, {
      isDisposed: () => worker.disposed,
      reopen: async () => {
        await worker.backend.reopen(retries);
        return worker.backend.report!;
      },
      restore: (experiment) => this.#carrying.restore(experiment),
      fail: (error) => worker.fail(error),
    });
  }

  get #events(): SessionState['events'] {
    return this.#state.events;
  }

  on<K extends keyof SessionEvents>(event: K, handler: (payload: SessionEvents[K]) => void): () => void {
    return this.#events.on(event, handler);
  }

  get phase(): Phase {
    return this.#state.phase;
  }

  /** The configuration that is wanted; what is in force stands in the phase. */
  get wanted(): ExperimentConfig {
    return this.#state.wanted;
  }

  /** Paths of settings in which what is wanted differs from what is in force, and that only a new experiment can take; empty = none. */
  get pending(): string[] {
    return this.#state.pending;
  }

  get status(): TrainingStatus {
    return this.#state.status;
  }

  /** Of the backend opened last. */
  get backend(): BackendReport | undefined {
    return this.#worker.backend.report;
  }

  /** Train has been asked for and Pause has not: it trains, or will as soon as it can. */
  get wantsTraining(): boolean {
    return this.#state.wantsTraining;
  }

  /** The experiment has taken at least one step. */
  get trained(): boolean {
    return this.#state.trained;
  }

  /** An experiment has been trained, or is about to be: it must not be dropped in silence. */
  get busy(): boolean {
    return this.#state.busy;
  }

  /** A backend is open, or being opened. */
  get started(): boolean {
    return this.#started;
  }

  /** Opens the wanted backend, or `auto` where it cannot be had. Rejects where none can be opened. */
  open(): Promise<void> {
    this.#started = true;
    return this.#do(async () => void (await this.#worker.ensureBackend('auto')));
  }

  /**
   * Wants another configuration. What a running experiment can take over is taken over: the promise is for that. What it cannot stands in
   * `pending` until `reset`; an experiment that has not been trained is dropped instead.
   * @param next checked by the caller
   */
  configure(next: ExperimentConfig): Promise<void> {
    const before = this.#state.wanted;
    this.#state.setWanted(next);
    this.#state.takeNames();
    if (begunIn(this.#state.phase) && !this.busy && this.pending.length > 0) this.#state.drop();
    if (!this.#started) return Promise.resolve();
    const kernels = next.kernels !== before.kernels && this.backend?.backend === 'webgpu';
    if (next.backend !== before.backend || kernels) return this.#move();
    if (this.#state.phase.kind !== 'live' || this.#carrying.isDone(this.#state.phase)) return Promise.resolve();
    return this.#do(() => this.#carrying.carryOver());
  }

  /** Changes the head of the running experiment from its next step on. */
  apply(head: Partial<HeadConfig>): Promise<void> {
    if (!begunIn(this.#state.phase)) return Promise.reject(new Error('There is no experiment to apply this to.'));
    return this.configure({ ...this.#state.wanted, head: { ...this.#state.wanted.head, ...head } });
  }

  /** What is in force is wanted again; the choice of the backend stays. */
  discardPending(): void {
    const begun = begunIn(this.#state.phase);
    if (!begun) return;
    const { backend, kernels } = this.#state.wanted;
    this.#state.setWanted({ ...begun.inForce, backend, kernels });
  }

  /**
   * Moves to another backend, or other kernels. An experiment that has been trained goes on there from where it stands; one that has
   * failed, from its checkpoint. Where none can be opened its checkpoint stays.
   */
  useBackend(backend: BackendChoice, kernels: KernelChoice = this.#state.wanted.kernels): Promise<void> {
    this.#healing.forget();
    this.#state.setWanted({ ...this.#state.wanted, backend, kernels });
    return this.#started ? this.#move() : Promise.resolve();
  }

  async train(): Promise<void> {
    this.#started = true;
    this.#state.setIntent(true);
    try {
      await this.#do(async () => {
        await this.#ensureExperiment();
        if (this.#state.wantsTraining) await this.#carrying.tellTraining();
      });
    } catch (error) {
      this.#state.setIntent(false);
      throw error;
    }
  }

  /** Stops before the next step. What is being made ready for training goes on, and is not trained. */
  pause(): Promise<void> {
    this.#state.setIntent(false);
    this.#pauses++;
    if (!this.#state.training && this.#jobs === 0) return Promise.resolve();
    return this.#do(() => this.#carrying.stopSteps());
  }

  /** Takes `count` steps, fewer where a pause comes between or the last step is reached (OrderError where it has been before), and gives the metrics of each run, by its id. */
  async step(count: number): Promise<Record<string, StepMetrics[]>> {
    this.#started = true;
    const pauses = this.#pauses;
    const all: Record<string, StepMetrics[]> = {};
    for (let remaining = count; remaining > 0;) {
      const interruptions = this.#carrying.interruptions;
      const { steps } = await this.#do(async () => {
        const port = await this.#ensureExperiment();
        // Paused while it was being made ready.
        if (pauses !== this.#pauses) return { steps: Promise.resolve<Record<string, StepMetrics[]>>({}) };
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
      if (pauses !== this.#pauses || interruptions === this.#carrying.interruptions || this.#state.atEnd) break;
    }
    return all;
  }

  /**
   * Throws the experiment away; where there was one, that which is wanted is created. What has been trained can be brought back.
   * @param undoable false: whoever asks keeps it otherwise, or does not want it any more
   */
  reset({ undoable = true } = {}): Promise<void> {
    this.#state.setIntent(false);
    this.#pauses++;
    let begun: boolean | undefined;
    // What is thrown away need not be restored first.
    return this.#do(async () => {
      begun ??= begunIn(this.#state.phase) !== undefined;
      if (this.#state.training || this.#jobs > 0) await this.#carrying.stopSteps().catch(() => undefined);
      if (undoable) await this.#undo.keep();
      else this.#undo.forget();
      this.#state.drop();
      if (undoable) this.#undo.tell();
      if (begun) await this.#ensureExperiment();
    }, false);
  }

  /** Throws the experiment away and creates none: what is wanted is created when it is needed. */
  discard(): Promise<void> {
    this.#state.setIntent(false);
    this.#pauses++;
    return this.#do(async () => {
      if (this.#state.training || this.#jobs > 0) await this.#carrying.stopSteps().catch(() => undefined);
      this.#state.drop();
    }, false);
  }

  /**
   * Goes on from a checkpoint of a record, as if it had not been interrupted: paused, with everything that was in force, applied, found and
   * tested. What there was is thrown away. The record's configuration is wanted from now on.
   * @throws ImageSetError where the images are other ones than those of the record, CheckpointError where the two do not belong together
   */
  resume(record: ExperimentRecord, checkpoint: Checkpoint): Promise<void> {
    this.#started = true;
    this.#state.setIntent(false);
    this.#pauses++;
    return this.#do(async () => {
      const images = await this.ports.openImageSet(record.imageSet.id);
      assertSameImages(record.imageSet, images.info);
      if (this.#state.training || this.#jobs > 0) await this.#carrying.stopSteps().catch(() => undefined);
      await resume(this.#state, this.#worker, this.#carrying, { record, checkpoint, images });
      this.#state.say(undefined);
    }, false);
  }

  /**
   * Brings back what Reset has thrown away, as it stood; it is not trained.
   * @throws OrderError where there is nothing to bring back
   */
  undoReset(): Promise<void> {
    this.#state.setIntent(false);
    this.#pauses++;
    return this.#do(async () => {
      if (this.#state.training || this.#jobs > 0) await this.#carrying.stopSteps();
      await this.#undo.bringBack();
      this.#state.say(undefined);
    });
  }

  /** The embedding of the run with this id at its present step. The experiment is created if there is none. */
  async snapshot(run: string): Promise<MeasuredSnapshot> {
    this.#started = true;
    const { snapshot } = await this.#do(async () => ({ snapshot: (await this.#ensureExperiment()).snapshot(run) }));
    return this.#state.measured(await snapshot);
  }

  /** Has all runs evaluated at the present step, where that has not been done. The experiment is created if there is none. */
  async evaluate(): Promise<void> {
    this.#started = true;
    const { evaluated } = await this.#do(async () => ({ evaluated: (await this.#ensureExperiment()).evaluate() }));
    await evaluated;
  }

  /**
   * Looks the test images up, as the models are after the steps asked for so far; training waits for it. The result stands in the phase
   * from then on, and `times` counts the looks of this experiment.
   * @throws OrderError where nothing has been trained, ConfigError where the set has no test images that could be retrieved
   */
  async finalTest(): Promise<MeasuredFinalTest> {
    const { answer, experiment, config } = await this.#do(async () => {
      if (!begunIn(this.#state.phase) || !this.trained)
        throw new OrderError('Nothing has been trained that could be tested: take at least one step first.');
      const port = await this.#ensureExperiment();
      const { experiment, inForce } = begunIn(this.#state.phase)!;
      return { answer: port.finalTest(), experiment, config: inForce };
    });
    const test = await answer;
    const now = begunIn(this.#state.phase);
    if (!now || now.experiment !== experiment) throw new CancelledError('The experiment was thrown away while it was being tested.');
    // A worker restored from an older checkpoint does not know of every look.
    const times = Math.max(test.times, (now.finalTests.at(-1)?.times ?? 0) + 1);
    const measured = { ...test, times, config };
    this.#state.setPhase({ ...now, finalTests: [...now.finalTests, measured] });
    return measured;
  }

  /**
   * Embeds a picture that is no image of the set by every run, at the step that is then the one evaluated last. undefined: no picture
   * any more.
   * @throws OrderError where there is no experiment: a recording holds embeddings, and no model
   */
  async embedGuest(guest: Guest | undefined): Promise<EmbeddedGuest | undefined> {
    if (!begunIn(this.#state.phase)) {
      if (!guest) return undefined;
      throw new OrderError('There is no model on this page yet that could look at a picture: what is shown was recorded. Train first.');
    }
    const { answer } = await this.#do(async () => ({ answer: (await this.#ensureExperiment()).embedGuest(guest) }));
    return answer;
  }

  /** Everything needed to go on from here; undefined without an experiment, and where one failed before there was any. */
  checkpoint(): Promise<Checkpoint | undefined> {
    return this.#do(async () => {
      if (this.#state.phase.kind === 'live') await this.#carrying.takeCheckpoint();
      return begunIn(this.#state.phase)?.checkpoint;
    });
  }

  /** Ends the worker. */
  dispose(): void {
    this.#events.clear();
    this.#worker.dispose();
  }

  /**
   * A task in its turn. What has been lost by then is restored first; where it is lost in the middle of the task, the task is begun again:
   * it looks at what is and what is wanted, and so does nothing twice.
   * @param healed false: it does not need what has been lost
   */
  #do<T>(task: () => Promise<T>, healed = true): Promise<T> {
    return this.#queue.run(async () => {
      if (healed) await this.#healing.heal();
      for (;;) {
        try {
          return await task();
        } catch (error) {
          if (!this.#healing.lost || this.#worker.disposed) throw error;
          const reason = await this.#healing.heal();
          if (reason) throw reason;
        }
      }
    });
  }

  #move(): Promise<void> {
    this.#worker.interrupt();
    return this.#do(async () => {
      const phase = this.#state.phase;
      if (this.#worker.backend.asWanted && phase.kind !== 'failed') return;
      if (phase.kind === 'live' && !this.busy) this.#state.drop();
      if (this.#state.phase.kind === 'live') return this.#carrying.throughCheckpoint();
      await this.#worker.ensureBackend();
      if (this.#state.phase.kind === 'failed' && this.#state.phase.checkpoint) await this.#carrying.restore(this.#state.phase);
      this.#state.say(undefined);
    });
  }

  /** The worker with an experiment in it: the one there is, the one that failed from its checkpoint, or a new one. */
  async #ensureExperiment(): Promise<TrainingPort> {
    await this.#worker.ensureBackend();
    const phase = this.#state.phase;
    if (phase.kind === 'failed' && phase.checkpoint) await this.#carrying.restore(phase);
    else if (phase.kind !== 'live') await create(this.#state, this.#worker, this.#carrying, this.ports);
    this.#state.say(undefined);
    return this.#worker.connected();
  }

  /** The worker is gone: another one takes its place, in turn. */
  #gone(cause: Error): void {
    this.#healing.lost = cause;
    this.#events.emit('lost', cause);
    void this.#do(() => Promise.resolve());
  }
}
