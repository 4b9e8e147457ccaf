/**
 * What there is to see before the first step, made beside the steps: they take turns, and get the same time. What comes after its first
 * pictures can wait for the first picture of something learnt, where it would hold that up.
 */
import type { Experiment } from '../core/training/experiment';
import { Waiting } from './waiting';

export class BeginningWork {
  readonly waiting = new Waiting();
  /** Changes that had been applied when it was begun: its heads are of then. */
  readonly changes: number;
  /** Step 0 has been shown: what comes later can be compared with it. */
  shown = false;
  readonly #parts: ReturnType<Experiment['begin']>;
  /** Milliseconds that steps have had more than it, while both go on. */
  #owed = 0;
  /** Milliseconds until step 0 was shown. */
  #took = 0;

  constructor(experiment: Experiment) {
    this.#parts = experiment.begin();
    this.changes = experiment.changes;
  }

  /** Steps have had this time. */
  stepsTook(milliseconds: number): void {
    this.#owed += milliseconds;
  }

  /** What its first pictures have taken. */
  get took(): number {
    return this.#took;
  }

  /**
   * Whether it goes before what else there is to do.
   * @param steps steps could be taken now
   * @param evaluations evaluations or tests wait to be made
   * @param inTheWay its rest would hold up what is to be seen first
   */
  hasTurn({ steps, evaluations, inTheWay }: { steps: boolean; evaluations: boolean; inTheWay: boolean }): boolean {
    if (evaluations) return !this.shown;
    if (!steps) return true;
    return this.#owed > 0 && !(this.shown && inTheWay);
  }

  async next(): ReturnType<ReturnType<Experiment['begin']>['next']> {
    const began = performance.now();
    const part = await this.#parts.next();
    const took = performance.now() - began;
    this.#owed -= took;
    if (!this.shown) this.#took += took;
    if (!part.done && 'snapshots' in part.value) this.shown = true;
    return part;
  }

  /** Ends it; its models are disposed of when the part under way has ended. */
  stop(reason: unknown): void {
    this.#parts.return().catch(() => undefined);
    this.waiting.reject(reason);
  }
}
