/**
 * Draws what the page has ordered. Several orders go on side by side, a slice of time each, so that all pictures form at once;
 * between slices messages are read, so that an order can be withdrawn or overtaken at any time.
 */
import { embed } from '../core/geometry/vector';
import { placeGuest } from '../core/projection/placeGuest';
import { pictureBy, type FormingPicture } from '../core/projection/methods';
import type { FormingReport, PictureOrder } from '../engine/projection.protocol';
import type { ProjectedPoints } from '../core/projection/points';

export interface ProjectionHostOptions {
  now?: () => number;
  /** Lets messages in. */
  pause?: () => Promise<void>;
}

interface Job {
  forming: Generator<FormingPicture, ProjectedPoints>;
  /** When the next report is due. */
  due: number;
  signal: AbortSignal;
  onForming(report: FormingReport): void;
  resolve(picture: ProjectedPoints): void;
  reject(error: unknown): void;
}

/** Milliseconds that a picture is worked on before the next. */
const SLICE = 30;
/** Milliseconds between two reports of a picture, at least; a report that takes long is made more seldom, a fifth of the time at most. */
const REPORT_EVERY = 200;
const REPORT_SHARE = 5;

export class ProjectionHost {
  readonly #now: () => number;
  readonly #pause: () => Promise<void>;
  readonly #jobs = new Set<Job>();
  #working = false;

  constructor({ now = () => performance.now(), pause = () => new Promise((resolve) => setTimeout(resolve)) }: ProjectionHostOptions = {}) {
    this.#now = now;
    this.#pause = pause;
  }

  /** Draws a picture. Rejects with the signal's reason as soon as that fires. */
  draw(order: PictureOrder, signal: AbortSignal, onForming: (report: FormingReport) => void): Promise<ProjectedPoints> {
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      this.#jobs.add({ forming: draw(order), due: this.#now() + REPORT_EVERY, signal, onForming, resolve, reject });
      if (!this.#working) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#jobs.size > 0)
      for (const job of [...this.#jobs]) {
        await this.#pause();
        try {
          job.signal.throwIfAborted();
          const picture = this.#slice(job);
          if (!picture) continue;
          job.resolve(picture);
        } catch (error) {
          job.reject(error);
        }
        this.#jobs.delete(job);
      }
    this.#working = false;
  }

  /** Goes on with a picture. @returns the picture when it is done */
  #slice(job: Job): ProjectedPoints | undefined {
    const end = this.#now() + SLICE;
    for (;;) {
      const { value, done } = job.forming.next();
      if (done) return value;
      const now = this.#now();
      if (now >= job.due) this.#report(job, value, now);
      if (now >= end) return undefined;
    }
  }

  #report(job: Job, { progress, picture: drawn }: FormingPicture, begun: number): void {
    const picture = drawn?.();
    job.onForming({ share: progress, ...(picture ? { picture } : {}) });
    const now = this.#now();
    job.due = now + Math.max(REPORT_EVERY, REPORT_SHARE * (now - begun));
  }
}

function* draw({ method, geometry, head, features, n, d, start }: PictureOrder): Generator<FormingPicture, ProjectedPoints> {
  return yield* pictureBy(method, embed(features, n, d, geometry, head), { start });
}

/** Where a row of features lies in the picture that an order begins from. */
export function placeIn({ geometry, head, features, n, d, start }: PictureOrder, guest: Float32Array): Float32Array<ArrayBuffer> {
  const all = new Float32Array((n + 1) * d);
  all.set(features);
  all.set(guest, n * d);
  return placeGuest(embed(all, n + 1, d, geometry, head), start);
}
