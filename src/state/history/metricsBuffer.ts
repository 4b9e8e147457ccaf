/**
 * Steps come in faster than a page can draw them: they are gathered and handed on a few times a second, or at once where
 * somebody is about to read them.
 */
import type { StepMetrics } from '../../core/training/experiment.types';

/** About as often as the eye follows a curve. */
const INTERVAL_MILLISECONDS = 120;

export class MetricsBuffer {
  #waiting: Record<string, StepMetrics[]> = {};
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly take: (metrics: Record<string, StepMetrics[]>) => void) {}

  add(metrics: Record<string, StepMetrics[]>): void {
    for (const [run, steps] of Object.entries(metrics)) (this.#waiting[run] ??= []).push(...steps);
    this.#timer ??= setTimeout(() => this.flush(), INTERVAL_MILLISECONDS);
  }

  /** Hands on what has been gathered. */
  flush(): void {
    const metrics = this.#waiting;
    this.clear();
    if (Object.keys(metrics).length > 0) this.take(metrics);
  }

  /** Forgets what has been gathered. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = {};
  }
}
