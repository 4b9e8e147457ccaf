/** Opens backends one at a time as far as anybody waiting can tell: who waits, waits for the one that was chosen last. */
import type { BackendChoice } from '../core/configuration/schema';

export class BackendOpening {
  #latest: Promise<void> | undefined;

  /**
   * @param tryOpen opens one backend or rejects
   * @param onFallback told why the chosen one cannot be had, before the one to fall back on is opened
   */
  constructor(
    private readonly tryOpen: (choice: BackendChoice) => Promise<void>,
    private readonly onFallback: (error: unknown, fallback: BackendChoice) => void,
  ) {}

  /** A backend is open, or being opened. */
  get started(): boolean {
    return this.#latest !== undefined;
  }

  open(choice: BackendChoice, fallback: BackendChoice): Promise<void> {
    const opening: Promise<void> = this.tryOpen(choice).catch(async (error: unknown) => {
      if (choice === fallback || opening !== this.#latest) throw error;
      this.onFallback(error, fallback);
      await this.tryOpen(fallback);
    });
    this.#latest = opening;
    return opening;
  }

  /** Rejects with what kept the last one from being opened; one that was given up for it on the way is no failure. */
  async ready(): Promise<void> {
    const opening = this.#latest;
    try {
      await opening;
    } catch (error) {
      if (opening === this.#latest) throw error;
    }
    if (opening !== this.#latest) await this.ready();
  }
}
