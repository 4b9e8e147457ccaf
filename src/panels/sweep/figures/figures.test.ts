import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../core/configuration/presets';
import { cellsOf, OWN_TEMPERATURE, type CellStatus, type Grid } from '../../../core/sweep';
import { axesOf, firstKind } from './figures';

const statuses = (grid: Grid): CellStatus[] =>
  cellsOf(
    { base: defaultConfig, grid, budget: { steps: 2 }, metric: 'recall@1' },
    { id: 'emoji', name: 'emoji', images: 1, classes: 1 },
  ).cells.map((cell) => ({ cell, state: 'done', step: 2 }));

const both = {
  'runs.geometry': ['spherical', 'hyperbolic'],
  'head.tauSpherical': [0.1, 0.2],
  'head.tauHyperbolic': [0.1, 0.2],
  seed: [0, 1],
};

describe('figures of a sweep', () => {
  it('show geometries against the temperature that each has', () => {
    expect(axesOf(statuses(both))).toEqual([OWN_TEMPERATURE, 'head.tauSpherical', 'head.tauHyperbolic', 'seed']);
    expect(firstKind(statuses(both))).toBe('lines');
  });

  it('are a map for two settings, and all of them side by side for more', () => {
    expect(firstKind(statuses({ ...both, 'head.c': [0.1, 1] }))).toBe('map');
    expect(firstKind(statuses({ ...both, 'head.c': [0.1, 1], 'optimizer.learningRate': [0.001, 0.002] }))).toBe('parallel');
  });

  it('of seeds alone are against the seed', () => {
    expect(axesOf(statuses({ seed: [0, 1] }))).toEqual(['seed']);
    expect(firstKind(statuses({ seed: [0, 1] }))).toBe('lines');
  });
});
