import { describe, expect, it } from 'vitest';
import { embed } from '../core/geometry/vector';
import { createProjector } from '../core/projection/projector';
import { clusters } from '../core/projection/testing';
import type { FormingReport, PictureOrder } from '../engine/projection.protocol';
import type { ProjectedPoints } from '../core/projection/points';
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
function open(during: (pauses: number, draw: (name: string, order: PictureOrder, signal?: AbortSignal) => void) => void = () => undefined) {
  const heard: { name: string; report?: FormingReport; picture?: ProjectedPoints; failed?: unknown }[] = [];
  let time = 0;
  let pauses = 0;
  const under: Promise<void>[] = [];
  const host: ProjectionHost = new ProjectionHost({
    now: () => (time += 3),
    pause: async () => during(++pauses, draw),
  });
  function draw(name: string, order: PictureOrder, signal = new AbortController().signal): void {
    const drawn = host.draw(order, signal, (report) => heard.push({ name, report }));
    under.push(drawn.then((picture) => void heard.push({ name, picture })).catch((failed: unknown) => void heard.push({ name, failed })));
  }
  const finished = async () => {
    for (let waited = 0; waited < under.length; waited++) await under[waited];
  };
  return { draw, heard, finished };
}

describe('ProjectionHost', () => {
  it('reports a picture while it forms, ever farther, and ends with it', async () => {
    const { draw, heard, finished } = open();
    draw('one', order('a'));
    await finished();
    expect(heard.at(-1)?.picture).toMatchObject({ method: 'hyperbolic neighbours', dimensions: 2 });
    const forming = heard.flatMap(({ report }) => report ?? []);
    expect(forming.length).toBeGreaterThan(2);
    expect(forming.map(({ share }) => share)).toEqual(forming.map(({ share }) => share).sort((a, b) => a - b));
    const seen = forming.flatMap(({ picture }) => picture ?? []);
    expect(seen.length).toBeGreaterThan(1);
    seen.forEach(({ points, neighboursKept }) => {
      expect(points).toHaveLength(n * 2);
      expect(neighboursKept).toBeGreaterThan(0);
    });
    expect(seen[0]?.points).not.toEqual(seen.at(-1)?.points);
  });

  it('goes on with several at once', async () => {
    const { draw, heard, finished } = open();
    draw('one', order('a'));
    draw('two', order('b', { geometry: 'spherical', method: 'spherical neighbours' }));
    await finished();
    const place = (name: string, what: 'report' | 'picture') =>
      heard.findIndex((found) => found.name === name && found[what] !== undefined);
    expect(place('two', 'report')).toBeLessThan(place('one', 'picture'));
    expect(place('one', 'report')).toBeLessThan(place('two', 'picture'));
  });

  it('drops what is withdrawn while it forms, and goes on with the rest', async () => {
    const control = new AbortController();
    const { draw, heard, finished } = open((pauses, draw) => {
      if (pauses === 4) draw('three', order('a', { method: 'tangent PCA' }));
      if (pauses === 6) control.abort();
    });
    draw('one', order('a'));
    draw('two', order('b'), control.signal);
    await finished();
    const ends = (name: string) => heard.filter((found) => found.name === name && !found.report);
    expect(ends('two')).toMatchObject([{ failed: { name: 'AbortError' } }]);
    expect(ends('one')).toMatchObject([{ picture: { method: 'hyperbolic neighbours' } }]);
    expect(ends('three')).toMatchObject([{ picture: { method: 'tangent PCA' } }]);
  });

  it('says why an order cannot be carried out, and takes the next', async () => {
    const { draw, heard, finished } = open();
    draw('one', order('a', { method: 'spherical neighbours' }));
    await finished();
    expect(heard).toEqual([
      {
        name: 'one',
        failed: expect.objectContaining({ message: expect.stringContaining('no “spherical neighbours”') as string }) as unknown,
      },
    ]);
    draw('two', order('a', { method: 'PCA angle, true radius' }));
    await finished();
    expect(heard.at(-1)).toMatchObject({ name: 'two', picture: { method: 'PCA angle, true radius' } });
  });
});
