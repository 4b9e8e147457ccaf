import { useCallback, useEffect } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { CurvesPanel } from '../../panels/curves';
import { DiskBar, DiskPanel } from '../../panels/disk';
import { NegativesPanel } from '../../panels/negatives';
import { TimeBar } from '../../panels/time';
import { WeightsPanel } from '../../panels/weights';
import { ProvenanceContext, integer, type Origin } from '../../plots';
import { LabProvider, useLab, type ViewStores } from '../../state/LabProvider';
import { provenanceOf } from '../../state/views/shown/provenance';
import { version } from '../../../package.json';
import { ErrorBoundary } from '../boundaries/ErrorBoundary';
import { gridOf } from '../places/grid';
import { Notices } from '../Notices';
import { Facts } from './Facts';
import { listenToViewKeys } from './keys';
import type { OpenedExperiment } from './open';

/** An experiment that has been opened: its views, and under them what it was made with. */
export function Shown({ opened, stores }: { opened: OpenedExperiment; stores: ViewStores }) {
  const { record, images } = opened;
  const { lab, projections } = stores;
  const provenance = useCallback(
    (origin: Origin) => provenanceOf(lab.getState(), projections.getState(), version, origin),
    [lab, projections],
  );
  useEffect(() => listenToViewKeys(stores), [stores]);
  const { imageSet, step, date, backend } = record;
  return (
    <LabProvider stores={stores}>
      <ProvenanceContext value={provenance}>
        <main>
          <p className="app-view-lead">
            <strong className="badge">read only</strong> {record.runs.length} {record.runs.length === 1 ? 'run' : 'runs'}, {integer(step)}{' '}
            steps on {imageSet.name} ({integer(imageSet.images)} images of {integer(imageSet.classes)} classes), begun {date.slice(0, 10)},{' '}
            {backend.backend} ({backend.adapter}).
            {!images.thumbnails &&
              ' The file holds no pictures of the images: places stand for them. Exported “with small pictures” it would.'}
          </p>
          <div className="app-layout app-view-layout">
            <Views />
            <div className="app-measures scrolls">
              <ErrorBoundary name="Triplet weights">
                <WeightsPanel />
              </ErrorBoundary>
              <ErrorBoundary name="Curves">
                <CurvesPanel />
              </ErrorBoundary>
            </div>
          </div>
          <Facts record={record} />
        </main>
        <Notices />
      </ProvenanceContext>
    </LabProvider>
  );
}

function Views() {
  const runs = useLab(useShallow((state) => state.runs.map((run) => run.id)));
  const names = useLab(useShallow((state) => state.runs.map((run) => run.name)));
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
        <ErrorBoundary name="Time">
          <TimeBar />
        </ErrorBoundary>
      </div>
    </div>
  );
}
