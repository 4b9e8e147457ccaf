import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { cellsOf, type CellStatus, type SweepDefinition } from '../../core/sweep';
import { nextOf } from './course';

const imageSet = { id: 'emoji', name: 'emoji', images: 10, classes: 5 };
const definition = (change: Partial<SweepDefinition> = {}): SweepDefinition => ({
  ...{ id: 's', title: 's', date: '2026-11-28T12:00:00Z', imageSet, base: defaultConfig },
  grid: { 'runs.geometry': ['spherical'], 'head.tauSpherical': [0.1, 0.2, 0.3, 0.4], seed: [1] },
  ...{ budget: { steps: 8 }, metric: 'recall@1' },
  ...change,
});

type Given = Partial<CellStatus>;
/** Cells of the grid as they stand, in order. */
function statuses(of: SweepDefinition, given: readonly Given[]): CellStatus[] {
  const { cells } = cellsOf(of, imageSet);
  return cells.map((cell, i) => ({ cell, state: 'waiting', step: 0, ...given[i] }));
}
const recall = (value: number) => ({ 'recall@1': value });

describe('what comes next in a sweep', () => {
  it('is every cell that has not had its budget, in order', () => {
    const of = definition();
    const cells = statuses(of, [{ state: 'done', step: 8 }, { step: 3 }, { state: 'failed' }]);
    const next = nextOf(of, { statuses: cells, lost: {} });
    expect(next).toEqual({
      kind: 'train',
      tasks: [cells[1]!, cells[3]!].map(({ cell }) => ({ cell, until: 8, test: false })),
    });
    const ended = cells.map((status): CellStatus => ({ ...status, state: 'done' }));
    expect(nextOf(of, { statuses: ended, lost: {} })).toEqual({ kind: 'ended' });
  });

  describe('with halving', () => {
    const of = definition({ halving: { factor: 2, first: 2, seed: 0 } });
    const atFirst: Given[] = [0.1, 0.4, 0.3, 0.2].map((value) => ({ step: 2, metrics: recall(value) }));

    it('is one rung after the other: none goes on before the last has come to its rung', () => {
      const cells = statuses(of, [...atFirst.slice(0, 3), { step: 1 }]);
      expect(nextOf(of, { statuses: cells, lost: {} })).toMatchObject({ kind: 'train', tasks: [{ cell: cells[3]!.cell, until: 2 }] });
    });

    it('is the verdict over a rung, and then the better ones', () => {
      const cells = statuses(of, atFirst);
      const next = nextOf(of, { statuses: cells, lost: {} });
      expect(next).toEqual({ kind: 'halve', lost: [cells[0]!.cell.id, cells[3]!.cell.id], at: 2 });
      const lost = Object.fromEntries([cells[0]!, cells[3]!].map(({ cell }) => [cell.id, 2]));
      const after = cells.map((status): CellStatus => (status.cell.id in lost ? { ...status, state: 'lost' } : status));
      expect(nextOf(of, { statuses: after, lost })).toMatchObject({ kind: 'train', tasks: [{ until: 4 }, { until: 4 }] });
    });

    it('is not judged once more where some have gone on', () => {
      const cells = statuses(of, [
        { state: 'lost', step: 2 },
        { step: 3, metrics: recall(0) },
        { step: 2, metrics: recall(1) },
        { state: 'failed' },
      ]);
      const next = nextOf(of, { statuses: cells, lost: { [cells[0]!.cell.id]: 2 } });
      expect(next).toMatchObject({ kind: 'train', tasks: [{ until: 4 }, { until: 4 }] });
    });

    it('leaves those that were known to themselves', () => {
      const known: Given = { state: 'done', step: 8, reused: true, metrics: recall(1) };
      const cells = statuses(of, [known, ...atFirst.slice(1, 3), known]);
      expect(nextOf(of, { statuses: cells, lost: {} })).toEqual({ kind: 'halve', lost: [cells[2]!.cell.id], at: 2 });
    });
  });

  it('is the comparison once all are tuned, and its tests once all of it is trained', () => {
    const of = definition({ grid: { 'runs.geometry': ['spherical'], 'head.tauSpherical': [0.1, 0.2] }, compare: { seeds: [1, 2] } });
    const cells = statuses(of, [
      { state: 'done', step: 8, metrics: recall(0.2) },
      { state: 'done', step: 8, metrics: recall(0.3) },
    ]);
    const next = nextOf(of, { statuses: cells, lost: {} });
    if (next.kind !== 'compare') throw new Error(next.kind);
    expect(next.cells.map(({ id, config }) => [id === cells[1]!.cell.id, config.seed, config.head.tauSpherical])).toEqual([
      [true, 1, 0.2],
      [false, 2, 0.2],
    ]);
    const second: CellStatus = { cell: next.cells[1]!, state: 'waiting', step: 0 };
    const training = nextOf(of, { statuses: cells, comparison: [cells[1]!, second], lost: {} });
    expect(training).toEqual({ kind: 'train', tasks: [{ cell: second.cell, until: 8, test: false }] });
    const done: CellStatus = { ...second, state: 'done', step: 8, metrics: recall(0.1) };
    const testing = nextOf(of, { statuses: cells, comparison: [cells[1]!, done], lost: {} });
    expect(testing).toMatchObject({ kind: 'train', tasks: [{ test: true }, { test: true }] });
    const tested = [cells[1]!, done].map((status): CellStatus => ({ ...status, tested: recall(0.1) }));
    expect(nextOf(of, { statuses: cells, comparison: tested, lost: {} })).toEqual({ kind: 'ended' });
  });

  it('of a budget in seconds goes by the clock', () => {
    const of = definition({ budget: { seconds: 5 } });
    const cells = statuses(of, [
      { step: 400, seconds: 4.9 },
      { step: 400, seconds: 5.1 },
      { state: 'done', step: 390, seconds: 4.99 },
      { state: 'cancelled' },
    ]);
    expect(nextOf(of, { statuses: cells, lost: {} })).toEqual({ kind: 'train', tasks: [{ cell: cells[0]!.cell, until: 5, test: false }] });
  });
});
