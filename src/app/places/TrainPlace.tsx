import { HeadPanel } from '../../panels/head';
import { ImageSetPanel } from '../../panels/imageSet';
import { ModelPanel } from '../../panels/model';
import { RunsPanel } from '../../panels/runs';
import { ErrorBoundary } from '../boundaries/ErrorBoundary';
import { StoredMark } from '../StoredMark';
import { useCommands } from '../commands';
import { Measures, RunViews } from './RunViews';

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
      <RunViews mark={<StoredMark />} />
      <Measures />
    </main>
  );
}
