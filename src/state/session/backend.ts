/** Which backend the training worker of a session has, and how it comes to another: one opening at a time, the latest wish counts. */
import type { BackendReport } from '../../core/backend/report';
import type { BackendChoice, ExperimentConfig } from '../../core/configuration/schema';
import { CancelledError } from '../../core/errors';
import type { TrainingPort } from '../ports';

/** What of a configuration is decided when a backend is opened. */
export type BackendWish = Pick<ExperimentConfig, 'backend' | 'kernels' | 'model' | 'activations'>;

/** Milliseconds before each try where a worker is replaced: a browser whose GPU process has ended has no adapter for a moment. */
export const RETRIES: readonly number[] = [0, 500, 2000];

export class SessionBackend {
  /** Of the last one opened; it may be gone again. */
  report: BackendReport | undefined;
  /** What was asked for when the worker that runs was opened; undefined = none runs. */
  #running: Pick<BackendWish, 'backend' | 'kernels'> | undefined;
  #interrupted = false;
  /** What is being opened. */
  #opening: Pick<BackendWish, 'backend' | 'kernels'> | undefined;

  /**
   * @param wish what is wanted now; it may change while a backend is being opened
   * @param onFallback the chosen backend cannot be opened and another one is tried: the wish has to become that
   */
  constructor(
    private readonly port: () => Promise<TrainingPort>,
    private readonly wish: () => BackendWish,
    private readonly onFallback: (error: Error, choice: BackendChoice) => void,
    private readonly onOpened: (report: BackendReport) => void,
  ) {}

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** What runs is what is wanted. Kernels count for WebGPU alone: elsewhere the choice waits until that is opened. */
  get asWanted(): boolean {
    const { backend, kernels } = this.wish();
    const running = this.#running;
    if (running?.backend !== backend) return false;
    return running.kernels === kernels || this.report?.backend !== 'webgpu';
  }

  /** The worker is gone, or not to be used any more. */
  gone(): void {
    this.#running = undefined;
  }

  /** Ends an opening that is under way where something else is wanted by now; whoever waits for it gets that. */
  interrupt(port: TrainingPort | undefined): void {
    const { backend, kernels } = this.wish();
    if (!this.#opening || (this.#opening.backend === backend && this.#opening.kernels === kernels)) return;
    this.#interrupted = true;
    port?.close(new CancelledError('Another backend has been chosen.'));
  }

  /**
   * Sees to it that the wanted backend runs.
   * @returns true where it was opened for that: the worker is a new one, that knows of nothing
   */
  async ensure(fallback: BackendChoice = this.report?.backend ?? 'auto'): Promise<boolean> {
    if (this.asWanted) return false;
    for (;;) {
      const { backend } = this.wish();
      try {
        await this.#open();
        return true;
      } catch (error) {
        if (this.#interrupted) continue;
        if (backend === fallback) throw error;
        this.onFallback(error instanceof Error ? error : new Error(String(error)), fallback);
      }
    }
  }

  /** Opens the same backend again in a new worker, trying more than once. */
  async reopen(retries: readonly number[]): Promise<void> {
    let refused: unknown;
    for (const delay of retries) {
      await new Promise((resolve) => setTimeout(resolve, delay));
      try {
        return await this.#open();
      } catch (error) {
        refused = error;
      }
    }
    throw refused;
  }

  async #open(): Promise<void> {
    const { backend, kernels, model, activations } = this.wish();
    this.#running = undefined;
    this.#interrupted = false;
    this.#opening = { backend, kernels };
    try {
      const report = await (await this.port()).open(backend, { choice: kernels, model, activations });
      this.#running = { backend, kernels };
      this.report = report;
      this.onOpened(report);
    } finally {
      this.#opening = undefined;
    }
  }
}
