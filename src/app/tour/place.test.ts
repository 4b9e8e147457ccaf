import { describe, expect, it } from 'vitest';
import { placeBeside, type Box } from './place';

const area = { left: 8, top: 60, right: 1432, bottom: 892 };
const card = { width: 320, height: 190 };

const apart = (a: Box, b: Box) =>
  a.left + a.width <= b.left || b.left + b.width <= a.left || a.top + a.height <= b.top || b.top + b.height <= a.top;

describe('the card of the tour', () => {
  it('stands beside what it points at, whole on the screen, and never over it', () => {
    let placed = 0;
    for (const width of [40, 240, 800, 1300])
      for (const height of [30, 300, 700])
        for (const left of [8, 250, 1100])
          for (const top of [60, 400, 800]) {
            const target = { left, top, width: Math.min(width, 1432 - left), height: Math.min(height, 892 - top) };
            const at = placeBeside(target, card, area);
            if (!at) continue;
            placed++;
            expect(apart({ ...at, ...card }, target), JSON.stringify(target)).toBe(true);
            expect(at.left).toBeGreaterThanOrEqual(area.left);
            expect(at.top).toBeGreaterThanOrEqual(area.top);
            expect(at.left + card.width).toBeLessThanOrEqual(area.right);
            expect(at.top + card.height).toBeLessThanOrEqual(area.bottom);
          }
    expect(placed).toBeGreaterThan(90);
  });

  it('stands at the right of what is at the left, and under what takes the whole width', () => {
    expect(placeBeside({ left: 16, top: 100, width: 240, height: 300 }, card, area)).toEqual({ left: 268, top: 100 });
    expect(placeBeside({ left: 16, top: 100, width: 1400, height: 300 }, card, area)).toEqual({ left: 16, top: 412 });
  });

  it('has no place beside what fills the screen', () => {
    expect(placeBeside({ left: 8, top: 60, width: 1424, height: 820 }, card, area)).toBeUndefined();
  });
});
