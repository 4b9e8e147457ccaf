import { describe, expect, it, vi } from 'vitest';
import { CancelledError, WorkerError } from '../core/errors';
import type { ProjectedPoints } from '../core/projection/points';
import { serve } from '../link';
import { ChannelWorker } from '../link/testing/channelWorker';
import type { FormingReport, PictureOrder, ProjectionProtocol } from './projection.protocol';
import { placeIn } from '../worker/projectionHost';
import { ProjectionClient } from './projections';

/** An order that has reached the worker, which draws when the test says so. */
interface Reached {
  order: PictureOrder;
  signal: AbortSignal;
  form(report: FormingReport): void;
  done(picture: ProjectedPoints): void;
  fail(message: string): void;
}

const picture: ProjectedPoints = {
  method: 'hyperbolic neighbours',
  points: Float32Array.of(0, 0.5),
  dimensions: 2,
  neighboursKept: 0.5,
  distortion: 0.2,
};
const order = (channel = 'a'): PictureOrder => ({
  channel,
  method: 'hyperbolic neighbours',
  geometry: 'hyperbolic',
  head: { c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' },
  features: Float32Array.of(1, 2, 3, 4),
  n: 1,
  d: 4,
  start: { method: 'tangent PCA', points: Float32Array.of(0.1, 0.2), dimensions: 2 },
});

function open() {
  const workers: ChannelWorker[] = [];
  const orders: Reached[] = [];
  const client = new ProjectionClient(() => {
    const worker = new ChannelWorker(
      (scope) =>
        void serve<ProjectionProtocol>(
          {
            place: ({ order, guest }) => Promise.resolve(placeIn(order, guest)),
            picture: ({ order }, { signal, progress }) =>
              new Promise((done, reject) =>
                orders.push({ order, signal, form: progress, done, fail: (message) => reject(new Error(message)) }),
              ),
          },
          undefined,
          scope,
        ),
    );
    workers.push(worker);
    return worker;
  });
  const reached = (count: number) => vi.waitFor(() => expect(orders).toHaveLength(count));
  return { client, workers, orders, reached };
}

describe('ProjectionClient', () => {
  it('leaves the arrays of an order with the caller, tells how it goes and gives the picture', async () => {
    const { client, orders, reached } = open();
    const onForming = vi.fn();
    const asked = order();
    const drawn = client.draw(asked, { onForming });
    await reached(1);
    expect(asked.features).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(asked.start.points).toHaveLength(2);
    expect(orders[0]!.order).toEqual(asked);
    orders[0]!.form({ share: 0.25 });
    orders[0]!.form({ share: 0.5, picture });
    orders[0]!.done(picture);
    expect(await drawn).toEqual(picture);
    expect(onForming.mock.calls).toEqual([
      [0.25, undefined],
      [0.5, picture],
    ]);
    client.close();
  });

  it('cancels what is overtaken in its channel or withdrawn, and hears nothing more of it', async () => {
    const { client, orders, reached } = open();
    const onForming = vi.fn();
    const first = client.draw(order('a'), { onForming });
    const other = client.draw(order('b'));
    const second = client.draw(order('a'));
    await expect(first).rejects.toThrow(CancelledError);
    await reached(3);
    await vi.waitFor(() => expect(orders[0]!.signal.aborted).toBe(true));
    expect(orders.map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
    orders[0]!.form({ share: 0.5, picture });
    orders[0]!.done(picture);
    orders[1]!.done(picture);
    orders[2]!.done(picture);
    expect(await Promise.all([other, second])).toEqual([picture, picture]);
    expect(onForming).not.toHaveBeenCalled();

    const control = new AbortController();
    const third = client.draw(order(), { signal: control.signal });
    await reached(4);
    control.abort();
    await expect(third).rejects.toThrow(CancelledError);
    await vi.waitFor(() => expect(orders[3]!.signal.aborted).toBe(true));
    await expect(client.draw(order(), { signal: control.signal })).rejects.toThrow(CancelledError);
    client.close();
  });

  it('passes failures on, and starts another worker where one has stopped', async () => {
    const { client, workers, orders, reached } = open();
    const refused = client.draw(order());
    await reached(1);
    orders[0]!.fail('no such method');
    await expect(refused).rejects.toThrow(/no such method/);
    const lost = client.draw(order());
    workers[0]!.breakDown('out of memory');
    await expect(lost).rejects.toThrow(WorkerError);
    expect(workers[0]!.terminated).toBe(true);
    const next = client.draw(order());
    expect(workers).toHaveLength(2);
    client.close();
    await expect(next).rejects.toThrow(CancelledError);
  });
});
