import { describe, expect, it } from 'vitest';
import { parseIdx } from './idx';

const file = (...bytes: number[]) => Uint8Array.from(bytes);

describe('parseIdx', () => {
  it('reads shape and bytes', () => {
    const array = parseIdx(file(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6), 'labels');
    expect(array.shape).toEqual([2, 3]);
    expect([...array.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('names the file that is no IDX file, is cut short, or holds other numbers', () => {
    expect(() => parseIdx(file(), 'a')).toThrow('a is not an IDX file');
    expect(() => parseIdx(file(80, 75, 3, 4, 0, 0, 0, 0), 'b')).toThrow('b is not an IDX file');
    expect(() => parseIdx(file(0, 0, 13, 1, 0, 0, 0, 1, 0, 0, 0, 0), 'c')).toThrow(/c holds numbers of type 0xd/);
    expect(() => parseIdx(file(0, 0, 8, 1, 0, 0, 0, 5, 1, 2), 'd')).toThrow(/d says it is 5, 5 bytes, but holds 2/);
  });
});
