import { describe, expect, it } from 'vitest';
import { stepOperations } from '../configuration/cost';
import { estimateSeconds, secondsPerStep } from './estimate';
import { gridCells } from './testing/grid';

const budget = { steps: 100 };
const cells = gridCells({ 'runs.geometry': ['spherical', 'hyperbolic'], seed: [0, 1] });
const [spherical] = cells;
const pace = { config: spherical!.config, stepsPerSecond: 10 };

describe('the time of a sweep', () => {
  it('is that of timed steps of like cells, shared by the jobs', () => {
    const paces = [pace, { config: cells[1]!.config, stepsPerSecond: 5 }];
    expect(estimateSeconds(cells, { budget, jobs: 1, paces })).toBeCloseTo(2 * 10 + 2 * 20, 9);
    // In their order: spherical twice in one job, hyperbolic twice in the other.
    expect(estimateSeconds(cells, { budget, jobs: 2, paces, besides: 1 })).toBeCloseTo(42, 9);
    // Not less than one cell takes.
    expect(estimateSeconds(cells.slice(0, 2), { budget, jobs: 8, paces })).toBeCloseTo(20, 9);
  });

  it('goes by operations where none is like it', () => {
    const [small] = gridCells({ model: ['small'], 'runs.geometry': ['spherical'] });
    const ratio = stepOperations(small!.config) / stepOperations(spherical!.config);
    expect(secondsPerStep(small!, { paces: [pace] })).toBeCloseTo(ratio / 10, 9);
    expect(secondsPerStep(small!, { paces: [], operationsPerSecond: stepOperations(small!.config) * 4 })).toBeCloseTo(0.25, 9);
    expect(estimateSeconds(cells, { budget, jobs: 1, paces: [] })).toBeUndefined();
  });

  it('is the budget where that is in seconds, and nothing for no cells', () => {
    expect(estimateSeconds(cells, { budget: { seconds: 60 }, jobs: 2, paces: [] })).toBe(120);
    expect(estimateSeconds([], { budget, jobs: 1, paces: [] })).toBe(0);
  });

  it('counts what halving saves', () => {
    const nine = gridCells({ 'runs.geometry': ['spherical'], 'optimizer.learningRate': [1, 2, 3, 4, 5, 6, 7, 8, 9] });
    const halving = { factor: 3, first: 10, seed: 0 };
    // 9 cells to 10 steps, 3 to 30, 1 to 90 and to 100, at a tenth of a second a step.
    expect(estimateSeconds(nine, { budget, halving, jobs: 1, paces: [pace] })).toBeCloseTo(9 + 3 * 2 + 6 + 1, 9);
  });
});
