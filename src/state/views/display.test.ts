import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../core/configuration/presets';
import { backAt } from './display';
import type { LabState } from '../lab.types';
import { emptyRuns, withSnapshots } from './runViews';
import { sampleSnapshot } from '../testing/samples';

/** What is shown of an experiment that has been evaluated at these steps. */
function evaluatedAt(steps: number[], shownStep?: number) {
  let runs = emptyRuns(defaultConfig);
  for (const step of steps) {
    const snapshots = defaultConfig.runs.map((run) => sampleSnapshot(defaultConfig, run, step));
    runs = withSnapshots(runs, snapshots, shownStep);
  }
  return { runs, shownStep } as LabState;
}

describe('back at an earlier step', () => {
  it('what was measured after it is void', () => {
    const { runs, shownStep } = backAt(evaluatedAt([0, 10, 20]), 15);
    for (const { history, snapshot, latest, evaluations } of runs!) {
      expect(history.map(({ step }) => step)).toEqual([0, 10]);
      expect([snapshot?.step, latest?.step]).toEqual([10, 10]);
      expect(evaluations.map(({ step }) => step)).toEqual([0, 10]);
    }
    expect(shownStep).toBeUndefined();
  });

  it('a step on show stays where it is before it, and not where it is after it', () => {
    const before = backAt(evaluatedAt([0, 10, 20, 30], 10), 25);
    expect(before.shownStep).toBe(10);
    expect(before.runs!.map(({ snapshot }) => snapshot?.step)).toEqual([10, 10, 10]);
    const after = backAt(evaluatedAt([0, 10, 20, 30], 20), 12);
    expect(after.shownStep).toBeUndefined();
    expect(after.runs!.map(({ snapshot }) => snapshot?.step)).toEqual([10, 10, 10]);
  });
});
