import { describe, expect, it } from 'vitest';
import { embed } from '../core/geometry/vector';
import { createProjector } from '../core/projection/projector';
import { clusters } from '../core/projection/testing';
import type { PictureOrder, ProjectionRequest, ProjectionResponse } from '../engine/projection.protocol';
import { ProjectionHost } from './projectionHost';

const head = { c: 0.1, clipRadius: 2.3, hyperbolicInput: 'raw' as const };
const [n, d] = [120, 16];
const features = Float32Array.from(clusters(n, d, 12, d, 0.4));

function order(channel: string, change: Partial<PictureOrder> = {}): PictureOrder {
  const geometry = change.geometry ?? 'hyperbolic';
  const start = createProjector().project(embed(features, n, d, geometry, head));
  return { channel, method: 'hyperbolic neighbours', geometry, head, features, n, d, start, ...change };
}

/** A host whose clock a test moves; `during` is called in every pause with how many there have been. */
function open(during: (pauses: number, send: (request: ProjectionRequest) => void) => void = () => undefined) {
  const heard: ProjectionResponse[] = [];
  let time = 0;
  let pauses = 0;
  const host: ProjectionHost = new ProjectionHost((response) => heard.push(response), {
    now: () => (time += 3),
    pause: async () => during(++pauses, (request) => host.receive(request)),
  });
  const finished = async (ids: number[]) => {
    const over = () => ids.every((id) => heard.some((response) => response.id === id && response.type !== 'forming'));
    while (!over()) await new Promise((resolve) => setTimeout(resolve));
    // Whatever else there is to come.
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve));
  };
  return { host, heard, finished };
}

const of = (heard: ProjectionResponse[], id: number) => heard.filter((response) => response.id === id);

describe('ProjectionHost', () => {
  it('reports a picture while it forms, ever farther, and ends with it', async () => {
    const { host, heard, finished } = open();
    host.receive({ type: 'picture', id: 1, order: order('a') });
    await finished([1]);
    const last = heard.at(-1);
    expect(last?.type === 'done' && last.picture).toMatchObject({ method: 'hyperbolic neighbours', dimensions: 2 });
    const forming = heard.flatMap((response) => (response.type === 'forming' ? [response] : []));
    expect(forming.length).toBeGreaterThan(2);
    expect(forming.map(({ progress }) => progress)).toEqual(forming.map(({ progress }) => progress).sort((a, b) => a - b));
    const seen = forming.flatMap(({ picture }) => (picture ? [picture] : []));
    expect(seen.length).toBeGreaterThan(1);
    seen.forEach(({ points, neighboursKept }) => {
      expect(points).toHaveLength(n * 2);
      expect(neighboursKept).toBeGreaterThan(0);
    });
    expect(seen[0]?.points).not.toEqual(seen.at(-1)?.points);
  });

  it('goes on with several at once', async () => {
    const { host, heard, finished } = open();
    host.receive({ type: 'picture', id: 1, order: order('a') });
    host.receive({ type: 'picture', id: 2, order: order('b', { geometry: 'spherical', method: 'spherical neighbours' }) });
    await finished([1, 2]);
    const place = (id: number, type: ProjectionResponse['type']) =>
      heard.findIndex((response) => response.id === id && response.type === type);
    expect(place(2, 'forming')).toBeLessThan(place(1, 'done'));
    expect(place(1, 'forming')).toBeLessThan(place(2, 'done'));
  });

  it('drops an order that a later one of its channel overtakes, and one that is withdrawn', async () => {
    const { host, heard, finished } = open((pauses, send) => {
      if (pauses === 4) send({ type: 'picture', id: 3, order: order('a', { method: 'tangent PCA' }) });
      if (pauses === 6) send({ type: 'withdraw', id: 2 });
    });
    host.receive({ type: 'picture', id: 1, order: order('a') });
    host.receive({ type: 'picture', id: 2, order: order('b') });
    await finished([3]);
    expect(of(heard, 3).map(({ type }) => type)).toEqual(['done']);
    for (const id of [1, 2]) expect(of(heard, id).every(({ type }) => type === 'forming')).toBe(true);
  });

  it('says why an order cannot be carried out, and takes the next', async () => {
    const { host, heard, finished } = open();
    host.receive({ type: 'picture', id: 1, order: order('a', { method: 'spherical neighbours' }) });
    await finished([1]);
    expect(heard).toEqual([{ type: 'failed', id: 1, message: expect.stringContaining('no “spherical neighbours”') as string }]);
    host.receive({ type: 'picture', id: 2, order: order('a', { method: 'PCA angle, true radius' }) });
    await finished([2]);
    expect(heard.at(-1)).toMatchObject({ type: 'done', id: 2, picture: { method: 'PCA angle, true radius' } });
  });
});
