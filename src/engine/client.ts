/**
 * The training worker as the page calls it: each request a method that promises its answer, events by name.
 *
 * Nothing is lost with a worker. When the GPU is taken away or the worker breaks down, the client starts another one,
 * opens the backend again, loads the image set again, restores the last checkpoint, goes on training if that was under
 * way, and says so with `recovered`. Requests that were under way then fail with the reason; later ones wait.
 */
import type { BackendChoice, ExperimentConfig, HeadConfig } from '../core/configuration/schema';
import type { ImageStore } from '../core/data/imageSet';
import { Emitter } from './emitter';
import { CancelledError, CheckpointError, ConfigError, DeviceLostError, errorOf, reviveError, WorkerError } from '../core/errors';
import type { BackendReport, KernelWish } from '../core/backend/report';
import type { RunSnapshot } from '../core/evaluation/snapshot';
import type { AppliedHead, Checkpoint, ExperimentInfo, StepMetrics } from '../core/training/experiment.types';
import type { TrainingProtocol, TrainingRequests, TrainingStatus, WorkerEvent } from './protocol';
import { WorkerLink, type WorkerLike } from '../link';

/** What was restored after a worker was lost. */
export interface Recovery {
  /** Why the old worker is gone, for people. */
  reason: string;
  report: BackendReport;
  /** Step the experiment stands at again; metrics of later steps are void and will be reported anew. 0 without an experiment. */
  step: number;
  /** Steps taken since that one, to be taken again. */
  lostSteps: number;
  info?: ExperimentInfo;
  /** true: it is training again. */
  training: boolean;
}

export interface ClientEvents {
  status: TrainingStatus;
  metrics: Record<string, StepMetrics[]>;
  snapshot: RunSnapshot;
  /** The latest checkpoint; the client keeps it too. Its arrays must not be changed. */
  checkpoint: Checkpoint;
  /** Why the GPU is gone. A recovery follows. */
  deviceLost: string;
  recovered: Recovery;
  /** Nothing goes on by itself: training failed, or a worker could not be replaced. `create` or `open` start anew. */
  failed: string;
  /** The same failures, and those of evaluations, with their kind. */
  error: Error;
}

/** What has to be restored when the worker is lost. */
interface Wanted {
  backend?: BackendChoice;
  kernels?: KernelWish;
  store?: ImageStore;
  config?: ExperimentConfig;
  checkpoint?: Checkpoint;
  training: boolean;
  /** Highest step heard of. */
  step: number;
}

/** Recoveries in a row, without a training step between them, after which the machine is taken to be at fault. */
const MOST_RECOVERIES = 3;
/** Milliseconds before each try to open the backend again: a browser whose GPU process has ended has no adapter for a moment. */
const RETRIES = [0, 500, 2000];

function startWorker(): WorkerLike {
  return new Worker(new URL('../worker/training.ts', import.meta.url), { type: 'module', name: 'training' });
}

type TrainingLink = WorkerLink<TrainingProtocol>;

const opening = (backend: BackendChoice, kernels: KernelWish | undefined): TrainingRequests['open']['ask'] => ({
  backend,
  ...(kernels ? { kernels } : {}),
});

export class TrainingClient {
  readonly #emitter = new Emitter<ClientEvents>();
  readonly #startWorker: () => WorkerLike;
  readonly #retries: readonly number[];
  #link: TrainingLink | undefined;
  #recovery: Promise<void> | undefined;
  #recoveries = 0;
  #wanted: Wanted = { training: false, step: 0 };
  #state: TrainingStatus['state'] = 'starting';
  #disposed = false;

  constructor(options: { startWorker?: () => WorkerLike; retries?: readonly number[] } = {}) {
    this.#startWorker = options.startWorker ?? startWorker;
    this.#retries = options.retries ?? RETRIES;
  }

  on<K extends keyof ClientEvents>(event: K, handler: (payload: ClientEvents[K]) => void): () => void {
    return this.#emitter.on(event, handler);
  }

  /** The last checkpoint heard of, for a file or a later session. */
  get lastCheckpoint(): Checkpoint | undefined {
    return this.#wanted.checkpoint;
  }

  /**
   * Opens a backend in a fresh worker and says which it became. The image set is loaded there again if one was; an
   * experiment has to be created again (with `lastCheckpoint`, to go on).
   * @throws BackendError when the chosen backend cannot be opened
   */
  async open(backend: BackendChoice, kernels?: KernelWish): Promise<BackendReport> {
    while (this.#recovery) await this.#recovery;
    this.#assertAlive();
    const { store } = this.#wanted;
    this.#wanted = { ...this.#wanted, config: undefined, training: false, backend: undefined, kernels };
    this.#recoveries = 0;
    const link = this.#replaceWorker(new CancelledError('Another backend is being opened; ask again when it is.'));
    const report = await link.request('open', opening(backend, kernels));
    this.#wanted.backend = backend;
    if (store) await link.request('load', { store });
    return report;
  }

  /**
   * Gives the worker an image set. It gets a copy, unless the buffers are shared; the client keeps the reference for the
   * case that the worker has to be replaced. The experiment of the set before is gone.
   */
  async load(store: ImageStore): Promise<void> {
    this.#forgetExperiment();
    await this.#ask('load', { store });
    this.#wanted.store = store;
  }

  /**
   * Creates an experiment, in place of the one there was, or goes on from a checkpoint. Snapshots of its present state
   * follow as events.
   * @throws ConfigError naming each refused setting
   */
  async create(config: ExperimentConfig, checkpoint?: Checkpoint): Promise<ExperimentInfo> {
    while (this.#recovery) await this.#recovery;
    const failed = this.#state === 'failed';
    const before = this.#wanted;
    this.#forgetExperiment();
    // What a failure leaves behind in a backend is unknown: begin in a worker that knows nothing of it.
    if (failed && before.backend) await this.open(before.backend, before.kernels);
    try {
      const info = await this.#ask('create', { config, ...(checkpoint ? { checkpoint } : {}) });
      this.#wanted = { ...this.#wanted, config, checkpoint, step: checkpoint?.step ?? 0 };
      return info;
    } catch (error) {
      // Refused before anything was done: the experiment there was goes on, and is worth restoring.
      const refused = error instanceof ConfigError || error instanceof CheckpointError;
      if (refused && !failed)
        this.#wanted = { ...before, step: this.#wanted.step, checkpoint: this.#wanted.checkpoint ?? before.checkpoint };
      throw error;
    }
  }

  /** Trains until paused, or until the configured number of steps is reached. */
  async train(): Promise<void> {
    await this.#ask('train', {});
    this.#wanted.training = true;
  }

  /** Stops before the next step; answered once what was under way has been read back. */
  async pause(): Promise<void> {
    this.#wanted.training = false;
    await this.#ask('pause', {});
  }

  /** Takes `count` steps (fewer if paused meanwhile) and gives the metrics of each run. */
  step(count = 1): Promise<Record<string, StepMetrics[]>> {
    return this.#ask('step', { count });
  }

  /** Changes the head of the running experiment from its next step on. */
  apply(head: Partial<HeadConfig>): Promise<AppliedHead> {
    return this.#ask('apply', { head });
  }

  /** The run's embedding of the evaluation images at its present step. */
  snapshot(run: string): Promise<RunSnapshot> {
    return this.#ask('snapshot', { run });
  }

  async checkpoint(): Promise<Checkpoint> {
    const checkpoint = await this.#ask('checkpoint', {});
    this.#wanted.checkpoint = checkpoint;
    return checkpoint;
  }

  /** Ends the worker and forgets everything. */
  dispose(): void {
    this.#disposed = true;
    this.#link?.close(new CancelledError('The training client has been disposed of.'));
    this.#link = undefined;
    this.#emitter.clear();
  }

  async #ask<T extends keyof TrainingRequests>(type: T, ask: TrainingRequests[T]['ask']): Promise<TrainingRequests[T]['answer']> {
    // Without a recovery nothing is waited for: the request leaves in the order it was made in.
    while (this.#recovery) await this.#recovery;
    this.#assertAlive();
    if (!this.#link) throw new WorkerError('No training worker is running: open a backend first.');
    return this.#link.request(type, ask);
  }

  #assertAlive(): void {
    if (this.#disposed) throw new CancelledError('The training client has been disposed of.');
  }

  #forgetExperiment(): void {
    this.#wanted = { ...this.#wanted, config: undefined, checkpoint: undefined, training: false, step: 0 };
  }

  #replaceWorker(reason: Error): TrainingLink {
    this.#link?.close(reason);
    this.#state = 'starting';
    const link: TrainingLink = new WorkerLink<TrainingProtocol>({
      name: 'training',
      start: this.#startWorker,
      advice: 'A new one is started; if this comes again, reload the page.',
      onEvent: (event) => {
        if (link === this.#link) this.#hear(event);
      },
      onStopped: (error) => {
        if (link === this.#link) this.#recover(error);
      },
    });
    this.#link = link;
    return link;
  }

  #hear(event: WorkerEvent): void {
    switch (event.type) {
      case 'status':
        this.#state = event.status.state;
        this.#wanted.step = Math.max(this.#wanted.step, event.status.step);
        if (event.status.state === 'finished' || event.status.state === 'failed') this.#wanted.training = false;
        this.#emitter.emit('status', event.status);
        return;
      case 'metrics':
        this.#recoveries = 0;
        for (const steps of Object.values(event.metrics)) this.#wanted.step = Math.max(this.#wanted.step, steps.at(-1)?.step ?? 0);
        this.#emitter.emit('metrics', event.metrics);
        return;
      case 'snapshot':
        this.#emitter.emit('snapshot', event.snapshot);
        return;
      case 'checkpoint':
        this.#wanted.checkpoint = event.checkpoint;
        this.#emitter.emit('checkpoint', event.checkpoint);
        return;
      case 'deviceLost':
        this.#emitter.emit('deviceLost', event.reason);
        this.#recover(
          new DeviceLostError(`The GPU was lost (${event.reason}). Training goes on from the last checkpoint in a new worker.`),
        );
        return;
      case 'error':
        this.#emitter.emit('error', reviveError(event.error));
        if (this.#state === 'failed') this.#emitter.emit('failed', event.error.message);
        return;
    }
  }

  #recover(cause: Error): void {
    const { backend } = this.#wanted;
    this.#link?.close(cause);
    this.#link = undefined;
    // During `open` there is nothing to go back to: whoever opens is told, and decides.
    if (this.#disposed || backend === undefined) return;
    if (++this.#recoveries > MOST_RECOVERIES) {
      this.#giveUp(
        new WorkerError(
          `${cause.message} That has now happened ${this.#recoveries} times without a training step between: choose another backend or a smaller model.`,
        ),
      );
      return;
    }
    const recovery: Promise<void> = this.#restore(cause, backend, () => this.#recovery === recovery && !this.#disposed)
      .catch((error: unknown) => {
        // A worker that is lost again while it is being restored starts another recovery; this one then has nothing to say.
        if (this.#recovery === recovery && !this.#disposed) this.#giveUp(errorOf(error));
      })
      .finally(() => {
        if (this.#recovery === recovery) this.#recovery = undefined;
      });
    this.#recovery = recovery;
  }

  async #restore(cause: Error, backend: BackendChoice, current: () => boolean): Promise<void> {
    const { store, config, checkpoint, step: reached } = this.#wanted;
    const steps = config?.steps ?? 0;
    const step = checkpoint?.step ?? 0;
    this.#emitter.emit('status', { state: 'starting', step, steps, stepsPerSecond: 0, gpuBytes: 0, activity: 'starting a new worker' });
    const { link, report } = await this.#reopen(cause, backend, current);
    if (store) await link.request('load', { store });
    let info: ExperimentInfo | undefined;
    if (config && store) {
      info = await link.request('create', { config, ...(checkpoint ? { checkpoint } : {}) });
      // Asked late: a pause may have come meanwhile.
      if (this.#wanted.training) await link.request('train', {});
    }
    this.#wanted.step = step;
    const lostSteps = info ? Math.max(0, reached - step) : 0;
    const training = info !== undefined && this.#wanted.training;
    this.#emitter.emit('recovered', {
      reason: cause.message,
      report,
      step: info ? step : 0,
      lostSteps,
      ...(info ? { info } : {}),
      training,
    });
  }

  async #reopen(cause: Error, backend: BackendChoice, current: () => boolean): Promise<{ link: TrainingLink; report: BackendReport }> {
    let refused: unknown = cause;
    for (const delay of this.#retries) {
      await new Promise((resolve) => setTimeout(resolve, delay));
      if (!current()) break;
      const link = this.#replaceWorker(cause);
      try {
        return { link, report: await link.request('open', opening(backend, this.#wanted.kernels)) };
      } catch (error) {
        refused = error;
      }
    }
    throw refused;
  }

  #giveUp(error: Error): void {
    this.#link?.close(error);
    this.#link = undefined;
    this.#state = 'failed';
    this.#wanted.training = false;
    const { step, config } = this.#wanted;
    this.#emitter.emit('status', { state: 'failed', step, steps: config?.steps ?? 0, stepsPerSecond: 0, gpuBytes: 0 });
    this.#emitter.emit('error', error);
    this.#emitter.emit('failed', error.message);
  }
}
