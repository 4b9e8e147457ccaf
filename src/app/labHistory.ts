/** `lab.snapshots` and `lab.showStep`: the steps that can be shown again, for consoles, scripts and tests. */
import type { LabStore } from '../state/labStore';

export interface LabHistory {
  /** Steps of which a snapshot of this run is kept, ascending. @throws RangeError where there is no such run */
  snapshots(run: string): number[];
  /**
   * Shows the step kept nearest to this one in every view, and without one the newest again.
   * @returns the step shown; undefined = the newest, which the views follow
   */
  showStep(step?: number): number | undefined;
}

export function createLabHistory({ getState }: LabStore): LabHistory {
  return {
    snapshots: (name) => {
      const { runs } = getState();
      const run = runs.find((candidate) => candidate.name === name);
      if (!run) throw new RangeError(`There is no run “${name}”; there are ${runs.map((known) => known.name).join(', ')}`);
      return run.history.map(({ step }) => step);
    },
    showStep: (step) => {
      if (step !== undefined && !Number.isFinite(step)) throw new RangeError(`showStep(step) takes the number of a step, not ${step}`);
      getState().showStep(step);
      return getState().shownStep;
    },
  };
}
