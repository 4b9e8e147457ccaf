import { describe, expect, it } from 'vitest';
import { costsOf, ownShare, type Crossing } from './costs';

/** A cell that begins at `at`: 300 ms to create, steps of 100 ms, an evaluation of 200 ms after half of them and at the end, 50 ms to keep. */
function cell(at: number, id: number): Crossing[] {
  const steps = (from: number) =>
    Array.from({ length: 4 }, (_, i): Crossing => ({ at: from + 100 * (i + 1), to: 'page', type: 'metrics', steps: 1 }));
  return [
    { at, to: 'worker', type: 'create', id },
    { at: at + 300, to: 'page', type: 'done', id },
    ...steps(at + 300),
    { at: at + 900, to: 'page', type: 'snapshots' },
    ...steps(at + 900),
    { at: at + 1300, to: 'worker', type: 'evaluate', id: id + 1 },
    { at: at + 1500, to: 'page', type: 'snapshots' },
    { at: at + 1500, to: 'page', type: 'done', id: id + 1 },
  ];
}

describe('costs of cells', () => {
  it('are parted into training, evaluating and the page’s own', () => {
    const crossings = [...cell(1000, 1), ...cell(2550, 3)];
    const costs = costsOf(crossings, { began: 0, ended: 4100, steps: 8, evaluations: 2 });
    expect(costs.map((cost) => Object.values(cost).map((value) => Number((value as number).toFixed(3))))).toEqual([
      [2.55, 0.8, 0.4, 1.35],
      [1.55, 0.8, 0.4, 0.35],
    ]);
    expect(ownShare(costs)).toBeCloseTo(0.35 / 0.8);
  });

  it('are refused where a cell was not trained as it should have been', () => {
    expect(() => costsOf(cell(0, 1), { began: 0, ended: 2000, steps: 9, evaluations: 2 })).toThrow(/take 9 steps and reported 8/);
    expect(() => costsOf(cell(0, 1).slice(0, -3), { began: 0, ended: 2000, steps: 8, evaluations: 2 })).toThrow(/not evaluated/);
  });
});
