import { describe, expect, it, vi } from 'vitest';
import { defaultConfig } from '../../../core/configuration/presets';
import type { RunSnapshot } from '../../../core/evaluation/snapshot';
import type { EvaluationImages } from '../../lab.types';
import { defaultMethods } from './projectionChoice';
import { createProjectionStore, methodIn } from './projections';
import { FakeProjections } from '../../testing/projections';
import { sampleSnapshot } from '../../testing/samples';

const [spherical, hyperbolic, fused] = defaultConfig.runs;
const snapshotAt = (step: number, run = hyperbolic!): RunSnapshot => {
  const snapshot = sampleSnapshot(defaultConfig, run, step);
  return { ...snapshot, norms: { ...snapshot.norms, mean: 1 + step } };
};
const settled = () => new Promise((resolve) => setTimeout(resolve));

function open(port = new FakeProjections()) {
  const lab = { evaluation: { rows: new Int32Array(6), labels: new Int32Array(6) } as EvaluationImages, notify: vi.fn() };
  const store = createProjectionStore({ getState: () => lab }, async () => port, defaultMethods(2));
  return { lab, port, store, now: () => store.getState() };
}

describe('the projections of the page', () => {
  it('asks for nothing as long as the default is chosen, and gives what came with the snapshot', async () => {
    const { now, port } = open();
    for (const run of [spherical!, hyperbolic!, fused!]) {
      const snapshot = snapshotAt(1, run);
      now().show(snapshot);
      expect(now().done(snapshot, methodIn(now().chosen, snapshot))).toBe(snapshot.projection);
    }
    await settled();
    expect(port.orders).toEqual([]);
    expect(now().forming).toEqual({});
  });

  it('begins with neighbours where there are cores to spare', () => {
    expect(defaultMethods(2)).toMatchObject({ ball: 'tangent PCA', sphere: 'sphere PCA' });
    expect(defaultMethods(8)).toMatchObject({ ball: 'hyperbolic neighbours', sphere: 'spherical neighbours' });
  });

  it('chooses for all disks, or for all spheres', () => {
    const { now } = open();
    now().choose('hyperbolic neighbours');
    expect(now().chosen).toEqual({ ball: 'hyperbolic neighbours', sphere: 'sphere PCA' });
    now().choose('spherical neighbours');
    expect(now().chosen).toEqual({ ball: 'hyperbolic neighbours', sphere: 'spherical neighbours' });
    expect(methodIn(now().chosen, { geometry: 'fused', d: 64 })).toBe('hyperbolic neighbours');
    expect(methodIn(now().chosen, { geometry: 'hyperbolic', d: 2 })).toBe('none');
  });

  it('draws the pictures that came with a snapshot, on any machine and without a worker, until another method is chosen', async () => {
    const { now, port } = open();
    const snapshot = snapshotAt(50);
    const layout = { ...snapshot.projection, method: 'hyperbolic neighbours' as const, points: snapshot.projection.points.slice() };
    const recorded = { ...snapshot, layouts: [layout] };
    expect(methodIn(now().chosen, recorded)).toBe('hyperbolic neighbours');
    now().show(recorded);
    await settled();
    expect(port.orders).toEqual([]);
    expect(now().done(recorded, 'hyperbolic neighbours')).toBe(layout);
    // What this machine measures itself comes as it did.
    expect(methodIn(now().chosen, snapshot)).toBe('tangent PCA');
    now().choose('tangent PCA');
    expect(methodIn(now().chosen, recorded)).toBe('tangent PCA');
    expect(now().done(recorded, 'tangent PCA')).toBe(recorded.projection);
  });

  it('shows a picture as it forms, keeps it, and knows it again in a snapshot that has been put away', async () => {
    const { now, port, lab } = open();
    now().choose('hyperbolic neighbours');
    const snapshot = snapshotAt(50);
    now().show(snapshot);
    now().show(snapshot);
    await settled();
    expect(port.orders).toHaveLength(1);
    expect(port.orders[0]).toMatchObject({
      method: 'hyperbolic neighbours',
      geometry: 'hyperbolic',
      head: snapshot.head,
      n: 6,
      start: snapshot.projection,
    });
    expect(now().forming).toMatchObject({ hyperbolic: { progress: 0 } });
    expect(now().soFar(snapshot, 'hyperbolic neighbours')).toBeUndefined();
    port.form(0, 0.4, 0.2);
    expect(now().forming.hyperbolic?.progress).toBe(0.4);
    expect(now().soFar(snapshot, 'hyperbolic neighbours')?.picture.points[0]).toBeCloseTo(0.2);
    expect(now().done(snapshot, 'hyperbolic neighbours')).toBeUndefined();
    port.finish(0);
    await settled();
    expect(now().forming).toEqual({});
    expect(now().done(snapshot, 'hyperbolic neighbours')?.neighboursKept).toBe(0.5);
    expect(now().done({ ...snapshot }, 'hyperbolic neighbours')).toBeDefined();
    expect(now().done(snapshotAt(51), 'hyperbolic neighbours')).toBeUndefined();
    now().show({ ...snapshot });
    await settled();
    expect(port.orders).toHaveLength(1);
    expect(lab.notify).not.toHaveBeenCalled();
  });

  it('gives up a picture for a newer snapshot and carries on from what there was of it; of other images it begins anew', async () => {
    const { now, port, lab } = open();
    now().choose('hyperbolic neighbours');
    now().show(snapshotAt(50));
    await settled();
    port.form(0, 0.6, 0.3);
    now().show(snapshotAt(100));
    await settled();
    expect(port.orders[0]?.signal?.aborted).toBe(true);
    expect(port.orders[1]?.start).toMatchObject({ method: 'hyperbolic neighbours', neighboursKept: 0.3 });
    expect(now().soFar(snapshotAt(100), 'hyperbolic neighbours')?.step, 'the layout on show is of the step before').toBe(50);
    port.form(1, 0.1, 0.35);
    expect(now().soFar(snapshotAt(100), 'hyperbolic neighbours')?.step).toBe(100);
    port.form(0, 0.9, 0.9);
    expect(now().forming.hyperbolic?.progress, 'what was given up says nothing any more').toBe(0.1);
    lab.evaluation = { ...lab.evaluation };
    now().show(snapshotAt(150));
    await settled();
    expect(port.orders[2]?.start.method).toBe('tangent PCA');
    // Back to the default: nothing is wanted.
    now().choose('tangent PCA');
    now().show(snapshotAt(150));
    await settled();
    expect(port.orders[2]?.signal?.aborted).toBe(true);
    expect(now().forming).toEqual({});
    expect(lab.notify).not.toHaveBeenCalled();
  });

  it('tells what fails, once, and shows what came with the snapshot', async () => {
    const { now, port, lab } = open();
    now().choose('spherical neighbours');
    const snapshot = snapshotAt(1, spherical);
    now().show(snapshot);
    await settled();
    port.fail(0, 'the worker stopped');
    await settled();
    expect(lab.notify.mock.calls).toEqual([['error', 'the worker stopped']]);
    expect(now().forming).toEqual({});
  });

  it('draws any method of a run for whoever asks, beside what is shown', async () => {
    const { now, port } = open(new FakeProjections(true));
    const snapshot = snapshotAt(3, fused);
    expect(await now().picture(snapshot, 'tangent PCA')).toBe(snapshot.projection);
    const radius = await now().picture(snapshot, 'PCA angle, true radius');
    expect(radius.method).toBe('PCA angle, true radius');
    expect(await now().picture(snapshot, 'PCA angle, true radius')).toBe(radius);
    expect(port.orders.map(({ channel }) => channel)).toEqual(['fused by PCA angle, true radius']);
    await expect(now().picture(snapshot, 'sphere PCA')).rejects.toThrow(/tangent PCA, PCA angle, true radius, hyperbolic neighbours/);
  });
});
