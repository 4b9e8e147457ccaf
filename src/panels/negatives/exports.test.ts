import { describe, expect, it } from 'vitest';
import { csvText } from '../../plots/export';
import type { LabState } from '../../state/lab.types';
import type { AnchorView, Ranking } from '../../state/views/selection';
import { negativesTable, overlapTable, shareTable } from './exports';
import { overlapBetween } from '../../core/metrics/negatives/pairOverlap';
import { DEEPEST, type TopK } from '../../core/metrics/retrieval/topK';

const view = (negatives: number[]): AnchorView =>
  ({
    negatives: Int32Array.from(negatives),
    distances: Float64Array.from(negatives, (_, i) => 0.5 + i),
    weights: Float64Array.from(negatives, (_, i) => 0.25 / (i + 1)),
    positives: Int32Array.of(1),
    positiveDistances: Float64Array.of(0.25),
    effective: 2,
  }) as unknown as AnchorView;
const ranking = (id: string) => ({ id, name: id, run: id, geometry: 'spherical' }) as unknown as Ranking;

const lab = {
  anchor: 0,
  evaluation: { rows: Int32Array.of(10, 11, 12, 13, 14), labels: Int32Array.of(0, 0, 1, 1, 1) },
  imageSet: {
    classes: [
      { path: 'a/frog', name: 'frog' },
      { path: '=a/cat, wry', name: 'cat' },
    ],
  },
} as unknown as LabState;

describe('hard negatives as a table', () => {
  it('list anchor, positives and the first k negatives of each run, with what the other run lacks', () => {
    const absent = { shared: 1, of: 2, absent: new Set([4]), sameOrder: false };
    const table = negativesTable(
      lab,
      [
        { ranking: ranking('one'), view: view([3, 4, 2]), comparison: ranking('two'), overlap: absent },
        { ranking: ranking('two'), view: view([3, 2, 4]) },
      ],
      2,
    );
    const lines = csvText(table).trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 2 * (1 + 1 + 2));
    expect(lines[1]).toBe('one,anchor,,0,10,a/frog,,,,,distance');
    expect(lines[2]).toBe('one,positive,1,1,11,a/frog,0.25,,,,distance');
    expect(lines[4]).toBe(`one,negative,2,4,14,"'=a/cat, wry",1.5,12.5,1,two,distance`);
    expect(lines[7], 'without a comparison nothing is absent').toBe(`two,negative,1,3,13,"'=a/cat, wry",0.5,25,,,distance`);
  });
});

describe('overlap as a table', () => {
  it('counts every anchor once for every k', () => {
    const top = Int32Array.from({ length: 2 * DEEPEST }, (_, i) => 2 + (i % DEEPEST));
    const scan = (): TopK => ({ n: 30, done: 2, order: Int32Array.of(0, 1), top }) as unknown as TopK;
    const overlap = overlapBetween(scan(), scan());
    const rows = [...overlapTable([{ name: 'a – b', overlap, correlation: { mean: 0.4, anchors: 9 } }, { name: 'none' }]).rows];
    for (const k of [1, 6, DEEPEST]) {
      const ofK = rows.filter((row) => row[1] === k);
      expect(ofK).toHaveLength(k + 1);
      expect(ofK.reduce((sum, row) => sum + Number(row[3]), 0)).toBe(2);
      expect(ofK.at(-1), 'the same lists share all').toEqual(['a – b', k, k, 2, 0.4, 9]);
    }
    expect([...shareTable([{ name: 'a – b', values: overlap.meanShares() }]).rows]).toHaveLength(DEEPEST);
  });
});
