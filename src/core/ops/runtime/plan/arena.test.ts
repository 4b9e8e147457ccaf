import { describe, expect, it } from 'vitest';
import { assignSlots } from './arena';
import { ALIGNMENT, Region, type Home } from './region';

const home = (size: number, first: number, last: number): Home => ({ size, first, last });

describe('memory of a plan', () => {
  it('never shares a buffer between regions that live at the same time', () => {
    const homes = Array.from({ length: 40 }, (_, i) => home(1 + ((i * 37) % 50), i, i + ((i * 13) % 7)));
    for (const { homes: sharing, size } of assignSlots(homes)) {
      const inTime = [...sharing].sort((a, b) => a.first - b.first);
      inTime.slice(1).forEach((next, i) => expect(next.first).toBeGreaterThan(inTime[i]!.last));
      expect(Math.max(...sharing.map((one) => one.size))).toBeLessThanOrEqual(size);
      expect(size % ALIGNMENT).toBe(0);
    }
  });

  it('takes the smallest buffer that is free and large enough, or lets the largest grow', () => {
    const [small, large] = [home(64, 0, 1), home(640, 0, 1)];
    const [fits, grows] = [home(60, 2, 3), home(1280, 2, 3)];
    const slots = assignSlots([small, large, fits, grows]);
    expect(slots.map(({ size }) => size)).toEqual([64, 1280]);
    expect(slots[0]!.homes).toContain(fits);
  });

  it('keeps what is never given up', () => {
    const slots = assignSlots([home(64, 0, Infinity), home(64, 5, 6)]);
    expect(slots).toHaveLength(2);
  });

  it('binds regions only where bindings may begin, within their home', () => {
    const whole = new Region(home(256, 0, 0), 0, 256);
    expect(whole.part(64, 10).part(64, 10).offset).toBe(128);
    expect(() => whole.part(10, 10)).toThrow(/multiples of 64/);
    expect(() => whole.part(192, 65)).toThrow(/leaves its home/);
    expect(() => whole.binding()).toThrow(/not been built/);
  });
});
