import { describe, expect, it } from 'vitest';
import { TrainingClock, jobsFor } from './pace';

describe('the clock of a cell', () => {
  it('counts what lies between steps, and neither what comes before the first nor what interrupts them', () => {
    let now = 0;
    const clock = new TrainingClock(10, () => now);
    const at = (time: number) => {
      now = time;
      clock.stepped();
    };
    at(5000);
    at(6000);
    at(6500);
    clock.stop();
    at(20_000);
    at(21_000);
    expect(clock.seconds).toBe(12.5);
  });
});

describe('cells at once', () => {
  it('are one on a GPU, and all cores but one without', () => {
    expect(jobsFor({ backend: 'webgpu' }, 16)).toBe(1);
    expect(jobsFor({ backend: 'wasm' }, 16)).toBe(15);
    expect(jobsFor({ backend: 'cpu' }, 1)).toBe(1);
  });
});
