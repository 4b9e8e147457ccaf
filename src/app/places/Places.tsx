/** Train, Sweep and Runs: one of them is seen. Each is fetched when it is first opened, and keeps what it shows while another one is seen. */
import { Activity, Suspense, lazy, useState, type ComponentType } from 'react';
import { usePlace } from '../../state/LabProvider';
import { PLACES, type Place } from '../../state/views/place';
import { ErrorBoundary } from '../boundaries/ErrorBoundary';
import { TrainPlace } from './TrainPlace';
import { PLACE_NAMES } from './names';

const VIEWS: Record<Place, ComponentType> = {
  // Part of the first paint.
  train: TrainPlace,
  sweep: lazy(() => import('./SweepPlace')),
  runs: lazy(() => import('./RunsPlace')),
};

export function Places() {
  const place = usePlace((state) => state.place);
  const [opened, setOpened] = useState<ReadonlySet<Place>>(new Set([place]));
  if (!opened.has(place)) setOpened(new Set([...opened, place]));
  return PLACES.filter((one) => opened.has(one) || one === place).map((one) => {
    const View = VIEWS[one];
    return (
      <Activity key={one} mode={one === place ? 'visible' : 'hidden'}>
        <ErrorBoundary name={PLACE_NAMES[one]}>
          <Suspense fallback={<main className="app-place" aria-busy />}>
            <View />
          </Suspense>
        </ErrorBoundary>
      </Activity>
    );
  });
}
