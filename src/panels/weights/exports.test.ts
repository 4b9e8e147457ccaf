import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { runStyle } from '../../plots/runStyle';
import type { LabState } from '../../state/lab.types';
import { sampleSnapshot } from '../../state/testing/samples';
import { rankingsOf } from '../../state/views/selection';
import { anchorWeightsTable } from './exports';
import type { OwnRanking } from './useShown';

describe('weights of an anchor as a table', () => {
  it('say of each run whether the numbers beside them are distances or scores', () => {
    const snapshots = (['hyperbolic', 'fused'] as const).map((geometry) => sampleSnapshot(defaultConfig, { name: geometry, geometry }, 0));
    const own = new Map(
      rankingsOf(snapshots.map((snapshot) => ({ snapshot }))).map((ranking): [string, OwnRanking] => [
        ranking.run,
        { ranking, style: runStyle(ranking.geometry, 0), wanted: undefined },
      ]),
    );
    const labels = Int32Array.of(0, 0, 1, 1, 2, 2);
    const lab = { anchor: 0, evaluation: { rows: Int32Array.of(0, 1, 2, 3, 4, 5), labels } } as unknown as LabState;
    const { columns, rows } = anchorWeightsTable(lab, own, []);
    const measure = columns.indexOf('measure');
    const all = [...rows];
    expect(all.filter(([series]) => series === 'hyperbolic').map((row) => row[measure])).toEqual(Array(4).fill('distance'));
    expect(all.filter(([series]) => series === 'fused').map((row) => row[measure])).toEqual(Array(4).fill('score'));
  });
});
