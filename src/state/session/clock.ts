/** How long a session has been training, by the clock: pauses do not count, evaluations in between do. */
import type { TrainingStatus } from '../../engine/protocol';
import type { ExperimentSession } from './ExperimentSession';

const isRunning = ({ state, stepsPerSecond }: TrainingStatus): boolean => state === 'training' || stepsPerSecond > 0;

export class TrainingClock {
  #seconds = 0;
  /** Since when it runs, milliseconds; undefined = it stands. */
  #since: number | undefined;
  readonly #stop: () => void;

  constructor(session: ExperimentSession) {
    this.#hear(session.status);
    this.#stop = session.on('status', (status) => this.#hear(status));
  }

  get seconds(): number {
    return this.#seconds + (this.#since === undefined ? 0 : (performance.now() - this.#since) / 1000);
  }

  /** Another experiment begins, or goes on from here. */
  reset(seconds: number): void {
    this.#seconds = seconds;
    if (this.#since !== undefined) this.#since = performance.now();
  }

  stop(): void {
    this.#stop();
  }

  #hear(status: TrainingStatus): void {
    this.#seconds = this.seconds;
    this.#since = isRunning(status) ? performance.now() : undefined;
  }
}
