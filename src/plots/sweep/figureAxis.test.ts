import { describe, expect, it } from 'vitest';
import { keptBy, NOWHERE, placesOn, type ParallelLine } from './brushes';
import { layOutFigure, sweptAxis, valueAxis } from './figureAxis';

describe('an axis of swept values', () => {
  it('is logarithmic where they are, with a tick at each and room beyond them', () => {
    const { axis, position: place } = sweptAxis([0.05, 0.1, 0.2], 'τ');
    expect(axis.scale).toBe('log');
    const { x } = layOutFigure(400, 200, axis, valueAxis([1, 2], ''));
    expect(x.ticks.map(({ label }) => label)).toEqual(['0.05', '0.1', '0.2']);
    expect(x.ticks[2]!.at - x.ticks[1]!.at).toBeCloseTo(x.ticks[1]!.at - x.ticks[0]!.at, 6);
    expect(x.ticks[0]!.at).toBeGreaterThan(50);
    expect(place(0.1)).toBe(0.1);
    expect(place('raw')).toBeNaN();
  });

  it('has words in a row, in their order', () => {
    const { axis, position: place } = sweptAxis(['raw', 'normalized'], 'input');
    expect([place('raw'), place('normalized'), place('other')]).toEqual([0, 1, NaN]);
    const { x, left, right } = layOutFigure(400, 200, axis, valueAxis([], ''));
    expect(x.ticks.map(({ at }) => (at - left) / (right - left))).toEqual([0.25, 0.75]);
  });

  it('can have one value, or none', () => {
    for (const values of [[0.1], [0], []]) {
      const { axis } = sweptAxis(values, '');
      expect(axis.domain[0]).toBeLessThan(axis.domain[1]);
    }
  });
});

describe('an axis of measures', () => {
  it('holds all that is drawn, and no more than can be', () => {
    expect(valueAxis([43.1, 47.9], '').domain).toEqual([42, 50]);
    const [low, high] = valueAxis([0.2, 99.9], '', [0, 100]).domain;
    expect([low, high]).toEqual([0, 100]);
    expect(valueAxis([NaN], '', [0, 100]).domain).toEqual([0, 100]);
  });
});

describe('brushes', () => {
  const lines: ParallelLine[] = [
    { key: 'a', at: { 'head.c': 0.1, metric: 0.4 } },
    { key: 'b', at: { 'head.c': 1, metric: 0.5 } },
    { key: 'c', at: { metric: 0.45 } },
  ];
  const c = placesOn(lines, 'head.c', false);
  const metric = placesOn(lines, 'metric', true);
  const placeOf = (path: string, value: number | string | undefined) => (path === 'metric' ? metric : c).place(value);

  it('stand where swept values are at equal distances, and measures where they belong', () => {
    expect(c.ticks.map(({ place }) => place)).toEqual([0, 1]);
    expect(c.place(undefined)).toBe(NOWHERE);
    expect(metric.place(0.45)).toBeCloseTo(0.5, 9);
    expect(placesOn([lines[0]!], 'head.c', false).place(0.1)).toBe(0.5);
  });

  it('leave the lines that pass all of them, ends included', () => {
    const kept = (brushes: Parameters<typeof keptBy>[1]) => [...keptBy(lines, brushes, placeOf)].join('');
    expect(kept({})).toBe('abc');
    expect(kept({ 'head.c': [0, 1] })).toBe('ab');
    expect(kept({ 'head.c': [NOWHERE, 0] })).toBe('ac');
    expect(kept({ 'head.c': [0, 1], metric: [0.5, 1] })).toBe('b');
  });
});
