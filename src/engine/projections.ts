/** The page's side of the projection worker: orders pictures, of which only the latest of a channel is drawn. */
import { CancelledError, WorkerError } from '../core/errors';
import type { PictureOrder, ProjectionRequest, ProjectionResponse } from './projection.protocol';
import type { ProjectedPoints } from '../core/projection/points';

export type { PictureOrder };

export interface DrawOptions {
  /** Called as the picture forms, with what can be seen of it. */
  onForming?: (progress: number, picture?: ProjectedPoints) => void;
  /** Withdraws the order. */
  signal?: AbortSignal;
}

interface Waiting {
  channel: string;
  onForming?: DrawOptions['onForming'];
  resolve(picture: ProjectedPoints): void;
  reject(error: Error): void;
}

export class ProjectionClient {
  readonly #createWorker: () => Worker;
  readonly #waiting = new Map<number, Waiting>();
  #worker?: Worker;
  #nextId = 1;

  /** @param createWorker for tests */
  constructor(createWorker: () => Worker = startWorker) {
    this.#createWorker = createWorker;
  }

  /**
   * The picture ordered. The arrays of the order are copied; they stay the caller's.
   * Rejects with CancelledError where the order is withdrawn or a later one of its channel comes, with WorkerError where it cannot be drawn.
   */
  draw(order: PictureOrder, { onForming, signal }: DrawOptions = {}): Promise<ProjectedPoints> {
    if (signal?.aborted) return Promise.reject(withdrawn());
    for (const [id, { channel }] of this.#waiting)
      if (channel === order.channel)
        this.#take(id)?.reject(new CancelledError('A later picture has been ordered in the place of this one.'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { channel: order.channel, onForming, resolve, reject });
      const features = order.features.slice();
      const points = order.start.points.slice();
      this.#running().postMessage(
        { type: 'picture', id, order: { ...order, features, start: { ...order.start, points } } } satisfies ProjectionRequest,
        [features.buffer, points.buffer],
      );
      signal?.addEventListener('abort', () => {
        const waiting = this.#take(id);
        if (!waiting) return;
        this.#worker?.postMessage({ type: 'withdraw', id } satisfies ProjectionRequest);
        waiting.reject(withdrawn());
      });
    });
  }

  /** Ends the worker; what has been ordered is refused. */
  close(): void {
    this.#end(new CancelledError('The projections have been closed.'));
  }

  #running(): Worker {
    if (this.#worker) return this.#worker;
    const worker = this.#createWorker();
    worker.addEventListener('message', ({ data }: MessageEvent<ProjectionResponse>) => this.#receive(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#end(
        new WorkerError(
          `The projection worker stopped: ${event.message || 'its script could not be loaded'}. Choose the projection again.`,
        ),
      );
    });
    this.#worker = worker;
    return worker;
  }

  #receive(response: ProjectionResponse): void {
    switch (response.type) {
      case 'forming':
        return this.#waiting.get(response.id)?.onForming?.(response.progress, response.picture);
      case 'done':
        return this.#take(response.id)?.resolve(response.picture);
      case 'failed':
        return this.#take(response.id)?.reject(new WorkerError(`The projection could not be made: ${response.message}`));
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #end(error: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}

const withdrawn = () => new CancelledError('The order has been withdrawn.');

function startWorker(): Worker {
  return new Worker(new URL('../worker/projection.ts', import.meta.url), { type: 'module', name: 'projection' });
}
