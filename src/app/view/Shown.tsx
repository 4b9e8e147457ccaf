import { useCallback, useEffect } from 'react';
import { ProvenanceContext, integer, type Origin } from '../../plots';
import { LabProvider, type ViewStores } from '../../state/LabProvider';
import { provenanceOf } from '../../state/views/shown/provenance';
import { version } from '../../../package.json';
import { Notices } from '../Notices';
import { Facts } from './Facts';
import { listenToViewKeys } from './keys';
import type { OpenedExperiment } from './open';
import { Measures, RunViews } from '../places/RunViews';

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
            <RunViews />
            <Measures />
          </div>
          <Facts record={record} />
        </main>
        <Notices />
      </ProvenanceContext>
    </LabProvider>
  );
}
