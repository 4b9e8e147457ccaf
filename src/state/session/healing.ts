/** What is done where a worker is lost: another one takes its place, and what was in it is restored; a few times, then it is given up. */
import type { BackendReport } from '../../core/backend/report';
import { WorkerError, errorOf } from '../../core/errors';
import { begunIn, type Live } from './phase';
import type { SessionState } from './state';

/** Recoveries in a row, without a training step between them, after which the machine is taken to be at fault. */
const MOST_RECOVERIES = 3;

export interface Restoring {
  /** Nothing is restored any more. */
  isDisposed(): boolean;
  /** Opens the same backend in a new worker. */
  reopen(): Promise<BackendReport>;
  restore(experiment: Live): Promise<void>;
  fail(error: Error): void;
}

export class Healing {
  /** Why the worker is gone, until another one takes its place. */
  lost: Error | undefined;
  #recoveries = 0;

  constructor(
    private readonly state: SessionState,
    private readonly restoring: Restoring,
  ) {}

  /** A step has been taken, or another backend is tried: recoveries count anew. */
  forget(): void {
    this.#recoveries = 0;
  }

  /** Replaces a worker that was lost and restores what was in it. @returns why that was given up; it has been told */
  async heal(): Promise<Error | undefined> {
    let gaveUp: Error | undefined;
    while (this.lost && !this.restoring.isDisposed()) {
      const cause = this.lost;
      this.lost = undefined;
      try {
        if (++this.#recoveries > MOST_RECOVERIES) {
          const again = `That has now happened ${this.#recoveries} times without a training step between: choose another backend or a smaller model.`;
          throw new WorkerError(`${cause.message} ${again}`);
        }
        await this.#recover(cause);
      } catch (error) {
        // Lost again while it was being restored.
        if (this.lost) continue;
        const reason = errorOf(error);
        this.restoring.fail(reason);
        this.state.say(undefined, 'failed');
        this.state.events.emit('failed', reason.message);
        gaveUp = reason;
      }
    }
    return gaveUp;
  }

  async #recover(cause: Error): Promise<void> {
    const reached = this.state.reached;
    this.state.say('starting a new worker', 'starting');
    const report = await this.restoring.reopen();
    const begun = begunIn(this.state.phase);
    const live = begun?.kind === 'live';
    if (live) await this.restoring.restore(begun);
    else this.state.say(undefined, begun ? 'failed' : 'ready');
    const step = begun?.checkpoint?.step ?? 0;
    this.state.events.emit('recovered', {
      reason: cause.message,
      report,
      ...(live ? { experiment: { step, lostSteps: Math.max(0, reached - step), training: this.state.training } } : {}),
    });
  }
}
