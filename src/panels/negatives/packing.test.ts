import { describe, expect, it } from 'vitest';
import { CAPTION, OVERLAP_HEIGHT, TILE_GAP, layOutRows, leastHeight, packRow } from './packing';

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
    expect(layOutRows(3, 6, 800, leastHeight(3) + OVERLAP_HEIGHT)).toMatchObject({ overlap: OVERLAP_HEIGHT, relative: 56 });
    expect(layOutRows(3, 6, 800, leastHeight(3) + OVERLAP_HEIGHT - 1).overlap).toBe(0);
    expect(layOutRows(3, 24, 800, leastHeight(3) + OVERLAP_HEIGHT).overlap).toBe(0);
    expect(layOutRows(1, 6, 800, 900).overlap).toBe(0);
    // Thumbnails that would be larger without it give way, as long as they stay of a readable size.
    expect(layOutRows(3, 6, 1070, 422).overlap).toBeGreaterThanOrEqual(OVERLAP_HEIGHT);
  });

  it('always shows the overlap from four rows on, with lower rows that keep their height and scroll', () => {
    for (const [rows, height] of [
      [4, 450],
      [5, 450],
      [8, 450],
    ] as const) {
      const { overlap, relative, packing } = layOutRows(rows, 6, 800, height);
      expect(overlap).toBe(OVERLAP_HEIGHT);
      expect(relative).toBe(44);
      expect(packing.side + CAPTION).toBeLessThanOrEqual(leastHeight(rows) / rows);
    }
    expect(layOutRows(4, 6, 1150, 700).relative).toBeGreaterThan(56);
    expect(layOutRows(4, 6, 1150, 700).overlap).toBeGreaterThan(OVERLAP_HEIGHT);
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
