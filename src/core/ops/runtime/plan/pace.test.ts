import { describe, expect, it } from 'vitest';
import { Pace, stretchesOf, SUBMISSION_TIME } from './pace';

describe('work of a submission', () => {
  it('is cut where a stretch would exceed it; a dispatch is never cut', () => {
    expect(stretchesOf([3, 3, 3, 3], 6)).toEqual([2, 4]);
    expect(stretchesOf([3, 20, 1, 1], 6)).toEqual([1, 2, 4]);
    expect(stretchesOf([20], 6)).toEqual([1]);
    expect(stretchesOf([1, 1, 1], 1e9)).toEqual([3]);
    expect(stretchesOf([], 6)).toEqual([]);
  });

  it('follows what the device has been measured to do, of work that waited for other work as well', () => {
    const pace = new Pace();
    pace.measured(5e9, 0, 100);
    expect(pace.submission).toBe(SUBMISSION_TIME * 5e7);
    // Given while the first was under way: it had the device from 100 on.
    pace.measured(5e9, 10, 300);
    expect(pace.submission).toBe(SUBMISSION_TIME * 2.5e7);
    // Too short to tell.
    pace.measured(1e9, 400, 400.5);
    pace.measured(1e3, 410, 415);
    expect(pace.submission).toBe(SUBMISSION_TIME * 2.5e7);
  });
});
