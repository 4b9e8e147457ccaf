import { describe, expect, it } from 'vitest';
import { decodeBfloat16, decodeHalf } from './halves';

describe('numbers of 16 bits', () => {
  it('half precision: normal, subnormal, infinite, none', () => {
    expect([...decodeHalf(Uint8Array.of(0x00, 0x3c, 0x00, 0xc1, 0x01, 0x00, 0x00, 0x7c, 0x01, 0x7e))]).toEqual([
      1,
      -2.5,
      2 ** -24,
      Infinity,
      NaN,
    ]);
    expect([...decodeHalf(Uint8Array.of(0x3c, 0x00), true)]).toEqual([1]);
  });
  it('bfloat16: the upper half of a float32, wherever it lies', () => {
    const bytes = Uint8Array.of(9, 0x80, 0x3f, 0x20, 0xc1, 0x80, 0x7f);
    expect([...decodeBfloat16(bytes.subarray(1))]).toEqual([1, -10, Infinity]);
  });
});
