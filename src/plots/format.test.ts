import { describe, expect, it } from 'vitest';
import { fixed, gradientShare, gradientShareInShort, linearTick, logTick, ordinal, percent, powerOfTen, significant } from './format';

describe('numbers in print', () => {
  it('keeps the decimals it was asked for', () => {
    expect(fixed(1234.5, 2)).toBe('1,234.50');
    expect(fixed(-5.684, 2)).toBe('−5.68');
    expect(fixed(NaN, 2)).toBe('–');
  });

  it('writes shares with a thin space before the sign', () => {
    expect(percent(0.449)).toBe('44.9\u202f%');
    expect(percent(1, 0)).toBe('100\u202f%');
  });

  it('writes small numbers with two figures, and as powers of ten when they are very small', () => {
    expect(significant(0.104)).toBe('0.10');
    expect(significant(0.0123)).toBe('0.012');
    expect(significant(0.00123)).toBe('0.0012');
    expect(significant(1.26e-6)).toBe('1.3\u202f×\u202f10⁻⁶');
    expect(significant(0)).toBe('0');
  });

  it('writes triplet weights in per cent, whatever their size', () => {
    expect(gradientShare(0.624)).toBe('62\u202f%');
    expect(gradientShare(0.0624)).toBe('6.2\u202f%');
    expect(gradientShare(0.00031)).toBe('0.031\u202f%');
    expect(gradientShare(2.61e-6)).toBe('2.6\u202f×\u202f10⁻⁴\u202f%');
    expect(gradientShare(0)).toBe('0\u202f%');
    expect(gradientShare(NaN)).toBe('–');
  });

  it('writes triplet weights in short under a thumbnail', () => {
    expect(gradientShareInShort(0.0624)).toBe('6.2\u202f%');
    expect(gradientShareInShort(0.0042)).toBe('0.42\u202f%');
    expect(gradientShareInShort(0.00042)).toBe('0.04\u202f%');
    expect(gradientShareInShort(6e-6)).toBe('<0.01\u202f%');
    expect(gradientShareInShort(0)).toBe('0\u202f%');
  });

  it('labels ticks by the size of their step', () => {
    expect(linearTick(20, 10)).toBe('20');
    expect(linearTick(0.30000000000000004, 0.1)).toBe('0.3');
    expect(linearTick(0.25, 0.05)).toBe('0.25');
    expect(linearTick(1e-18, 0.1)).toBe('0.0');
    expect(logTick(0.01)).toBe('0.01');
    expect(logTick(1000)).toBe('1,000');
    expect(logTick(1e-5, true)).toBe('10⁻⁵');
    expect(logTick(1, true)).toBe('1');
    expect(powerOfTen(-12)).toBe('10⁻¹²');
  });

  it('counts in English', () => {
    expect([1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal)).toEqual([
      '1st',
      '2nd',
      '3rd',
      '4th',
      '11th',
      '12th',
      '13th',
      '21st',
      '102nd',
      '111th',
    ]);
  });
});
