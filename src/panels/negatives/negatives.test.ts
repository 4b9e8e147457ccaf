import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { anchorView, overlapOf, rankingsOf } from '../../state/selection';
import { sampleSnapshot } from '../../state/testing/samples';
import { CAPTION, OVERLAP_HEIGHT, TILE_GAP, layOutRows, leastHeight, packRow } from './packing';
import { DEEPEST, byDisagreement, overlapCounts, scanOf, sharedOf, shuffledOrder } from './topKScan';

describe('packing a row', () => {
  it('keeps few tiles in one line at full size', () => {
    expect(packRow(6, 470, 112, 56)).toMatchObject({ side: 56, lines: 1, perLine: 6, named: true });
    expect(packRow(6, 470, 112, 56).tile).toBeGreaterThan(60);
  });

  it('never lets a row grow beyond its place', () => {
    for (const k of [6, 8, 12, 18, 24])
      for (const [width, height] of [
        [472, 110],
        [900, 150],
        [640, 220],
      ] as const) {
        const { side, tile, lines, perLine, named } = packRow(k, width, height, 80);
        expect(perLine * lines).toBeGreaterThanOrEqual(k);
        expect(perLine * (tile + TILE_GAP) - TILE_GAP).toBeLessThanOrEqual(width);
        expect(side).toBeLessThanOrEqual(tile);
        if (named) expect(lines * (side + CAPTION) + (lines - 1) * TILE_GAP).toBeLessThanOrEqual(height);
      }
  });

  it('breaks into lines when that leaves larger thumbnails', () => {
    expect(packRow(24, 472, 130, 56).lines).toBe(2);
    expect(packRow(24, 472, 130, 56).side).toBeGreaterThan(packRow(24, 236, 130, 56).side);
  });
});

describe('laying out the rows', () => {
  it('shows the overlap where it costs the thumbnails nothing', () => {
    expect(layOutRows(3, 6, 800, leastHeight(3) + OVERLAP_HEIGHT)).toMatchObject({ overlap: true, relative: 56 });
    expect(layOutRows(3, 6, 800, leastHeight(3) + OVERLAP_HEIGHT - 1).overlap).toBe(false);
    expect(layOutRows(3, 24, 800, leastHeight(3) + OVERLAP_HEIGHT).overlap).toBe(false);
    expect(layOutRows(1, 6, 800, 900).overlap).toBe(false);
  });

  it('stacks where the panel is narrow', () => {
    const { stacked, packing } = layOutRows(3, 6, 350, 900);
    expect(stacked).toBe(true);
    expect(packing.side).toBeGreaterThanOrEqual(50);
    expect(packing.perLine * (packing.tile + TILE_GAP) - TILE_GAP).toBeLessThanOrEqual(350);
    expect(layOutRows(3, 6, 800, 900).stacked).toBe(false);
  });

  it('never shrinks thumbnails where the page scrolls: it adds lines', () => {
    for (const width of [350, 740, 1000]) {
      const { packing } = layOutRows(3, 24, width, Infinity);
      expect(packing.side).toBeGreaterThanOrEqual(40);
      expect(packing.perLine * packing.lines).toBeGreaterThanOrEqual(24);
    }
  });

  it('grows thumbnails with the panel', () => {
    const { packing, relative } = layOutRows(3, 6, 1150, 560);
    expect(packing.side).toBeGreaterThan(70);
    expect(relative).toBe(packing.side);
  });
});

describe('scanning all anchors', () => {
  const n = 60;
  const labels = Int32Array.from({ length: n }, (_, i) => Math.floor(i / 3));
  const snapshots = (['spherical', 'hyperbolic'] as const).map((geometry) =>
    sampleSnapshot(defaultConfig, { name: geometry, geometry }, 10, { n, d: 6 }),
  );
  const [first, second] = rankingsOf(snapshots.map((snapshot) => ({ snapshot })));
  const [a, b] = [scanOf(first!, labels), scanOf(second!, labels)];

  it('visits every anchor once, in a fair order', () => {
    expect([...shuffledOrder(n)].sort((p, q) => p - q)).toEqual([...Array(n).keys()]);
    expect([...shuffledOrder(n).slice(0, 10)]).not.toEqual([...Array(10).keys()]);
    expect(scanOf(first!, labels)).toBe(a);
    expect(scanOf(first!, labels.slice())).not.toBe(a);
  });

  it('finds what looking around a single anchor finds', () => {
    const scans = [scanOf(first!, labels), scanOf(second!, labels)] as const;
    for (const scan of scans) while (scan.advance());
    expect(scans[0].done).toBe(n);
    for (const anchor of [0, 17, 59]) {
      const views = [anchorView(first!, labels, anchor)!, anchorView(second!, labels, anchor)!] as const;
      expect([...scans[0].top.subarray(anchor * DEEPEST, anchor * DEEPEST + 6)]).toEqual([...views[0].negatives.subarray(0, 6)]);
      expect(sharedOf(scans[0], scans[1], anchor, 6)).toBe(overlapOf(views[0], views[1], 6).shared);
    }
    const { counts, mean, anchors } = overlapCounts(scans[0], scans[1], 6);
    expect(anchors).toBe(n);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(n);
    expect(mean).toBeCloseTo(counts.reduce((sum, count, shared) => sum + count * shared, 0) / n, 12);
    expect(overlapCounts(scans[0], scans[0], 6).mean).toBe(6);

    const order = byDisagreement(scans[0], scans[1], 6);
    const shared = [...order].map((anchor) => sharedOf(scans[0], scans[1], anchor, 6));
    expect(shared).toEqual([...shared].sort((p, q) => p - q));
    expect(order).toHaveLength(n);
  });

  it('has something to say from the first anchors on', () => {
    const fresh = [scanOf(first!, labels.slice()), b] as const;
    expect(overlapCounts(...fresh, 6)).toMatchObject({ anchors: 0, mean: NaN });
    fresh[0].advance();
    expect(byDisagreement(fresh[0], fresh[0], 6)).toHaveLength(1);
  });
});
