import { describe, expect, it } from 'vitest';
import type { CellStatus } from './sweep.types';
import { emoji, gridCells, measured, requestOf } from './testing/grid';
import { cellsToTest, chosenSettings, comparedCells } from './tuning';

const grid = {
  'runs.geometry': ['spherical', 'hyperbolic'],
  'optimizer.learningRate': [1e-3, 1e-4],
  'head.tauSpherical': [0.1, 0.2],
  'head.tauHyperbolic': [0.1, 0.2],
};
const request = requestOf(grid, { compare: { seeds: [5, 6, 7] } });
const cells = gridCells(grid, request);
/** Spherical is best at 1e-4 and .2, hyperbolic at 1e-3 and .1. */
const statuses = measured(cells, ({ geometry, config: { optimizer, head } }) =>
  geometry === 'spherical' ? head.tauSpherical - optimizer.learningRate : optimizer.learningRate - head.tauHyperbolic,
);

describe('tune each geometry, then compare', () => {
  it('chooses the best setting of each geometry, once every cell has ended', () => {
    const choices = chosenSettings(statuses, 'recall@1')!;
    expect(choices.map(({ cell, among }) => [cell.at, among])).toEqual([
      [{ 'runs.geometry': 'spherical', 'optimizer.learningRate': 1e-4, 'head.tauSpherical': 0.2, seed: 5 }, 4],
      [{ 'runs.geometry': 'hyperbolic', 'optimizer.learningRate': 1e-3, 'head.tauHyperbolic': 0.1, seed: 5 }, 4],
    ]);
    expect(chosenSettings([{ ...statuses[0]!, state: 'running' }, ...statuses.slice(1)], 'recall@1')).toBeUndefined();
  });

  it('chooses the lowest where lower is better, the first of equals, and nothing that failed or was stopped', () => {
    const loss = measured(cells, () => 1, 'loss');
    expect(chosenSettings(loss, 'loss')!.map(({ cell }) => cell.id)).toEqual([cells[0]!.id, cells[4]!.id]);
    const falling = measured(cells, (cell) => -cells.indexOf(cell), 'loss');
    expect(chosenSettings(falling, 'loss')!.map(({ cell }) => cell.id)).toEqual([cells[3]!.id, cells[7]!.id]);
    const stopped = statuses.map((one): CellStatus => (one.cell.geometry === 'spherical' ? { ...one, state: 'lost' } : one));
    expect(chosenSettings(stopped, 'recall@1')!.map(({ geometry }) => geometry)).toEqual(['hyperbolic']);
  });

  it('compares them with every seed; cells of the first are those that were trained', () => {
    const choices = chosenSettings(statuses, 'recall@1')!;
    const compared = comparedCells(request, choices, emoji);
    expect(compared.map(({ geometry, config }) => [geometry, config.seed])).toEqual(
      [5, 6, 7].flatMap((seed) => ['spherical', 'hyperbolic'].map((geometry) => [geometry, seed])),
    );
    expect(compared.slice(0, 2)).toEqual(choices.map(({ cell }) => cell));
    // As though they had been cells of a grid.
    const again = gridCells({ 'runs.geometry': ['spherical'], 'optimizer.learningRate': [1e-4], 'head.tauSpherical': [0.2], seed: [6] });
    expect(compared[2]).toEqual(again[0]);
    expect(new Set(compared.map(({ id }) => id)).size).toBe(6);
  });

  it('looks at the test classes at the end, once with each model', () => {
    const compared = measured(comparedCells(request, chosenSettings(statuses, 'recall@1')!, emoji), () => 0.5);
    const ids = compared.map(({ cell }) => cell.id);
    expect(cellsToTest(compared)).toEqual(ids);
    expect(cellsToTest([...compared.slice(1), { ...compared[0]!, state: 'running' }])).toEqual([]);
    expect(cellsToTest([{ ...compared[0]!, tested: { 'recall@1': 0.4 } }, ...compared.slice(1)])).toEqual(ids.slice(1));
    expect(cellsToTest([{ ...compared[0]!, state: 'failed' }, ...compared.slice(1)])).toEqual(ids.slice(1));
  });
});
