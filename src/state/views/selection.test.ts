import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { headOf, type Geometry, type HeadConfig } from '../../core/configuration/schema';
import type { RunSnapshot } from '../../core/evaluation/snapshot';
import { anchorView, defaultComparison, embeddingOf, overlapOf, rankIn, rankingsOf, whatIfHead, whyTheyCoincide } from './selection';
import { sampleSnapshot } from '../testing/samples';

const n = 40;
const labels = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 4));

function snapshotOf(
  geometry: Geometry,
  change: Partial<RunSnapshot> = {},
  head: Partial<HeadConfig> = {},
  name: string = geometry,
): RunSnapshot {
  const run = { name, geometry, head };
  return { ...sampleSnapshot(defaultConfig, run, 50, { n, d: 8 }), ...change };
}

const runs = (...snapshots: RunSnapshot[]) => rankingsOf(snapshots.map((snapshot) => ({ snapshot })));

describe('rankings', () => {
  it('are the runs that have a snapshot, and the same objects when asked again', () => {
    const snapshots = (['spherical', 'hyperbolic', 'fused'] as const).map((geometry) => snapshotOf(geometry));
    const first = runs(...snapshots);
    expect(first.map(({ id }) => id)).toEqual(['spherical', 'hyperbolic', 'fused']);
    expect(runs(...snapshots)[1]).toBe(first[1]);
    expect(rankingsOf([{}, { snapshot: snapshots[0] }, { snapshot: snapshots[1] }])).toHaveLength(2);
    expect(rankingsOf([{}])).toEqual([]);
  });

  it('join a single run with the other distance over its own features', () => {
    const [own, other] = runs(snapshotOf('hyperbolic'));
    expect(own).toMatchObject({ id: 'hyperbolic', other: false });
    expect(other).toMatchObject({ id: 'hyperbolic, spherical distance', geometry: 'spherical', other: true });
    expect(other?.snapshot).toBe(own?.snapshot);
  });

  it('compare spherical with hyperbolic, the others with spherical, and fall back on what there is', () => {
    const all = runs(snapshotOf('spherical'), snapshotOf('hyperbolic'), snapshotOf('fused'));
    expect(all.map((ranking) => defaultComparison(all, ranking)?.id)).toEqual(['hyperbolic', 'spherical', 'spherical']);
    const controls = runs(snapshotOf('spherical'), snapshotOf('spherical', {}, {}, 'seed 2'));
    expect(controls.map((ranking) => defaultComparison(controls, ranking)?.id)).toEqual(['seed 2', 'spherical']);
    const four = runs(snapshotOf('spherical'), snapshotOf('hyperbolic'), snapshotOf('spherical', {}, {}, 'seed 2'));
    expect(four.map((ranking) => defaultComparison(four, ranking)?.id)).toEqual(['hyperbolic', 'spherical', 'spherical']);
  });
});

describe('the view around an anchor', () => {
  const [spherical, hyperbolic] = runs(snapshotOf('spherical'), snapshotOf('hyperbolic')) as [
    ReturnType<typeof runs>[0],
    ReturnType<typeof runs>[0],
  ];

  it('lists all negatives ascending, positives apart, with weights that sum below one', () => {
    const view = anchorView(hyperbolic, labels, 5)!;
    expect(view.negatives).toHaveLength(n - 4);
    expect([...view.positives].sort((a, b) => a - b)).toEqual([4, 6, 7]);
    expect([...view.distances]).toEqual([...view.distances].sort((a, b) => a - b));
    expect(view.weights![0]).toBe(Math.max(...view.weights!));
    expect(view.top1).toBeCloseTo(view.weights![0]!, 12);
    expect(view.top6).toBeGreaterThan(view.top1);
    expect(view.top6).toBeLessThanOrEqual(1);
    expect(view.effective).toBeGreaterThanOrEqual(1);
    expect(rankIn(view, view.negatives[6]!)).toBe(7);
    expect(rankIn(view, 5)).toBeUndefined();
    expect(rankIn(view, 4)).toBeUndefined();
  });

  it('is remembered, and made anew for another anchor, head or set of labels', () => {
    const view = anchorView(spherical, labels, 5);
    expect(anchorView(spherical, labels, 5)).toBe(view);
    expect(anchorView(spherical, labels, 6)).not.toBe(view);
    expect(anchorView(spherical, labels.slice(), 5)).not.toBe(view);
    const sharper = anchorView(spherical, labels, 5, { ...spherical.head, tauSpherical: 0.02 })!;
    expect(sharper.top1).toBeGreaterThan(view!.top1);
    expect([...sharper.negatives]).toEqual([...view!.negatives]);
    expect(embeddingOf(spherical)).toBe(embeddingOf(spherical));
  });

  it('has negatives but no weights for the only image of a class', () => {
    const lonely = labels.slice();
    lonely[5] = 99;
    const view = anchorView(spherical, lonely, 5)!;
    expect(view.weights).toBeUndefined();
    expect(view.negatives).toHaveLength(n - 1);
    expect(view.effective).toBeNaN();
  });

  it('is nothing where there is no such image', () => {
    expect(anchorView(spherical, labels, n)).toBeUndefined();
    expect(anchorView(spherical, labels.subarray(1), 0)).toBeUndefined();
  });

  it('tells which negatives the other ranking lacks', () => {
    const [a, b] = [anchorView(spherical, labels, 5)!, anchorView(hyperbolic, labels, 5)!];
    const overlap = overlapOf(a, b, 6);
    const other = new Set(b.negatives.subarray(0, 6));
    expect(overlap.of).toBe(6);
    expect(overlap.shared + overlap.absent.size).toBe(6);
    for (const index of overlap.absent) expect(other.has(index)).toBe(false);
    expect(overlapOf(a, a, 6)).toMatchObject({ shared: 6, sameOrder: true });
    expect(overlapOf(a, b, 500).of).toBe(n - 4);
  });
});

describe('why rankings coincide', () => {
  const large = { features: Float32Array.from({ length: n * 8 }, (_, i) => (i < 8 ? 0.1 : Math.sin(i) * 4)) };

  it('is the normalised head', () => {
    const [own, other] = runs(snapshotOf('hyperbolic', {}, { hyperbolicInput: 'normalized' })) as [
      ReturnType<typeof runs>[0],
      ReturnType<typeof runs>[0],
    ];
    const views = [own, other].map((ranking) => anchorView(ranking, labels, 3)!);
    expect(overlapOf(views[0]!, views[1]!, 12).sameOrder).toBe(true);
    expect(whyTheyCoincide(own)?.sentence).toMatch(/normalises/);
  });

  it('is the clip, whether the run was trained with it or not', () => {
    expect(whyTheyCoincide(runs(snapshotOf('hyperbolic', large))[0]!)?.sentence).toMatch(/98 % .* clip sphere/);
    expect(whyTheyCoincide(runs(snapshotOf('spherical', large))[0]!)?.sentence).toMatch(/98 % .* clip sphere/);
  });

  it('is left open where the radius is free', () => {
    const { features } = snapshotOf('hyperbolic');
    expect(whyTheyCoincide(runs(snapshotOf('hyperbolic', { features: features.map((value) => value / 5) }))[0]!)).toBeUndefined();
  });
});

describe('what-if values', () => {
  const run = (geometry: Geometry, head?: Partial<HeadConfig>) => ({ geometry, config: { name: 'r', geometry, head } });
  const base = defaultConfig.head;

  it('reach only the runs that feel them', () => {
    expect(whatIfHead(run('spherical'), base, { tauHyperbolic: 0.5 })).toBeUndefined();
    expect(whatIfHead(run('hyperbolic'), base, { tauHyperbolic: 0.5, tauSpherical: 9 })).toEqual({ ...base, tauHyperbolic: 0.5 });
    expect(whatIfHead(run('fused'), base, { lambda: 3 })?.lambda).toBe(3);
    expect(whatIfHead(run('hyperbolic'), base, { lambda: 3 })).toBeUndefined();
    expect(whatIfHead(run('fused'), base, {})).toBeUndefined();
  });

  it('leave alone what a run sets for itself', () => {
    const own = run('spherical', { tauSpherical: 0.05 });
    expect(whatIfHead(own, headOf(defaultConfig, own.config), { tauSpherical: 0.3 })).toBeUndefined();
  });
});
