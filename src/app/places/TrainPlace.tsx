import { useShallow } from 'zustand/react/shallow';
import { CurvesPanel } from '../../panels/curves';
import { DiskBar, DiskPanel } from '../../panels/disk';
import { HeadPanel } from '../../panels/head';
import { ImageSetPanel } from '../../panels/imageSet';
import { ModelPanel } from '../../panels/model';
import { NegativesPanel } from '../../panels/negatives';
import { RunsPanel } from '../../panels/runs';
import { TimeBar } from '../../panels/time';
import { WeightsPanel } from '../../panels/weights';
import { useLab } from '../../state/LabProvider';
import { ErrorBoundary } from '../boundaries/ErrorBoundary';
import { StoredMark } from '../StoredMark';
import { useCommands } from '../commands';
import { gridOf } from './grid';

/** One experiment: settings at the left, the runs in the middle, what they are judged by at the right. */
export function TrainPlace() {
  const commands = useCommands();
  return (
    <main className="app-layout">
      <div className="app-rail scrolls">
        <ErrorBoundary name="Image set">
          <ImageSetPanel choose={commands.chooseImageSet} />
        </ErrorBoundary>
        <ErrorBoundary name="Runs">
          <RunsPanel />
        </ErrorBoundary>
        <ErrorBoundary name="Head">
          <HeadPanel applyWhatIf={commands.applyWhatIf} />
        </ErrorBoundary>
        <ErrorBoundary name="Model">
          <ModelPanel />
        </ErrorBoundary>
      </div>
      <Views />
      <div className="app-measures scrolls">
        <ErrorBoundary name="Triplet weights">
          <WeightsPanel />
        </ErrorBoundary>
        <ErrorBoundary name="Curves">
          <CurvesPanel />
        </ErrorBoundary>
      </div>
    </main>
  );
}

/** One picture a run, side by side, and below them the hard negatives. The fewer the runs, the larger the pictures. */
function Views() {
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
        <StoredMark />
        <ErrorBoundary name="Time">
          <TimeBar />
        </ErrorBoundary>
      </div>
    </div>
  );
}
