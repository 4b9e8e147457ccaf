/** The training worker of a session: the way to it, the backend that runs in it, the images it holds, and what it means when it fails. */
import type { BackendChoice } from '../../core/configuration/schema';
import { WorkerError } from '../../core/errors';
import type { TrainingPort } from '../ports';
import { SessionBackend } from './backend';
import { listen } from './listening';
import { begunIn, type SessionImages } from './phase';
import type { SessionState } from './state';

export interface WorkerListener {
  /** Steps have been taken. */
  stepped(): void;
  /** The worker is gone, and a backend ran in it. */
  lost(cause: Error): void;
  /** Why it is gone, until another one takes its place. */
  lostBecause(): Error | undefined;
}

export class SessionWorker {
  readonly backend: SessionBackend;
  disposed = false;
  #connecting: Promise<TrainingPort> | undefined;
  #port: TrainingPort | undefined;
  #loaded: SessionImages | undefined;

  constructor(
    private readonly state: SessionState,
    private readonly start: () => Promise<TrainingPort>,
    private readonly on: WorkerListener,
  ) {
    this.backend = new SessionBackend(
      () => this.connected(),
      () => state.wanted,
      (error, choice) => {
        state.events.emit('fallback', { error, choice });
        state.setWanted({ ...state.wanted, backend: choice });
      },
      (report) => {
        this.#loaded = undefined;
        state.events.emit('backend', report);
      },
    );
  }

  connected(): Promise<TrainingPort> {
    return (this.#connecting ??= this.start().then((port) => {
      this.#port = port;
      listen(port, this.state, {
        fail: (error) => this.fail(error),
        stepped: () => this.on.stepped(),
        lost: (cause) => this.#gone(cause),
      });
      return port;
    }));
  }

  /** Why it is gone, until another one takes its place. */
  get lost(): Error | undefined {
    return this.on.lostBecause();
  }

  /** Ends an opening that is under way where something else is wanted by now. */
  interrupt(): void {
    this.backend.interrupt(this.#port);
  }

  /** Ends the worker. */
  dispose(): void {
    this.disposed = true;
    // Where there is none, whoever asked for it has been told.
    this.#connecting?.then((port) => port.close(new WorkerError('The experiment has been closed.'))).catch(() => undefined);
  }

  /** Opens the wanted backend where it does not run. */
  async ensureBackend(fallback?: BackendChoice): Promise<void> {
    if (this.lost) throw this.lost;
    if (this.backend.asWanted) return;
    this.state.say('starting the backend', 'starting');
    try {
      await this.backend.ensure(fallback);
    } catch (error) {
      if (this.state.phase.kind !== 'live') this.state.say(undefined, 'failed');
      throw error;
    }
    if (this.state.status.state === 'starting') this.state.say(undefined, this.state.phase.kind === 'none' ? 'ready' : 'starting');
  }

  async load(images: SessionImages): Promise<void> {
    if (this.#loaded === images) return;
    this.state.say('loading the images');
    await (await this.connected()).load(images.reference);
    this.#loaded = images;
  }

  /** What was in it has failed. */
  fail(error: Error): void {
    const begun = begunIn(this.state.phase);
    this.state.training = false;
    this.state.setIntent(false);
    // What a failure leaves behind in a backend is unknown: what comes next begins in a worker that knows nothing of it.
    this.backend.gone();
    if (!begun) return;
    this.state.setPhase({ ...begun, kind: 'failed', error });
    this.state.say(undefined, 'failed');
  }

  #gone(cause: Error): void {
    this.#loaded = undefined;
    this.state.training = false;
    // While a backend is being opened there is nothing to go back to: whoever opens is told, and decides.
    if (!this.backend.running || this.disposed) return;
    this.backend.gone();
    this.on.lost(cause);
  }
}
