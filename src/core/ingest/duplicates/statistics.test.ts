import { describe, expect, it } from 'vitest';
import { channelStatistics, classCounts, logHistogram, summarise } from './statistics';

describe('statistics', () => {
  it('counts images of classes, those without a label aside', () => {
    expect(Array.from(classCounts([0, 2, 2, -1], 4))).toEqual([1, 0, 2, 0]);
  });

  it('summarises', () => {
    expect(summarise([3, 1, 2, 10])).toEqual({ least: 1, median: 2.5, most: 10, mean: 4 });
    expect(summarise([])).toEqual({ least: 0, median: 0, most: 0, mean: 0 });
  });

  it('counts sizes in bins of equal ratio', () => {
    const { edges, counts } = logHistogram([10, 10, 100, 1000], 3);
    expect(Array.from(counts)).toEqual([2, 1, 1]);
    expect(edges[0]).toBeCloseTo(10);
    expect(edges[1]).toBeCloseTo(46.4, 1);
    expect(Array.from(logHistogram([7, 7], 2).counts)).toEqual([2, 0]);
    expect(Array.from(logHistogram([], 2).counts)).toEqual([0, 0]);
  });

  it('gives mean and deviation of each channel as a direct sum does', () => {
    const pixels = Uint8Array.from({ length: 3 * 16 * 3 }, (_, i) => (i * 37 + (i % 3) * 50) % 256);
    const { mean, std } = channelStatistics(pixels, 4, [0, 2]);
    for (let channel = 0; channel < 3; channel++) {
      const values = [0, 2].flatMap((row) => Array.from({ length: 16 }, (_, i) => pixels[row * 48 + i * 3 + channel]! / 255));
      const expected = values.reduce((a, b) => a + b) / 32;
      expect(mean[channel]).toBeCloseTo(expected, 12);
      expect(std[channel]).toBeCloseTo(Math.sqrt(values.reduce((sum, x) => sum + (x - expected) ** 2, 0) / 32), 12);
    }
    expect(channelStatistics(new Uint8Array(0), 4).mean).toEqual([0, 0, 0]);
  });
});
