import { describe, expect, it } from 'vitest';
import { inSlices } from './idle';

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A step that takes some milliseconds. */
const busy = (ms: number) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

describe('work in slices', () => {
  it('takes steps until it is done, and lets others in between', async () => {
    let steps = 0;
    let others = 0;
    const timer = setInterval(() => others++, 1);
    await new Promise<void>((resolve) => {
      inSlices(() => {
        busy(3);
        if (++steps < 12) return false;
        resolve();
        return true;
      });
    });
    clearInterval(timer);
    expect(others).toBeGreaterThan(1);
    await later(60);
    expect(steps).toBe(12);
  });

  it('stops when it is given up', async () => {
    let steps = 0;
    const giveUp = inSlices(() => {
      busy(3);
      steps++;
      return false;
    });
    while (steps < 3) await later(5);
    giveUp();
    const before = steps;
    await later(80);
    expect(steps).toBe(before);
    let never = 0;
    inSlices(() => ++never > 0)();
    await later(60);
    expect(never).toBe(0);
  });
});
