import { describe, expect, it } from 'vitest';
import { axis, decadeDomain, roundDomain } from './axis';
import { rangeWithin, spanBetween } from './brush';
import { eventNear, placeEvents } from './events';
import { logSpacedIndices, nearestIndex, readAt, readablePlaces, smooth } from './hover';
import { quietestPlace, spreadLabels } from './labels';
import { layOut, lonePoints } from './layout';

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
    const part = axis({ scale: 'log', domain: [22, 41], label: '' }, [0, 100], 7);
    expect(part.ticks.map(({ label }) => label)).toEqual(['25', '30', '35', '40']);
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

  it('reads a value of the curve, or between two of them and says so, and nothing beyond its ends', () => {
    const curve = { x: [0, 50, 100], y: [25, 39, NaN] };
    expect(readAt(curve, 50)).toEqual({ value: 39, between: false });
    expect(readAt(curve, 10)).toEqual({ value: 25 + 14 / 5, between: true });
    expect(readAt(curve, 40)).toEqual({ value: 25 + (4 * 14) / 5, between: true });
    expect([-1, 101, 55, 100].map((x) => readAt(curve, x))).toEqual([undefined, undefined, undefined, undefined]);
    expect(readAt({ x: [], y: [] }, 0)).toBeUndefined();
    expect(readablePlaces([curve, { x: [50, 75] }])).toEqual([0, 50, 75, 100]);
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
    for (const value of smooth([5, 5, 5], 0.9)) expect(value).toBeCloseTo(5, 12);
    expect([...smooth([4, 2], 0.5)]).toEqual([4, (4 * 0.5 + 2) / 1.5]);
    expect([...smooth([4, 2], 0)]).toEqual([4, 2]);
    expect([...smooth([NaN, 4, NaN, 2], 0.5)]).toEqual([NaN, 4, 4, (4 * 0.5 + 2) / 1.5]);
  });
});

describe('points without neighbours', () => {
  it('are marked: a line through one evaluation would have no length', () => {
    const places = layOut(340, 200, { scale: 'linear', domain: [0, 4], label: '' }, { scale: 'linear', domain: [0, 1], label: '' });
    const of = (y: number[]) => lonePoints({ id: '', label: '', colour: '', x: y.map((_, i) => i), y }, places).length;
    expect(of([0.5])).toBe(1);
    expect(of([0.5, 0.6])).toBe(0);
    expect(of([0.5, NaN, 0.6, 0.7, NaN])).toBe(1);
    expect(of([NaN])).toBe(0);
  });
});

describe('a part of x', () => {
  const steps = layOut(344, 200, { scale: 'linear', domain: [0, 288], label: '' }, { scale: 'linear', domain: [0, 1], label: '' });

  it('is what lies between the ends of a drag, in either direction, in whole numbers where x counts', () => {
    // 288 steps over the 288 pixels from 44 to 332.
    expect(spanBetween(144.4, 245, steps, [0, 288], true)).toEqual([100, 201]);
    expect(spanBetween(245, 144.5, steps, [0, 288])).toEqual([100.5, 201]);
  });

  it('begins and ends with the axis where the drag comes near its ends or leaves the plot', () => {
    expect(spanBetween(47, 94, steps, [0, 288], true)).toEqual([0, 50]);
    expect(spanBetween(94, 900, steps, [0, 288], true)).toEqual([50, 288]);
  });

  it('is none after a click, or where there are no two values to show', () => {
    expect(spanBetween(140, 143, steps, [0, 288])).toBeUndefined();
    const close = layOut(344, 200, { scale: 'linear', domain: [3, 4], label: '' }, { scale: 'linear', domain: [0, 1], label: '' });
    expect(spanBetween(100, 150, close, [3, 4], true)).toBeUndefined();
  });

  it('has its own range of values', () => {
    const curves = [
      { x: [1, 2, 3, 4], y: [9, 5, NaN, 1] },
      { x: [2, 10], y: [6, 0] },
    ];
    expect(rangeWithin(curves, [2, 4])).toEqual([1, 6]);
    expect(rangeWithin(curves, [20, 30])).toEqual([Infinity, -Infinity]);
  });
});

describe('event marks', () => {
  const places = layOut(344, 200, { scale: 'linear', domain: [0, 288], label: '' }, { scale: 'linear', domain: [0, 1], label: '' });
  const mark = (x: number, label = 'τ .1→.05 at 120') => ({ x, label });

  it('have their words beside the line: at the right while there is room, else at the left, else a row below', () => {
    const placed = placeEvents([mark(280), mark(20), mark(30)], places);
    expect(placed.map(({ at, row, side }) => [Math.round(at), row, side])).toEqual([
      [64, 0, 'right'],
      [74, 1, 'right'],
      [324, 0, 'left'],
    ]);
  });

  it('keep the line alone where there is no room for words, and none outside the axis', () => {
    const crowd = placeEvents(
      Array.from({ length: 12 }, (_, i) => mark(140 + i)),
      places,
    );
    expect(crowd).toHaveLength(12);
    expect(crowd.filter(({ row }) => row === undefined).length).toBeGreaterThan(0);
    const boxes = crowd.flatMap(({ at, row, side, event }) => {
      const width = event.label.length * 5;
      return row === undefined
        ? []
        : [{ row, from: side === 'right' ? at + 4 : at - 4 - width, to: side === 'right' ? at + 4 + width : at - 4 }];
    });
    for (const a of boxes) for (const b of boxes) if (a !== b && a.row === b.row) expect(a.to <= b.from || b.to <= a.from).toBe(true);
    expect(placeEvents([mark(-5), mark(300)], places)).toEqual([]);
  });

  it('are read where the crosshair comes near', () => {
    const events = [mark(100, 'first'), mark(104, 'second')];
    expect(eventNear(events, places.x.at(105), places.x)?.label).toBe('second');
    expect(eventNear(events, places.x.at(120), places.x)).toBeUndefined();
  });
});

describe('labels', () => {
  it('pushes labels apart and keeps them inside', () => {
    expect(spreadLabels([10, 12, 40], 10, 0, 100)).toEqual([10, 20, 40]);
    expect(spreadLabels([95, 94], 10, 0, 100)).toEqual([100, 90]);
    expect(spreadLabels([-5], 10, 0, 100)).toEqual([0]);
    expect(spreadLabels([NaN, 12, 10], 10, 0, 100)).toEqual([0, 20, 10]);
  });

  it('stand in the order of the lines they name, not of the places they would like', () => {
    // The upper line wants its words below it, the lower one above: as they wish, they would change places.
    expect(spreadLabels([52, 46], 10, 0, 100, [40, 50])).toEqual([52, 62]);
  });

  it('stand where the curves are not', () => {
    const rising = [
      [0, 90],
      [100, 40],
      [300, 20],
    ] as const;
    const flat = [
      [0, 30],
      [300, 30],
    ] as const;
    expect(quietestPlace(80, 34, 0, 300, [rising])).toEqual({ side: 'left', y: 30 });
    expect(quietestPlace(80, 89, 0, 300, [rising])).toEqual({ side: 'right', y: 85 });
    expect(quietestPlace(80, 40, 0, 300, [flat])).toEqual({ side: 'right', y: 52 });
    expect(quietestPlace(80, 85, 0, 300, [])).toEqual({ side: 'right', y: 81 });
    // At the edge of the plot they would be pushed back onto their line.
    expect(quietestPlace(80, 24, 0, 300, [], [28, 97])).toEqual({ side: 'right', y: 36 });
    expect(
      quietestPlace(
        80,
        98,
        0,
        300,
        [
          [
            [0, 94],
            [300, 94],
          ],
        ],
        [28, 97],
      ),
    ).toEqual({ side: 'right', y: 94 });
  });
});
