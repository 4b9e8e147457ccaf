import { describe, expect, it } from 'vitest';
import { keepLast } from './trainingLoop';

describe('the last of many', () => {
  it('are kept in bounded room, in their order', () => {
    const list: number[] = [];
    let longest = 0;
    for (let i = 0; i < 100_000; i++) {
      keepLast(list, i, 100);
      longest = Math.max(longest, list.length);
    }
    expect(longest).toBeLessThan(200);
    expect(list.slice(-100)).toEqual(Array.from({ length: 100 }, (_, i) => 99_900 + i));
  });
});
