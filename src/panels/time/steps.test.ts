import { describe, expect, it } from 'vitest';
import { playedNext, stepBy, stepOfKey } from './steps';

const steps = [0, 10, 20, 50];

describe('going about in the steps kept', () => {
  it('goes from one to the next and stops at both ends; the last is live', () => {
    expect(stepBy(steps, 10, 1)).toBe(20);
    expect(stepBy(steps, 20, 1)).toBeUndefined();
    expect(stepBy(steps, undefined, -1)).toBe(20);
    expect(stepBy(steps, undefined, 1)).toBeUndefined();
    expect(stepBy(steps, 0, -1)).toBe(0);
    expect(stepBy([], undefined, -1)).toBeUndefined();
  });

  it('follows the keys of a slider', () => {
    expect(['ArrowLeft', 'ArrowRight', 'Home', 'PageDown', 'PageUp'].map((key) => stepOfKey(key, steps, 20))).toEqual([
      10,
      undefined,
      0,
      0,
      undefined,
    ]);
    expect(stepOfKey('End', steps, 0)).toBeUndefined();
    expect(stepOfKey('a', steps, 0)).toBeNull();
  });

  it('plays from the beginning to the newest, once', () => {
    const played: (number | undefined)[] = [];
    let shown: number | undefined;
    for (let i = 0; i < 10; i++) {
      const { step, done } = playedNext(steps, shown);
      played.push((shown = step));
      if (done) break;
    }
    expect(played).toEqual([0, 10, 20, undefined]);
    expect(playedNext([7], undefined).done).toBe(true);
  });
});
