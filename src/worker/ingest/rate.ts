/** How fast something goes on, over its last seconds, and how long the rest will take. */
const WINDOW_MS = 5000;

export class Rate {
  readonly #points: { at: number; done: number }[] = [];

  /** @param now milliseconds */
  measure(done: number, total: number, now = performance.now()): { perSecond: number; secondsLeft: number | null } {
    this.#points.push({ at: now, done });
    while (this.#points.length > 2 && now - this.#points[1]!.at > WINDOW_MS) this.#points.shift();
    const first = this.#points[0]!;
    const seconds = (now - first.at) / 1000;
    const perSecond = seconds > 0 ? (done - first.done) / seconds : 0;
    return { perSecond, secondsLeft: perSecond > 0 && total > 0 ? (total - done) / perSecond : null };
  }
}
