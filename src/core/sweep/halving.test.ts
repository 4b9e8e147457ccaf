import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random';
import { nextRung, rungsOf } from './halving';
import type { Cell, CellStatus } from './sweep.types';
import { gridCells } from './testing/grid';

const halving = { factor: 3, first: 10, seed: 0 };
const rates = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const at = (cells: readonly Cell[], ids: readonly string[]) =>
  cells.filter(({ id }) => ids.includes(id)).map(({ at }) => Object.values(at).join(' '));
/** All at the end of a rung of so many steps. */
const judged = (cells: readonly Cell[], value: (cell: Cell) => number | undefined, steps = 10): CellStatus[] =>
  cells.map((cell) => {
    const recall = value(cell);
    return { cell, state: 'waiting', step: steps, steps, metrics: recall === undefined ? {} : { 'recall@1': recall } };
  });
const rateOf = ({ config }: Cell) => config.optimizer.learningRate;

describe('successive halving', () => {
  it('has rungs of so many times the steps, up to the budget', () => {
    expect(rungsOf(halving, 100)).toEqual([10, 30, 90, 100]);
    expect(rungsOf(halving, 90)).toEqual([10, 30, 90]);
    expect(rungsOf({ factor: 2, first: 64 }, 100)).toEqual([64, 100]);
  });

  it('lets the best of every three go on, by their mean over the seeds', () => {
    const cells = gridCells({ 'runs.geometry': ['spherical'], 'optimizer.learningRate': rates, seed: [0, 1] });
    // Seed 0 alone would choose 1, 2, 3.
    const statuses = judged(cells, (cell) => (cell.config.seed === 0 ? -rateOf(cell) / 100 : rateOf(cell) / 10));
    const verdict = nextRung(statuses, halving, 'recall@1', 100)!;
    expect(verdict.steps).toBe(30);
    expect(at(cells, verdict.goOn)).toEqual([
      'spherical 7 0',
      'spherical 8 0',
      'spherical 9 0',
      'spherical 7 1',
      'spherical 8 1',
      'spherical 9 1',
    ]);
    expect(verdict.lost).toHaveLength(12);
    expect(
      nextRung(
        judged(cells, (cell) => rateOf(cell), 10),
        halving,
        'uniformity',
        100,
      ),
    ).toBeDefined();
  });

  it('judges each geometry by itself, and keeps one of each', () => {
    const cells = gridCells({ 'runs.geometry': ['spherical', 'hyperbolic'], 'optimizer.learningRate': [1, 2] });
    const verdict = nextRung(
      judged(cells, (cell) => rateOf(cell) + (cell.geometry === 'spherical' ? 100 : 0)),
      halving,
      'recall@1',
      100,
    )!;
    expect(at(cells, verdict.goOn)).toEqual(['spherical 2', 'hyperbolic 2']);
  });

  it('takes the lowest of what is better lower', () => {
    const cells = gridCells({ 'runs.geometry': ['spherical'], 'optimizer.learningRate': [1, 2, 3] });
    const statuses = cells.map((cell): CellStatus => ({ cell, state: 'waiting', step: 10, steps: 10, metrics: { loss: rateOf(cell) } }));
    expect(at(cells, nextRung(statuses, halving, 'loss', 100)!.goOn)).toEqual(['spherical 1']);
  });

  it('waits for every cell of the rung, and ends at the budget', () => {
    const cells = gridCells({ 'runs.geometry': ['spherical'], 'optimizer.learningRate': rates });
    const statuses = judged(cells, rateOf);
    expect(nextRung([{ ...statuses[0]!, state: 'running', step: 9 }, ...statuses.slice(1)], halving, 'recall@1', 100)).toBeUndefined();
    // Judged already: those who go on have other steps to take.
    expect(
      nextRung(
        statuses.map((one) => ({ ...one, steps: 30 })),
        halving,
        'recall@1',
        100,
      ),
    ).toBeUndefined();
    expect(nextRung(judged(cells, rateOf, 90), halving, 'recall@1', 100)!.steps).toBe(100);
    expect(nextRung(judged(cells, rateOf, 100), halving, 'recall@1', 100)).toBeUndefined();
    expect(nextRung([], halving, 'recall@1', 100)).toBeUndefined();
  });

  it('puts what failed or was not measured last, and leaves alone what was done before', () => {
    const cells = gridCells({ 'runs.geometry': ['spherical'], 'optimizer.learningRate': [1, 2, 3, 4], seed: [0, 1] });
    const statuses = judged(cells, (cell) => (rateOf(cell) === 3 ? undefined : rateOf(cell))).map((status): CellStatus => {
      const rate = rateOf(status.cell);
      if (rate === 4 && status.cell.config.seed === 1) return { ...status, state: 'failed' };
      return rate === 1 ? { ...status, state: 'done', step: 100, steps: 100, metrics: { 'recall@1': 99 } } : status;
    });
    const verdict = nextRung(statuses, halving, 'recall@1', 100)!;
    expect(at(cells, verdict.goOn)).toEqual(['spherical 2 0', 'spherical 2 1']);
    expect(at(cells, verdict.lost)).toEqual(['spherical 3 0', 'spherical 4 0', 'spherical 3 1']);
  });

  it('lets ties fall by a draw from its seed, whatever the order of the cells', () => {
    const cells = gridCells({ 'runs.geometry': ['spherical'], 'optimizer.learningRate': rates });
    const random = createRandom('order of cells');
    const chosen = (seed: number) =>
      at(cells, nextRung(random.shuffle(judged(cells, () => 0.5)), { ...halving, seed }, 'recall@1', 100)!.goOn).join();
    for (let seed = 0; seed < 5; seed++) expect(chosen(seed)).toBe(chosen(seed));
    expect(new Set([0, 1, 2, 3, 4].map(chosen)).size).toBeGreaterThan(1);
  });

  it('always keeps as many as it says, and none that is worse than one it lost', () => {
    const random = createRandom('rungs');
    for (let trial = 0; trial < 40; trial++) {
      const factor = 2 + random.int(3);
      const cells = gridCells({ 'optimizer.learningRate': rates.slice(0, 1 + random.int(9)), 'runs.geometry': ['spherical', 'fused'] });
      const statuses = judged(cells, () => random.int(6) / 6);
      const { goOn, lost } = nextRung(statuses, { factor, first: 10, seed: trial }, 'recall@1', 100)!;
      expect([...goOn, ...lost].sort()).toEqual(cells.map(({ id }) => id).sort());
      for (const geometry of ['spherical', 'fused']) {
        const of = (ids: string[]) =>
          statuses.filter(({ cell }) => cell.geometry === geometry && ids.includes(cell.id)).map(({ metrics }) => metrics!['recall@1']!);
        expect(of(goOn)).toHaveLength(Math.max(1, Math.floor(cells.length / 2 / factor)));
        expect(Math.min(...of(goOn))).toBeGreaterThanOrEqual(Math.max(...of(lost), 0));
      }
    }
  });
});
