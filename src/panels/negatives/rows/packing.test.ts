import { describe, expect, it } from 'vitest';
import {
  CAPTION,
  LEAST_ROW,
  MORE_HEIGHT,
  OVERLAP_HEIGHT,
  ROOM_FOR_SHARE,
  ROW_PADDING,
  TILE_GAP,
  fittingCount,
  layOutRows,
  packRow,
} from './packing';

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
  it('fills the panel: what rows and overlap leave is less than a pixel a row', () => {
    for (const rows of [1, 2, 3, 4, 8])
      for (const height of [260, 330, 420, 500, 900]) {
        const { row, seen, overlap } = layOutRows(rows, 6, 800, height);
        expect(seen).toBeLessThanOrEqual(rows);
        const left = height - overlap - (seen < rows ? MORE_HEIGHT : 0) - seen * row!;
        expect(left).toBeGreaterThanOrEqual(0);
        expect(left).toBeLessThan(seen);
      }
  });

  it('shows three rows with class and p where a small screen with its banner leaves 84 px a row, the anchor standing once', () => {
    const { seen, packing, anchorOnce, row } = layOutRows(3, 6, 638, 3 * LEAST_ROW);
    expect(seen).toBe(3);
    expect(packing.named).toBe(true);
    expect(packing.tile).toBeGreaterThanOrEqual(ROOM_FOR_SHARE);
    expect(packing.side + CAPTION + ROW_PADDING).toBeLessThanOrEqual(row!);
    expect(anchorOnce).toBe(true);
  });

  it('lets anchor and positives shrink before the negatives', () => {
    const [wide, narrow] = [layOutRows(3, 6, 800, 330), layOutRows(3, 6, 732, 330)];
    expect(wide.relative).toBeGreaterThan(50);
    expect(narrow.relative).toBeLessThan(narrow.packing.side - 10);
    expect(narrow.anchorOnce).toBe(false);
    expect(narrow.packing.tile).toBeGreaterThanOrEqual(ROOM_FOR_SHARE);
  });

  it('shows the overlap as long as the thumbnails stay of a good size, and gives it what they have no use for', () => {
    const good = 3 * (50 + CAPTION + ROW_PADDING) + OVERLAP_HEIGHT;
    expect(layOutRows(3, 6, 800, good).overlap).toBe(OVERLAP_HEIGHT);
    expect(layOutRows(3, 6, 800, good - 1).overlap).toBe(0);
    expect(layOutRows(1, 6, 800, 900).overlap).toBe(0);
    expect(layOutRows(3, 6, 800, 900).overlap).toBeGreaterThan(200);
    for (const rows of [4, 5, 8])
      expect(layOutRows(rows, 6, 800, 2 * LEAST_ROW + MORE_HEIGHT + OVERLAP_HEIGHT)).toMatchObject({ overlap: OVERLAP_HEIGHT, seen: 2 });
  });

  it('cuts no row: of many as many are seen as are whole', () => {
    expect(layOutRows(8, 6, 800, OVERLAP_HEIGHT + MORE_HEIGHT + 3.5 * LEAST_ROW)).toMatchObject({ seen: 3 });
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

  it('grows with the screen: thumbnails, and as many of them as fit', () => {
    const bounds = { least: 6, most: 24 };
    expect(layOutRows(3, 6, 1150, 560).packing.side).toBeGreaterThan(70);
    expect(layOutRows(3, 9, 2264, 1130).packing.side).toBeGreaterThan(140);
    const [usual, large] = [layOutRows(3, 6, 800, 420), layOutRows(3, 6, 1600, 840, 2)];
    expect(large).toMatchObject({ row: usual.row! * 2, relative: usual.relative * 2, overlap: usual.overlap * 2 });
    expect([638, 797, 1090, 2264].map((width) => fittingCount(width, bounds))).toEqual([6, 6, 7, 9]);
  });
});
