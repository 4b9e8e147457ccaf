import { Suspense, lazy, useEffect, useState, type CSSProperties } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { CurvesPanel } from '../panels/curves';
import { DiskBar, DiskPanel } from '../panels/disk';
import { HeadPanel } from '../panels/head';
import { ImageSetPanel } from '../panels/imageSet';
import { DropAnywhere, ImagesDialogs } from '../panels/images';
import { ModelPanel } from '../panels/model';
import { NegativesPanel } from '../panels/negatives';
import { RunsPanel } from '../panels/runs';
import { TimeBar } from '../panels/time';
import { WeightsPanel } from '../panels/weights';
import { useLab, useTour } from '../state/LabProvider';
import { Banner } from './header/Banner';
import { ErrorBoundary } from './boundaries/ErrorBoundary';
import { Header } from './header/Header';
import { HelpDialog } from './header/HelpDialog';
import { Notices } from './Notices';
import { StateAnnouncer } from './header/StatusLine';
import { StoredMark } from './StoredMark';
import { useCommands } from './commands';
import { listenToKeys } from './keyboard/keyboard';
import './layout.css';

const Tour = lazy(() => import('./tour/Tour'));

/** The whole screen: settings at the left, the runs in the middle, what they are judged by at the right. */
export function App() {
  const commands = useCommands();
  const [help, setHelp] = useState(false);
  const touring = useTour((tour) => tour.at !== undefined);
  useEffect(() => listenToKeys(commands, () => setHelp(true)), [commands]);
  return (
    <>
      {/* A button: the part of the address behind # holds the configuration, which a link would overwrite. */}
      <button type="button" className="app-skip-link" onClick={() => document.getElementById('views')?.focus()}>
        Skip to the views
      </button>
      <Header openHelp={() => setHelp(true)} />
      <Banner />
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
        <div className="app-measures">
          <ErrorBoundary name="Triplet weights">
            <WeightsPanel />
          </ErrorBoundary>
          <ErrorBoundary name="Curves">
            <CurvesPanel />
          </ErrorBoundary>
        </div>
      </main>
      <ImagesDialogs choose={commands.chooseImageSet} />
      <DropAnywhere />
      <Notices />
      <StateAnnouncer />
      <HelpDialog open={help} onClose={() => setHelp(false)} />
      {touring && (
        <Suspense>
          <Tour />
        </Suspense>
      )}
    </>
  );
}

/** Pictures in one line up to four, in two from five on; how many rows of negatives are to be seen at once under them. */
function gridOf(runs: number): CSSProperties {
  const lines = runs > 4 ? 2 : 1;
  const columns = Math.max(1, Math.ceil(runs / lines));
  return { '--lines': lines, '--columns': columns, '--rows': Math.max(2, Math.min(3, runs)) } as CSSProperties;
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
