import { describe, expect, it } from 'vitest';
import { learningRateAt } from './schedule';

describe('learningRateAt', () => {
  const constant = { learningRate: 0.1, schedule: 'constant', warmupSteps: 0 } as const;
  it('is constant', () => expect([1, 10, 1000].map((step) => learningRateAt(step, constant, 100))).toEqual([0.1, 0.1, 0.1]));
  it('grows linearly to the full rate, from above 0', () => {
    const rates = [1, 2, 3, 4, 5].map((step) => learningRateAt(step, { ...constant, warmupSteps: 4 }, 100));
    rates.forEach((rate, i) => expect(rate).toBeCloseTo([0.025, 0.05, 0.075, 0.1, 0.1][i]!, 12));
  });
  it('falls as a half cosine after the warm-up and stays at 0 past the end', () => {
    const cosine = { learningRate: 0.1, schedule: 'cosine', warmupSteps: 20 } as const;
    const at = (step: number) => learningRateAt(step, cosine, 120);
    expect(at(20)).toBeCloseTo(0.1, 12);
    expect(at(21)).toBeCloseTo(0.1, 12);
    expect(at(46)).toBeCloseTo(0.05 * (1 + Math.SQRT1_2), 12);
    expect(at(71)).toBeCloseTo(0.05, 12);
    expect(at(120)).toBeGreaterThan(0);
    expect(at(121)).toBeCloseTo(0, 12);
    expect(at(500)).toBeCloseTo(0, 12);
  });
  it('does not divide by zero when the warm-up takes all steps', () => {
    const rate = learningRateAt(11, { learningRate: 0.1, schedule: 'cosine', warmupSteps: 10 }, 10);
    expect(rate).toBeGreaterThanOrEqual(0);
    expect(rate).toBeLessThanOrEqual(0.1);
  });
  it('refuses steps that are none', () => {
    for (const step of [0, 0.5, NaN]) expect(() => learningRateAt(step, constant, 10)).toThrow(RangeError);
  });
});
