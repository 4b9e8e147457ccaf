/**
 * The training worker as the page calls it: each request a method that promises its answer, events by name, and `lost` once when
 * the worker is gone. It remembers nothing of the experiment: who asks (`state/session`) knows what is to be restored.
 */
import type { BackendChoice, ExperimentConfig, HeadConfig } from '../core/configuration/schema';
import type { RunNames } from '../core/configuration/runNames';
import type { ImageSetReference } from '../core/data/imageSet';
import { Emitter } from './emitter';
import { CancelledError, DeviceLostError, reviveError, WorkerError } from '../core/errors';
import type { BackendReport, KernelWish } from '../core/backend/report';
import type { EmbeddedGuest, FinalTest, Guest, RunSnapshot } from '../core/evaluation/snapshot';
import type { AppliedHead, Baselines, Checkpoint, ExperimentInfo, StepMetrics } from '../core/training/experiment.types';
import type { TrainingProtocol, TrainingRequests, TrainingStatus, WorkerEvent } from './protocol';
import { WorkerLink, type WorkerLike } from '../link';

export interface ClientEvents {
  status: TrainingStatus;
  metrics: Record<string, StepMetrics[]>;
  /** Of all runs, at one step. */
  snapshots: RunSnapshot[];
  baselines: Baselines;
  /** The latest checkpoint. Its arrays must not be changed. */
  checkpoint: Checkpoint;
  /** A failure that belongs to no request: of training that runs by itself (`status` has said `failed` before), or of the device. */
  error: Error;
  /**
   * The worker is gone, with all that was in it: DeviceLostError where the GPU was taken away, WorkerError where it broke down.
   * Requests under way fail with the same error. `open` starts another one.
   */
  lost: Error;
}

export type CreateOptions = Pick<TrainingRequests['create']['ask'], 'baselines' | 'quiet'>;

function startWorker(): WorkerLike {
  return new Worker(new URL('../worker/training.ts', import.meta.url), { type: 'module', name: 'training' });
}

export class TrainingClient {
  readonly #emitter = new Emitter<ClientEvents>();
  readonly #startWorker: () => WorkerLike;
  #link: WorkerLink<TrainingProtocol> | undefined;
  #disposed = false;

  constructor(options: { startWorker?: () => WorkerLike } = {}) {
    this.#startWorker = options.startWorker ?? startWorker;
  }

  on<K extends keyof ClientEvents>(event: K, handler: (payload: ClientEvents[K]) => void): () => void {
    return this.#emitter.on(event, handler);
  }

  /**
   * Opens a backend in a fresh worker, in place of the one there was, and says which it became. Image set and experiment have to be
   * given to it again.
   * @throws BackendError when the chosen backend cannot be opened, CancelledError when another one is opened meanwhile
   */
  async open(backend: BackendChoice, kernels?: KernelWish): Promise<BackendReport> {
    this.#assertAlive();
    this.close(new CancelledError('Another backend is being opened; ask again when it is.'));
    const link: WorkerLink<TrainingProtocol> = new WorkerLink<TrainingProtocol>({
      name: 'training',
      start: this.#startWorker,
      advice: 'A new one is started; if this comes again, reload the page.',
      onEvent: (event) => {
        if (link === this.#link) this.#hear(event);
      },
      onStopped: (error) => {
        if (link === this.#link) this.#lose(error);
      },
    });
    this.#link = link;
    return link.request('open', { backend, ...(kernels ? { kernels } : {}) });
  }

  /**
   * Has the worker open an image set, by where it lies. The experiment of the set before is gone.
   * @throws ImageSetError where there is no such set, or it is damaged
   */
  async load(images: ImageSetReference): Promise<void> {
    await this.#ask('load', { images });
  }

  /**
   * Creates an experiment, in place of the one there was, or goes on from a checkpoint. Snapshots of its present state
   * follow as events.
   * @param about `baselines`: the two lines to judge by, as far as they are known: of the same images, model and seed; `quiet` as in the protocol
   * @throws ConfigError naming each refused setting, CheckpointError for a checkpoint of another experiment
   */
  create(config: ExperimentConfig, checkpoint?: Checkpoint, about: CreateOptions = {}): Promise<ExperimentInfo> {
    return this.#ask('create', { config, ...(checkpoint ? { checkpoint } : {}), ...about });
  }

  /** Trains until paused, or until the configured number of steps is reached. */
  async train(): Promise<void> {
    await this.#ask('train', {});
  }

  /** Stops before the next step; answered once what was under way has been read back. */
  async pause(): Promise<void> {
    await this.#ask('pause', {});
  }

  /** Takes `count` steps (fewer if paused meanwhile, or where the experiment has fewer left; rejects with OrderError where it has none) and gives the metrics of each run, by its id. */
  step(count = 1): Promise<Record<string, StepMetrics[]>> {
    return this.#ask('step', { count });
  }

  /** Changes the head of the running experiment from its next step on. */
  apply(head: Partial<HeadConfig>): Promise<AppliedHead> {
    return this.#ask('apply', { head });
  }

  /** Gives runs other names, by their ids; training goes on. */
  async rename(names: RunNames): Promise<void> {
    await this.#ask('rename', { names });
  }

  /** The embedding of the evaluation images by the run of this id, at its present step. */
  snapshot(run: string): Promise<RunSnapshot> {
    return this.#ask('snapshot', { run });
  }

  /** Has all runs evaluated at the present step, where that has not been done: their snapshots come as an event before this resolves. */
  async evaluate(): Promise<void> {
    await this.#ask('evaluate', {});
  }

  checkpoint(): Promise<Checkpoint> {
    return this.#ask('checkpoint', {});
  }

  /**
   * Looks the test images up, as the models are now. `times` says how often this experiment has done so.
   * @throws ConfigError where the set has no test images that could be retrieved
   */
  finalTest(): Promise<FinalTest> {
    return this.#ask('finalTest', {});
  }

  /**
   * Embeds a picture that is no image of the set by every run: at the present step, with all runs evaluated before where they are not.
   * Snapshots from then on bring it too, until there is another, or none (undefined).
   */
  async embedGuest(guest: Guest | undefined): Promise<EmbeddedGuest | undefined> {
    return (await this.#ask('guest', { guest: guest ?? null })) ?? undefined;
  }

  /**
   * Ends the experiment there is, if any; the backend stays open, and the images stay loaded.
   * @returns bytes that the backend holds without it; 0 where it cannot tell
   */
  async end(): Promise<number> {
    return (await this.#ask('end', {})).bytes;
  }

  /** Ends the worker, if there is one; what is under way in it fails with the reason. */
  close(reason: Error): void {
    this.#link?.close(reason);
    this.#link = undefined;
  }

  /** Ends the worker; nothing can be asked any more. */
  dispose(): void {
    this.#disposed = true;
    this.close(new CancelledError('The training client has been disposed of.'));
    this.#emitter.clear();
  }

  async #ask<T extends keyof TrainingRequests>(type: T, ask: TrainingRequests[T]['ask']): Promise<TrainingRequests[T]['answer']> {
    this.#assertAlive();
    if (!this.#link) throw new WorkerError('No training worker is running: open a backend first.');
    return this.#link.request(type, ask);
  }

  #assertAlive(): void {
    if (this.#disposed) throw new CancelledError('The training client has been disposed of.');
  }

  #hear(event: WorkerEvent): void {
    switch (event.type) {
      case 'status':
        return this.#emitter.emit('status', event.status);
      case 'metrics':
        return this.#emitter.emit('metrics', event.metrics);
      case 'snapshots':
        return this.#emitter.emit('snapshots', event.snapshots);
      case 'baselines':
        return this.#emitter.emit('baselines', event.baselines);
      case 'checkpoint':
        return this.#emitter.emit('checkpoint', event.checkpoint);
      case 'deviceLost':
        return this.#lose(new DeviceLostError(`The GPU was lost (${event.reason}).`));
      case 'workerLost':
        return this.#lose(new WorkerError(event.reason));
      case 'error':
        return this.#emitter.emit('error', reviveError(event.error));
    }
  }

  #lose(cause: Error): void {
    this.close(cause);
    this.#emitter.emit('lost', cause);
  }
}
