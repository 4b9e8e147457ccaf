import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../core/configuration/presets';
import { backAt, snapshotsShown, stepShown } from './display';
import type { LabState } from '../../lab.types';
import { emptyRuns, withSnapshots } from './runViews';
import { sampleSnapshot } from '../../testing/samples';

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

describe('a subset, and all images', () => {
  const [run] = defaultConfig.runs;
  const some = (step: number) => ({
    ...sampleSnapshot(defaultConfig, run!, step, { n: 3, d: 4 }),
    subset: { places: Int32Array.of(0, 2, 4), of: 6 },
  });
  const all = (step: number) => sampleSnapshot(defaultConfig, run!, step);

  it('have points of their own on the curves; all images of step 0 take their place after the first steps', () => {
    const runs = [some(0), some(2), all(0), some(4), all(4)].reduce(
      (before, snapshot) => withSnapshots(before, [snapshot]),
      emptyRuns({ ...defaultConfig, runs: [run!] }),
    );
    const { evaluations, history, latest, snapshot } = runs[0]!;
    expect(evaluations.map(({ step, images, of }) => `${step}: ${images} of ${of}`)).toEqual([
      '0: 3 of 6',
      '0: 6 of 6',
      '2: 3 of 6',
      '4: 3 of 6',
      '4: 6 of 6',
    ]);
    // Of one step there is one picture, of as many images as there is one of.
    expect(history.map(({ step, images }) => [step, images])).toEqual([
      [0, 6],
      [2, 3],
      [4, 6],
    ]);
    expect(latest!.n).toBe(6);
    expect(snapshot).toBe(latest);
  });

  it('step 0 that comes late does not take the place of the newest', () => {
    const before = [some(0), some(2)].reduce(
      (before, snapshot) => withSnapshots(before, [snapshot]),
      emptyRuns({ ...defaultConfig, runs: [run!] }),
    );
    const now = withSnapshots(before, [all(0)]);
    expect(now[0]!.latest).toBe(before[0]!.latest);
    expect(now[0]!.snapshot!.step).toBe(2);
  });

  it('the images on show follow the step shown', () => {
    const evaluated = { rows: Int32Array.of(5, 6, 7, 8, 9, 10), labels: Int32Array.of(0, 0, 1, 1, 2, 2) };
    const empty = { runs: emptyRuns({ ...defaultConfig, runs: [run!] }), controls: [], evaluated, evaluation: evaluated, anchor: 4 };
    let lab = empty as unknown as LabState;
    for (const snapshot of [all(0), some(2)]) lab = { ...lab, ...snapshotsShown(lab, [{ ...snapshot, run: run!.id }]) };
    expect([...lab.evaluation!.rows]).toEqual([5, 7, 9]);
    expect(lab.anchor).toBe(2);
    lab = { ...lab, ...stepShown(lab, 0) };
    expect(lab.evaluation).toBe(evaluated);
    expect([lab.anchor, lab.runs[0]!.snapshot!.n]).toEqual([4, 6]);
    lab = { ...lab, ...stepShown(lab, undefined) };
    expect(lab.evaluation!.rows).toHaveLength(3);
    lab = { ...lab, ...backAt(lab, 1) };
    expect(lab.evaluation).toBe(evaluated);
  });
});
