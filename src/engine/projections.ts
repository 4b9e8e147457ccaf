/** The page's side of the projection worker: orders pictures, of which only the latest of a channel is drawn. */
import { CancelledError } from '../core/errors';
import type { ProjectedPoints } from '../core/projection/points';
import { WorkerLink, type WorkerLike } from '../link';
import type { PictureOrder, ProjectionProtocol } from './projection.protocol';

export type { PictureOrder };

export interface DrawOptions {
  /** Called as the picture forms, with what can be seen of it. */
  onForming?: (progress: number, picture?: ProjectedPoints) => void;
  /** Withdraws the order. */
  signal?: AbortSignal;
}

export class ProjectionClient {
  readonly #link: WorkerLink<ProjectionProtocol>;
  /** The order under way of each channel. */
  readonly #latest = new Map<string, AbortController>();

  /** @param startWorker for tests */
  constructor(startWorker: () => WorkerLike = start) {
    this.#link = new WorkerLink<ProjectionProtocol>({ name: 'projection', start: startWorker, advice: 'Choose the projection again.' });
  }

  /**
   * The picture ordered. The arrays of the order are copied; they stay the caller's.
   * Rejects with CancelledError where the order is withdrawn or a later one of its channel comes, with WorkerError where it cannot be
   * drawn; where the worker stopped, the next order starts another one.
   */
  async draw(order: PictureOrder, { onForming, signal }: DrawOptions = {}): Promise<ProjectedPoints> {
    if (signal?.aborted) throw withdrawn();
    this.#latest.get(order.channel)?.abort(new CancelledError('A later picture has been ordered in the place of this one.'));
    const control = new AbortController();
    this.#latest.set(order.channel, control);
    const withdraw = () => control.abort(withdrawn());
    signal?.addEventListener('abort', withdraw, { once: true });
    const features = order.features.slice();
    const points = order.start.points.slice();
    try {
      return await this.#link.request(
        'picture',
        { order: { ...order, features, start: { ...order.start, points } } },
        {
          transfer: [features.buffer, points.buffer],
          signal: control.signal,
          onProgress: ({ share, picture }) => onForming?.(share, picture),
        },
      );
    } finally {
      signal?.removeEventListener('abort', withdraw);
      if (this.#latest.get(order.channel) === control) this.#latest.delete(order.channel);
    }
  }

  /**
   * Where one more row of features comes to lie in a picture of the others (`start` of the order), none of which is moved: [dimensions].
   * The arrays are copied. Rejects as `draw`.
   */
  placeGuest(order: PictureOrder, guest: Float32Array, signal?: AbortSignal): Promise<Float32Array> {
    return this.#link.request('place', { order, guest }, signal ? { signal } : {});
  }

  /** Ends the worker; what has been ordered is refused. */
  close(): void {
    this.#link.close(new CancelledError('The projections have been closed.'));
  }
}

const withdrawn = () => new CancelledError('The order has been withdrawn.');

function start(): WorkerLike {
  return new Worker(new URL('../worker/projection.ts', import.meta.url), { type: 'module', name: 'projection' });
}
