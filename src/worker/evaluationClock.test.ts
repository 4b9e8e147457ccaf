import { describe, expect, it } from 'vitest';
import { EvaluationClock } from './evaluationClock';

const IMAGES = { whole: 1100, subset: 256 };

/** A clock at a time that the test sets, milliseconds. */
function clocked(seconds: number, images: { whole: number; subset: number | undefined } = IMAGES) {
  const at = { time: 0 };
  return { at, clock: new EvaluationClock({ seconds, images }, () => at.time) };
}

describe('an evaluation by the clock', () => {
  it('is due so early that its picture comes in time, even if it can begin only a step later; the first after half the time', () => {
    const { at, clock } = clocked(15);
    clock.measured('subset', 2000);
    clock.start(true);
    expect(clock.affordsAll).toBe(false);
    at.time = 1400;
    expect(clock.due(4000)).toBeUndefined();
    at.time = 1500;
    expect(clock.due(4000)).toBe('subset');
    // As long as none is made, it stays due.
    at.time = 9000;
    expect(clock.due(4000)).toBe('subset');
    at.time = 11_000;
    clock.ended('subset', 2000);
    expect(clock.due(4000)).toBeUndefined();
    at.time = 11_000 + 15_000 - 6000;
    expect(clock.due(4000)).toBe('subset');
    expect(clock.due(0)).toBeUndefined();
  });

  it('is of all images where they take no more than a third of the time, by what a subset of them took until that is known', () => {
    const { clock } = clocked(15);
    clock.measured('subset', (5000 * 256) / 1100);
    expect(clock.affordsAll).toBe(true);
    clock.ended('whole', 5001);
    expect(clock.affordsAll).toBe(false);
    clock.ended('whole', 4999);
    expect(clock.affordsAll).toBe(true);
    const { clock: slow } = clocked(15, { whole: 100_000, subset: undefined });
    slow.ended('whole', 60_000);
    expect(slow.affordsAll, 'there is nothing else to look at').toBe(true);
  });

  it('takes no more than a third of the time', () => {
    const { at, clock } = clocked(15, { whole: 1100, subset: undefined });
    clock.start(false);
    at.time = 30_000;
    clock.ended('whole', 30_000);
    at.time = 30_000 + 59_000;
    expect(clock.due(1000)).toBeUndefined();
    at.time = 30_000 + 60_000;
    expect(clock.due(1000)).toBe('whole');
    // One that was due by its step took longer: what the clock asks for is small all the same.
    const { at: late, clock: other } = clocked(15);
    other.measured('subset', 2000);
    late.time = 20_000;
    other.ended('whole', 20_000);
    late.time = 20_000 + 12_000;
    expect(other.due(1000)).toBe('subset');
  });

  it('goes before one of all images that is due by its step, where that would come too late', () => {
    const { at, clock } = clocked(15);
    clock.ended('subset', 2000);
    at.time = 1000;
    expect(clock.subsetFirst).toBe(false);
    at.time = 15_000 - 8000;
    expect(clock.subsetFirst).toBe(true);
    clock.ended('whole', 1000);
    at.time = 60_000;
    expect(clock.subsetFirst, 'all images are as soon').toBe(false);
  });

  it('is never due without a time, or before training', () => {
    const { at, clock } = clocked(0);
    clock.start(true);
    at.time = 1e9;
    expect(clock.due(1e6)).toBeUndefined();
    expect(clock.subsetFirst).toBe(false);
    const { at: later, clock: idle } = clocked(15);
    later.time = 1e9;
    expect(idle.due(0)).toBeUndefined();
  });
});
