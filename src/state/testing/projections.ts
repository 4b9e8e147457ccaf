/** A projection worker that draws what and when a test tells it to. */
import type { DrawOptions, PictureOrder } from '../../engine/projections';
import type { ProjectedPoints } from '../../core/projection/points';
import type { ProjectionPort } from '../views/projections/projections';

export class FakeProjections implements ProjectionPort {
  readonly orders: (PictureOrder & { signal?: AbortSignal })[] = [];
  readonly #open: { order: PictureOrder; options: DrawOptions; resolve(picture: ProjectedPoints): void; reject(error: Error): void }[] = [];

  /** @param atOnce every order is done as soon as it comes */
  constructor(readonly atOnce = false) {}

  draw(order: PictureOrder, options: DrawOptions = {}): Promise<ProjectedPoints> {
    this.orders.push({ ...order, signal: options.signal });
    if (this.atOnce) return Promise.resolve(pictureFor(order));
    return new Promise((resolve, reject) => {
      this.#open.push({ order, options, resolve, reject });
      options.signal?.addEventListener('abort', () => reject(new Error('withdrawn')));
    });
  }

  /** In the middle. */
  placeGuest({ start }: PictureOrder): Promise<Float32Array> {
    return Promise.resolve(new Float32Array(start.dimensions));
  }

  /** Order `place` has come so far; with its picture, unless told. */
  form(place: number, progress: number, value?: number): void {
    const { order, options } = this.#open[place]!;
    options.onForming?.(progress, value === undefined ? undefined : pictureFor(order, value));
  }

  finish(place: number, value?: number): void {
    const { order, resolve } = this.#open[place]!;
    resolve(pictureFor(order, value));
  }

  fail(place: number, message: string): void {
    this.#open[place]!.reject(new Error(message));
  }
}

/** All points at one value. */
export function pictureFor({ method, start }: Pick<PictureOrder, 'method' | 'start'>, value = 0.5): ProjectedPoints {
  return {
    method,
    points: new Float32Array(start.points.length).fill(value),
    dimensions: start.dimensions,
    neighboursKept: value,
    distortion: 0.1,
  };
}
