import { describe, expect, it } from 'vitest';
import { assignSlots } from './assignment';
import { ALIGNMENT, type Home } from './region';

const home = (size: number, first: number, last: number): Home => ({ size, first, last });
const total = (homes: Home[]) => assignSlots(homes).reduce((sum, { size }) => sum + size, 0);

describe('sharing of a plan’s memory', () => {
  it('never gives one buffer to regions that live at the same time', () => {
    const homes = Array.from({ length: 40 }, (_, i) => home(1 + ((i * 37) % 50), i, i + ((i * 13) % 7)));
    const slots = assignSlots(homes);
    expect(slots.flatMap(({ homes }) => homes)).toHaveLength(homes.length);
    for (const { homes: sharing, size } of slots) {
      const inTime = [...sharing].sort((a, b) => a.first - b.first);
      inTime.slice(1).forEach((next, i) => expect(next.first).toBeGreaterThan(inTime[i]!.last));
      expect(Math.max(...sharing.map((one) => one.size))).toBeLessThanOrEqual(size);
      expect(size % ALIGNMENT).toBe(0);
    }
  });

  it('is decided by size: a small region that comes first does not make a buffer for a large one grow', () => {
    // In the order of first use the large buffer would go to a small region, and the other would have to grow for the last.
    const homes = [home(640, 0, 1), home(64, 2, 9), home(64, 3, 4), home(640, 5, 6)];
    expect(total(homes)).toBe(640 + 64);
  });

  it('gives the smallest buffer that is free, and slots with the largest first', () => {
    const [small, large, fits] = [home(64, 0, 1), home(640, 0, 1), home(60, 2, 3)];
    const slots = assignSlots([small, large, fits]);
    expect(slots.map(({ size }) => size)).toEqual([640, 64]);
    expect(slots[1]!.homes).toEqual([small, fits]);
  });

  it('keeps what is never given up', () => {
    expect(assignSlots([home(64, 0, Infinity), home(64, 5, 6)])).toHaveLength(2);
  });
});
