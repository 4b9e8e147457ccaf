/** Metrics and rate of steps on their way to the page: gathered, and handed over at most ten times a second. */
import type { StepMetrics } from '../core/training/experiment.types';

/** Milliseconds between two messages of metrics. */
export const INTERVAL = 100;
/** How many steps, and how many milliseconds, the rate looks back. */
const LOOK_BACK_STEPS = 20;
const LOOK_BACK_TIME = 5000;
/** However long they took: of fewer a median says nothing. */
const LEAST_STEPS = 3;

export class MetricsGatherer {
  readonly #send: (metrics: Record<string, StepMetrics[]>) => void;
  readonly #now: () => number;
  #gathered: Record<string, StepMetrics[]> = {};
  #sentAt = -Infinity;
  /** Durations of the last steps, and when the last of them ended. */
  #durations: number[] = [];
  #mark: number | undefined;

  constructor(send: (metrics: Record<string, StepMetrics[]>) => void, now: () => number = () => performance.now()) {
    this.#send = send;
    this.#now = now;
  }

  /** Steps a second by the median of the last steps, so that one slow step does not move it; 0 before the first one ends. */
  get rate(): number {
    const sorted = this.#durations.toSorted((a, b) => a - b);
    const middle = sorted.length / 2;
    const median = ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
    return median > 0 ? 1000 / median : 0;
  }

  /** A stretch of stepping begins: what lies before it is not counted as time spent on steps. */
  begin(): void {
    this.#mark ??= this.#now();
  }

  /** Stepping is interrupted: by an evaluation, a pause. The rate stays. */
  interrupt(): void {
    this.#mark = undefined;
  }

  /**
   * Takes in the metrics of steps that were read back together, and so took the same time each; true if they were sent on with what was
   * gathered before.
   */
  add(steps: readonly Record<string, StepMetrics>[]): boolean {
    const now = this.#now();
    const each = this.#mark === undefined ? undefined : (now - this.#mark) / steps.length;
    if (each !== undefined) this.#durations.push(...steps.map(() => each));
    this.#mark = now;
    let total = this.#durations.reduce((sum, duration) => sum + duration, 0);
    while (this.#durations.length > LOOK_BACK_STEPS || (this.#durations.length > LEAST_STEPS && total > LOOK_BACK_TIME))
      total -= this.#durations.shift()!;
    for (const metrics of steps) for (const [run, one] of Object.entries(metrics)) (this.#gathered[run] ??= []).push(one);
    if (now - this.#sentAt < INTERVAL) return false;
    this.flush();
    return true;
  }

  /** Sends what has been gathered, if anything. */
  flush(): void {
    if (Object.keys(this.#gathered).length === 0) return;
    this.#sentAt = this.#now();
    const gathered = this.#gathered;
    this.#gathered = {};
    this.#send(gathered);
  }
}
