/**
 * Draws what the page has ordered. Several orders go on side by side, a slice of time each, so that all pictures form at once;
 * between slices messages are read, so that an order can be withdrawn or overtaken at any time.
 */
import { messageOf } from '../core/errors';
import { embed } from '../core/geometry/vector';
import { pictureBy, type FormingPicture } from '../core/projection/methods';
import type { PictureOrder, ProjectionRequest, ProjectionResponse } from '../engine/projection.protocol';
import type { ProjectedPoints } from '../core/projection/points';

export interface ProjectionHostOptions {
  now?: () => number;
  /** Lets messages in. */
  pause?: () => Promise<void>;
}

interface Job {
  id: number;
  forming: Generator<FormingPicture, ProjectedPoints>;
  /** When the next report is due. */
  due: number;
}

/** Milliseconds that a picture is worked on before the next. */
const SLICE = 30;
/** Milliseconds between two reports of a picture, at least; a report that takes long is made more seldom, a fifth of the time at most. */
const REPORT_EVERY = 200;
const REPORT_SHARE = 5;

export class ProjectionHost {
  readonly #send: (response: ProjectionResponse, transfer: Transferable[]) => void;
  readonly #now: () => number;
  readonly #pause: () => Promise<void>;
  /** By channel. */
  readonly #jobs = new Map<string, Job>();
  #working = false;

  constructor(
    send: (response: ProjectionResponse, transfer: Transferable[]) => void,
    { now = () => performance.now(), pause = () => new Promise((resolve) => setTimeout(resolve)) }: ProjectionHostOptions = {},
  ) {
    this.#send = send;
    this.#now = now;
    this.#pause = pause;
  }

  receive(request: ProjectionRequest): void {
    if (request.type === 'withdraw') {
      for (const [channel, job] of this.#jobs) if (job.id === request.id) this.#jobs.delete(channel);
      return;
    }
    const { id, order } = request;
    this.#jobs.set(order.channel, { id, forming: draw(order), due: this.#now() + REPORT_EVERY });
    if (!this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    this.#working = true;
    while (this.#jobs.size > 0)
      for (const [channel, job] of [...this.#jobs]) {
        await this.#pause();
        // Withdrawn or overtaken while messages were read.
        if (this.#jobs.get(channel) !== job) continue;
        try {
          if (this.#slice(job)) this.#jobs.delete(channel);
        } catch (error) {
          this.#jobs.delete(channel);
          this.#send({ type: 'failed', id: job.id, message: messageOf(error) }, []);
        }
      }
    this.#working = false;
  }

  /** Goes on with a picture; true when it is done. */
  #slice(job: Job): boolean {
    const end = this.#now() + SLICE;
    for (;;) {
      const { value, done } = job.forming.next();
      if (done) {
        this.#send({ type: 'done', id: job.id, picture: value }, [value.points.buffer as ArrayBuffer]);
        return true;
      }
      const now = this.#now();
      if (now >= job.due) this.#report(job, value, now);
      if (now >= end) return false;
    }
  }

  #report(job: Job, { progress, picture: drawn }: FormingPicture, begun: number): void {
    const picture = drawn?.();
    const transfer = picture ? [picture.points.buffer as ArrayBuffer] : [];
    this.#send({ type: 'forming', id: job.id, progress, ...(picture ? { picture } : {}) }, transfer);
    const now = this.#now();
    job.due = now + Math.max(REPORT_EVERY, REPORT_SHARE * (now - begun));
  }
}

function* draw({ method, geometry, head, features, n, d, start }: PictureOrder): Generator<FormingPicture, ProjectedPoints> {
  return yield* pictureBy(method, embed(features, n, d, geometry, head), { start });
}
