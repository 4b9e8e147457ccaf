import type { ReactNode } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { CurvesPanel } from '../../panels/curves';
import { DiskBar, DiskPanel } from '../../panels/disk';
import { NegativesPanel } from '../../panels/negatives';
import { TimeBar } from '../../panels/time';
import { WeightsPanel } from '../../panels/weights';
import { useLab } from '../../state/LabProvider';
import { ErrorBoundary } from '../boundaries/ErrorBoundary';
import { gridOf } from './grid';

/**
 * One picture a run, side by side, and below them the hard negatives. The fewer the runs, the larger the pictures. Of the page that trains
 * and of the page that only shows.
 * @param mark before the time bar: whose data they are
 */
export function RunViews({ mark }: { mark?: ReactNode }) {
  // Names and ids alone: what is inside a run changes with every step, and each picture sees to its own.
  const runs = useLab(useShallow((lab) => lab.runs.map((run) => run.id)));
  const names = useLab(useShallow((lab) => lab.runs.map((run) => run.name)));
  return (
    <div id="views" className="app-views" tabIndex={-1} style={gridOf(runs.length)}>
      <DiskBar />
      <div className="app-disks">
        {runs.map((run, i) => (
          <ErrorBoundary key={run} name={names[i] ?? run}>
            <DiskPanel run={run} />
          </ErrorBoundary>
        ))}
      </div>
      <ErrorBoundary name="Hard negatives">
        <NegativesPanel />
      </ErrorBoundary>
      <div className="app-views-foot">
        {mark}
        <ErrorBoundary name="Time">
          <TimeBar />
        </ErrorBoundary>
      </div>
    </div>
  );
}

/** What the runs are judged by, at the right of their pictures. */
export function Measures() {
  return (
    <div className="app-measures scrolls">
      <ErrorBoundary name="Triplet weights">
        <WeightsPanel />
      </ErrorBoundary>
      <ErrorBoundary name="Curves">
        <CurvesPanel />
      </ErrorBoundary>
    </div>
  );
}
