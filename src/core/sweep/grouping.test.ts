import { describe, expect, it } from 'vitest';
import { groupsOf, spreadOf, varyingPaths } from './grouping';
import { OWN_TEMPERATURE, pairedSeries, seriesAgainst, spacingOf, tablesOver } from './series';
import type { CellStatus } from './sweep.types';
import { gridCells, measured } from './testing/grid';

const taus = [0.05, 0.1, 0.2];
const grid = {
  'runs.geometry': ['spherical', 'hyperbolic'],
  'head.tauSpherical': taus,
  'head.tauHyperbolic': taus,
  'head.c': [0.1, 1],
  seed: [0, 1, 2],
};
const statuses = measured(gridCells(grid), ({ config }) => config.head.tauSpherical + config.head.tauHyperbolic + config.seed);

describe('groups of cells', () => {
  it('are everything but the seed, with every value beside the mean', () => {
    const groups = groupsOf(statuses, { metric: 'recall@1' });
    expect(groups).toHaveLength(3 + 6);
    const [first] = groups;
    expect(first!.at).toEqual({ 'runs.geometry': 'spherical', 'head.tauSpherical': 0.05 });
    expect(first!.values.map(({ seed, value }) => [seed, value])).toEqual([0, 1, 2].map((seed) => [seed, 0.05 + 0.2 + seed]));
    expect(first!.mean).toBeCloseTo(1.25, 12);
    // Sample deviation of 0, 1, 2 is 1.
    expect(first!.standardError).toBeCloseTo(1 / Math.sqrt(3), 12);
  });

  it('average over what is named, and over nothing where nothing is', () => {
    expect(groupsOf(statuses, { metric: 'recall@1', over: [] })).toHaveLength(statuses.length);
    const over = groupsOf(statuses, { metric: 'recall@1', over: ['seed', 'head.c'] });
    expect(over.map(({ values }) => values.length)).toEqual([3, 3, 3, 6, 6, 6]);
    expect(over[3]!.at).toEqual({ 'runs.geometry': 'hyperbolic', 'head.tauHyperbolic': 0.05 });
  });

  it('of one value have no standard error', () => {
    expect(spreadOf([3])).toEqual({ mean: 3 });
    expect(spreadOf([1, 3])).toEqual({ mean: 2, standardError: 1 });
    expect(() => spreadOf([])).toThrow(RangeError);
  });

  it('leave out what has not been measured, and do not mix what was stopped early with what was not', () => {
    const some = statuses.slice(0, 3).map((one, i): CellStatus => ({ ...one, state: (['done', 'lost', 'running'] as const)[i]! }));
    expect(groupsOf(some, { metric: 'recall@1' }).map(({ lost, values }) => [lost, values.length])).toEqual([
      [false, 1],
      [true, 1],
    ]);
    expect(groupsOf(statuses, { metric: 'map@r' })).toEqual([]);
    const tested = statuses.map((one) => ({ ...one, tested: { 'recall@1': 0.25 } }));
    expect(groupsOf(tested, { metric: 'recall@1', on: 'test' })[0]!.mean).toBe(0.25);
  });

  it('know what varies', () => {
    expect(varyingPaths(statuses)).toEqual(['runs.geometry', 'head.tauSpherical', 'head.tauHyperbolic', 'head.c', 'seed']);
    expect(varyingPaths(statuses.slice(0, 3))).toEqual(['head.tauSpherical']);
  });
});

describe('figures of groups', () => {
  const groups = groupsOf(statuses, { metric: 'recall@1' });

  it('have a line for each geometry and further value, and a level where the axis means nothing', () => {
    const series = seriesAgainst(groups, 'head.c');
    expect(series.map(({ label, points, level }) => [label, points.length, level !== undefined])).toEqual([
      ['spherical, τ_s 0.05', 0, true],
      ['spherical, τ_s 0.1', 0, true],
      ['spherical, τ_s 0.2', 0, true],
      ['hyperbolic, τ_h 0.05', 2, false],
      ['hyperbolic, τ_h 0.1', 2, false],
      ['hyperbolic, τ_h 0.2', 2, false],
    ]);
    expect(series[3]!.points.map(({ x }) => x)).toEqual([0.1, 1]);
  });

  it('show geometries against one axis of temperature, each by its own', () => {
    const series = seriesAgainst(groups, OWN_TEMPERATURE);
    expect(series.map(({ label, points }) => [label, points.map(({ x }) => x)])).toEqual([
      ['spherical', taus],
      ['hyperbolic, c 0.1', taus],
      ['hyperbolic, c 1', taus],
    ]);
    expect(series[1]!.points[1]!.group.mean).toBeCloseTo(0.1 + 0.1 + 1, 12);
  });

  it('have a table over two values for each geometry that has both', () => {
    const [table, ...others] = tablesOver(groups, 'head.tauHyperbolic', 'head.c');
    expect(others).toEqual([]);
    expect([table!.label, table!.x, table!.y]).toEqual(['hyperbolic', taus, [0.1, 1]]);
    expect(table!.cells[1]![2]!.at).toMatchObject({ 'head.tauHyperbolic': 0.2, 'head.c': 1 });
    const partly = tablesOver(groups.slice(0, -1), 'head.tauHyperbolic', 'head.c')[0]!;
    expect(partly.cells.flat().filter((cell) => cell === undefined)).toHaveLength(1);
  });

  it('pair two measures of the same cells, joined along a setting', () => {
    const both = statuses.map((one, i): CellStatus => ({
      ...one,
      metrics: { ...one.metrics, ...(i === 0 ? {} : { 'effective negatives': i }) },
    }));
    const [spherical, ...others] = pairedSeries(
      groupsOf(both, { metric: 'effective negatives' }),
      groupsOf(both, { metric: 'recall@1' }),
      'head.tauSpherical',
    );
    expect(spherical!.points.map(({ at }) => at)).toEqual(taus);
    // The first cell has one of the two alone.
    expect(spherical!.points.map(({ values }) => values.length)).toEqual([2, 3, 3]);
    const [, second] = spherical!.points;
    expect(second!.values.map(({ x }) => x)).toEqual(second!.values.map(({ cell }) => both.findIndex((one) => one.cell.id === cell)));
    expect(second!.y.mean).toBeCloseTo(0.1 + 0.2 + 1, 12);
    // A setting that means nothing to a geometry joins nothing: each point is a line.
    expect(others.every(({ points }) => points.length === 1 && points[0]!.at === undefined)).toBe(true);
  });

  it('have axes by ratios where the values are', () => {
    expect(spacingOf([0.05, 0.1, 0.2])).toBe('log');
    expect(spacingOf([0.02, 0.04183, 0.08747, 0.1829, 0.3825, 0.8])).toBe('log');
    expect(spacingOf([0.1, 0.2, 0.3, 0.4])).toBe('linear');
    expect(spacingOf([0, 1, 10])).toBe('linear');
    expect(spacingOf([0.1, 1])).toBe('log');
    expect(spacingOf([1, 2])).toBe('linear');
    expect(spacingOf(['raw', 'normalized'])).toBe('words');
  });
});
