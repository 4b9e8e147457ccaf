import { describe, expect, it } from 'vitest';
import { formatNumber, parseNumber } from './numbers';
import { linearScale, logScale, placeOf } from './scales';

describe('typed numbers', () => {
  it.each([
    ['0.1', 0.1],
    [' 2.3 ', 2.3],
    ['.5', 0.5],
    ['1e-3', 1e-3],
    ['3,5', 3.5],
    ['−1', -1],
    ['-0', -0],
  ])('reads %j', (text, value) => expect(parseNumber(text)).toBe(value));

  it.each(['', 'abc', '1.2.3', '1e', '0x10', 'NaN', 'Infinity', '1 2', '1e999'])('refuses %j', (text) =>
    expect(parseNumber(text)).toBeUndefined(),
  );

  it('writes what it reads', () => {
    for (const value of [0.1, 2.3, 1e-8, 0.05, 64, 0, -5, 1e-3, 0.333333]) expect(parseNumber(formatNumber(value))).toBe(value);
    expect(formatNumber(0.1 + 0.2)).toBe('0.3');
    expect(formatNumber(1e-8)).toBe('1e-8');
  });
});

describe('scales of sliders', () => {
  it('holds round values, ascending, from end to end', () => {
    const { values } = logScale(0.01, 2);
    expect(values[0]).toBe(0.01);
    expect(values.at(-1)).toBe(2);
    expect(values).toContain(0.1);
    expect(values).toContain(0.2);
    values.forEach((value, i) => expect(value).toBeGreaterThan(values[i - 1] ?? 0));
    const factors = values.slice(1).map((value, i) => value / values[i]!);
    expect(Math.max(...factors)).toBeLessThan(1.2);
  });

  it('finds the place of a value, and the end for one beyond', () => {
    const scale = linearScale(0, 5, 0.1);
    expect(scale.values).toHaveLength(51);
    expect(scale.values[placeOf(scale, 2.3)]).toBe(2.3);
    expect(scale.values[placeOf(scale, 2.34)]).toBe(2.3);
    expect(placeOf(scale, 99)).toBe(50);
    expect(placeOf(scale, -1)).toBe(0);
  });
});
