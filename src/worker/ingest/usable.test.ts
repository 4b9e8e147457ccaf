import { describe, expect, it } from 'vitest';
import { SPLIT_CODE } from '../../core/data/imageSet';
import { Rate } from './rate';
import { Readiness, readingOrder } from './usable';

describe('readingOrder', () => {
  it('reads sixteen of each class, then the next', () => {
    const labels = Int32Array.from({ length: 60 }, (_, i) => (i < 40 ? 0 : 1));
    const order = [...readingOrder(labels)];
    expect(order.slice(0, 33).map((place) => labels[place])).toEqual([...Array(16).fill(0), ...Array(16).fill(1), 0]);
    expect([...order].sort((a, b) => a - b)).toEqual([...labels.keys()]);
    // Within a class the order of the plan.
    expect(order.filter((place) => labels[place] === 0)).toEqual([...Array(40).keys()]);
  });
});

describe('Readiness', () => {
  const { train, test } = SPLIT_CODE;

  it('wants classes with positives on both sides', () => {
    const labels = Array.from({ length: 60 }, (_, i) => i >> 1);
    const split = labels.map((label) => (label < 20 ? train : test));
    const readiness = new Readiness(labels, split);
    for (let label = 0; label < 8; label++) {
      expect(readiness.ready).toBe(false);
      readiness.add(label, train);
      readiness.add(label, train);
    }
    readiness.add(20, test);
    readiness.add(21, test);
    expect(readiness.ready).toBe(false);
    readiness.add(20, test);
    readiness.add(21, test);
    expect(readiness).toMatchObject({ ready: true, classes: 10 });
  });

  it('takes what there is where a set has few classes, and never fewer than two to train on', () => {
    const few = new Readiness([0, 0, 1, 1, 2, 2], [train, train, train, train, test, test]);
    for (const [label, split] of [
      [0, train],
      [0, train],
      [1, train],
      [2, test],
      [2, test],
    ] as const)
      few.add(label, split);
    expect(few.ready).toBe(false);
    few.add(1, train);
    expect(few.ready).toBe(true);
    const single = new Readiness([0, 0], [train, train]);
    single.add(0, train);
    single.add(0, train);
    expect(single.ready).toBe(false);
  });
});

describe('Rate', () => {
  it('is that of the last seconds', () => {
    const rate = new Rate();
    expect(rate.measure(0, 1000, 0)).toEqual({ perSecond: 0, secondsLeft: null });
    expect(rate.measure(100, 1000, 1000)).toEqual({ perSecond: 100, secondsLeft: 9 });
    for (let second = 2; second <= 10; second++) rate.measure(100 + 10 * second, 1000, second * 1000);
    expect(rate.measure(220, 1000, 12_000).perSecond).toBeCloseTo(10, 5);
  });
});
