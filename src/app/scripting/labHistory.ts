/** `lab.snapshots` and `lab.showStep`: the steps that can be shown again, for consoles, scripts and tests. */
import { runMeant } from './labRuns';
import type { LabStore } from '../../state/labStore';

export interface LabHistory {
  /** Steps of which a snapshot of this run (its id, or its name) is kept, ascending. @throws RangeError where there is no such run */
  snapshots(run: string): number[];
  /**
   * Shows the step kept nearest to this one in every view, and without one the newest again.
   * @returns the step shown; undefined = the newest, which the views follow
   */
  showStep(step?: number): number | undefined;
}

export function createLabHistory({ getState }: LabStore): LabHistory {
  return {
    snapshots: (run) => runMeant(getState().runs, run).history.map(({ step }) => step),
    showStep: (step) => {
      if (step !== undefined && !Number.isFinite(step)) throw new RangeError(`showStep(step) takes the number of a step, not ${step}`);
      getState().showStep(step);
      return getState().shownStep;
    },
  };
}
