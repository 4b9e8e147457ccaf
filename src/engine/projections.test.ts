import { describe, expect, it, vi } from 'vitest';
import { CancelledError, WorkerError } from '../core/errors';
import type { PictureOrder, ProjectionRequest, ProjectionResponse } from './projection.protocol';
import { ProjectionClient } from './projections';
import type { ProjectedPoints } from '../core/projection/points';

class FakeWorker extends EventTarget {
  readonly asked: ProjectionRequest[] = [];
  terminated = false;
  postMessage(request: ProjectionRequest, transfer: Transferable[]): void {
    this.asked.push(structuredClone(request, { transfer }));
  }
  terminate(): void {
    this.terminated = true;
  }
  answer(data: ProjectionResponse): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }
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
  const workers: FakeWorker[] = [];
  const client = new ProjectionClient(() => {
    workers.push(new FakeWorker());
    return workers.at(-1) as unknown as Worker;
  });
  return { client, workers, worker: () => workers.at(-1)! };
}

describe('ProjectionClient', () => {
  it('leaves the arrays of an order with the caller, tells how it goes and gives the picture', async () => {
    const { client, worker } = open();
    const onForming = vi.fn();
    const asked = order();
    const drawn = client.draw(asked, { onForming });
    expect(asked.features).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(asked.start.points).toHaveLength(2);
    const request = worker().asked[0]!;
    expect(request).toMatchObject({ type: 'picture', order: { channel: 'a', features: asked.features, start: asked.start } });
    worker().answer({ type: 'forming', id: request.id, progress: 0.25 });
    worker().answer({ type: 'forming', id: request.id, progress: 0.5, picture });
    worker().answer({ type: 'done', id: request.id, picture });
    expect(await drawn).toBe(picture);
    expect(onForming.mock.calls).toEqual([
      [0.25, undefined],
      [0.5, picture],
    ]);
  });

  it('cancels what is overtaken in its channel or withdrawn, and hears nothing more of it', async () => {
    const { client, worker } = open();
    const onForming = vi.fn();
    const first = client.draw(order('a'), { onForming });
    const other = client.draw(order('b'));
    const second = client.draw(order('a'));
    await expect(first).rejects.toThrow(CancelledError);
    worker().answer({ type: 'forming', id: 1, progress: 0.5, picture });
    worker().answer({ type: 'done', id: 1, picture });
    expect(onForming).not.toHaveBeenCalled();
    worker().answer({ type: 'done', id: 2, picture });
    worker().answer({ type: 'done', id: 3, picture });
    expect(await Promise.all([other, second])).toEqual([picture, picture]);

    const control = new AbortController();
    const third = client.draw(order(), { signal: control.signal });
    control.abort();
    await expect(third).rejects.toThrow(CancelledError);
    expect(worker().asked.at(-1)).toEqual({ type: 'withdraw', id: 4 });
    await expect(client.draw(order(), { signal: control.signal })).rejects.toThrow(CancelledError);
    expect(worker().asked).toHaveLength(5);
  });

  it('passes failures on, and starts another worker where one has stopped', async () => {
    const { client, workers, worker } = open();
    const refused = client.draw(order());
    worker().answer({ type: 'failed', id: 1, message: 'no such method' });
    await expect(refused).rejects.toThrow(/no such method/);
    const lost = client.draw(order());
    worker().dispatchEvent(new Event('error', { cancelable: true }));
    await expect(lost).rejects.toThrow(WorkerError);
    expect(worker().terminated).toBe(true);
    const next = client.draw(order());
    expect(workers).toHaveLength(2);
    client.close();
    await expect(next).rejects.toThrow(CancelledError);
  });
});
