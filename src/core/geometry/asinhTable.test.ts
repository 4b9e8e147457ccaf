import { describe, expect, it } from 'vitest';
import { asinhFast } from './asinhTable';

describe('asinh from a table', () => {
  it('agrees with Math.asinh to 1e-11 of its value, near 0, between nodes, at and beyond the end of the table', () => {
    expect(asinhFast(0)).toBe(0);
    let worst = 0;
    for (let i = 0; i < 20_000; i++) {
      const x = 1e-9 * 1.0012 ** i;
      worst = Math.max(worst, Math.abs(asinhFast(x) - Math.asinh(x)) / Math.asinh(x));
    }
    expect(worst).toBeLessThan(1e-11);
    for (const x of [7.999999, 8, 8.5, 1e6]) expect(asinhFast(x)).toBeCloseTo(Math.asinh(x), 10);
    expect(asinhFast(NaN)).toBeNaN();
  });
});
