import { describe, expect, it } from 'vitest';
import { axis, decadeDomain, roundDomain } from './axis';
import { logSpacedIndices, nearestIndex, readablePlaces, smooth, valueAt } from './hover';
import { quieterSide, spreadLabels } from './labels';

describe('axes', () => {
  it('puts round ticks on a linear axis', () => {
    const { at, valueAt: back, ticks } = axis({ scale: 'linear', domain: [20, 50], label: '' }, [300, 0], 4);
    expect(ticks.map(({ label }) => label)).toEqual(['20', '30', '40', '50']);
    expect(at(20)).toBe(300);
    expect(back(0)).toBe(50);
  });

  it('puts 1, 2, 5 on a short logarithmic axis and decades on a long one', () => {
    const short = axis({ scale: 'log', domain: [1, 60], label: '' }, [0, 100], 7);
    expect(short.ticks.map(({ label }) => label)).toEqual(['1', '2', '5', '10', '20', '50']);
    const long = axis({ scale: 'log', domain: [1e-6, 1], label: '' }, [100, 0], 4);
    expect(long.ticks.map(({ label }) => label)).toEqual(['10⁻⁶', '10⁻⁴', '10⁻²', '1']);
    expect(long.at(0)).toBeNaN();
  });

  it('rounds domains outwards and never returns an empty one', () => {
    expect(roundDomain(25.3, 44.9)).toEqual([25, 45]);
    expect(roundDomain(3, 3)[1]).toBeGreaterThan(3);
    expect(roundDomain(Infinity, -Infinity)).toEqual([0, 1]);
    expect(decadeDomain(0.0004, 0.06)).toEqual([1e-4, 0.1]);
    expect(decadeDomain(1e-30, 0.06, 5)).toEqual([1e-6, 0.1]);
    expect(decadeDomain(0, 0)).toEqual([1e-4, 1]);
  });
});

describe('reading curves', () => {
  it('finds the nearest place', () => {
    expect([-4, 0, 24, 26, 99].map((x) => nearestIndex([0, 50, 75], x))).toEqual([0, 0, 0, 1, 2]);
    expect(nearestIndex([], 1)).toBe(-1);
  });

  it('reads only where a curve has a value', () => {
    const curve = { x: [0, 50], y: [25, 39] };
    expect(valueAt(curve, 50)).toBe(39);
    expect(valueAt(curve, 25)).toBeUndefined();
    expect(readablePlaces([curve, { x: [50, 100] }])).toEqual([0, 50, 100]);
  });

  it('thins ranks logarithmically, keeping the first and the last', () => {
    const indices = logSpacedIndices(2683);
    expect(indices.slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(indices.at(-1)).toBe(2682);
    expect(indices.length).toBeLessThan(140);
    expect(new Set(indices).size).toBe(indices.length);
    expect(logSpacedIndices(0)).toEqual([]);
  });

  it('smooths without pulling the start towards zero', () => {
    for (const value of smooth([5, 5, 5], 4)) expect(value).toBeCloseTo(5, 12);
    expect([...smooth([4, 2], 1)]).toEqual([4, (4 * 0.5 + 2) / 1.5]);
    expect([...smooth([4, 2], 0)]).toEqual([4, 2]);
  });
});

describe('labels', () => {
  it('pushes labels apart and keeps them inside', () => {
    expect(spreadLabels([10, 12, 40], 10, 0, 100)).toEqual([10, 20, 40]);
    expect(spreadLabels([95, 94], 10, 0, 100)).toEqual([100, 90]);
    expect(spreadLabels([-5], 10, 0, 100)).toEqual([0]);
    expect(spreadLabels([NaN, 12, 10], 10, 0, 100)).toEqual([0, 20, 10]);
  });

  it('stand where the curves are not', () => {
    const rising = [
      [0, 90],
      [100, 40],
      [300, 20],
    ] as const;
    expect(quieterSide(80, 30, 0, 300, [rising])).toBe('left');
    expect(quieterSide(80, 85, 0, 300, [rising])).toBe('right');
    expect(quieterSide(80, 85, 0, 300, [])).toBe('right');
  });
});
