/** The one plan of a kind that is held at a time. */
import type { CompileProgress } from '../../ops/runtime/plan';

/**
 * The plan for the shape that was asked for last: shapes hardly ever change, and memory is given back when they do. Whoever asks while
 * it is being built waits for that one. What could not be built is built anew when it is asked for again.
 */
export class LatestPlan<Shape extends object, Built extends { dispose(): void }> {
  #key = '';
  #plan: Promise<Built> | undefined;

  constructor(private readonly build: (shape: Shape, onProgress?: CompileProgress) => Promise<Built>) {}

  get(shape: Shape, onProgress?: CompileProgress): Promise<Built> {
    const key = JSON.stringify(shape);
    if (this.#plan && key === this.#key) return this.#plan;
    this.#key = key;
    const plan = this.dispose().then(() => this.build(shape, onProgress));
    this.#plan = plan;
    plan.catch(() => {
      if (this.#plan === plan) this.#plan = undefined;
    });
    return plan;
  }

  async dispose(): Promise<void> {
    const plan = this.#plan;
    this.#plan = undefined;
    // What could not be built has nothing to give back; who asked for it has heard.
    await plan?.then(
      (built) => built.dispose(),
      () => undefined,
    );
  }
}
