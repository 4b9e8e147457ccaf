/** Bounds on what is decoded at one time: a decoded image takes four bytes a pixel, twenty times its file. */

/** Lets work begin as long as the pixels of all that is going on stay within the budget; what alone exceeds it waits until it is alone. */
export class PixelBudget {
  #used = 0;
  #mostUsed = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(private readonly pixels: number) {}

  /** The most that was in use at one time. */
  get mostUsed(): number {
    return this.#mostUsed;
  }

  async use<T>(pixels: number, work: () => Promise<T>): Promise<T> {
    while (this.#used > 0 && this.#used + pixels > this.pixels) await new Promise<void>((resume) => this.#waiting.push(resume));
    this.#used += pixels;
    this.#mostUsed = Math.max(this.#mostUsed, this.#used);
    try {
      return await work();
    } finally {
      this.#used -= pixels;
      for (const resume of this.#waiting.splice(0)) resume();
    }
  }
}

/** Runs work that no other worker of this site does at the same time. */
export async function alone<T>(work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  return locks ? await locks.request('decoding a large image', work) : work();
}
