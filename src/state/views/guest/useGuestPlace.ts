/** Where the guest lies in the picture of a run, whose points stay where they are. */
import { useEffect, useState } from 'react';
import { messageOf } from '../../../core/errors';
import type { ProjectedPoints } from '../../../core/projection/points';
import type { RunSnapshot } from '../../../core/evaluation/snapshot';
import { useLab, useViewStores } from '../../LabProvider';
import { guestFeatures } from './guest';

/** [dimensions]; undefined without a guest, and until its place is known. */
export function useGuestPlace(snapshot: RunSnapshot | undefined, picture: ProjectedPoints | undefined): Float32Array | undefined {
  const { projections } = useViewStores();
  const guest = useLab((lab) => lab.guest);
  const notify = useLab((lab) => lab.notify);
  const [found, setFound] = useState<{ guest: number; picture: ProjectedPoints; place: Float32Array }>();
  useEffect(() => {
    const features = guest && snapshot && guestFeatures(guest, snapshot);
    if (!features || !picture) return undefined;
    const control = new AbortController();
    projections
      .getState()
      .placeGuest(snapshot, picture, features, control.signal)
      .then(
        (place) => !control.signal.aborted && setFound({ guest: guest.number, picture, place }),
        (error: unknown) => !control.signal.aborted && notify('error', messageOf(error)),
      );
    return () => control.abort();
  }, [projections, guest, snapshot, picture, notify]);
  return found && found.guest === guest?.number && found.picture === picture ? found.place : undefined;
}
