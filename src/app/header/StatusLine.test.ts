import { describe, expect, it } from 'vitest';
import { duration, shortDate } from './StatusLine';

const plain = (text: string) => text.replaceAll('\u202f', ' ');

describe('times on the status line', () => {
  it('are whole minutes: finer digits of an estimate would only jump', () => {
    expect([0, 29, 31, 89, 560, 7500, NaN].map((seconds) => plain(duration(seconds)))).toEqual([
      'under 1 min',
      'under 1 min',
      '1 min',
      '1 min',
      '9 min',
      '2 h 5 min',
      '–',
    ]);
  });

  it('name the day of a recording, or what stands there', () => {
    expect(shortDate('2026-11-24')).toBe('24 Nov');
    expect(shortDate('some day')).toBe('some day');
  });
});
