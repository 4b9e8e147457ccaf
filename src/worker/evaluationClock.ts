/** When training that goes on by itself is evaluated by the clock, and on how many images: so that there is something new to see in time. Pure. */
import type { Extent } from '../core/training/experiment';

/** Evaluations by the clock may take this share of the time; evaluations by steps are always made. */
const EVALUATION_SHARE = 1 / 3;
/** The first picture of a model that has learnt something comes after this share of the time between two. */
const FIRST = 0.5;

export interface EvaluationWork {
  /** Seconds from one picture to the next, at most; 0 = by steps alone. */
  seconds: number;
  /** Images that are embedded of each run; undefined where there is no subset. */
  images: { whole: number; subset: number | undefined };
}

/** Milliseconds throughout. */
export class EvaluationClock {
  readonly #work: EvaluationWork;
  readonly #now: () => number;
  /** When the next picture is due; undefined where nothing is trained. */
  #due: number | undefined;
  #endedAt = -Infinity;
  /** What one evaluation of either extent last took. */
  readonly #took = new Map<Extent, number>();

  constructor(work: EvaluationWork, now: () => number = () => performance.now()) {
    this.#work = work;
    this.#now = now;
  }

  /** Training begins, or goes on. @param first nothing that has been learnt has been seen yet */
  start(first: boolean): void {
    this.#wait(first ? FIRST : 1);
  }

  /** An evaluation of all runs has ended: it took this time. */
  ended(extent: Extent, took: number): void {
    this.#took.set(extent, took);
    this.#endedAt = this.#now();
    this.#wait(1);
  }

  /** Something was evaluated apart from training: it says how long a subset, or all images, will take. */
  measured(extent: Extent, took: number): void {
    if (!this.#took.has(extent)) this.#took.set(extent, took);
  }

  /**
   * What is to be evaluated now, so that its picture comes in time even if it can begin only a step later; undefined where there is time
   * for that step.
   * @param step what the last one took
   */
  due(step: number): Extent | undefined {
    if (this.#due === undefined) return undefined;
    const extent: Extent = this.affordsAll ? 'whole' : 'subset';
    const takes = this.#expected(extent);
    const rested = this.#now() - this.#endedAt >= takes * (1 / EVALUATION_SHARE - 1);
    return rested && this.#now() + step + takes >= this.#due ? extent : undefined;
  }

  /** An evaluation of all images that begins now would bring its picture too late: the subset goes before it. */
  get subsetFirst(): boolean {
    return this.#due !== undefined && !this.affordsAll && this.#now() + this.#expected('whole') >= this.#due;
  }

  /** All images take no more than their share of the time between two pictures, or there is no subset of them. */
  get affordsAll(): boolean {
    const { images, seconds } = this.#work;
    return images.subset === undefined || this.#expected('whole') <= EVALUATION_SHARE * 1000 * seconds;
  }

  /** What it took last; until then what the other one took, by the images. */
  #expected(extent: Extent): number {
    const { images } = this.#work;
    const took = this.#took.get(extent);
    if (took !== undefined) return took;
    const other = extent === 'whole' ? 'subset' : 'whole';
    return ((this.#took.get(other) ?? 0) * (images[extent] ?? 0)) / (images[other] ?? Infinity);
  }

  #wait(share: number): void {
    const { seconds } = this.#work;
    this.#due = seconds > 0 ? this.#now() + share * 1000 * seconds : undefined;
  }
}
